/** A bucket in which log files appear: each object is offered once, and again when it is put again. */

import { setTimeout } from 'node:timers/promises'
import type { Clients } from '../aws/clients.ts'
import { isObject, type Json } from '../core/json.ts'
import { reasonOf } from '../core/reason.ts'
import type { EventScope } from '../core/scan.ts'
import type { Input, Source } from '../core/source.ts'
import type { CursorStore } from '../core/store.ts'
import { UsageError } from '../core/usage-error.ts'
import { fetchAhead } from './fetch-ahead.ts'
import { dayOf, LATE, regionOf } from './s3-layout.ts'
import { findKeyRanges, type KeyRange, type ListedObject, logsOf, parseS3Uri } from './s3-listing.ts'
import { nameOf, readObject } from './s3-object.ts'

/** Each pass asks S3 one question a Region and account at least. */
const PASS_EVERY = 60_000
/** An object may be listed so much later than its time says: a large one has the time at which its upload began. */
const OVERLAP = 900_000
/** An object that could not be handled is offered so often, once a pass. */
const TRIES = 5

/** How far a range was read. */
interface Position {
  /** Everything that was put before was offered; milliseconds. */
  since: number
  /** What was put after that and was offered: key -> when it was put. */
  recent: Map<string, number>
  /** To be offered again: key -> how often it was. */
  failed: Map<string, number>
  /** A pass that was not finished: when it began, and the last key that was handled. */
  pass?: { readonly started: number; after: string }
}

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
  store: CursorStore,
  { follow, now, scope, onProblem }: S3Options,
): Source => {
  const location = parseS3Uri(path)
  const { bucket } = location
  const on = { skip: () => {}, fail: (name: string, reason: string) => onProblem(`${name}: ${reason}`) }

  async function* pass(range: KeyRange, signal: AbortSignal): AsyncGenerator<Input> {
    const cursor = nameOf({ bucket, key: range.prefix }) + (range.shallow ? '*' : '')
    const position = readPosition(await store.cursor(cursor))
    const again = [...position.failed.keys()]
    const { started, after } = position.pass ?? { started: now(), after: '' }
    const since = started - OVERLAP
    let isNew = false
    const settle = (key: string, modified: number, isDone: boolean): Promise<void> => {
      const tries = (position.failed.get(key) ?? 0) + 1
      position.failed.delete(key)
      if (!isDone && (tries < TRIES || !follow)) position.failed.set(key, tries)
      if (modified >= since) position.recent.set(key, modified)
      if (modified >= 0) position.pass = { started, after: key }
      isNew = true
      return store.setCursor(cursor, toJson(position))
    }
    const inputOf = (key: string, modified: number): Input => ({
      kind: 'log',
      name: nameOf({ bucket, key }),
      read: () => readObject({ bucket, key }, clients),
      ack: () => settle(key, modified, true),
      // A store that is busy now leaves it as it was: not handled.
      fail: () => settle(key, modified, false).catch((error: unknown) => onProblem(reasonOf(error))),
    })
    const isDone = ({ key, modified }: ListedObject): boolean =>
      key <= after || modified < position.since || position.recent.get(key) === modified
    async function* inputs(): AsyncGenerator<Input> {
      for (const key of again) yield inputOf(key, -1)
      const startAfter = [range.startAfter ?? '', after, floorOf(range.prefix, position.since)].sort().at(-1) ?? ''
      for await (const object of logsOf(bucket, { ...range, startAfter }, scope, clients, on.skip, signal))
        if (!isDone(object) && !again.includes(object.key)) yield inputOf(object.key, object.modified)
    }
    for await (const input of fetchAhead(inputs())) {
      if (signal.aborted) return
      yield input
    }
    if (!isNew) return
    const { pass: _, ...whole } = position
    const recent = new Map([...position.recent].filter(([, modified]) => modified >= since))
    await store.setCursor(cursor, toJson({ ...whole, since, recent }))
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
  return region === undefined || since <= LATE ? '' : region + dayOf(since - LATE)
}

const toJson = ({ since, recent, failed, pass }: Position): Json => ({
  since,
  recent: Object.fromEntries(recent),
  failed: Object.fromEntries(failed),
  ...(pass && { pass }),
})

const readPosition = (stored: Json): Position => {
  const { since, recent, failed, pass } = isObject(stored) ? stored : {}
  const counts = (value: Json | undefined): Map<string, number> =>
    new Map(isObject(value) ? Object.entries(value).map(([key, count]) => [key, Number(count)]) : [])
  return {
    since: typeof since === 'number' ? since : 0,
    recent: counts(recent),
    failed: counts(failed),
    ...(isObject(pass) && { pass: { started: Number(pass.started), after: String(pass.after) } }),
  }
}
