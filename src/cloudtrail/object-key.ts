/** What the key of an S3 object says of the log under it, before a byte is read. */

export type ObjectKind = 'log' | 'digest' | 'insight' | 'aggregated'

export interface ObjectKey {
  readonly account: string
  readonly region: string
  /** `YYYY-MM-DD`, UTC: when the file was delivered. */
  readonly day: string
  readonly kind: ObjectKind
  /** Of an organization trail. */
  readonly organization?: string
}

const KINDS: Readonly<Record<string, ObjectKind>> = {
  CloudTrail: 'log',
  'CloudTrail-Digest': 'digest',
  'CloudTrail-Insight': 'insight',
  'CloudTrail-Aggregated': 'aggregated',
}

/** CloudTrail user guide, "Finding your CloudTrail log files": any prefix, `AWSLogs`, perhaps the organization, the rest fixed. */
const KEY =
  /(?:^|\/)AWSLogs\/(?:(o-[a-z0-9]{10,32})\/)?(\d{12})\/(CloudTrail(?:-[A-Z][a-z]+)?)\/([a-z0-9-]+)\/(\d{4})\/(\d{2})\/(\d{2})\/[^/]+$/

/** Undefined for a key that is not one of CloudTrail's. */
export const parseObjectKey = (key: string): ObjectKey | undefined => {
  const match = KEY.exec(key)
  const kind = match && KINDS[match[3]!]
  if (!match || !kind) return undefined
  const [, organization, account, , region, year, month, day] = match
  return {
    account: account!,
    region: region!,
    day: `${year}-${month}-${day}`,
    kind,
    ...(organization ? { organization } : {}),
  }
}
