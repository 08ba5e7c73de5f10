/** What a stack is called when nobody says: the same in one account, another in the next, and no word of what it is for. */
import { createHash } from 'node:crypto'

const FIRST =
  'core platform shared ops infra data network backend apps team cloud site base service legacy internal'.split(' ')
const SECOND =
  'services resources baseline backup config storage access support migration settings assets jobs tools foundation artifacts common'.split(
    ' ',
  )

export const stackNameOf = (account: string): string => {
  const [first = 0, second = 0] = createHash('sha256').update(account).digest()
  return `${FIRST[first % FIRST.length]}-${SECOND[second % SECOND.length]}`
}
