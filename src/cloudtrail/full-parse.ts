/** The slow, obvious reader: every record parsed by itself, whatever the layout. It is what the fast one is compared with. */
import { isObject, type JsonObject, own } from '../core/json.ts'
import { type Container, type Content, containerOf } from './containers.ts'
import { inflateApart } from './gzip/inflate.ts'
import {
  CLOSE_LIST,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  endOfString,
  extentOf,
  isDigit,
  NEWLINE,
  OPEN_LIST,
  OPEN_OBJECT,
  QUOTE,
  skipSpace,
  trimEnd,
} from './json-bytes.ts'
import { foreignSource, kindOf, NOTIFIERS } from './kinds.ts'
import { broken, fail, failNoObject, type LogText, type Place, parse, placeOfLine, typeName } from './log-text.ts'
import { tryParse } from './parse-value.ts'
import { allSteps, type Steps } from './steps.ts'

/** A step is a record or a few. */
export function* readAll(source: LogText, start: number): Steps<void> {
  const { bytes, tally, cut } = source
  const { failures } = tally
  const end = bytes.length
  const lineEnd = endOfLine(bytes, start, end)
  const second = skipSpace(bytes, lineEnd, end)
  if (second < end && isLines(bytes, start, lineEnd, second, end)) yield* readLines(source, start, end)
  else yield* eachValue(source, start, end)
  if (cut && tally.failures === failures) broken(source, end)
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

/** One value after the other, with nothing, space or a time between them. */
function* eachValue(source: LogText, start: number, end: number): Steps<void> {
  const { bytes } = source
  let at = nextValue(bytes, start, end)
  while (at !== -1 && at < end) {
    at = yield* readValue(source, at, end)
    if (at !== -1) at = nextValue(bytes, at, end)
  }
}

/** Before each message an export task of CloudWatch Logs writes its time, and `aws logs tail` its time and its stream. */
const STAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?\s+(?:\S+\s+)?(?=\{)/
/** The name of a stream has 512 characters at most ("CreateLogStream"). */
const MAX_STAMP = 600

const nextValue = (bytes: Buffer, from: number, end: number): number => {
  const at = skipSpace(bytes, from, end)
  if (at >= end || !isDigit(bytes[at])) return at
  return at + (STAMP.exec(bytes.toString('latin1', at, Math.min(at + MAX_STAMP, end)))?.[0].length ?? 0)
}

/** Reads the value at `at` and returns the offset behind it, or -1 when nothing after it can be read. */
function* readValue(source: LogText, at: number, end: number): Steps<number> {
  const { bytes } = source
  if (bytes[at] === OPEN_LIST) return yield* readList(source, at, end)
  if (bytes[at] !== OPEN_OBJECT) return readScalar(source, at, end)
  const list = recordsList(bytes, at, end)
  if (list === undefined) {
    const { end: behind, depth } = extentOf(bytes, at, end)
    if (behind === -1) return broken(source, end)
    readElement(source, at, behind, depth, placeOfLine(source, at))
    yield
    return behind
  }
  const behind = yield* readList(source, list, end)
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
    const behind = again ? yield* readList(source, value, end) : extentOf(bytes, value, end).end
    if (behind === -1) return again ? -1 : broken(source, end)
    i = skipSpace(bytes, behind, end)
  }
  return i < end && bytes[i] === CLOSE_OBJECT ? i + 1 : broken(source, i)
}

/** The elements of the list at `at`. A list that breaks off gives what came before. */
function* readList(source: LogText, at: number, end: number): Steps<number> {
  const { bytes } = source
  let i = skipSpace(bytes, at + 1, end)
  if (i < end && bytes[i] === CLOSE_LIST) return i + 1
  for (let index = 1; i < end; index++) {
    const { end: behind, depth } = extentOf(bytes, i, end)
    if (behind === -1) return broken(source, end)
    if (behind === i) return broken(source, i)
    readElement(source, i, behind, depth, () => `record ${index}`)
    yield
    i = skipSpace(bytes, behind, end)
    if (i < end && bytes[i] === CLOSE_LIST) return i + 1
    if (i < end && bytes[i] !== COMMA) return broken(source, i)
    i = skipSpace(bytes, i + 1, end)
  }
  return broken(source, end)
}

/** A value on its own, or an item of a list: a record, something that holds records, or something else. */
export const readElement = (source: LogText, at: number, end: number, depth: number, place: Place): void => {
  const parsed = parse(source, at, end, depth, place)
  if (!parsed) return
  const { value, text } = parsed
  if (isObject(value)) object(source, value, place, text)
  else failNoObject(source, place, value)
}

/** @param written its own text, where it stands by itself */
const object = (source: LogText, value: JsonObject, place: Place, written?: string): void => {
  const { tally } = source
  const kind = kindOf(value)
  const container = kind === undefined ? containerOf(value) : undefined
  const foreign = kind === undefined ? foreignSource(value) : undefined
  if (kind === 'record') tally.record(value, written)
  else if (kind !== undefined) tally.skip(kind)
  else if (container) readContents(source, container, place)
  else if (foreign !== undefined && !NOTIFIERS.includes(foreign))
    fail(source, () => `${place()} is an event of ${foreign}, not of CloudTrail`)
  else if (Object.hasOwn(value, 'Records'))
    fail(source, () => `${place()}: Records is not a list (${typeName(own(value, 'Records'))})`)
  else tally.other(value)
}

/** Services wrap each other's messages: a log in CloudWatch Logs in Kinesis. */
const MAX_WRAPS = 10

const readContents = (source: LogText, { isList, contents }: Container, place: Place): void => {
  const inner = { ...source, wraps: source.wraps + 1 }
  if (inner.wraps > MAX_WRAPS) fail(source, () => `${place()} is wrapped more than ${MAX_WRAPS} times`)
  else
    contents.forEach((content, index) => {
      readContent(inner, content, isList ? () => `record ${index + 1}` : place)
    })
}

const readContent = (source: LogText, content: Content, place: Place): void => {
  if ('base64' in content) readPacked(source, content.base64, place)
  else if (isObject(content.json)) object(source, content.json, place)
  else if (typeof content.json === 'string') {
    const bytes = Buffer.from(content.json)
    const { depth } = extentOf(bytes, 0, bytes.length)
    readElement({ ...source, bytes }, 0, bytes.length, depth, place)
  } else fail(source, () => `${place()} holds no event (${typeName(content.json)})`)
}

const readPacked = (source: LogText, base64: string, place: Place): void => {
  const { tally } = source
  const within = (): string => `${source.within()}${place()}: `
  const packed = Buffer.from(base64, 'base64')
  // Node.js passes over what is no base64, and would make nothing of it.
  if (/[^\w+/=\s-]/.test(base64) || (packed.length === 0 && /\S/.test(base64))) {
    tally.fail(() => `${within()}not base64`)
    return
  }
  const inflated = inflateApart(packed, tally.room)
  if ('reason' in inflated) {
    tally.fail(() => `${within()}${inflated.reason}`)
    return
  }
  const { text: bytes, cut } = inflated
  const start = skipSpace(bytes, 0, bytes.length)
  if (start === bytes.length && !cut) tally.skip('empty')
  else allSteps(readAll({ ...source, bytes, cut, within }, start))
}

const readScalar = (source: LogText, at: number, end: number): number => {
  const { end: behind } = extentOf(source.bytes, at, end)
  if (behind <= at) return broken(source, behind === -1 ? end : at)
  const parsed = tryParse(source.bytes, at, behind)
  if (parsed === undefined) return broken(source, at)
  failNoObject(source, placeOfLine(source, at), parsed.value)
  return behind
}

const endOfLine = (bytes: Buffer, at: number, end: number): number => {
  const newline = bytes.indexOf(NEWLINE, at)
  return newline === -1 || newline > end ? end : newline
}

/** Whether the line is one or more complete values, as far as brackets and strings tell. */
const isWhole = (bytes: Buffer, start: number, lineEnd: number): boolean => {
  const at = nextValue(bytes, start, lineEnd)
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
