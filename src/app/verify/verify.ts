/** Wires verify: where digest files, logs and public keys come from. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Clients, createClients } from '../../aws/clients.ts'
import { type DigestLog, readDigestName } from '../../cloudtrail/digest.ts'
import { compareTexts } from '../../core/order.ts'
import type { EventScope, FailedInput } from '../../core/scan.ts'
import { UsageError } from '../../core/usage-error.ts'
import type { VerifyReport } from '../../core/verify.ts'
import type { ScanProgress } from '../../flows/scan.ts'
import { baseOf, type ChainResult, type DigestFile, type LogCopy, verifyChain } from '../../flows/verify.ts'
import { isPlace, uncoveredParts, unlisted } from '../../flows/verify-cover.ts'
import { HOUR } from '../../notation/duration.ts'
import { findFiles, readLocal } from '../../sources/files.ts'
import { listDigests, readDigestObject } from '../../sources/s3/digests.ts'
import { isS3, listLogs, parseS3Uri } from '../../sources/s3/listing.ts'
import { nameOf } from '../../sources/s3/object.ts'
import { fetchObject } from '../scan/inputs.ts'
import { keysFromCloudTrail, keysFromFiles } from './digest-keys.ts'

export interface VerifySettings {
  /** Files and folders, or places in S3; none means: among the logs. */
  readonly digests: readonly string[]
  /** Files of public keys; none means that CloudTrail is asked. */
  readonly keys: readonly string[]
  readonly scope: EventScope
}

export interface PreparedVerify {
  readonly files: number
  /** Size as stored. */
  readonly bytes: number
  readonly digests: number
  run(onProgress: (done: ScanProgress) => void, signal: AbortSignal): Promise<VerifyReport>
}

/** Looks for everything; nothing is read but the keys. @throws UsageError */
export const prepareVerify = async (
  paths: readonly string[],
  { digests: digestPaths, keys: keyPaths, scope }: VerifySettings,
): Promise<PreparedVerify> => {
  const clients = createClients()
  const failures: FailedInput[] = []
  const key = keyPaths.length > 0 ? keysFromFiles(keyPaths) : keysFromCloudTrail(clients, Date.now())
  const logs = await findLogs(paths, scope, clients, failures)
  const digests = await findDigests(digestPaths.length > 0 ? digestPaths : paths, scope, clients, failures)
  if (digests.every(({ isWitness }) => isWitness)) {
    clients.close()
    const where = failures.map(({ file, reason }) => `\n  ${file}: ${reason}`).join('')
    throw new UsageError(
      `there is no digest file (…_CloudTrail-Digest_….json.gz) in ${(digestPaths.length > 0 ? digestPaths : paths).join(', ')}: name their folder with --digests. CloudTrail writes them when log file validation is on${where}`,
    )
  }
  return {
    files: logs.sizes.size,
    bytes: [...logs.sizes.values()].reduce((sum, size) => sum + size, 0),
    digests: digests.length,
    run: async (onProgress, signal) => {
      let [files, bytes] = [0, 0]
      const results: ChainResult[] = []
      for (const chain of chainsOf(digests)) {
        if (signal.aborted) break
        const first = chain[0] as DigestFile
        const input = {
          digests: chain,
          key,
          copies: logs.copies,
          signal,
          onProgress: (logs: number, size: number) => {
            files += logs
            bytes += size
            onProgress({ files, bytes })
          },
        }
        results.push(await verifyChain(input, first.says))
      }
      clients.close()
      const given = new Set(keyPaths.map((path) => resolve(path)))
      const names = [...logs.sizes.keys()].filter((file) => !given.has(resolve(file)))
      return toReport(results, names, failures, scope, signal.aborted)
    },
  }
}

const toReport = (
  results: readonly ChainResult[],
  logs: readonly string[],
  failures: readonly FailedInput[],
  scope: EventScope,
  interrupted: boolean,
): VerifyReport => {
  const { faults, uncovered } = interrupted ? { faults: [], uncovered: [] } : unlisted(results, logs, scope)
  return {
    chains: results.map(({ chain }) => chain),
    faults: [...results.flatMap((result) => result.faults), ...uncoveredParts(results, scope), ...faults].sort(
      (a, b) => compareTexts(a.since, b.since) || compareTexts(a.file, b.file) || compareTexts(a.kind, b.kind),
    ),
    // Two digests, or one twice, may list the same log.
    verified: [...new Set(results.flatMap(({ verified }) => verified))],
    uncovered,
    failures,
    interrupted,
  }
}

interface Logs {
  /** Name -> size as stored. */
  readonly sizes: ReadonlyMap<string, number>
  copies(log: DigestLog): readonly LogCopy[]
}

const findLogs = async (
  paths: readonly string[],
  scope: EventScope,
  clients: Clients,
  failures: FailedInput[],
): Promise<Logs> => {
  const sizes = new Map<string, number>()
  const found = findFiles(paths.filter((path) => !isS3(path)))
  failures.push(...found.failures)
  for (const { path, size } of found.files) if (!readDigestName(path)) sizes.set(path, size)
  for (const place of paths.filter(isS3).map(parseS3Uri)) {
    const listing = await listLogs(place, placeScope(scope), clients)
    failures.push(...listing.failures)
    for (const { key, size } of listing.objects) sizes.set(nameOf({ bucket: place.bucket, key }), size)
  }
  const byBase = new Map<string, string[]>()
  for (const name of sizes.keys()) {
    const base = baseOf(name)
    const same = byBase.get(base)
    if (same) same.push(name)
    else byBase.set(base, [name])
  }
  return {
    sizes,
    copies: ({ key }) =>
      (byBase.get(baseOf(key)) ?? []).map((name) => ({
        name,
        read: () => (isS3(name) ? fetchObject(name, clients) : readLocal(name)),
      })),
  }
}

/** By time of event no log is left out: a digest of the period may list one that came late. */
const placeScope = ({ accounts, regions }: EventScope): EventScope => ({ accounts, regions })

const findDigests = async (
  paths: readonly string[],
  scope: EventScope,
  clients: Clients,
  failures: FailedInput[],
): Promise<readonly DigestFile[]> => {
  const files: DigestFile[] = []
  const add = (name: string, read: DigestFile['read']): void => {
    const says = readDigestName(name)
    const { isAsked, isWitness } = timesOf(name, scope)
    if (says && isAsked && isPlace(says, scope)) files.push({ name, says, isWitness, read })
  }
  const found = findFiles(paths.filter((path) => !isS3(path)))
  for (const failure of found.failures) if (!failures.some(({ file }) => file === failure.file)) failures.push(failure)
  for (const { path } of found.files) add(path, () => readWithSignature(path))
  for (const path of paths.filter(isS3)) {
    const place = parseS3Uri(path)
    try {
      for (const key of await listDigests(place, clients))
        add(nameOf({ bucket: place.bucket, key }), () => readDigestObject(place.bucket, key, clients))
    } catch (error) {
      failures.push({ file: path, reason: (error as Error).message })
    }
  }
  return files
}

/** A copy loses the metadata of S3, and with it the signature: `<file>.sig` may hold it, in hexadecimal. */
const readWithSignature: (path: string) => ReturnType<DigestFile['read']> = async (path) => {
  const bytes = await readLocal(path)
  const beside = `${path}.sig`
  return existsSync(beside) ? { bytes, signature: (await readLocal(beside)).toString('latin1').trim() } : { bytes }
}

/**
 * A digest ends at the time in its name, and covers an hour; it may list a log of its last second. The first one after the period lists the last logs of the period,
 * and the one after that may be the only one who has its signature.
 */
const timesOf = (name: string, scope: EventScope): { readonly isAsked: boolean; readonly isWitness: boolean } => {
  const [, day, hour] = /_(\d{8})T(\d{6})Z(?:_backfill)?\.json(?:\.gz)?$/.exec(name) ?? []
  const end = Date.parse(`${day?.replace(/(....)(..)(..)/, '$1-$2-$3')}T${hour?.replace(/(..)(..)(..)/, '$1:$2:$3')}Z`)
  const to = scope.to ?? Infinity
  return { isAsked: !(end < (scope.from ?? -Infinity)) && !(end - 3 * HOUR >= to), isWitness: end - 2 * HOUR >= to }
}

const chainsOf = (digests: readonly DigestFile[]): readonly (readonly DigestFile[])[] => {
  const chains = new Map<string, DigestFile[]>()
  for (const digest of digests) {
    const { account, region, trail, home, backfill } = digest.says
    const id = `${account}/${region}/${trail}/${home}/${backfill ? 'backfill' : ''}`
    const chain = chains.get(id)
    if (chain) chain.push(digest)
    else chains.set(id, [digest])
  }
  return [...chains]
    .sort(([a], [b]) => compareTexts(a, b))
    .map(([, chain]) => chain)
    .filter((chain) => chain.some(({ isWitness }) => !isWitness))
}
