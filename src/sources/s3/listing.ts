/** Lists the logs below `s3://bucket/prefix`, no more of the bucket than was asked about. */
import type { Clients } from '../../aws/clients.ts'
import type { EventScope, FailedInput } from '../../core/scan.ts'
import { UsageError } from '../../core/usage-error.ts'
import { keyVerdictOf, type ListingStep, regionOf, stepOf } from './layout.ts'
import { nameOf, problemOf } from './object.ts'

export interface S3Location {
  readonly bucket: string
  readonly prefix: string
}

export interface ListedObject {
  readonly key: string
  /** Bytes. */
  readonly size: number
  /** When it was put; milliseconds. */
  readonly modified: number
}

/** A part of a bucket that is listed in key order. */
export interface KeyRange {
  readonly prefix: string
  readonly startAfter?: string | undefined
  /** Only the objects of this level: the folders in it are ranges of their own. */
  readonly shallow: boolean
}

/** What came of looking, besides logs. */
export interface ListingEvents {
  readonly skip: (kind: string) => void
  readonly fail: (name: string, reason: string) => void
}

/** Listings at once: S3 takes thousands of requests a second and prefix, so this is about sockets. */
const AT_ONCE = 8
/** Folders without a meaning are opened so deep, in search of `AWSLogs`: a trail may have a prefix. What is deeper is listed flat. */
const DEPTH = 3
/** As many keys as S3 gives at once ("ListObjectsV2"). */
const PAGE = 1000

const PLACE = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9]|arn:[^/]+:accesspoint\/[^/]+)(?:\/(.*))?$/s

export const isS3 = (path: string): boolean => /^s3:\/\//i.test(path)

/** @throws UsageError */
export const parseS3Uri = (path: string): S3Location => {
  const [, bucket, prefix = ''] = PLACE.exec(path) ?? []
  if (bucket === undefined) throw new UsageError(`${path}: expected s3://bucket or s3://bucket/prefix`)
  return { bucket, prefix }
}

/** Every range that may hold what was asked about. Folders that are no logs, or cannot be listed, go to `on`. */
export const findKeyRanges = async (
  { bucket, prefix }: S3Location,
  scope: EventScope,
  clients: Clients,
  on: ListingEvents,
  signal?: AbortSignal,
): Promise<readonly KeyRange[]> => {
  const ranges: KeyRange[] = []
  const open = [{ step: stepOf(prefix, scope), depth: 0 }]
  const look = async (step: Extract<ListingStep, { kind: 'level' }>, depth: number): Promise<void> => {
    const inside: typeof open = []
    let holdsObjects = false
    for await (const page of pagesOf({ bucket, prefix: step.prefix }, { shallow: true }, clients, signal)) {
      holdsObjects ||= page.objects.length > 0
      // Nothing tells what this is, and it is large: one listing of it all is the cheapest.
      if (page.isTruncated && holdsObjects && !isTrail(step.prefix)) {
        ranges.push({ prefix: step.prefix, shallow: false })
        return
      }
      for (const folder of page.folders) {
        const child = step.child(folder.slice(0, -1).split('/').at(-1) ?? '')
        if (child === 'visit') {
          const isOpened = isTrail(folder) || depth < DEPTH
          inside.push({ step: isOpened ? stepOf(folder, scope) : { kind: 'flat', prefix: folder }, depth: depth + 1 })
        } else if (child !== 'out') on.skip(child.skipped)
      }
    }
    open.push(...inside)
    if (holdsObjects) ranges.push({ prefix: step.prefix, shallow: true })
  }
  await pool(
    () => open.shift(),
    async ({ step, depth }) => {
      if (step.kind === 'flat') {
        const { prefix, startAfter } = step
        ranges.push({ prefix, shallow: false, startAfter })
        return
      }
      try {
        await look(step, depth)
      } catch (error) {
        signal?.throwIfAborted()
        on.fail(nameOf({ bucket, key: step.prefix }), problemOf('list', bucket, step.prefix, error))
      }
    },
  )
  return ranges.sort((a, b) => (a.prefix < b.prefix ? -1 : 1))
}

/** The logs of a range in the order of their keys. @throws Error with a reason for people */
export async function* logsOf(
  bucket: string,
  range: KeyRange,
  scope: EventScope,
  clients: Clients,
  skip: ListingEvents['skip'],
  signal?: AbortSignal,
): AsyncGenerator<ListedObject> {
  try {
    for await (const { objects } of pagesOf({ bucket, prefix: range.prefix }, range, clients, signal))
      for (const object of objects) {
        const verdict = keyVerdictOf(object.key, scope)
        if (verdict === 'log') yield object
        // Only below one Region does every later key come after it too.
        else if (verdict === 'end' && regionOf(range.prefix) !== undefined) return
        else if (typeof verdict === 'object' && !isFolderMark(object)) skip(verdict.skipped)
      }
  } catch (error) {
    signal?.throwIfAborted()
    throw new Error(problemOf('list', bucket, range.prefix, error), { cause: error })
  }
}

const isTrail = (prefix: string): boolean => /(?:^|\/)AWSLogs\//.test(prefix)

/** What the console puts where a person made a folder. */
const isFolderMark = ({ key, size }: ListedObject): boolean => size === 0 && key.endsWith('/')

export interface LogListing {
  /** In the order of their keys. */
  readonly objects: readonly ListedObject[]
  readonly skipped: Readonly<Record<string, number>>
  readonly failures: readonly FailedInput[]
}

/** All of it at once: about 200 bytes of memory for each log. */
export const listLogs = async (
  location: S3Location,
  scope: EventScope,
  clients: Clients,
  signal?: AbortSignal,
): Promise<LogListing> => {
  const objects: ListedObject[] = []
  const skipped: Record<string, number> = {}
  const failures: { file: string; reason: string }[] = []
  const on: ListingEvents = {
    skip: (kind) => {
      skipped[kind] = (skipped[kind] ?? 0) + 1
    },
    fail: (file, reason) => failures.push({ file, reason }),
  }
  const ranges = [...(await findKeyRanges(location, scope, clients, on, signal))]
  const isEmpty = ranges.length + failures.length + Object.keys(skipped).length === 0
  if (isEmpty && !isLimited(scope))
    on.fail(nameOf({ bucket: location.bucket, key: location.prefix }), 'nothing lies there')
  await pool(
    () => ranges.shift(),
    async (range) => {
      try {
        for await (const object of logsOf(location.bucket, range, scope, clients, on.skip, signal)) objects.push(object)
      } catch (error) {
        signal?.throwIfAborted()
        on.fail(nameOf({ bucket: location.bucket, key: range.prefix }), (error as Error).message)
      }
    },
  )
  return { objects: objects.sort((a, b) => (a.key < b.key ? -1 : 1)), skipped, failures }
}

const isLimited = (scope: EventScope): boolean => Object.values(scope).some((value) => value !== undefined)

/** Workers take one piece after the other; a piece may bring new ones. */
const pool = async <Piece>(take: () => Piece | undefined, work: (piece: Piece) => Promise<void>): Promise<void> => {
  const busy = new Set<Promise<void>>()
  for (;;) {
    const piece = busy.size < AT_ONCE ? take() : undefined
    if (piece !== undefined) {
      const done: Promise<void> = work(piece).finally(() => busy.delete(done))
      busy.add(done)
    } else if (busy.size === 0) return
    else await Promise.race(busy)
  }
}

interface Page {
  readonly objects: readonly ListedObject[]
  readonly folders: readonly string[]
  readonly isTruncated: boolean
}

async function* pagesOf(
  { bucket, prefix }: S3Location,
  { shallow, startAfter }: { readonly shallow: boolean; readonly startAfter?: string | undefined },
  clients: Clients,
  signal?: AbortSignal,
): AsyncGenerator<Page> {
  let ContinuationToken: string | undefined
  do {
    const found = await clients.call(
      's3',
      'ListObjectsV2',
      {
        Bucket: bucket,
        Prefix: prefix,
        MaxKeys: PAGE,
        Delimiter: shallow ? '/' : undefined,
        StartAfter: startAfter,
        ContinuationToken,
      },
      { signal },
    )
    yield {
      objects: (found.Contents ?? []).map(({ Key = '', Size = 0, LastModified }) => ({
        key: Key,
        size: Size,
        modified: LastModified?.getTime() ?? 0,
      })),
      folders: (found.CommonPrefixes ?? []).map(({ Prefix = '' }) => Prefix),
      isTruncated: found.IsTruncated ?? false,
    }
    ContinuationToken = found.IsTruncated ? found.NextContinuationToken : undefined
  } while (ContinuationToken !== undefined)
}
