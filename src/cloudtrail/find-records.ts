/** Cuts out and parses only the records of a log that hold one of some texts. */
import { type JsonObject, text } from '../core/json.ts'
import { MAX_INPUT } from '../core/source.ts'
import type { ByteSearch } from './byte-search.ts'
import { type LogLayout, layoutOf } from './fast-scan.ts'
import { type Hours, hourOf, hoursOf, pieceAround } from './find-hours.ts'
import { inflateAll } from './gzip/inflate.ts'
import { skipSpace, trimEnd } from './json-bytes.ts'
import { FOREIGN, foreignSource } from './kinds.ts'
import { tryParse } from './parse-value.ts'
import { readLog } from './read-log.ts'

const NOTHING: Hours = { records: 0, hours: new Set() }

export interface FoundRecords {
  readonly failures: readonly string[]
  /** How many records there are and of which hours; only when asked for. */
  readonly records: number
  readonly hours: Hours['hours']
}

/**
 * Calls `onRecord` with every record that holds one of the texts, perhaps with more, perhaps twice. A file whose bytes do not
 * show what its texts are (escapes, an unusual layout, records packed into others) is read in full.
 *
 * @param search undefined asks for every record
 * @param counts whether `records` and `hours` are asked for
 */
export const findRecords = (
  bytes: Buffer,
  search: ByteSearch | undefined,
  counts: boolean,
  onRecord: (record: JsonObject) => void,
): FoundRecords => {
  const inflated = search === undefined ? { reason: '' } : inflateAll(bytes, MAX_INPUT)
  if (search !== undefined && 'text' in inflated && !inflated.cut) {
    const { text: log } = inflated
    const start = skipSpace(log, 0, log.length)
    const layout = layoutOf(log, start, trimEnd(log, start, log.length))
    if (layout !== undefined && holdsRecords(log, layout) && !hasHidden(log)) {
      const counted = counts ? hoursOf(log, layout) : NOTHING
      const found: JsonObject[] = []
      if (counted && cutOut(log, layout, search, (record) => found.push(record))) {
        for (const record of found) onRecord(record)
        return { failures: [], ...counted }
      }
    }
  }
  const hours = new Set<string>()
  const { records, failed } = readLog(bytes, {}, (record) => {
    const hour = counts ? hourOf(record) : undefined
    if (hour !== undefined) hours.add(hour)
    onRecord(record)
  })
  return { records, failures: failed.map(({ reason, count }) => (count > 1 ? `${reason} (${count})` : reason)), hours }
}

/** False when what lies around an occurrence is no record by itself. */
const cutOut = (
  log: Buffer,
  layout: LogLayout,
  search: ByteSearch,
  onRecord: (record: JsonObject) => void,
): boolean => {
  const { first, last } = layout
  for (let hit = search.next(log, first, last); hit !== -1; ) {
    const [at, end] = pieceAround(log, layout, hit)
    const record = recordIn(log, at, end)
    if (record === undefined) return false
    onRecord(record)
    hit = end >= last ? -1 : search.next(log, end, last)
  }
  return true
}

/** By the first and the last of them: what services hand on in base64 shows none of its texts. */
const holdsRecords = (log: Buffer, layout: LogLayout): boolean =>
  [layout.first, layout.last - 1].every((byte) => {
    const [at, end] = pieceAround(log, layout, byte)
    return isPlain(log.subarray(at, end)) || recordIn(log, at, end) !== undefined
  })

const MARKS = [Buffer.from('"eventTime"'), Buffer.from('"eventName"')]
const FOREIGN_MARKS = FOREIGN.map((begin) => Buffer.from(`"${begin}`))

/** Shows its own texts, also where it wraps a record: seen without a parse, which half of the time of a search would go into. */
const isPlain = (piece: Buffer): boolean =>
  MARKS.every((mark) => piece.includes(mark)) && !FOREIGN_MARKS.some((mark) => piece.includes(mark))

/** Undefined for a part of a record, which has no time and no name of its own, and for what is none. */
const recordIn = (log: Buffer, at: number, end: number): JsonObject | undefined => {
  const record = tryParse(log, at, end)?.value as JsonObject | undefined
  const isRecord = text(record, 'eventTime') !== undefined && text(record, 'eventName') !== undefined
  return isRecord && foreignSource(record as JsonObject) === undefined ? record : undefined
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
