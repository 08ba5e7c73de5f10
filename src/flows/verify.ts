/** Verify: digest files against each other, their signatures and the logs that they list; every fault named. */
import type { KeyObject } from 'node:crypto'
import { type Digest, type DigestLog, type DigestName, isSignedBy, logHash, parseDigest } from '../cloudtrail/digest.ts'
import { compareTexts } from '../core/order.ts'
import { reasonOf } from '../core/reason.ts'
import { MAX_INPUT } from '../core/source.ts'
import { NOT_CHECKED, type VerifiedChain, type VerifyFault, type VerifyFaultKind } from '../core/verify.ts'

/** A digest file, or a copy of one. */
export interface DigestFile {
  readonly name: string
  readonly says: DigestName
  /** It comes after what was asked for, and is read for the signature that it keeps of the one before: it is not judged. */
  readonly isWitness: boolean
  /** `signature`: what S3 keeps in the object's metadata, or a file beside the copy. @throws Error with the reason */
  read(): Promise<{ readonly bytes: Buffer; readonly signature?: string | undefined }>
}

/** One of the files that have the name of a log. */
export interface LogCopy {
  readonly name: string
  /** @throws Error with the reason */
  read(): Promise<Buffer>
}

export interface VerifyInput {
  /** Of one account, Region, trail and kind. */
  readonly digests: readonly DigestFile[]
  /** The public key that the digest names. @throws Error when it cannot be asked for */
  readonly key: (digest: Digest, says: DigestName) => Promise<KeyObject | undefined>
  /** All files that have the name of the log, wherever they lie: what reads logs reads every one of them. */
  readonly copies: (log: DigestLog) => readonly LogCopy[]
  /** So much more is done. */
  readonly onProgress: (logs: number, bytes: number) => void
  readonly signal: AbortSignal
}

export interface ChainResult {
  readonly chain: VerifiedChain
  readonly faults: readonly VerifyFault[]
  /** Names of the logs that are proven unchanged. */
  readonly verified: readonly string[]
  /** Base names of all logs that digests list. */
  readonly listed: readonly string[]
}

/** A digest without its logs, which are looked at when it is read: a year of them would not fit into memory. */
interface Link {
  readonly file: DigestFile
  readonly digest: Digest
  /** Of every copy that has one: what S3 keeps, or a file beside it. */
  readonly signatures: string[]
  /** Names of the files that are as the digest says. */
  readonly whole: readonly string[]
  /** Logs that it lists, and those of which every file is whole. */
  readonly count: number
  readonly wholeLogs: number
}

/** One chain, from its oldest digest to its newest. Reads every digest and every log once. */
export const verifyChain = async (input: VerifyInput, says: DigestName): Promise<ChainResult> => {
  const faults: VerifyFault[] = []
  const place = { account: says.account, region: says.region, trail: says.trail }
  const report = (kind: VerifyFaultKind, file: string, detail: string, since: string, until: string): void => {
    faults.push({ kind, checked: !NOT_CHECKED.has(kind), file, detail, since, until, ...place })
  }
  const { links, unreadable, listed } = await readLinks(input, report)
  links.sort((a, b) => compareTexts(a.digest.end, b.digest.end) || compareTexts(a.file.name, b.file.name))
  const byKey = new Map<string, Link[]>()
  const kept = new Map<string, Set<string>>()
  for (const link of links) {
    const { key, previous } = link.digest
    byKey.set(key, [...(byKey.get(key) ?? []), link])
    if (previous) kept.set(previous.key, (kept.get(previous.key) ?? new Set()).add(previous.signature))
  }

  const verified: string[] = []
  const periods: { from: string; to: string }[] = []
  let [valid, validLogs] = [0, 0]
  const judged = links.filter(({ file }) => !file.isWitness)
  for (const [index, link] of judged.entries()) {
    const { digest, file } = link
    if (index > 0) checkLink(judged[index - 1] as Link, link, byKey, unreadable, says, report)
    const proof = await provenBy(link, kept.get(digest.key) ?? new Set(), input, says)
    if (!proof.ok) {
      report(proof.kind, file.name, proof.detail, digest.start, digest.end)
      continue
    }
    valid++
    validLogs += link.wholeLogs
    for (const name of link.whole) verified.push(name)
    const last = periods.at(-1)
    if (last && last.to === digest.start) last.to = digest.end
    else periods.push({ from: digest.start, to: digest.end })
  }
  return {
    chain: {
      ...place,
      backfill: says.backfill,
      digests: judged.length + unreadable.size,
      validDigests: valid,
      logs: judged.reduce((sum, { count }) => sum + count, 0),
      validLogs,
      periods,
      before: judged[0]?.digest.previous?.key ?? null,
    },
    faults,
    verified,
    listed,
  }
}

/** Logs that are fetched at once. */
const AT_ONCE = 8

type Report = (kind: VerifyFaultKind, file: string, detail: string, since: string, until: string) => void

const readLinks = async (input: VerifyInput, report: Report) => {
  const links: Link[] = []
  const known = new Map<string, Link>()
  const unreadable = new Set<string>()
  const listed: string[] = []
  for (const file of input.digests) {
    if (input.signal.aborted) break
    const read = await readDigest(file)
    if ('reason' in read) {
      if (file.isWitness) continue
      unreadable.add(baseOf(file.name))
      report(read.kind, file.name, read.reason, '', '')
      continue
    }
    const { signature } = read
    const digest = file.isWitness ? { ...read.digest, logs: [] } : read.digest
    // Two copies of one file are one file.
    const identity = `${digest.key} ${digest.hash}`
    const same = known.get(identity)
    if (same) {
      if (signature !== undefined) same.signatures.push(signature)
      continue
    }
    if (baseOf(digest.key) !== baseOf(file.name))
      report('digest-moved', file.name, `says that it is ${baseOf(digest.key)}`, digest.start, digest.end)
    const whole: string[] = []
    let wholeLogs = 0
    for (let at = 0; at < digest.logs.length && !input.signal.aborted; at += AT_ONCE) {
      const some = digest.logs.slice(at, at + AT_ONCE)
      for (const checks of await Promise.all(some.map((log) => checkLog(log, input)))) {
        if (checks.every(({ kind }) => kind === undefined)) wholeLogs++
        for (const { kind, name, detail, size } of checks) {
          if (kind === undefined) whole.push(name)
          else report(kind, name, detail, digest.start, digest.end)
          input.onProgress(1, size)
        }
      }
      for (const { key } of some) listed.push(baseOf(key))
    }
    const signatures = signature === undefined ? [] : [signature]
    const link = { file, digest: { ...digest, logs: [] }, signatures, whole, wholeLogs, count: digest.logs.length }
    known.set(identity, link)
    links.push(link)
  }
  return { links, unreadable, listed }
}

const readDigest = async (
  file: DigestFile,
): Promise<
  | { readonly digest: Digest; readonly signature: string | undefined }
  | { readonly kind: VerifyFaultKind; readonly reason: string }
> => {
  try {
    const { bytes, signature } = await file.read()
    const read = parseDigest(bytes)
    return 'reason' in read ? { kind: 'digest-broken', reason: read.reason } : { digest: read.digest, signature }
  } catch (error) {
    return { kind: 'unreadable', reason: reasonOf(error) }
  }
}

interface LogCheck {
  readonly kind?: VerifyFaultKind
  readonly name: string
  readonly detail: string
  readonly size: number
}

const checkLog = async (log: DigestLog, input: VerifyInput): Promise<readonly LogCheck[]> => {
  const copies = input.copies(log)
  if (copies.length === 0)
    return [{ kind: 'log-missing', name: log.key, detail: 'listed by a digest, and not there', size: 0 }]
  const checks: LogCheck[] = []
  for (const copy of copies) checks.push(await checkCopy(copy, log.hash))
  return checks
}

const checkCopy = async ({ name, read }: LogCopy, expected: string): Promise<LogCheck> => {
  try {
    const bytes = await read()
    const size = bytes.length
    const result = logHash(bytes, MAX_INPUT)
    if ('reason' in result) return { kind: 'log-modified', name, detail: result.reason, size }
    if (result.hash === expected) return { name, detail: '', size }
    return { kind: 'log-modified', name, detail: `SHA-256 is ${result.hash}, was ${expected}`, size }
  } catch (error) {
    return { kind: 'unreadable', name, detail: reasonOf(error), size: 0 }
  }
}

/** What a digest says of the one before it. @param older the one that ends before it */
const checkLink = (
  older: Link,
  { digest: { previous, key, start, end }, file }: Link,
  byKey: ReadonlyMap<string, readonly Link[]>,
  unreadable: ReadonlySet<string>,
  { backfill }: DigestName,
  report: Report,
): void => {
  const since = older.digest.end
  if (!previous) {
    // Late logs come when they come: their digests need not follow each other.
    if (backfill) return
    const detail = 'a new chain begins: validation or logging was off, and nothing proves what is between'
    report('gap', file.name, detail, since, start)
    return
  }
  const named = (byKey.get(previous.key) ?? []).filter(({ digest }) => digest.bucket === previous.bucket)
  if (named.some(({ digest }) => digest.end > start))
    report('digest-order', file.name, `names ${baseOf(previous.key)} as the one before, which ends later`, start, end)
  else if (named.length > 0) for (const link of named) checkKept(link, previous, report)
  else if (unreadable.has(baseOf(previous.key))) return
  else if (since > start)
    report('digest-order', file.name, `begins at ${start}, before ${baseOf(older.digest.key)} ends`, start, end)
  else report('digest-missing', previous.key, `${baseOf(key)} names it as the one before`, since, start)
}

/** Whether a digest is what the next one says of it. */
const checkKept = (
  { digest, signatures, file }: Link,
  previous: NonNullable<Digest['previous']>,
  report: Report,
): void => {
  if (previous.hash !== '' && previous.hash !== digest.hash)
    report('digest-modified', file.name, `SHA-256 is ${digest.hash}, was ${previous.hash}`, digest.start, digest.end)
  else if (signatures.some((one) => one.toLowerCase() !== previous.signature.toLowerCase()))
    report(
      'digest-modified',
      file.name,
      'its signature is not the one that the next digest keeps',
      digest.start,
      digest.end,
    )
}

type Proof = { readonly ok: true } | { readonly ok: false; readonly kind: VerifyFaultKind; readonly detail: string }

/** @param kept signatures that other digests keep of it: whoever hands one over, only CloudTrail can have made it */
const provenBy = async (
  { digest, signatures }: Link,
  kept: ReadonlySet<string>,
  input: VerifyInput,
  says: DigestName,
): Promise<Proof> => {
  const candidates = [...signatures, ...kept]
  if (candidates.length === 0)
    return { ok: false, kind: 'no-signature', detail: 'its signature is neither beside it nor in a next digest' }
  let key: KeyObject | undefined
  try {
    key = await input.key(digest, says)
  } catch (error) {
    return { ok: false, kind: 'no-key', detail: reasonOf(error) }
  }
  if (!key)
    return {
      ok: false,
      kind: 'no-key',
      detail: `no key has the fingerprint ${digest.fingerprint} (Region ${says.region})`,
    }
  if (candidates.some((candidate) => isSignedBy(digest, candidate, key))) return { ok: true }
  return { ok: false, kind: 'signature-invalid', detail: 'the signature is not of this content, or not by this key' }
}

/** A file's name without its folder, packed or not: a copy of a bucket may lie anywhere. */
export const baseOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1).replace(/\.gz$/, '')
