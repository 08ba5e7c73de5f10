/** Bytes in, CloudTrail records out: every layout that logs come in, every record accounted for, never an exception. */
import { MAX_INPUT } from '../core/source.ts'
import { scanFast } from './fast-scan.ts'
import { readAll } from './full-parse.ts'
import { inflateAll, newRoom, tooLarge } from './gzip/inflate.ts'
import { skipSpace } from './json-bytes.ts'
import type { LogText } from './log-text.ts'
import { nameTable } from './name-table.ts'
import { allSteps, type Steps } from './steps.ts'
import { newTally, type OnBusEvent, type OnRecord, type ReadResult, type Tally } from './tally.ts'

export type { SkipKind } from './kinds.ts'
export { emptyRead, type FailedRecords, type ReadResult } from './tally.ts'

export interface ReadOptions {
  /**
   * Whether a record of this `eventName` (`undefined`: without one) is wanted; a name that is no text always is. Must always
   * answer the same: the answers are kept per function. Without it every record is parsed and handed over.
   */
  readonly wants?: (eventName: string | undefined) => boolean
  /**
   * A second look at a record of a wanted name, by its bytes, in which no escape stands for printable ASCII: false means that it is not
   * wanted after all. Undefined when every record of the name is wanted.
   */
  readonly prefilter?: (eventName: string) => ((record: Buffer) => boolean) | undefined
  /** Events of the bus that are no records, in their envelope; absent: they are skipped as `not-cloudtrail`. */
  readonly onBusEvent?: OnBusEvent
  /** In bytes. */
  readonly maxInflated?: number
  /** How deep lists and objects may nest in one record. */
  readonly maxDepth?: number
}

export const TOO_LARGE = tooLarge(MAX_INPUT)
const MAX_DEPTH = 1000

/** Calls `onRecord` with each wanted record, in the order of the input. */
export const readLog = (bytes: Buffer, options: ReadOptions, onRecord: OnRecord): ReadResult =>
  allSteps(readLogInSteps(bytes, options, onRecord))

/** The same, so that others get their turn between two records. */
export function* readLogInSteps(bytes: Buffer, options: ReadOptions, onRecord: OnRecord): Steps<ReadResult> {
  const { wants, onBusEvent, maxInflated = MAX_INPUT, maxDepth = MAX_DEPTH } = options
  const tally = newTally(wants, maxDepth, newRoom(maxInflated), onRecord, onBusEvent)
  const inflated = inflateAll(bytes, maxInflated)
  if ('reason' in inflated) {
    tally.fail(() => inflated.reason)
    return tally.result('full')
  }
  const { text, cut } = inflated
  if (hasUtf16Mark(text)) {
    tally.fail(() => 'UTF-16 text; CloudTrail files are UTF-8')
    return tally.result('full')
  }
  const start = skipSpace(text, hasUtf8Mark(text) ? 3 : 0, text.length)
  if (start === text.length && !cut) {
    tally.skip('empty')
    return tally.result('full')
  }
  // Records that name nobody are wanted: they cannot be told without a parse.
  if (wants !== undefined && !cut && !wants(undefined)) {
    const found: (() => void)[] = []
    const trial = newTally(
      ...([wants, maxDepth, newRoom(maxInflated)] as const),
      (record) => found.push(() => onRecord(record)),
      onBusEvent && ((envelope) => found.push(() => onBusEvent(envelope))),
    )
    const source = logText(text, false, trial)
    if (yield* scanFast(source, start, text.length, nameTable(wants), options.prefilter)) {
      for (const handOver of found) {
        handOver()
        yield
      }
      return trial.result('fast')
    }
  }
  yield* readAll(logText(text, cut, tally), start)
  return tally.result('full')
}

const logText = (bytes: Buffer, cut: boolean, tally: Tally): LogText => ({
  bytes,
  cut,
  tally,
  within: () => '',
  wraps: 0,
})

const hasUtf8Mark = (bytes: Buffer) => bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf

const hasUtf16Mark = (bytes: Buffer) =>
  (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
