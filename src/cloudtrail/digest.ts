/** CloudTrail digest files: what one says, and what its signature proves. */
import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto'
import { isObject, type Json, type JsonObject, own, text } from '../core/json.ts'
import { reasonOf } from '../core/reason.ts'
import { UsageError } from '../core/usage-error.ts'
import { inflateMember } from './gzip/inflate.ts'

/** A log file as a digest file lists it. */
export interface DigestLog {
  readonly bucket: string
  readonly key: string
  /** SHA-256 of the log without gzip, in hexadecimal. */
  readonly hash: string
}

/** CloudTrail user guide, "CloudTrail digest file structure". */
export interface Digest {
  readonly account: string
  readonly start: string
  readonly end: string
  readonly bucket: string
  readonly key: string
  readonly fingerprint: string
  /** Absent in the first of a chain: validation was turned on, or on again. */
  readonly previous?: {
    readonly bucket: string
    readonly key: string
    readonly hash: string
    readonly signature: string
  }
  readonly logs: readonly DigestLog[]
  /** Of this file without gzip, in hexadecimal. */
  readonly hash: string
}

export type ReadDigest = { readonly digest: Digest } | { readonly reason: string }

/** A busy Region lists some thousand logs an hour in about 400 bytes each. */
const MAX_DIGEST = 64 * 2 ** 20

export const parseDigest = (bytes: Buffer): ReadDigest => {
  const inflated = inflateMember(bytes, MAX_DIGEST)
  if ('reason' in inflated) return inflated
  if (inflated.cut) return { reason: 'gzip: unexpected end of data' }
  const hash = sha256(inflated.text)
  let value: Json
  try {
    value = JSON.parse(inflated.text.toString('utf8')) as Json
  } catch {
    return { reason: 'not JSON' }
  }
  if (!isObject(value)) return { reason: 'not a JSON object' }
  return readFields(value, hash)
}

const REQUIRED = ['digestStartTime', 'digestEndTime', 'digestS3Bucket', 'digestS3Object', 'digestPublicKeyFingerprint']

const readFields = (value: JsonObject, hash: string): ReadDigest => {
  const missing = REQUIRED.filter((name) => text(value, name) === undefined)
  if (missing.length > 0) return { reason: `without ${missing.join(', ')}` }
  const algorithm = text(value, 'digestSignatureAlgorithm') ?? SIGNED_WITH
  if (algorithm !== SIGNED_WITH) return { reason: `signed with ${algorithm.slice(0, 40)}, expected ${SIGNED_WITH}` }
  const [start, end] = [text(value, 'digestStartTime') as string, text(value, 'digestEndTime') as string]
  if (!isTime(start) || !isTime(end) || start > end)
    return { reason: `from ${start.slice(0, 40)} to ${end.slice(0, 40)}, expected two times like 2026-03-04T02:00:00Z` }
  const listed = own(value, 'logFiles')
  if (!Array.isArray(listed)) return { reason: 'without logFiles' }
  const logs: DigestLog[] = []
  for (const log of listed) {
    const one = isObject(log) ? log : {}
    const [bucket, key, logHash] = [text(one, 's3Bucket'), text(one, 's3Object'), text(one, 'hashValue')]
    if (bucket === undefined || key === undefined || logHash === undefined)
      return { reason: `entry ${logs.length + 1} of logFiles has no s3Bucket, s3Object or hashValue` }
    const hashedWith = text(one, 'hashAlgorithm') ?? HASHED_WITH
    if (hashedWith !== HASHED_WITH)
      return {
        reason: `entry ${logs.length + 1} of logFiles is hashed with ${hashedWith.slice(0, 40)}, expected ${HASHED_WITH}`,
      }
    logs.push({ bucket, key, hash: logHash.toLowerCase() })
  }
  const [bucket, key] = [text(value, 'previousDigestS3Bucket'), text(value, 'previousDigestS3Object')]
  const signature = text(value, 'previousDigestSignature')
  return {
    digest: {
      account: text(value, 'awsAccountId') ?? '',
      start,
      end,
      bucket: text(value, 'digestS3Bucket') as string,
      key: text(value, 'digestS3Object') as string,
      fingerprint: (text(value, 'digestPublicKeyFingerprint') as string).toLowerCase(),
      ...(bucket !== undefined && key !== undefined && signature !== undefined
        ? { previous: { bucket, key, hash: (text(value, 'previousDigestHashValue') ?? '').toLowerCase(), signature } }
        : {}),
      logs,
      hash,
    },
  }
}

const SIGNED_WITH = 'SHA256withRSA'
const HASHED_WITH = 'SHA-256'

/** "UTC extended format": of one length, so that texts sort as times do. */
const isTime = (text: string): boolean =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) && !Number.isNaN(Date.parse(text))

/**
 * "Digest_End_Timestamp, Current_Digest_File_S3_Path, Hex(Sha256(current-digest-file-content)),
 * Previous_Digest_Signature_In_Hex", each on its line (CloudTrail user guide, "Custom implementations of CloudTrail log file
 * integrity validation"). The content is hashed without gzip, and the first digest of a chain has the word `null` for the
 * signature before it, as `aws cloudtrail validate-logs` does.
 */
export const signedText = ({ end, bucket, key, hash, previous }: Digest): string =>
  `${end}\n${bucket}/${key}\n${hash}\n${previous?.signature ?? 'null'}`

/** Whether `signature` (hexadecimal) is that of this digest: RSA with PKCS #1 v1.5 padding over SHA-256. Never throws. */
export const isSignedBy = (digest: Digest, signature: string, key: KeyObject): boolean => {
  if (!/^(?:[0-9a-f]{2})+$/i.test(signature.slice(0, 8192)) || signature.length > 8192) return false
  try {
    return verify('RSA-SHA256', Buffer.from(signedText(digest)), key, Buffer.from(signature, 'hex'))
  } catch {
    return false
  }
}

/** By fingerprint. */
export type DigestKeys = ReadonlyMap<string, KeyObject>

/** A file of keys cannot be used. The message says what was expected. */
export class DigestKeyError extends UsageError {}

/**
 * The answer of `aws cloudtrail list-public-keys` ("The DER encoded public key value in PKCS#1 format"), or keys as PEM.
 * @throws DigestKeyError
 */
export const readDigestKeys = (content: string, file: string): DigestKeys => {
  const keys = new Map<string, KeyObject>()
  const add = (key: KeyObject): void => {
    for (const fingerprint of fingerprintsOf(key)) keys.set(fingerprint, key)
  }
  const pems = content.match(/-----BEGIN (?:RSA )?PUBLIC KEY-----[^-]{1,20000}-----END (?:RSA )?PUBLIC KEY-----/g) ?? []
  try {
    if (pems.length > 0) for (const pem of pems) add(createPublicKey(pem))
    else for (const value of listedKeys(JSON.parse(content) as Json)) add(publicKey(Buffer.from(value, 'base64')))
  } catch (error) {
    throw new DigestKeyError(`${file}: ${reasonOf(error)}. ${EXPECTED}`)
  }
  if (keys.size === 0) throw new DigestKeyError(`${file}: there is no key in it. ${EXPECTED}`)
  return keys
}

const EXPECTED = 'Expected what `aws cloudtrail list-public-keys --start-time ... --end-time ...` prints, or PEM'

const listedKeys = (value: Json): readonly string[] => {
  const list = isObject(value) ? own(value, 'PublicKeyList') : value
  return (Array.isArray(list) ? list : []).flatMap((entry) => (isObject(entry) ? (text(entry, 'Value') ?? []) : []))
}

/**
 * "The DER encoded public key value in PKCS#1 format", says the API reference of ListPublicKeys; of the three in the sample
 * answer of the user guide one is an X.509 SubjectPublicKeyInfo. @throws Error when it is neither
 */
export const publicKey = (der: Uint8Array): KeyObject => {
  const key = Buffer.from(der)
  try {
    return createPublicKey({ key, format: 'der', type: 'pkcs1' })
  } catch {
    return createPublicKey({ key, format: 'der', type: 'spki' })
  }
}

/** The MD5 of the key in DER, in the form in which CloudTrail lists it: that is so of all three in the sample of the user guide. */
export const fingerprintsOf = (key: KeyObject): readonly string[] =>
  (['pkcs1', 'spki'] as const).map((type) =>
    createHash('md5')
      .update(key.export({ type, format: 'der' }))
      .digest('hex'),
  )

/** The hash that a digest file lists for a log: of its content without gzip. */
export const logHash = (
  bytes: Buffer,
  maxInflated: number,
): { readonly hash: string } | { readonly reason: string } => {
  const inflated = inflateMember(bytes, maxInflated)
  if ('reason' in inflated) return inflated
  return inflated.cut ? { reason: 'gzip: unexpected end of data' } : { hash: sha256(inflated.text) }
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

/** What the name of a digest file says of it. */
export interface DigestName {
  readonly account: string
  readonly region: string
  readonly trail: string
  /** Of the trail: two of one name may be at home in two Regions. */
  readonly home: string
  /** Lists logs that came late; a chain of its own. */
  readonly backfill: boolean
}

/**
 * `account_CloudTrail-Digest_region_trail_home-region_end.json.gz`, with `_backfill` before the ending where CloudTrail
 * lists logs that processing had delayed ("CloudTrail digest file structure").
 */
export const readDigestName = (key: string): DigestName | undefined => {
  const found =
    /(?:^|\/)(\d{12})_CloudTrail-Digest_([a-z0-9-]{1,40})_(.{1,128}?)_([a-z0-9-]{1,40})_\d{8}T\d{6}Z(_backfill)?\.json(?:\.gz)?$/.exec(
      key.slice(-400),
    )
  const [, account, region, trail, home, backfill] = found ?? []
  if (account === undefined || region === undefined || trail === undefined || home === undefined) return undefined
  return { account, region, trail, home, backfill: backfill !== undefined }
}

/** `account_CloudTrail_region_20260304T0215Z_unique.json.gz` ("CloudTrail log file name format"); `time` is when it was delivered. */
export const readLogName = (
  name: string,
): { readonly account: string; readonly region: string; readonly time: number } | undefined => {
  const found =
    /(?:^|\/)(\d{12})_CloudTrail_([a-z0-9-]{1,40})_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)Z_[A-Za-z0-9]{1,40}\.json(?:\.gz)?$/.exec(
      name.slice(-400),
    )
  const [, account, region, year, month, day, hour, minute] = found ?? []
  if (account === undefined || region === undefined) return undefined
  return { account, region, time: Date.parse(`${year}-${month}-${day}T${hour}:${minute}:00Z`) }
}
