/** What a case tells, whichever engine it came from. */
import type { Case } from '../src/core/case.ts'

/** Without what names the inputs, and without what only an engine that has seen all of them can tell. */
export const tellingOf = ({ searched: _, gaps: __, events, ...rest }: Case) => ({
  ...rest,
  events: events.map(({ file: _, ...event }) => event),
})
export const idsOf = ({ events }: { readonly events: readonly { readonly id: string }[] }): readonly string[] =>
  events.map(({ id }) => id).sort()
