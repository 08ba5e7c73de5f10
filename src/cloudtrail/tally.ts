/** Counts what became of every record of one input, so that the sum always comes out. */
import { type JsonObject, own } from '../core/json.ts'
import type { Room } from './gzip/inflate.ts'
import { busEventOf, kindOfOther, type SkipKind } from './kinds.ts'

export interface FailedRecords {
  readonly reason: string
  readonly count: number
}

export interface ReadResult {
  /** What the input holds: `evaluated`, plus the sum of `skipped`, plus the counts of `failed`. */
  readonly records: number
  /** Handed over, or known not to be wanted. */
  readonly evaluated: number
  /** Kind -> count: of records, or 1 for a whole file or line that is not a log. */
  readonly skipped: Readonly<Partial<Record<SkipKind, number>>>
  readonly failed: readonly FailedRecords[]
  /** How many records were really parsed, for reporting. */
  readonly parsed: number
  readonly path: 'fast' | 'full'
}

export const emptyRead: ReadResult = { records: 0, evaluated: 0, skipped: {}, failed: [], parsed: 0, path: 'full' }

/** Failures listed one by one; the rest become one line, so that a million bad lines do not become a million texts. */
const LISTED = 20

/** An event of the bus that is no record, in its envelope. */
export type OnBusEvent = (envelope: JsonObject) => void

/** `written` is the record as its input has it; without it, it was part of another text. */
export type OnRecord = (record: JsonObject, written?: string) => void

export interface Tally {
  readonly maxDepth: number
  /** For what is packed inside of records. */
  readonly room: Room
  evaluated: number
  parsed: number
  failures: number
  /** Counts a record and hands it over when it is wanted. `written` is its own text, where it stands by itself. */
  record(record: JsonObject, written?: string): void
  skip(kind: SkipKind): void
  /** Neither a record nor what holds records: handed over when it is an event of the bus and those are asked for. */
  other(value: JsonObject): void
  /** `reason` is asked for only when it will be shown. */
  fail(reason: () => string): void
  result(path: ReadResult['path']): ReadResult
}

export const newTally = (
  wants: ((eventName: string | undefined) => boolean) | undefined,
  maxDepth: number,
  room: Room,
  onRecord: OnRecord,
  onBusEvent?: OnBusEvent,
): Tally => {
  const skipped: Partial<Record<SkipKind, number>> = {}
  const failed: FailedRecords[] = []
  const tally: Tally = {
    maxDepth,
    room,
    evaluated: 0,
    parsed: 0,
    failures: 0,
    record(record, written) {
      tally.evaluated++
      const name = own(record, 'eventName')
      const isText = name === undefined || typeof name === 'string'
      if (wants === undefined || !isText || wants(name)) onRecord(record, written)
    },
    skip(kind) {
      skipped[kind] = (skipped[kind] ?? 0) + 1
    },
    other(value) {
      const envelope = onBusEvent && busEventOf(value)
      if (!envelope) return tally.skip(kindOfOther(value))
      tally.evaluated++
      onBusEvent(envelope)
    },
    fail(reason) {
      if (tally.failures++ < LISTED) failed.push({ reason: reason(), count: 1 })
    },
    result(path) {
      const rest = tally.failures - LISTED
      const all = rest > 0 ? [...failed, { reason: 'more of this kind, not listed', count: rest }] : failed
      const skips = Object.values(skipped).reduce((sum, count) => sum + count, 0)
      const { evaluated, parsed, failures } = tally
      return { records: evaluated + skips + failures, evaluated, skipped, failed: all, parsed, path }
    },
  }
  return tally
}
