/** A trail with digest files as CloudTrail signs them, by a key of the test's own. */
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { fingerprintsOf } from '../../cloudtrail/digest.ts'

export const ACCOUNT = '123456789012'
export const REGION = 'eu-west-1'
export const BUCKET = 'example-cloudtrail'
const FIRST = Date.parse('2026-03-04T01:00:00Z')
const HOUR = 3_600_000

export interface SignedTrail {
  /** Path below the bucket -> content. */
  readonly files: Map<string, Buffer>
  readonly digests: readonly string[]
  readonly logs: readonly string[]
  /** Of each digest, oldest first. */
  readonly signatures: readonly string[]
  /** As `aws cloudtrail list-public-keys` prints it. */
  readonly keys: string
}

export const newKey = () => generateKeyPairSync('rsa', { modulusLength: 2048 })

export const keysJson = (key: KeyObject): string =>
  JSON.stringify({
    PublicKeyList: [
      {
        Value: key.export({ type: 'pkcs1', format: 'der' }).toString('base64'),
        Fingerprint: fingerprintsOf(key)[0],
        ValidityStartTime: '2026-03-01T00:00:00Z',
      },
    ],
  })

const iso = (time: number): string => new Date(time).toISOString().replace('.000', '')
const stamp = (time: number): string => iso(time).replace(/[-:]/g, '')
const folder = (time: number): string => iso(time).slice(0, 10).replaceAll('-', '/')
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/**
 * One digest an hour with two logs each.
 * @param restarts hours whose digest begins a new chain, an hour of silence before it
 * @param suffix `_backfill` for late logs
 */
export const signedTrail = (
  hours: number,
  { publicKey, privateKey } = newKey(),
  restarts: readonly number[] = [],
  suffix = '',
  home = REGION,
): SignedTrail => {
  const files = new Map<string, Buffer>()
  const [digests, logs, signatures]: [string[], string[], string[]] = [[], [], []]
  let previous: { key: string; text: string; signature: string } | undefined
  let start = FIRST
  for (let hour = 0; hour < hours; hour++) {
    if (restarts.includes(hour)) [previous, start] = [undefined, start + HOUR]
    const end = start + HOUR
    const logFiles = [15, 40].map((minute) => {
      const at = start + minute * 60_000
      const unique = sha256(`${at}${suffix}`).slice(0, 16)
      const key = `AWSLogs/${ACCOUNT}/CloudTrail/${REGION}/${folder(at)}/${ACCOUNT}_CloudTrail_${REGION}_${stamp(at).slice(0, 13)}Z_${unique}.json.gz`
      const text = JSON.stringify({ Records: [{ eventName: 'ListTrails', eventTime: iso(at), eventID: unique }] })
      files.set(key, gzipSync(text))
      logs.push(key)
      return { s3Bucket: BUCKET, s3Object: key, hashValue: sha256(text), hashAlgorithm: 'SHA-256' }
    })
    const key = `AWSLogs/${ACCOUNT}/CloudTrail-Digest/${REGION}/${folder(end)}/${ACCOUNT}_CloudTrail-Digest_${REGION}_audit-trail_${home}_${stamp(end)}${suffix}.json.gz`
    const text = JSON.stringify({
      awsAccountId: ACCOUNT,
      digestStartTime: iso(start),
      digestEndTime: iso(end),
      digestS3Bucket: BUCKET,
      digestS3Object: key,
      digestPublicKeyFingerprint: fingerprintsOf(publicKey)[0],
      digestSignatureAlgorithm: 'SHA256withRSA',
      previousDigestS3Bucket: previous ? BUCKET : null,
      previousDigestS3Object: previous?.key ?? null,
      previousDigestHashValue: previous ? sha256(previous.text) : null,
      previousDigestHashAlgorithm: previous ? 'SHA-256' : null,
      previousDigestSignature: previous?.signature ?? null,
      logFiles,
    })
    const signed = `${iso(end)}\n${BUCKET}/${key}\n${sha256(text)}\n${previous?.signature ?? 'null'}`
    const signature = sign('RSA-SHA256', Buffer.from(signed), privateKey).toString('hex')
    files.set(key, gzipSync(text))
    digests.push(key)
    signatures.push(signature)
    previous = { key, text, signature }
    start = end
  }
  files.set(`${digests.at(-1)}.sig`, Buffer.from(`${signatures.at(-1)}\n`))
  return { files, digests, logs, signatures, keys: keysJson(publicKey) }
}
