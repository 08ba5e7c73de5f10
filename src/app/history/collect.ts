/** Wires collect: files and objects in, a lake out. */
import { createClients } from '../../aws/clients.ts'
import { readDigestName } from '../../cloudtrail/digest.ts'
import { TOO_LARGE } from '../../cloudtrail/read-log.ts'
import type { CollectSummary, EventScope, FailedInput } from '../../core/scan.ts'
import { MAX_INPUT } from '../../core/source.ts'
import { type CollectInput, collect } from '../../flows/collect.ts'
import type { ScanProgress } from '../../flows/scan.ts'
import { openLakeWriter } from '../../lake/collect.ts'
import { findFiles, readLocal } from '../../sources/files.ts'
import { isS3, listLogs, parseS3Uri } from '../../sources/s3/listing.ts'
import { nameOf } from '../../sources/s3/object.ts'
import { fetchObject } from '../scan/inputs.ts'
import { readRemote } from '../scan/remote-logs.ts'

export interface PreparedCollect {
  readonly files: number
  /** Size as stored. */
  readonly bytes: number
  run(onProgress: (done: ScanProgress) => void, signal: AbortSignal): Promise<CollectSummary>
}

/** Looks for inputs, and opens the lake. @param scope narrows what is listed in S3; a file that is named is taken whole @throws UsageError */
export const prepareCollect = async (
  paths: readonly string[],
  lake: string,
  scope: EventScope,
): Promise<PreparedCollect> => {
  const clients = createClients()
  const found = findFiles(paths.filter((path) => !isS3(path)))
  const failures: FailedInput[] = [...found.failures]
  const inputs: (CollectInput & { readonly size: number })[] = []
  for (const { path, size } of found.files) {
    if (readDigestName(path)) continue
    if (size > MAX_INPUT) failures.push({ file: path, reason: TOO_LARGE })
    else inputs.push({ name: path, size, read: () => readLocal(path) })
  }
  const objects: { readonly name: string; readonly size: number }[] = []
  for (const place of paths.filter(isS3).map(parseS3Uri)) {
    const listing = await listLogs(place, scope, clients)
    failures.push(...listing.failures)
    for (const { key, size } of listing.objects) objects.push({ name: nameOf({ bucket: place.bucket, key }), size })
  }
  // Each is read once: nothing has to be kept.
  const readObject = readRemote(
    objects.map(({ name }) => name),
    (name) => fetchObject(name, clients),
    0,
  )
  for (const { name, size } of objects) inputs.push({ name, size, read: () => readObject(name) })
  return {
    files: inputs.length,
    bytes: inputs.reduce((sum, { size }) => sum + size, 0),
    run: async (onProgress, signal) => {
      const summary = await collect(inputs, await openLakeWriter(lake), onProgress, signal)
      clients.close()
      return {
        ...summary,
        records: summary.records + failures.length,
        failed: summary.failed + failures.length,
        failures: [...failures, ...summary.failures],
      }
    },
  }
}
