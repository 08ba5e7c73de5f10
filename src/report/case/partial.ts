/** Why a case is partial, in words: the same in every report. */
import type { Case } from '../../core/case.ts'

/** What of a case says why. */
interface Ends {
  readonly ended: Case['ended']
  readonly searched: Pick<Case['searched'], 'failures'>
}

const ENDS: Readonly<Record<NonNullable<Case['ended']>, string>> = {
  interrupted: 'it was interrupted',
  limit: 'the limit of rounds ended it, and what is not followed says where to go on',
}

/** `not all of the logs could be read; it was interrupted`; undefined for a whole case. */
export const partialOf = ({ ended, searched }: Ends): string | undefined => {
  const why = [
    ...(searched.failures.length > 0 ? ['not all of the logs could be read'] : []),
    ...(ended === null ? [] : [ENDS[ended]]),
  ]
  return why.length === 0 ? undefined : why.join('; ')
}
