/** Counts events by the values of some fields, in memory that does not grow with the logs. */
import { compareTexts } from '../core/order.ts'
import { cut } from '../report/terminal.ts'
import type { TopTable } from '../report/top.ts'

export interface Seen {
  readonly id: string
  readonly time: string
}

export interface TableCounter {
  readonly add: (values: readonly (string | null)[], event: Seen) => void
  readonly result: () => Pick<TopTable, 'rows' | 'total' | 'overflow'>
}

/** Longer values are cut: the beginning is what a person knows them by. */
const MAX_VALUE = 200
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/

interface Entry {
  readonly values: readonly (string | null)[]
  count: number
  first: string
  last: string
  example: string
}

/** @param capacity how many different values are kept apart; what comes later is counted as one heap */
export const createTable = (capacity: number, commonFirst: boolean): TableCounter => {
  const entries = new Map<string, Entry>()
  let total = 0
  let overflow = 0

  const add: TableCounter['add'] = (written, event) => {
    total++
    const values = written.map((value) => (value === null || value === '' ? null : cut(value, MAX_VALUE)))
    // No value is the empty text, so that one can stand for a missing one.
    const key = values.length === 1 ? (values[0] ?? '') : JSON.stringify(values)
    const known = entries.get(key)
    if (!known && entries.size >= capacity) {
      overflow++
      return
    }
    const time = TIME.test(event.time) ? event.time : ''
    if (!known) {
      entries.set(key, {
        values: values.map((value) => (value === null ? null : owned(value))),
        count: 1,
        first: time,
        last: time,
        example: owned(cut(event.id, MAX_VALUE)),
      })
      return
    }
    known.count++
    if (time !== '' && (known.first === '' || time < known.first)) known.first = time
    // The latest event, and of several at one time the one with the greatest id: whatever the order of the files.
    if (time > known.last) {
      known.last = time
      known.example = owned(cut(event.id, MAX_VALUE))
    } else if (time === known.last && event.id > known.example) known.example = owned(cut(event.id, MAX_VALUE))
  }

  const order = commonFirst ? -1 : 1
  return {
    add,
    result: () => ({
      rows: [...entries]
        .sort(
          ([keyA, a], [keyB, b]) =>
            order * (a.count - b.count) || compareTexts(b.last, a.last) || compareTexts(keyA, keyB),
        )
        .map(([, entry]) => entry),
      total,
      overflow,
    }),
  }
}

/** A copy that does not keep the long text alive of which V8 made it a slice. */
const owned = (text: string): string => Buffer.from(text).toString()
