/** Cuts out and parses only the records of a log that hold one of some texts. */
import { type JsonObject, text } from '../core/json.ts'
import type { ByteSearch } from './byte-search.ts'
import { type Layout, layoutOf } from './fast-scan.ts'
import { inflate } from './inflate.ts'
import { skipSpace, trimEnd } from './json-bytes.ts'
import { tryParse } from './parse-value.ts'
import { MAX_INFLATED, readLog } from './read-log.ts'

export interface Found {
  readonly records: number
  readonly failures: readonly string[]
  /** Hours with events: `<account> <region> <hour>`; only when asked for. */
  readonly hours: ReadonlySet<string>
}

/**
 * Calls `onRecord` with every record that holds one of the texts, perhaps with more, perhaps twice. A file whose bytes do not
 * show what its texts are (escapes, an unusual layout) is read in full.
 *
 * @param search undefined asks for every record
 * @param wantsHours whether `hours` is asked for
 */
export const findRecords = (
  bytes: Buffer,
  search: ByteSearch | undefined,
  wantsHours: boolean,
  onRecord: (record: JsonObject) => void,
): Found => {
  const inflated = search === undefined ? { reason: '' } : inflate(bytes, MAX_INFLATED)
  if (search !== undefined && 'text' in inflated && !inflated.cut) {
    const { text: log } = inflated
    const start = skipSpace(log, 0, log.length)
    const layout = layoutOf(log, start, trimEnd(log, start, log.length))
    if (layout !== undefined && !hasHidden(log)) {
      const found: JsonObject[] = []
      if (cutOut(log, layout, search, (record) => found.push(record))) {
        for (const record of found) onRecord(record)
        const hours = wantsHours ? hoursOf(log, layout) : new Set<string>()
        return { records: countOf(log, layout), failures: [], hours }
      }
    }
  }
  const hours = new Set<string>()
  const { records, failed } = readLog(bytes, {}, (record) => {
    if (wantsHours) hours.add(hourOf(record))
    onRecord(record)
  })
  return { records, failures: failed.map(({ reason, count }) => (count > 1 ? `${reason} (${count})` : reason)), hours }
}

/** False when what lies around an occurrence is no record by itself. */
const cutOut = (
  log: Buffer,
  { lines, first, last, separator }: Layout,
  search: ByteSearch,
  onRecord: (record: JsonObject) => void,
): boolean => {
  for (let hit = search.next(log, first, last); hit !== -1; ) {
    const before = log.lastIndexOf(separator, hit - 1)
    const behind = log.indexOf(separator, hit)
    const at = before < first ? first : before + (lines ? 1 : 2)
    const end = behind === -1 || behind >= last ? last : behind + (lines ? 0 : 1)
    const record = tryParse(log, at, end)?.value as JsonObject | undefined
    // Part of a record has no time and no name of its own.
    if (text(record, 'eventTime') === undefined || text(record, 'eventName') === undefined) return false
    onRecord(record as JsonObject)
    hit = end >= last ? -1 : search.next(log, end, last)
  }
  return true
}

const ESCAPE = Buffer.from('\\u00')
const SLASH = Buffer.from('\\/')

/** Whether an escape stands for something that names are made of: letters, digits, `-`, `.`, `/`, `:`, `@`, `_`. */
const hasHidden = (log: Buffer): boolean => {
  if (log.indexOf(SLASH) !== -1) return true
  for (let at = log.indexOf(ESCAPE); at !== -1; at = log.indexOf(ESCAPE, at + ESCAPE.length)) {
    const code = Number.parseInt(log.toString('latin1', at + ESCAPE.length, at + ESCAPE.length + 2), 16)
    if (code >= 0x2d && code <= 0x7a && code !== 0x3c && code !== 0x3e) return true
  }
  return false
}

const countOf = (log: Buffer, { first, last, separator }: Layout): number => {
  let count = 1
  for (let at = log.indexOf(separator, first); at !== -1 && at < last; at = log.indexOf(separator, at + 1)) count++
  return count
}

const FIELDS = [
  /"recipientAccountId": ?"(\d{12})"/g,
  /"awsRegion": ?"([\w-]+)"/g,
  /"eventTime": ?"([\dT-]{13})/g,
] as const

const hoursOf = (log: Buffer, { lines, first, last, separator }: Layout): ReadonlySet<string> => {
  const hours = new Set<string>()
  for (let at = first; at < last; ) {
    const behind = log.indexOf(separator, at)
    const end = behind === -1 || behind >= last ? last : behind + 1
    const record = log.toString('latin1', at, end)
    const [account, region, hour] = FIELDS.map((field) => [...record.matchAll(field)].at(-1)?.[1] ?? '')
    if (hour !== '') hours.add(`${account} ${region} ${hour}`)
    at = end + (lines ? 0 : 1)
  }
  return hours
}

const hourOf = (record: JsonObject): string =>
  `${text(record, 'recipientAccountId') ?? ''} ${text(record, 'awsRegion') ?? ''} ${(text(record, 'eventTime') ?? '').slice(0, 13)}`
