/** Asks `wants` once per distinct event name, and looks the answer up by bytes: no string is made per record. */

/** Whether a record whose only name this is has to be parsed. */
export interface NameTable {
  mustParse(bytes: Buffer, at: number, end: number): boolean
}

/** CloudTrail knows some ten thousand event names; whatever does not fit is asked for again each time. */
const SLOTS = 1 << 14
const MAX_NAMES = SLOTS / 2
const MEAN_LENGTH = 32

const tables = new WeakMap<(eventName: string) => boolean, NameTable>()

export const nameTable = (wants: (eventName: string) => boolean): NameTable => {
  const known = tables.get(wants)
  if (known !== undefined) return known
  const table = newTable(wants)
  tables.set(wants, table)
  return table
}

const newTable = (wants: (eventName: string) => boolean): NameTable => {
  // Open addressing: a slot holds the number of a name plus one, and names are told apart by their bytes.
  const slots = new Uint16Array(SLOTS)
  const texts = new Uint8Array(MAX_NAMES * MEAN_LENGTH)
  const starts = new Uint32Array(MAX_NAMES + 1)
  const answers = new Uint8Array(MAX_NAMES)
  let count = 0
  return {
    mustParse(bytes, at, end) {
      // FNV-1a.
      let hash = 0x811c9dc5
      for (let i = at; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193)
      let slot = (hash ^ (hash >>> 15)) & (SLOTS - 1)
      for (let entry = slots[slot]!; entry !== 0; entry = slots[slot]!) {
        let i = starts[entry - 1]!
        const behind = starts[entry]!
        if (behind - i === end - at) {
          for (let j = at; i < behind && texts[i] === bytes[j]; i++) j++
          if (i === behind) return answers[entry - 1] === 1
        }
        slot = (slot + 1) & (SLOTS - 1)
      }
      const answer = wants(bytes.toString('utf8', at, end))
      const start = starts[count]!
      if (count < MAX_NAMES && start + end - at <= texts.length) {
        texts.set(bytes.subarray(at, end), start)
        answers[count] = answer ? 1 : 0
        starts[++count] = start + end - at
        slots[slot] = count
      }
      return answer
    },
  }
}
