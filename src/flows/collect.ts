/** Collect: every record of every input into a lake, each input once for ever. */
import { createHash } from 'node:crypto'
import { type ReadResult, readLog } from '../cloudtrail/read-log.ts'
import type { JsonObject } from '../core/json.ts'
import { reasonOf } from '../core/reason.ts'
import type { CollectSummary, FailedInput } from '../core/scan.ts'
import type { ScanProgress } from './scan.ts'

export interface CollectInput {
  readonly name: string
  /** As stored. @throws Error with the reason */
  read(): Promise<Buffer>
}

/** Where records go. */
export interface CollectSink {
  has(sha256: string): boolean
  /** `written` is the record's own text, where it has one. */
  add(record: JsonObject, written?: string): void
  endInput(input: {
    readonly name: string
    readonly size: number
    readonly sha256: string
    readonly records: number
    readonly failed: ReadResult['failed']
  }): Promise<void>
  close(): Promise<void>
}

export const collect = async (
  inputs: readonly CollectInput[],
  sink: CollectSink,
  onProgress: (done: ScanProgress) => void,
  signal: AbortSignal,
): Promise<CollectSummary> => {
  const skipped: Record<string, number> = {}
  const failures: FailedInput[] = []
  let [files, known, records, collected, failed, bytes] = [0, 0, 0, 0, 0, 0]
  try {
    for (const input of inputs) {
      if (signal.aborted) break
      const { name } = input
      const content = await readOne(input)
      files++
      if ('reason' in content) {
        records++
        failed++
        failures.push({ file: name, reason: content.reason })
        continue
      }
      bytes += content.bytes.length
      onProgress({ files, bytes })
      const sha256 = createHash('sha256').update(content.bytes).digest('hex')
      if (sink.has(sha256)) {
        known++
        continue
      }
      const read = readLog(content.bytes, {}, sink.add)
      records += read.records
      collected += read.evaluated
      for (const [kind, count] of Object.entries(read.skipped)) skipped[kind] = (skipped[kind] ?? 0) + count
      for (const { reason, count } of read.failed) {
        failed += count
        failures.push({ file: name, reason: count > 1 ? `${reason} (${count} records)` : reason })
      }
      await sink.endInput({ name, size: content.bytes.length, sha256, records: read.evaluated, failed: read.failed })
    }
  } finally {
    await sink.close()
  }
  return {
    files,
    known,
    records,
    collected,
    skipped,
    failed,
    failures,
    interrupted: files < inputs.length,
    filesLeft: inputs.length - files,
  }
}

type Content = { readonly bytes: Buffer } | { readonly reason: string }

const readOne = async (input: CollectInput): Promise<Content> => {
  try {
    return { bytes: await input.read() }
  } catch (error) {
    return { reason: reasonOf(error) }
  }
}
