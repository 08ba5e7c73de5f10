/** What a scan reads: files and pipes, objects in S3, days of the event history; each under the name that findings show. */
import { setTimeout } from 'node:timers/promises'
import { type Clients, createClients } from '../../aws/clients.ts'
import { TOO_LARGE } from '../../cloudtrail/read-log.ts'
import { reasonOf } from '../../core/reason.ts'
import type { EventScope, FailedInput } from '../../core/scan.ts'
import { MAX_INPUT } from '../../core/source.ts'
import type { Engine } from '../../flows/engine.ts'
import type { ScanInput, ScanSlot } from '../../flows/scan.ts'
import { type FileReport, mergeReports, scanFile } from '../../flows/scan-file.ts'
import { findFiles } from '../../sources/files.ts'
import { createLookup, HISTORY, isLookup, type Lookup, type Slice, slicesOf } from '../../sources/lookup.ts'
import { isS3, listLogs, parseS3Uri } from '../../sources/s3/listing.ts'
import { nameOf, readObject } from '../../sources/s3/object.ts'
import { failedReport, ownSlot, STDIN } from './slots.ts'

export interface Inputs extends ScanInput {
  /** As stored, where it is known before. */
  readonly bytes: number
  /** What only this thread may read: it can be interrupted, and it keeps to the pace that AWS allows. */
  readonly isPipe: (file: string) => boolean
  readonly isLookup: (file: string) => boolean
  /** What of the question cannot be answered. */
  readonly warnings: readonly string[]
  /** One object or one day of history, in this thread. */
  readonly scanRemote: (file: string, engine: Engine, signal: AbortSignal) => Promise<FileReport>
  readonly close: () => void
}

/** Looks for all of it; nothing is read yet. @throws UsageError for a name that cannot be one. */
export const findInputs = async (paths: readonly string[], scope: EventScope): Promise<Inputs> => {
  const clients = createClients()
  const places = paths.filter(isS3).map(parseS3Uri)
  const slices = paths.filter(isLookup).flatMap((path) => slicesOf(path, scope, Date.now()))
  const found = findFiles(paths.filter((path) => path !== STDIN && !isS3(path) && !isLookup(path)))
  const listings = await Promise.all(places.map((place) => listLogs(place, scope, clients)))
  const objects = new Map(
    listings.flatMap(({ objects }, index) =>
      objects.map(({ key, size }) => [nameOf({ bucket: places[index]?.bucket ?? '', key }), size] as const),
    ),
  )
  const sized = [...found.files, ...[...objects].map(([path, size]) => ({ path, size, isPipe: false }))]
  // What is too large is not even read into memory.
  const readable = sized.filter(({ size }) => size <= MAX_INPUT)
  const tooLarge = sized.filter(({ size }) => size > MAX_INPUT)
  const pipes = new Set([STDIN, ...readable.flatMap(({ path, isPipe }) => (isPipe ? [path] : []))])
  const days = new Map(slices.map((slice) => [slice.name, slice]))
  const lookup = createLookup(clients, { now: Date.now, sleep })
  const skipped: Record<string, number> = found.otherNames > 0 ? { 'other file': found.otherNames } : {}
  for (const listing of listings)
    for (const [kind, count] of Object.entries(listing.skipped)) skipped[kind] = (skipped[kind] ?? 0) + count
  const failures: readonly FailedInput[] = [
    ...found.failures,
    ...listings.flatMap((listing) => listing.failures),
    ...tooLarge.map(({ path }) => ({ file: path, reason: TOO_LARGE })),
  ]
  return {
    files: [...(paths.includes(STDIN) ? [STDIN] : []), ...readable.map(({ path }) => path), ...days.keys()],
    failures,
    skipped,
    bytes: readable.reduce((sum, { size }) => sum + size, 0),
    isPipe: (file) => pipes.has(file),
    isLookup: (file) => days.has(file),
    warnings: slices.length > 0 && (scope.from ?? Number.POSITIVE_INFINITY) < Date.now() - HISTORY ? [TOO_OLD] : [],
    scanRemote: (file, engine, signal) => {
      const slice = days.get(file)
      return slice
        ? scanSlice(slice, lookup, engine, signal)
        : scanFetched(file, fetchObject(file, clients, signal), engine)
    },
    close: clients.close,
  }
}

/** So many answers of AWS this thread waits for at once; as many objects it holds at most. */
const FETCHES = 6

/** The slots of this thread: more than one where there is something to wait for. */
export const ownSlots = (inputs: Inputs, engine: Engine, signal: AbortSignal): readonly [ScanSlot, ...ScanSlot[]] => {
  const isRemote = (file: string): boolean => inputs.isLookup(file) || isS3(file)
  const remote = (file: string) => (isRemote(file) ? inputs.scanRemote(file, engine, signal) : undefined)
  const slot = ownSlot(engine, inputs.isPipe, signal, remote)
  const more = inputs.files.some(isRemote) ? FETCHES - 1 : 0
  return [slot, ...Array.from({ length: more }, () => slot)]
}

const TOO_OLD = 'lookup: CloudTrail keeps 90 days of event history; what --from asks for before that is not looked at'

const sleep = (milliseconds: number, signal?: AbortSignal): Promise<void> =>
  setTimeout(milliseconds, undefined, signal ? { signal } : {})

/** @param name `s3://bucket/key` */
export const fetchObject = (name: string, clients: Clients, signal?: AbortSignal): Promise<Buffer> => {
  const { bucket, prefix } = parseS3Uri(name)
  return readObject({ bucket, key: prefix }, clients, signal)
}

/** What cannot be fetched is a failed input. */
export const scanFetched = async (name: string, bytes: Promise<Buffer>, engine: Engine): Promise<FileReport> => {
  try {
    return scanFile(await bytes, name, engine)
  } catch (error) {
    return failedReport(name, reasonOf(error))
  }
}

/** Page by page: a busy day is larger than memory. What came before a failure counts. */
const scanSlice = async (slice: Slice, lookup: Lookup, engine: Engine, signal: AbortSignal): Promise<FileReport> => {
  const reports: FileReport[] = []
  try {
    for await (const page of lookup.pages(slice, signal))
      if (page.length > 0) reports.push(scanFile(page, slice.name, engine))
  } catch (error) {
    reports.push(failedReport(slice.name, reasonOf(error)))
  }
  return mergeReports(slice.name, reports)
}
