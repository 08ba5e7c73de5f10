/** Wires verify: where digest files, logs and public keys come from. */
import { existsSync, readFileSync } from 'node:fs'
import { type Clients, createClients } from '../aws/clients.ts'
import { type DigestLog, type DigestName, readDigestName, readLogName } from '../cloudtrail/digest.ts'
import type { Failure } from '../core/scan.ts'
import type { VerifyFault, VerifyReport } from '../core/verify.ts'
import type { ScanProgress } from '../flows/scan.ts'
import { baseOf, type ChainResult, type DigestFile, verifyChain } from '../flows/verify.ts'
import { findFiles, reasonOf } from '../sources/files.ts'
import { listDigests, readDigestObject } from '../sources/s3-digests.ts'
import { isS3, listLogs, placeOf } from '../sources/s3-listing.ts'
import { nameOf } from '../sources/s3-object.ts'
import { keysFromCloudTrail, keysFromFiles } from './digest-keys.ts'
import type { Scope } from './engine.ts'
import { fetchObject } from './inputs.ts'

export interface VerifySettings {
  /** Files and folders, or places in S3; none means: among the logs. */
  readonly digests: readonly string[]
  /** Files of public keys; none means that CloudTrail is asked. */
  readonly keys: readonly string[]
  readonly scope: Scope
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
  const failures: Failure[] = []
  const key = keyPaths.length > 0 ? keysFromFiles(keyPaths) : keysFromCloudTrail(clients, Date.now())
  const logs = await findLogs(paths, scope, clients, failures)
  const digests = (await findDigests(digestPaths.length > 0 ? digestPaths : paths, clients, failures)).filter(
    ({ name, says }) => isAsked(name, says, scope),
  )
  if (digests.length === 0) {
    clients.close()
    const where = failures.map(({ file, reason }) => `\n  ${file}: ${reason}`).join('')
    throw usageError(
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
          log: async (log: DigestLog) => logs.read(log),
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
      return toReport(results, [...logs.sizes.keys()], failures, scope, signal.aborted)
    },
  }
}

const toReport = (
  results: readonly ChainResult[],
  logs: readonly string[],
  failures: readonly Failure[],
  scope: Scope,
  interrupted: boolean,
): VerifyReport => {
  const { faults, uncovered } = interrupted ? { faults: [], uncovered: 0 } : unlisted(results, logs, scope)
  return {
    chains: results.map(({ chain }) => chain),
    faults: [...results.flatMap((result) => result.faults), ...edges(results, scope), ...faults].sort(
      (a, b) => compare(a.since, b.since) || compare(a.file, b.file) || compare(a.kind, b.kind),
    ),
    verified: results.flatMap(({ verified }) => verified),
    uncovered,
    failures,
    interrupted,
  }
}

/** The name of a log has the minute of its writing; the digest that lists it may be the next one. */
const MARGIN = 30 * 60_000

/** Logs that are there and that no digest lists: added, unless there is no digest for their time. */
const unlisted = (results: readonly ChainResult[], logs: readonly string[], scope: Scope) => {
  const listed = new Set(results.flatMap((result) => result.listed))
  const faults: VerifyFault[] = []
  let uncovered = 0
  for (const file of logs) {
    const says = readLogName(file)
    if (!says || listed.has(baseOf(file)) || !isPlace(says, scope)) continue
    const chain = results.find(
      ({ chain: { account, region, periods } }) =>
        account === says.account &&
        region === says.region &&
        periods.some(({ from, to }) => Date.parse(from) <= says.time && says.time + MARGIN < Date.parse(to)),
    )
    if (!chain) uncovered++
    else {
      const time = new Date(says.time).toISOString().replace('.000', '')
      faults.push({
        ...placeOfChain(chain),
        kind: 'log-unlisted',
        checked: true,
        file,
        since: time,
        until: time,
        detail: 'no digest lists it: CloudTrail did not write it here',
      })
    }
  }
  return { faults, uncovered }
}

/** Where the period that was asked for is not covered to its ends. */
const edges = (results: readonly ChainResult[], { from, to }: Scope): readonly VerifyFault[] =>
  results.flatMap((result) => {
    const [first, last] = [result.chain.periods[0], result.chain.periods.at(-1)]
    if (!first || !last || result.chain.backfill) return []
    const gap = (since: string, until: string, file: string): VerifyFault => ({
      ...placeOfChain(result),
      kind: 'gap',
      checked: true,
      file,
      since,
      until,
      detail: 'no digest covers this part of what was asked for',
    })
    return [
      ...(from !== undefined && Date.parse(first.from) > from
        ? [gap(isoOf(from), first.from, 'before the oldest digest')]
        : []),
      ...(to !== undefined && Date.parse(last.to) < to ? [gap(last.to, isoOf(to), 'after the newest digest')] : []),
    ]
  })

const placeOfChain = ({ chain: { account, region, trail } }: ChainResult) => ({ account, region, trail })
const isoOf = (time: number): string => new Date(time).toISOString().replace('.000', '')

interface Logs {
  /** Name -> size as stored. */
  readonly sizes: ReadonlyMap<string, number>
  read(log: DigestLog): Promise<{ readonly name: string; readonly bytes: Buffer } | undefined>
}

const findLogs = async (
  paths: readonly string[],
  scope: Scope,
  clients: Clients,
  failures: Failure[],
): Promise<Logs> => {
  const sizes = new Map<string, number>()
  const found = findFiles(paths.filter((path) => !isS3(path)))
  failures.push(...found.failures)
  for (const { path, size } of found.files) if (!readDigestName(path)) sizes.set(path, size)
  for (const place of paths.filter(isS3).map(placeOf)) {
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
    read: async ({ bucket, key }) => {
      const names = byBase.get(baseOf(key)) ?? []
      // Of several with the name, the one that lies where the digest says.
      const name = names.find((one) => one === nameOf({ bucket, key }) || one.endsWith(`/${key}`)) ?? names[0]
      if (name === undefined) return undefined
      return { name, bytes: isS3(name) ? await fetchObject(name, clients) : readLocal(name) }
    },
  }
}

/** By time of event no log is left out: a digest of the period may list one that came late. */
const placeScope = ({ accounts, regions }: Scope): Scope => ({
  ...(accounts && { accounts }),
  ...(regions && { regions }),
})

const findDigests = async (
  paths: readonly string[],
  clients: Clients,
  failures: Failure[],
): Promise<readonly DigestFile[]> => {
  const files: DigestFile[] = []
  const found = findFiles(paths.filter((path) => !isS3(path)))
  for (const failure of found.failures) if (!failures.some(({ file }) => file === failure.file)) failures.push(failure)
  for (const { path } of found.files) {
    const says = readDigestName(path)
    if (says) files.push({ name: path, says, read: async () => readWithSignature(path) })
  }
  for (const path of paths.filter(isS3)) {
    const place = placeOf(path)
    try {
      for (const key of await listDigests(place, clients)) {
        const says = readDigestName(key)
        const name = nameOf({ bucket: place.bucket, key })
        if (says) files.push({ name, says, read: () => readDigestObject(place.bucket, key, clients) })
      }
    } catch (error) {
      failures.push({ file: path, reason: (error as Error).message })
    }
  }
  return files
}

/** A copy loses the metadata of S3, and with it the signature: `<file>.sig` may hold it, in hexadecimal. */
const readWithSignature = (path: string): { readonly bytes: Buffer; readonly signature?: string } => {
  const bytes = readLocal(path)
  const beside = `${path}.sig`
  return existsSync(beside) ? { bytes, signature: readLocal(beside).toString('latin1').trim() } : { bytes }
}

const readLocal = (path: string): Buffer => {
  try {
    return readFileSync(path)
  } catch (error) {
    throw new Error(reasonOf(error), { cause: error })
  }
}

const isPlace = ({ account, region }: { account: string; region: string }, { accounts, regions }: Scope): boolean =>
  (accounts?.includes(account) ?? true) && (regions?.includes(region) ?? true)

const HOUR = 3_600_000

/** A digest ends at the time in its name, and covers an hour. */
const isAsked = (name: string, says: DigestName, scope: Scope): boolean => {
  const [, day, hour] = /_(\d{8})T(\d{6})Z(?:_backfill)?\.json(?:\.gz)?$/.exec(name) ?? []
  const end = Date.parse(`${day?.replace(/(....)(..)(..)/, '$1-$2-$3')}T${hour?.replace(/(..)(..)(..)/, '$1:$2:$3')}Z`)
  return isPlace(says, scope) && !(end <= (scope.from ?? -Infinity)) && !(end - HOUR >= (scope.to ?? Infinity))
}

const chainsOf = (digests: readonly DigestFile[]): readonly (readonly DigestFile[])[] => {
  const chains = new Map<string, DigestFile[]>()
  for (const digest of digests) {
    const { account, region, trail, backfill } = digest.says
    const id = `${account}/${region}/${trail}/${backfill ? 'backfill' : ''}`
    const chain = chains.get(id)
    if (chain) chain.push(digest)
    else chains.set(id, [digest])
  }
  return [...chains].sort(([a], [b]) => compare(a, b)).map(([, chain]) => chain)
}

const usageError = (message: string): Error => Object.assign(new Error(message), { name: 'UsageError' })
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
