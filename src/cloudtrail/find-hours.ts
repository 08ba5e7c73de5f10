/** Tells from the bytes of a log how many records it holds, and for which account, Region and hour. */
import { child, type JsonObject, text } from '../core/json.ts'
import type { LogLayout } from './fast-scan.ts'
import { COLON, isSpace, QUOTE } from './json-bytes.ts'
import { tryParse } from './parse-value.ts'

export interface Hours {
  readonly records: number
  /** `<account> <region> <hour>`: what can be no account or Region is `unknown`; a record without a time tells nothing. */
  readonly hours: ReadonlySet<string>
}

/** The account is the one that CloudTrail delivered the record to; records before version 1.02 tell only the caller's. */
export const hourOf = (record: JsonObject): string | undefined => {
  const time = text(record, 'eventTime') ?? ''
  if (!/^\d{4}-\d\d-\d\dT/.test(time)) return undefined
  const account = text(record, 'recipientAccountId') || text(child(record, 'userIdentity'), 'accountId') || ''
  const region = text(record, 'awsRegion') ?? ''
  return `${/^\d{12}$/.test(account) ? account : 'unknown'} ${/^[a-z0-9-]{1,40}$/.test(region) ? region : 'unknown'} ${time.slice(0, 13)}`
}

// Without the first letter: the search looks for the first byte, and few of these occur elsewhere.
const FIELDS = ['ventTime"', 'wsRegion"', 'ecipientAccountId"'].map((field) => Buffer.from(field))
/** `2026-03-04T02`: as much of a value as is compared. */
const HOUR = 13
/** So often what lies around a time may be no record by itself: one long record must not be parsed for each of its parts. */
const MAX_TRIES = 50

/**
 * Finds each field by one search through the file. Where every record holds each of them once, the first, second ... of each
 * belong together. A record is parsed when it would tell a new hour. Undefined when the bytes do not show it: a record lacks
 * a field, or holds it twice.
 */
export const hoursOf = (log: Buffer, layout: LogLayout): Hours | undefined => {
  const hours = new Set<string>()
  /** Told by no record that could be parsed by itself. */
  const doubtful = new Set<string>()
  const next = (field: number, from: number): number => {
    const at = log.indexOf(FIELDS[field] as Buffer, from)
    return at === -1 || at >= layout.last ? -1 : at
  }
  let records = 0
  let tries = 0
  let end = layout.first
  let before: readonly number[] = []
  let [time, region, account] = [next(0, end), next(1, end), next(2, end)]
  while (time !== -1 && region !== -1 && account !== -1) {
    if (Math.min(time, region, account) < end) return undefined
    const values = [valueAt(log, 0, time), valueAt(log, 1, region), valueAt(log, 2, account)]
    if (values.includes(-1)) return undefined
    records++
    end = Math.max(time, region, account)
    if (!values.every((at, index) => isSame(log, at, before[index], index === 0))) {
      before = values
      const texts = values.map((at, index) =>
        log.toString('latin1', at, index === 0 ? at + HOUR : log.indexOf(QUOTE, at)),
      )
      const name = `${texts[2]} ${texts[1]} ${texts[0]}`
      if (!hours.has(name)) {
        const [from, to] = pieceAround(log, layout, time)
        const record = tryParse(log, from, to)?.value as JsonObject | undefined
        if (text(record, 'eventName') !== undefined && hourOf(record as JsonObject) === name) {
          hours.add(name)
          doubtful.delete(name)
        } else {
          if (++tries > MAX_TRIES) return undefined
          doubtful.add(name)
          before = []
        }
      }
    }
    time = next(0, time + 1)
    region = next(1, region + 1)
    account = next(2, account + 1)
  }
  return time === region && region === account && doubtful.size === 0 ? { records, hours } : undefined
}

/** Where the text of a field begins; -1 when it is none. */
const valueAt = (log: Buffer, field: number, found: number): number => {
  let at = found + (FIELDS[field] as Buffer).length
  if (isSpace(log[at])) at++
  if (log[at] !== COLON) return -1
  at++
  if (isSpace(log[at])) at++
  return log[at] === QUOTE ? at + 1 : -1
}

const isSame = (log: Buffer, at: number, before: number | undefined, isTime: boolean): boolean => {
  if (before === undefined) return false
  for (let i = 0; !isTime || i < HOUR; i++) {
    const byte = log[at + i]
    if (byte !== log[before + i]) return false
    if (byte === QUOTE || byte === undefined) return true
  }
  return true
}

/** What lies around a byte, between two cuts: a record, or a part of one. */
export const pieceAround = (
  log: Buffer,
  { lines, first, last, separator }: LogLayout,
  byte: number,
): readonly [at: number, end: number] => {
  const before = log.lastIndexOf(separator, byte - 1)
  const behind = log.indexOf(separator, byte)
  return [
    before < first ? first : before + (lines ? 1 : 2),
    behind === -1 || behind >= last ? last : behind + (lines ? 0 : 1),
  ]
}
