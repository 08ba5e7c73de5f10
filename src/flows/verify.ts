/** Verify: digest files against each other, their signatures and the logs that they list; every fault named. */
import type { KeyObject } from 'node:crypto'
import { type Digest, type DigestLog, type DigestName, isSignedBy, logHash, parseDigest } from '../cloudtrail/digest.ts'
import { MAX_INFLATED } from '../cloudtrail/read-log.ts'
import { NOT_CHECKED, type VerifiedChain, type VerifyFault, type VerifyFaultKind } from '../core/verify.ts'

/** A digest file, or a copy of one. */
export interface DigestFile {
  readonly name: string
  readonly says: DigestName
  /** `signature`: what S3 keeps in the object's metadata, or a file beside the copy. @throws Error with the reason */
  read(): Promise<{ readonly bytes: Buffer; readonly signature?: string }>
}

export interface VerifyInput {
  /** Of one account, Region, trail and kind. */
  readonly digests: readonly DigestFile[]
  /** The public key that the digest names. @throws Error when it cannot be asked for */
  readonly key: (digest: Digest, says: DigestName) => Promise<KeyObject | undefined>
  /** The log, or undefined when it is gone. @throws Error with the reason why it cannot be read */
  readonly log: (log: DigestLog) => Promise<{ readonly name: string; readonly bytes: Buffer } | undefined>
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
  readonly signature: string | undefined
  /** Names of the logs that are as the digest says. */
  readonly whole: readonly string[]
  readonly count: number
}

/** One chain, from its oldest digest to its newest. Reads every digest and every log once. */
export const verifyChain = async (input: VerifyInput, says: DigestName): Promise<ChainResult> => {
  const faults: VerifyFault[] = []
  const place = { account: says.account, region: says.region, trail: says.trail }
  const tell = (kind: VerifyFaultKind, file: string, detail: string, since: string, until: string): void => {
    faults.push({ kind, checked: !NOT_CHECKED.has(kind), file, detail, since, until, ...place })
  }
  const { links, unreadable, listed } = await readLinks(input, tell)
  links.sort((a, b) => compare(a.digest.end, b.digest.end) || compare(a.file.name, b.file.name))

  const verified: string[] = []
  const periods: { from: string; to: string }[] = []
  let [valid, validLogs] = [0, 0]
  for (const [index, link] of links.entries()) {
    const { digest, file } = link
    const newer = links[index + 1]
    checkLink(links[index - 1], link, unreadable, tell)
    const proof = await provenBy(link, newer, input, says)
    if (proof.ok) {
      valid++
      validLogs += link.whole.length
      for (const name of link.whole) verified.push(name)
    } else tell(proof.kind, file.name, proof.detail, digest.start, digest.end)
    const last = periods.at(-1)
    if (last && last.to === digest.start) last.to = digest.end
    else periods.push({ from: digest.start, to: digest.end })
  }
  return {
    chain: {
      ...place,
      backfill: says.backfill,
      digests: input.digests.length,
      validDigests: valid,
      logs: links.reduce((sum, { count }) => sum + count, 0),
      validLogs,
      periods,
      before: links[0]?.digest.previous?.key ?? null,
    },
    faults,
    verified,
    listed,
  }
}

/** Logs that are fetched at once. */
const AT_ONCE = 8

type Tell = (kind: VerifyFaultKind, file: string, detail: string, since: string, until: string) => void

const readLinks = async (input: VerifyInput, tell: Tell) => {
  const links: Link[] = []
  const known = new Set<string>()
  const unreadable = new Set<string>()
  const listed: string[] = []
  for (const file of input.digests) {
    if (input.signal.aborted) break
    const read = await readDigest(file)
    if ('reason' in read) {
      unreadable.add(baseOf(file.name))
      tell(read.kind, file.name, read.reason, '', '')
      continue
    }
    const { digest, signature } = read
    // Two copies of one file are one file.
    const identity = `${digest.key} ${digest.hash}`
    if (known.has(identity)) continue
    known.add(identity)
    if (baseOf(digest.key) !== baseOf(file.name))
      tell('digest-moved', file.name, `says that it is ${baseOf(digest.key)}`, digest.start, digest.end)
    const whole: string[] = []
    for (let at = 0; at < digest.logs.length && !input.signal.aborted; at += AT_ONCE) {
      const some = digest.logs.slice(at, at + AT_ONCE)
      for (const found of await Promise.all(some.map((log) => checkLog(log, input)))) {
        if (found.kind === undefined) whole.push(found.name)
        else tell(found.kind, found.name, found.detail, digest.start, digest.end)
        input.onProgress(1, found.size)
      }
      for (const { key } of some) listed.push(baseOf(key))
    }
    links.push({ file, digest: { ...digest, logs: [] }, signature, whole, count: digest.logs.length })
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
    return { kind: 'unreadable', reason: error instanceof Error ? error.message : String(error) }
  }
}

interface LogCheck {
  readonly kind?: VerifyFaultKind
  readonly name: string
  readonly detail: string
  readonly size: number
}

const checkLog = async (log: DigestLog, input: VerifyInput): Promise<LogCheck> => {
  try {
    const found = await input.log(log)
    if (!found) return { kind: 'log-missing', name: log.key, detail: 'listed by a digest, and not there', size: 0 }
    const { name, bytes } = found
    const size = bytes.length
    const result = logHash(bytes, MAX_INFLATED)
    if ('reason' in result) return { kind: 'log-modified', name, detail: result.reason, size }
    if (result.hash === log.hash) return { name, detail: '', size }
    return { kind: 'log-modified', name, detail: `SHA-256 is ${result.hash}, was ${log.hash}`, size }
  } catch (error) {
    return {
      kind: 'unreadable',
      name: log.key,
      detail: error instanceof Error ? error.message : String(error),
      size: 0,
    }
  }
}

/** What a digest says of the one before it. */
const checkLink = (
  older: Link | undefined,
  { digest, file }: Link,
  unreadable: ReadonlySet<string>,
  tell: Tell,
): void => {
  if (!older) return
  const { previous, start } = digest
  const since = older.digest.end
  if (!previous) {
    tell(
      'gap',
      file.name,
      'a new chain begins: validation or logging was off, and nothing proves what is between',
      since,
      start,
    )
    return
  }
  if (previous.key === older.digest.key && previous.bucket === older.digest.bucket) {
    if (previous.hash !== '' && previous.hash !== older.digest.hash)
      tell(
        'digest-modified',
        older.file.name,
        `SHA-256 is ${older.digest.hash}, was ${previous.hash}`,
        older.digest.start,
        since,
      )
    else if (older.signature !== undefined && older.signature.toLowerCase() !== previous.signature.toLowerCase())
      tell(
        'digest-modified',
        older.file.name,
        'its signature is not the one that the next digest keeps',
        older.digest.start,
        since,
      )
    return
  }
  if (unreadable.has(baseOf(previous.key))) return
  if (older.digest.end > start)
    tell('digest-order', file.name, `begins at ${start}, before ${baseOf(older.digest.key)} ends`, start, digest.end)
  else tell('digest-missing', previous.key, `${baseOf(digest.key)} names it as the one before`, since, start)
}

type Proof = { readonly ok: true } | { readonly ok: false; readonly kind: VerifyFaultKind; readonly detail: string }

/** The next digest keeps the signature too: whoever hands it over, only CloudTrail can have made it. */
const provenBy = async (
  { digest, signature }: Link,
  newer: Link | undefined,
  input: VerifyInput,
  says: DigestName,
): Promise<Proof> => {
  const kept = newer?.digest.previous?.key === digest.key ? newer.digest.previous.signature : undefined
  const candidates = [signature, kept].filter((one) => one !== undefined)
  if (candidates.length === 0)
    return { ok: false, kind: 'no-signature', detail: 'its signature is neither beside it nor in a next digest' }
  let key: KeyObject | undefined
  try {
    key = await input.key(digest, says)
  } catch (error) {
    return { ok: false, kind: 'no-key', detail: error instanceof Error ? error.message : String(error) }
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

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
