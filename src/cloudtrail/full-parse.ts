/** The slow, obvious reader: every record parsed by itself, whatever the layout. It is what the fast one is compared with. */
import { isObject, type Json, type JsonObject, own } from '../core/json.ts'
import {
  CLOSE_LIST,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  endOfString,
  extentOf,
  NEWLINE,
  OPEN_LIST,
  OPEN_OBJECT,
  QUOTE,
  skipSpace,
  trimEnd,
} from './json-bytes.ts'
import { detailOf, kindOfOther, kindOfRecord, looksLikeRecord } from './kinds.ts'
import { isHuge, type ParsedValue, tryParse } from './parse-value.ts'
import { allSteps, type Steps } from './steps.ts'
import type { Tally } from './tally.ts'

/** A run over one text: the bytes, where failures are reported from, and what an early end means. */
export interface LogText {
  readonly bytes: Buffer
  readonly tally: Tally
  /** How a failure names an early end: a cut file is not the same as a cut archive. */
  readonly earlyEnd: string
}

/** A step is a record or a few. */
export function* readAll(source: LogText, start: number, end: number): Steps<void> {
  const lineEnd = endOfLine(source.bytes, start, end)
  const second = skipSpace(source.bytes, lineEnd, end)
  if (second < end && isLines(source.bytes, start, lineEnd, second, end)) yield* readLines(source, start, end)
  else yield* eachValue(source, start, end)
}

/** JSON lines begin with a line that is complete; or with a bad one, when the next is complete and the first never closes. */
const isLines = (bytes: Buffer, start: number, lineEnd: number, second: number, end: number): boolean => {
  if (isWhole(bytes, start, lineEnd)) return true
  if (!isWhole(bytes, second, endOfLine(bytes, second, end))) return false
  if (bytes[start] !== OPEN_OBJECT && bytes[start] !== OPEN_LIST) return true
  return recordsList(bytes, start, end) === undefined && extentOf(bytes, start, end).end === -1
}

/** JSON lines: each line stands alone, so that a bad one costs only itself. */
function* readLines(source: LogText, start: number, end: number): Steps<void> {
  const { bytes } = source
  for (let at = skipSpace(bytes, start, end); at < end; ) {
    const lineEnd = endOfLine(bytes, at, end)
    const next = skipSpace(bytes, lineEnd, end)
    // A pretty-printed value begins here: files of different shapes were put in a row.
    if (next < end && endsOpen(bytes, at, lineEnd) && !isWhole(bytes, next, endOfLine(bytes, next, end)))
      return yield* eachValue(source, at, end)
    yield* eachValue(source, at, lineEnd)
    at = next
  }
}

export const readValues = (source: LogText, start: number, end: number): void => allSteps(eachValue(source, start, end))

/** One value after the other, with nothing or space between them. */
function* eachValue(source: LogText, start: number, end: number): Steps<void> {
  const { bytes } = source
  let at = skipSpace(bytes, start, end)
  while (at !== -1 && at < end) {
    at = yield* readValue(source, at, end)
    if (at !== -1) at = skipSpace(bytes, at, end)
  }
}

/** Reads the value at `at` and returns the offset behind it, or -1 when nothing after it can be read. */
function* readValue(source: LogText, at: number, end: number): Steps<number> {
  const { bytes } = source
  if (bytes[at] === OPEN_LIST) return yield* readList(source, at, end, readElement)
  if (bytes[at] !== OPEN_OBJECT) return readScalar(source, at, end)
  const list = recordsList(bytes, at, end)
  if (list === undefined) {
    const { end: behind, depth } = extentOf(bytes, at, end)
    if (behind === -1) return broken(source, end)
    readElement(source, at, behind, depth, placeOfLine(source, at))
    yield
    return behind
  }
  const behind = yield* readList(source, list, end, readRecord)
  return behind === -1 ? -1 : yield* restOfObject(source, behind, end)
}

/** Where the list under the key `Records` of the object at `at` begins, when it has one. */
const recordsList = (bytes: Buffer, at: number, end: number): number | undefined => {
  let i = skipSpace(bytes, at + 1, end)
  while (i < end && bytes[i] === QUOTE) {
    const keyEnd = endOfString(bytes, i, end)
    if (keyEnd === -1) return undefined
    const colon = skipSpace(bytes, keyEnd, end)
    if (bytes[colon] !== COLON) return undefined
    const value = skipSpace(bytes, colon + 1, end)
    if (bytes[value] === OPEN_LIST && bytes.toString('latin1', i, keyEnd) === '"Records"') return value
    const behind = extentOf(bytes, value, end).end
    if (behind === -1) return undefined
    const comma = skipSpace(bytes, behind, end)
    if (bytes[comma] !== COMMA) return undefined
    i = skipSpace(bytes, comma + 1, end)
  }
  return undefined
}

/** The members behind a `Records` list; another such list is read too. */
function* restOfObject(source: LogText, at: number, end: number): Steps<number> {
  const { bytes } = source
  let i = skipSpace(bytes, at, end)
  while (i < end && bytes[i] === COMMA) {
    const key = skipSpace(bytes, i + 1, end)
    const keyEnd = bytes[key] === QUOTE ? endOfString(bytes, key, end) : -1
    const colon = keyEnd === -1 ? end : skipSpace(bytes, keyEnd, end)
    if (bytes[colon] !== COLON) return broken(source, keyEnd === -1 ? key : colon)
    const value = skipSpace(bytes, colon + 1, end)
    const again = bytes[value] === OPEN_LIST && bytes.toString('latin1', key, keyEnd) === '"Records"'
    const behind = again ? yield* readList(source, value, end, readRecord) : extentOf(bytes, value, end).end
    if (behind === -1) return again ? -1 : broken(source, end)
    i = skipSpace(bytes, behind, end)
  }
  return i < end && bytes[i] === CLOSE_OBJECT ? i + 1 : broken(source, i)
}

type ReadItem = (source: LogText, at: number, end: number, depth: number, place: () => string) => void

/** The elements of the list at `at`. A list that breaks off gives what came before. */
function* readList(source: LogText, at: number, end: number, readItem: ReadItem): Steps<number> {
  const { bytes } = source
  let i = skipSpace(bytes, at + 1, end)
  if (i < end && bytes[i] === CLOSE_LIST) return i + 1
  for (let index = 1; i < end; index++) {
    const { end: behind, depth } = extentOf(bytes, i, end)
    if (behind === -1) return broken(source, end)
    if (behind === i) return broken(source, i)
    readItem(source, i, behind, depth, () => `record ${index}`)
    yield
    i = skipSpace(bytes, behind, end)
    if (i < end && bytes[i] === CLOSE_LIST) return i + 1
    if (i < end && bytes[i] !== COMMA) return broken(source, i)
    i = skipSpace(bytes, i + 1, end)
  }
  return broken(source, end)
}

/** An element of `Records`: a record unless it says that it is something else. */
export const readRecord: ReadItem = (source, at, end, depth, place) => {
  const parsed = parse(source, at, end, depth, place)
  if (!parsed) return
  const { value, text } = parsed
  if (!isObject(value)) source.tally.fail(() => `${place()} is not an object (${typeName(value)})`)
  else record(source.tally, value, text)
}

/** A value on its own: a record, something that holds records, or something else. */
export const readElement: ReadItem = (source, at, end, depth, place) => {
  const parsed = parse(source, at, end, depth, place)
  if (!parsed) return
  const { value, text } = parsed
  if (!isObject(value)) source.tally.fail(() => `${place()} is not an object (${typeName(value)})`)
  else object(source, value, place, text)
}

const record = (tally: Tally, value: JsonObject, written?: string) => {
  const kind = kindOfRecord(value)
  if (kind === undefined) tally.record(value, written)
  else tally.skip(kind)
}

const object = (source: LogText, value: JsonObject, place: () => string, written: string) => {
  const { tally } = source
  const name = own(value, 'eventName')
  if (typeof name === 'string') return record(tally, value, written)
  const records = own(value, 'Records')
  if (Array.isArray(records)) return each(source, records, (item) => record(tally, item))
  const detail = detailOf(value)
  if (detail !== undefined) return record(tally, detail)
  // The output of `aws cloudtrail lookup-events`: the record is JSON text inside JSON.
  const events = own(value, 'Events')
  if (Array.isArray(events)) return each(source, events, (item, at) => inner(source, own(item, 'CloudTrailEvent'), at))
  // A CloudWatch Logs subscription: one record in each message.
  const logEvents = own(value, 'logEvents')
  // CloudWatch Logs asks in this way whether its destination is there (user guide, "Subscription filters": messageType).
  if (own(value, 'messageType') === 'CONTROL_MESSAGE') return tally.skip('not-cloudtrail')
  if (Array.isArray(logEvents)) return each(source, logEvents, (item, at) => inner(source, own(item, 'message'), at))
  if (looksLikeRecord(value)) return record(tally, value, written)
  if (records !== undefined) return tally.fail(() => `${place()}: Records is not a list (${typeName(records)})`)
  tally.skip(kindOfOther(value))
}

const each = (source: LogText, items: readonly Json[], use: (item: JsonObject, place: () => string) => void): void => {
  items.forEach((item, index) => {
    const place = () => `record ${index + 1}`
    if (isObject(item)) use(item, place)
    else source.tally.fail(() => `${place()} is not an object (${typeName(item)})`)
  })
}

/** A record written as text inside another document. */
const inner = (source: LogText, written: Json | undefined, place: () => string) => {
  const { tally } = source
  if (typeof written !== 'string') return tally.fail(() => `${place()} holds no event text (${typeName(written)})`)
  const bytes = Buffer.from(written)
  const { depth } = extentOf(bytes, 0, bytes.length)
  const parsed = parse({ ...source, bytes }, 0, bytes.length, depth, place)
  if (!parsed) return
  const { value } = parsed
  if (!isObject(value)) tally.fail(() => `${place()} is not an object (${typeName(value)})`)
  else if (looksLikeRecord(value)) record(tally, value)
  else tally.skip('not-cloudtrail')
}

const readScalar = (source: LogText, at: number, end: number): number => {
  const { end: behind } = extentOf(source.bytes, at, end)
  const place = placeOfLine(source, at)
  if (behind <= at) return broken(source, behind === -1 ? end : at)
  const parsed = tryParse(source.bytes, at, behind)
  if (parsed === undefined) return broken(source, at)
  source.tally.fail(() => `${place()} is not an object (${typeName(parsed.value)})`)
  return behind
}

/** Undefined when that failed and was counted. */
const parse = (
  { bytes, tally }: LogText,
  at: number,
  end: number,
  depth: number,
  place: () => string,
): ParsedValue | undefined => {
  if (depth > tally.maxDepth) {
    tally.fail(() => `${place()} is nested deeper than ${tally.maxDepth} levels`)
    return undefined
  }
  if (isHuge(bytes, at, end)) {
    tally.fail(() => `${place()} has too many parts to be one record (${Math.round((end - at) / 2 ** 20)} MiB)`)
    return undefined
  }
  const parsed = tryParse(bytes, at, end)
  if (parsed === undefined) tally.fail(() => `${place()} is not valid JSON (${position(bytes, at)})`)
  else tally.parsed++
  return parsed
}

/** Counts one failure for everything from `at` on: the structure is lost there. */
const broken = ({ bytes, tally, earlyEnd }: LogText, at: number): number => {
  const early = skipSpace(bytes, at, bytes.length) >= bytes.length
  const before = tally.evaluated === 1 ? '1 record' : `${tally.evaluated} records`
  tally.fail(() => `${early ? earlyEnd : `not valid JSON at ${position(bytes, at)}`} (after ${before})`)
  return -1
}

const typeName = (value: Json | undefined): string =>
  value === null ? 'null' : value === undefined ? 'missing' : Array.isArray(value) ? 'list' : typeof value

const placeOfLine = (source: LogText, at: number) => () => `line ${lineOf(source.bytes, at)}`

const lineOf = (bytes: Buffer, at: number): number => {
  let line = 1
  for (let i = bytes.indexOf(NEWLINE); i !== -1 && i < at; i = bytes.indexOf(NEWLINE, i + 1)) line++
  return line
}

const position = (bytes: Buffer, at: number): string =>
  `line ${lineOf(bytes, at)}, column ${at - bytes.lastIndexOf(NEWLINE, Math.max(0, at - 1)) || 1}`

const endOfLine = (bytes: Buffer, at: number, end: number): number => {
  const newline = bytes.indexOf(NEWLINE, at)
  return newline === -1 || newline > end ? end : newline
}

/** Whether the line is one or more complete values, as far as brackets and strings tell. */
const isWhole = (bytes: Buffer, at: number, lineEnd: number): boolean => {
  const last = trimEnd(bytes, at, lineEnd)
  const opens = bytes[at] === OPEN_OBJECT || bytes[at] === OPEN_LIST
  return (
    opens &&
    (bytes[last - 1] === CLOSE_OBJECT || bytes[last - 1] === CLOSE_LIST) &&
    extentOf(bytes, at, last).end !== -1
  )
}

const endsOpen = (bytes: Buffer, at: number, lineEnd: number): boolean => {
  const last = bytes[trimEnd(bytes, at, lineEnd) - 1]
  return last === OPEN_OBJECT || last === OPEN_LIST || last === COMMA
}
