/** Whether an address lies in one of some ranges. */
import { parseAddress } from '../../notation/address.ts'
import { createPrefixTable } from '../../notation/prefixes.ts'

/** What is no range matches nothing; neither does what is no address. */
export const networkTest = (ranges: readonly string[]): ((address: string) => boolean) => {
  if (ranges.length === 0) return () => false
  const table = createPrefixTable(ranges.map((range) => [range, true] as const))
  const known = new Map<string, boolean>()
  return (text) => {
    const before = known.get(text)
    if (before !== undefined) return before
    const address = parseAddress(text)
    const inside = address !== undefined && table.find(address) === true
    if (known.size < MAX_KNOWN) known.set(text, inside)
    return inside
  }
}

const MAX_KNOWN = 100_000
