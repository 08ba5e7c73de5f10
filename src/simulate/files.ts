/** Records into log files: about one for each account, Region and five minutes, and an hourly digest file. */
import { compareTexts } from '../core/order.ts'
import { folders, HOUR, iso, longStamp, SLOT, stamp } from './clock.ts'
import { HOME } from './company.ts'
import { alphanumeric, type Random } from './random.ts'
import { keyFingerprint, sha256, signatureOf } from './seal.ts'

export interface LogFile {
  /** Path under the bucket's root, as CloudTrail names it (user guide, "CloudTrail log file name format"). */
  readonly path: string
  readonly text: string
  /** Records in this file and all before it, for a progress bar. */
  readonly records: number
  /**
   * Of the newest digest of a chain: what S3 keeps in the metadata of the object. The others have theirs in the digest that
   * follows them.
   */
  readonly signature?: string
}

interface Entry {
  readonly second: number
  readonly text: string
}

interface Written {
  readonly path: string
  readonly hash: string
  readonly oldest: number
  readonly newest: number
}

interface Digest {
  readonly path: string
  readonly hash: string
  readonly signature: string
}

/** CloudTrail splits what would become too large a file. */
const RECORDS_PER_FILE = 4_000
/** One record in so many is delivered twice, the second time five minutes later; the first comes early. */
const DUPLICATE_EVERY = 4_000
const FIRST_DUPLICATE = 97

/** The trail that writes these files. Attackers stop `org-trail`; this one, of the security team, goes on. */
const TRAIL = 'audit-trail'
const BUCKET = 'example-audit-cloudtrail'

export interface Writer {
  add(recipient: string, region: string, second: number, text: string): void
  /** Everything added since the last call, as files stamped with the end of the slot. */
  files(slot: number): Generator<LogFile>
  /** What no slot has delivered yet: late duplicates and the last digests. */
  rest(slot: number): Generator<LogFile>
}

export const writer = (from: Random): Writer => {
  let open = new Map<string, Entry[]>()
  let late: [place: string, entry: Entry][] = []
  const hour = new Map<string, Written[]>()
  const newest = new Map<string, Digest>()
  let added = 0
  let records = 0

  const put = (place: string, entry: Entry): void => {
    const entries = open.get(place)
    if (entries) entries.push(entry)
    else open.set(place, [entry])
  }

  function* logs(slot: number): Generator<LogFile> {
    const end = slot + SLOT
    const places = [...open].sort(([a], [b]) => compareTexts(a, b))
    open = new Map()
    for (const [place, entry] of late) put(place, entry)
    late = []
    for (const [place, entries] of places) {
      const [account, region] = place.split('/') as [string, string]
      entries.sort((a, b) => a.second - b.second)
      for (let start = 0; start < entries.length; start += RECORDS_PER_FILE) {
        const part = entries.slice(start, start + RECORDS_PER_FILE)
        const path = `AWSLogs/${account}/CloudTrail/${region}/${folders(end)}/${account}_CloudTrail_${region}_${stamp(end)}_${alphanumeric(from, 16)}.json.gz`
        const text = `{"Records":[${part.map((entry) => entry.text).join(',')}]}`
        const [oldest, newest] = [(part[0] as Entry).second, (part.at(-1) as Entry).second]
        hour.set(place, [...(hour.get(place) ?? []), { path, hash: sha256(text), oldest, newest }])
        records += part.length
        yield { path, records, text }
      }
    }
  }

  /**
   * A digest file of the last hour's files, also where there were none (user guide, "CloudTrail digest file structure"). The
   * first of a place starts a chain.
   */
  function* digests(end: number, isLast: boolean): Generator<LogFile> {
    for (const place of [...new Set([...newest.keys(), ...hour.keys()])].sort(compareTexts)) {
      const [account, region] = place.split('/') as [string, string]
      const files = hour.get(place) ?? []
      const before = newest.get(place)
      const path = `AWSLogs/${account}/CloudTrail-Digest/${region}/${folders(end)}/${account}_CloudTrail-Digest_${region}_${TRAIL}_${HOME}_${longStamp(end)}.json.gz`
      const logFiles = files.map((file) => ({
        s3Bucket: BUCKET,
        s3Object: file.path,
        hashValue: file.hash,
        hashAlgorithm: 'SHA-256',
        newestEventTime: iso(file.newest),
        oldestEventTime: iso(file.oldest),
      }))
      const text = JSON.stringify({
        awsAccountId: account,
        digestStartTime: iso(end - HOUR),
        digestEndTime: iso(end),
        digestS3Bucket: BUCKET,
        digestS3Object: path,
        digestPublicKeyFingerprint: keyFingerprint(),
        digestSignatureAlgorithm: 'SHA256withRSA',
        newestEventTime: files.length > 0 ? iso(Math.max(...files.map((file) => file.newest))) : null,
        oldestEventTime: files.length > 0 ? iso(Math.min(...files.map((file) => file.oldest))) : null,
        previousDigestS3Bucket: before ? BUCKET : null,
        previousDigestS3Object: before?.path ?? null,
        previousDigestHashValue: before?.hash ?? null,
        previousDigestHashAlgorithm: before ? 'SHA-256' : null,
        previousDigestSignature: before?.signature ?? null,
        logFiles,
      })
      const hash = sha256(text)
      const signature = signatureOf(`${iso(end)}\n${BUCKET}/${path}\n${hash}\n${before?.signature ?? 'null'}`)
      newest.set(place, { path, hash, signature })
      yield { path, records, text, ...(isLast && { signature }) }
    }
    hour.clear()
  }

  return {
    add: (recipient, region, second, text) => {
      const place = `${recipient}/${region}`
      const entry = { second, text }
      put(place, entry)
      if (added++ % DUPLICATE_EVERY === FIRST_DUPLICATE) late.push([place, entry])
    },
    *files(slot) {
      yield* logs(slot)
      if ((slot + SLOT) % HOUR === 0) yield* digests(slot + SLOT, false)
    },
    *rest(slot) {
      yield* logs(slot)
      yield* digests(Math.ceil((slot + SLOT) / HOUR) * HOUR, true)
    },
  }
}
