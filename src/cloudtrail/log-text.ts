/** A text that is read, and how what is wrong with it is named. */
import type { Json } from '../core/json.ts'
import { NEWLINE, skipSpace } from './json-bytes.ts'
import { isHuge, type ParsedValue, tryParse } from './parse-value.ts'
import type { Tally } from './tally.ts'

export interface LogText {
  readonly bytes: Buffer
  readonly tally: Tally
  /** It comes from an archive that ended early. */
  readonly cut: boolean
  /** Where it was, when it was inside another text: the beginning of each failure. */
  readonly within: () => string
  /** How many texts it was inside of. */
  readonly wraps: number
}

/** Says where something is; asked only when that is shown. */
export type Place = () => string

export const fail = ({ tally, within }: LogText, reason: () => string): void =>
  tally.fail(() => `${within()}${reason()}`)

/** Undefined when that failed and was counted. */
export const parse = (
  source: LogText,
  at: number,
  end: number,
  depth: number,
  place: Place,
): ParsedValue | undefined => {
  const { bytes, tally } = source
  if (depth > tally.maxDepth) {
    fail(source, () => `${place()} is nested deeper than ${tally.maxDepth} levels`)
    return undefined
  }
  if (isHuge(bytes, at, end)) {
    fail(source, () => `${place()} has too many parts to be one record (${Math.round((end - at) / 2 ** 20)} MiB)`)
    return undefined
  }
  const parsed = tryParse(bytes, at, end)
  if (parsed === undefined) fail(source, () => `${place()} is not valid JSON (${position(bytes, at)})`)
  else tally.parsed++
  return parsed
}

/** Counts one failure for everything from `at` on: the structure is lost there. */
export const broken = (source: LogText, at: number): number => {
  const { bytes, tally, cut } = source
  const isEarly = skipSpace(bytes, at, bytes.length) >= bytes.length
  const earlyEnd = cut ? 'gzip: unexpected end of data' : 'unexpected end of data'
  const before = tally.evaluated === 1 ? '1 record' : `${tally.evaluated} records`
  fail(source, () => `${isEarly ? earlyEnd : `not valid JSON at ${position(bytes, at)}`} (after ${before})`)
  return -1
}

export const failNoObject = (source: LogText, place: Place, value: Json | undefined): void =>
  fail(source, () => `${place()} is not an object (${typeName(value)})`)

export const typeName = (value: Json | undefined): string =>
  value === null ? 'null' : value === undefined ? 'missing' : Array.isArray(value) ? 'list' : typeof value

export const placeOfLine =
  (source: LogText, at: number): Place =>
  () =>
    `line ${lineOf(source.bytes, at)}`

const lineOf = (bytes: Buffer, at: number): number => {
  let line = 1
  for (let i = bytes.indexOf(NEWLINE); i !== -1 && i < at; i = bytes.indexOf(NEWLINE, i + 1)) line++
  return line
}

const position = (bytes: Buffer, at: number): string =>
  `line ${lineOf(bytes, at)}, column ${at - bytes.lastIndexOf(NEWLINE, Math.max(0, at - 1)) || 1}`
