/** A table of address ranges that answers with the longest one that holds an address. */
import { type Address, parseRange } from './address.ts'

export interface PrefixTable<Value> {
  find(address: Address): Value | undefined
}

/** Of two entries for one range, the first stays. What is no range is left out. */
export const createPrefixTable = <Value>(
  entries: Iterable<readonly [range: string, value: Value]>,
): PrefixTable<Value> => {
  const tables = { 32: new Map<number, Map<bigint, Value>>(), 128: new Map<number, Map<bigint, Value>>() }
  for (const [text, value] of entries) {
    const range = parseRange(text)
    if (!range) continue
    const lengths = tables[range.bits]
    const ranges = lengths.get(range.length) ?? new Map<bigint, Value>()
    lengths.set(range.length, ranges)
    if (!ranges.has(range.value)) ranges.set(range.value, value)
  }
  const longestFirst = { 32: sorted(tables[32]), 128: sorted(tables[128]) }
  return {
    find: ({ bits, value }) => {
      for (const [length, ranges] of longestFirst[bits]) {
        const found = ranges.get(value >> BigInt(bits - length))
        if (found !== undefined) return found
      }
      return undefined
    },
  }
}

const sorted = <Value>(lengths: ReadonlyMap<number, Value>): readonly (readonly [number, Value])[] =>
  [...lengths].sort(([a], [b]) => b - a)
