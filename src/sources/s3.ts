/** A bucket in which log files appear: each object is offered once, and again when it is put again. */
import { setTimeout } from 'node:timers/promises'
import { z } from 'zod'
import type { Clients } from '../aws/clients.ts'
import { reasonOf } from '../core/reason.ts'
import type { EventScope } from '../core/scan.ts'
import type { Input, Source } from '../core/source.ts'
import type { CursorStore, HandledStore } from '../core/store.ts'
import { UsageError } from '../core/usage-error.ts'
import { DAY, MINUTE } from '../notation/duration.ts'
import { dayFolder, LATE_DAYS } from '../notation/log-folder.ts'
import { defineSource } from './define.ts'
import { fetchAhead } from './fetch-ahead.ts'
import { regionOf } from './s3/layout.ts'
import { findKeyRanges, type KeyRange, logsOf, parseS3Uri } from './s3/listing.ts'
import { nameOf, readObject } from './s3/object.ts'
import { openProgress, type Progress } from './s3/progress.ts'

/** Each pass asks S3 one question a Region and account at least. */
const PASS_EVERY = MINUTE
export interface S3Options {
  /** False: ends when everything that is there was offered. */
  readonly follow: boolean
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly scope: EventScope
  /** Something could not be listed just now; it is tried again. */
  readonly onProblem: (reason: string) => void
}

/**
 * Objects are taken in the order of their keys, which below a Region is that of time, and known again by when they were put:
 * what is put later is later, whatever its key. @throws Error when nothing can be listed at the first pass
 */
export const s3Source = (
  path: string,
  clients: Clients,
  store: CursorStore & HandledStore,
  { follow, now, scope, onProblem }: S3Options,
): Source => {
  const location = parseS3Uri(path)
  const { bucket } = location
  const on = { skip: () => {}, fail: (name: string, reason: string) => onProblem(`${name}: ${reason}`) }

  const parts = new Map<string, Progress>()
  const progressOf = async (range: KeyRange): Promise<Progress> => {
    const source = nameOf({ bucket, key: range.prefix }) + (range.shallow ? '*' : '')
    const progress = parts.get(source) ?? (await openProgress(source, store))
    parts.set(source, progress)
    return progress
  }

  async function* pass(range: KeyRange, signal: AbortSignal): AsyncGenerator<Input> {
    const progress = await progressOf(range)
    const again = progress.failed()
    const { since, after } = progress.begin(now())
    const inputOf = (key: string, modified: number): Input => ({
      kind: 'log',
      name: nameOf({ bucket, key }),
      read: () => readObject({ bucket, key }, clients),
      ack: () => progress.done(key, modified),
      // A store that is busy now leaves it as it was: not handled.
      fail: () => progress.fail(key, modified, follow).catch((error: unknown) => onProblem(reasonOf(error))),
    })
    async function* inputs(): AsyncGenerator<Input> {
      const startAfter = [range.startAfter ?? '', after, floorOf(range.prefix, since)].sort().at(-1) ?? ''
      for await (const object of logsOf(bucket, { ...range, startAfter }, scope, clients, on.skip, signal))
        if (!progress.isDone(object.key, object.modified)) yield inputOf(object.key, object.modified)
      // What failed before comes last: nothing waits for it.
      for (const { key, modified } of again) yield inputOf(key, modified)
    }
    try {
      for await (const input of fetchAhead(inputs())) {
        if (signal.aborted) return
        yield input
      }
      await progress.end()
    } finally {
      await progress.pause().catch((error: unknown) => onProblem(reasonOf(error)))
    }
  }

  return {
    type: 's3',
    inputs: async function* (signal) {
      for (let isFirst = true; !signal.aborted; isFirst = false) {
        const problems: string[] = []
        const fail = (name: string, reason: string): void => void problems.push(`${name}: ${reason}`)
        const ranges = await findKeyRanges(location, scope, clients, { ...on, fail }, signal).catch((error) => {
          if (signal.aborted) return []
          throw error
        })
        if (isFirst && ranges.length === 0 && problems[0] !== undefined) throw new UsageError(problems[0])
        problems.forEach(onProblem)
        for (const range of ranges) {
          try {
            yield* pass(range, signal)
          } catch (error) {
            if (signal.aborted) return
            onProblem(`${nameOf({ bucket, key: range.prefix })}: ${reasonOf(error)}`)
          }
          if (signal.aborted) return
        }
        if (!follow) return
        await setTimeout(PASS_EVERY, undefined, { signal }).catch(() => {})
      }
    },
  }
}

/** Below a Region, days that were read long ago need not be listed again. */
const floorOf = (prefix: string, since: number): string => {
  const region = regionOf(prefix)
  return region === undefined || since <= LATE_DAYS * DAY ? '' : region + dayFolder(since - LATE_DAYS * DAY)
}

const FOLDER_DAY = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/

export const s3 = defineSource({
  type: 's3',
  title: 'Bucket that cannot notify anyone',
  config: z.strictObject({
    path: z
      .string()
      .regex(/^s3:\/\/[^/]/i, { error: 'expected s3://bucket or s3://bucket/prefix' })
      .meta({ description: 's3://bucket/prefix' }),
    from: z
      .string()
      .regex(FOLDER_DAY, { error: 'expected a day, for example "2026-03-04"' })
      .optional()
      .meta({ description: 'the first day of CloudTrail folders to read; what was logged before is left alone' }),
  }),
  permissions: ['s3:GetObject', 's3:ListBucket'],
  name: ({ path }) => path,
  logs: ({ path }) => path,
  open: ({ path, from }, tools) => {
    const scope = from === undefined ? {} : { from: Date.parse(`${from}T00:00:00Z`) }
    return s3Source(path, tools.clients, tools.store, { ...tools, scope })
  },
})
