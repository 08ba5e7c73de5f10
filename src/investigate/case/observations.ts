/** What the events in scope add up to: the initial access, the data that was reached, what AWS did about it. */
import type { DataAccess, Indicator, Observation } from '../../core/case.ts'
import { child, text } from '../../core/json.ts'
import type { LogEntry } from '../facts/ledger.ts'
import { plainAddress, sessionNameOf } from '../facts/links.ts'
import { labelOf } from '../facts/names.ts'
import { observe, request, some, succeeded, times } from '../facts/observation.ts'
import { groupBy } from '../facts/proof.ts'
import { quote } from '../filter/sql.ts'
import { partitionSql, TRAIL_TABLE, tableName } from '../filter/trail-table.ts'
import type { Closure } from '../reach/closure.ts'

/** How the intruder most likely came by the first credential. */
export const accessOf = (scope: readonly LogEntry[], isNamed: (address: string) => boolean): readonly Observation[] => {
  const first = scope.find(succeeded) ?? scope[0]
  if (!first) return []
  const { event, address } = first
  const { principal } = event
  const from = address === '' ? '' : ` from ${address}`
  const failed = scope.filter((entry) => entry.event.name === 'ConsoleLogin' && !succeeded(entry))
  const session = sessionNameOf(first.arn)
  if (event.name === 'ConsoleLogin' && !succeeded(first))
    return [observe(`nobody came in: sign-ins to the console failed${from} (${times(failed.length)})`, failed)]
  if (event.name === 'ConsoleLogin') {
    const mfa = principal.mfa === false ? ' without a second factor' : ''
    const before = failed.filter((entry) => entry.event.time <= event.time)
    const guessed =
      before.length > 0
        ? ` after ${before.length === 1 ? 'one wrong password' : `${before.length} wrong passwords`}: guessed, or phished`
        : ''
    return [
      observe(`${labelOf('user', first.arn ?? principal.name)} signed in to the console${from}${mfa}${guessed}`, [
        first,
        ...before,
      ]),
    ]
  }
  if (session !== undefined && /^i-[0-9a-f]{8,}$/.test(session))
    return [
      observe(
        `credentials of instance ${session} (role ${principal.name}) were used${from}${isNamed(address) ? '' : ', which is not known to be its own address'}: taken from its metadata service, or by someone on the machine`,
        [first],
      ),
    ]
  if (principal.kind === 'AssumedRole') {
    // Most records of any session have an empty `webIdFederationData`.
    const context = child(child(event.raw, 'userIdentity'), 'sessionContext')
    if (text(child(context, 'webIdFederationData'), 'federatedProvider'))
      return [
        observe(
          `a session of role ${principal.name} from a web identity (a build system, for example) was used${from}`,
          [first],
        ),
      ]
    return [
      observe(
        `a session of role ${principal.name}${session === undefined ? '' : ` (${session})`} was used${from}: where its credentials were taken is not in these logs`,
        [first],
      ),
    ]
  }
  if (text(child(event.raw, 'userIdentity'), 'type') === 'WebIdentityUser')
    return [
      observe(
        `${principal.name}, a web identity (a build system, for example), ${first.assumes === undefined ? `called ${event.name}` : `took ${labelOf('role', first.assumes)}`}${from}`,
        [first],
      ),
    ]
  if (principal.assumedRoot)
    return [
      observe(
        `a session of AssumeRoot in account ${event.accountId} was used${from}: who opened it is in the logs of the management account`,
        [first],
      ),
    ]
  if (principal.kind === 'Root') return [observe(`the root user of ${event.accountId} was used${from}`, [first])]
  if (first.key?.startsWith('AKIA'))
    return [
      observe(
        `the long-lived key ${first.key} of user ${principal.name} was used${from}: leaked (a repository, a file, a laptop), or its owner's own hands`,
        [first],
      ),
    ]
  return [observe(`the first call is ${event.name} by ${principal.name}${from}`, [first])]
}

/**
 * AWS attaches the policy AWSCompromisedKeyQuarantine (V2, V3 ... later) to a user whose key it finds in public ("AWS managed
 * policies": AWSCompromisedKeyQuarantineV2 "Denies access to certain actions").
 */
export const quarantineOf = (all: readonly LogEntry[], users: readonly string[]): readonly Observation[] => {
  const attached = all.filter(
    (entry) =>
      succeeded(entry) && /:policy\/AWSCompromisedKeyQuarantine/.test(request(entry, 'policyArn')?.slice(0, 300) ?? ''),
  )
  if (attached.length > 0)
    return attached.map((entry) => {
      const policy = request(entry, 'policyArn')?.split('/').at(-1) ?? ''
      const user = request(entry, 'userName') ?? 'a user'
      return entry.event.name.startsWith('Detach')
        ? observe(`${policy} was taken away from user ${user} at ${entry.event.time}`, [entry])
        : observe(
            `${policy} was attached to user ${user} at ${entry.event.time}: it denies what abusers of leaked keys do most, and neither disables the key nor ends sessions`,
            [entry],
          )
    })
  if (users.length === 0) return []
  return [observe(`no AWSCompromisedKeyQuarantine policy was attached to ${some(users)} in these logs`, [])]
}

const READS_OBJECTS = /^(?:GetObject|SelectObjectContent|CopyObject|GetObjectTorrent|UploadPartCopy)$/
const LISTS_OBJECTS = /^(?:ListObjects|ListObjectsV2|ListObjectVersions|ListBuckets)$/

/** @param table of Athena, for the statement that would tell what is not known */
export const dataOf = (
  scope: readonly LogEntry[],
  closure: Closure,
  seed: Indicator,
  table = TRAIL_TABLE,
): DataAccess => {
  const proven: Observation[] = []
  const unknown: Observation[] = []
  const ok = scope.filter(succeeded)
  const objects = ok.filter(({ event }) => event.source === 's3.amazonaws.com' && READS_OBJECTS.test(event.name))
  for (const [bucket, events] of groupBy(objects, (entry) => request(entry, 'bucketName'))) {
    const bytes = events.reduce((sum, { event }) => sum + bytesOut(event.raw), 0)
    const keys = new Set(events.map((entry) => request(entry, 'key')))
    proven.push(
      observe(
        `read ${keys.size === 1 ? 'one object' : `${keys.size} objects`} of bucket ${bucket}${bytes > 0 ? ` (${size(bytes)})` : ''}`,
        events,
      ),
    )
  }
  const secrets = ok.filter(({ event }) => /^(?:Batch)?GetSecretValue$/.test(event.name))
  if (secrets.length > 0)
    proven.push(
      observe(
        `read ${plural(new Set(secrets.map((entry) => request(entry, 'secretId'))).size, 'secret')}: ${some(secrets.map((entry) => request(entry, 'secretId')?.split(':').at(-1)))}`,
        secrets,
      ),
    )
  const parameters = ok.filter(({ event }) => event.source === 'ssm.amazonaws.com' && /^GetParameter/.test(event.name))
  if (parameters.length > 0)
    proven.push(observe(`read parameters of Systems Manager (${times(parameters.length)})`, parameters))
  const shared = ok.filter(
    ({ event }) =>
      /^Modify(?:Snapshot|Image|DBSnapshot|DBClusterSnapshot)Attribute$/.test(event.name) &&
      JSON.stringify(child(event.raw, 'requestParameters') ?? {}).includes('dd'),
  )
  if (shared.length > 0) {
    const things = shared.map(
      (entry) =>
        request(entry, 'snapshotId') ??
        request(entry, 'imageId') ??
        request(entry, 'dBSnapshotIdentifier') ??
        request(entry, 'dBClusterSnapshotIdentifier'),
    )
    proven.push(
      observe(
        `shared ${some(things)} with other accounts: all that is in them can be copied there, unseen here`,
        shared,
      ),
    )
  }
  const opened = ok.filter(
    ({ event }) =>
      event.name === 'PutBucketPolicy' ||
      event.name === 'PutBucketAcl' ||
      event.name === 'DeleteBucketPublicAccessBlock',
  )
  for (const [bucket, events] of groupBy(opened, (entry) => request(entry, 'bucketName')))
    unknown.push(
      observe(
        `changed who may read bucket ${bucket}: anonymous reads show only in its data events or server access logs`,
        events,
      ),
    )
  const read = new Set(objects.map((entry) => request(entry, 'bucketName')))
  const met = ok.filter(({ event }) => event.source === 's3.amazonaws.com' && !READS_OBJECTS.test(event.name))
  const buckets = [...groupBy(met, (entry) => request(entry, 'bucketName'))].filter(([bucket]) => !read.has(bucket))
  if (buckets.length > 0)
    unknown.push(
      observe(
        `no object read of ${some(buckets.map(([bucket]) => `bucket ${bucket}`))} is logged: without data events for them nobody can tell`,
        buckets.flatMap(([, events]) => events),
      ),
    )
  const listed = ok.filter(({ event }) => LISTS_OBJECTS.test(event.name))
  if (listed.length > 0 && objects.length === 0)
    unknown.push(observe('listed buckets or objects; a listing is no proof that data was read', listed))
  return { proven, unknown, sql: scope.length === 0 ? [] : [sqlOf(scope, closure, seed, table)] }
}

const plural = (count: number, noun: string): string => (count === 1 ? `one ${noun}` : `${count} ${noun}s`)

/** `additionalEventData.bytesTransferredOut` of an S3 data event. */
const bytesOut = (raw: LogEntry['event']['raw']): number => {
  const bytes = child(raw, 'additionalEventData')?.bytesTransferredOut
  return typeof bytes === 'number' && Number.isFinite(bytes) && bytes > 0 ? bytes : 0
}

const size = (bytes: number): string =>
  bytes < 1e6
    ? `${Math.ceil(bytes / 1e3)} kB`
    : bytes < 1e9
      ? `${(bytes / 1e6).toFixed(1)} MB`
      : `${(bytes / 1e9).toFixed(1)} GB`

const MAX_IN_SQL = 200

/** For a table as `athena ddl` makes it, over the trail that logs data events. */
const sqlOf = (scope: readonly LogEntry[], { nodes }: Closure, seed: Indicator, table: string): string => {
  const [from, to] = [scope[0]?.event.time ?? '', scope.at(-1)?.event.time ?? '']
  const keys = new Set<string>()
  const addresses = new Set<string>(seed.kind === 'address' ? [seed.value] : [])
  for (const { id, kind, value, whole } of nodes.values()) {
    if (kind === 'key' && id !== '' && whole) keys.add(value)
    if (kind === 'address') addresses.add(plainAddress(value))
  }
  const conditions = [
    ...(keys.size > 0
      ? [`useridentity.accesskeyid IN (${[...keys].sort().slice(0, MAX_IN_SQL).map(quote).join(', ')})`]
      : []),
    ...(addresses.size > 0
      ? [`sourceipaddress IN (${[...addresses].sort().slice(0, MAX_IN_SQL).map(quote).join(', ')})`]
      : []),
  ]
  return [
    'SELECT eventtime, eventname, useridentity.arn, sourceipaddress,',
    "       json_extract_scalar(requestparameters, '$.bucketName') AS bucket,",
    "       json_extract_scalar(requestparameters, '$.key') AS object",
    `FROM ${tableName(table, '"')}`,
    "WHERE eventsource = 's3.amazonaws.com'",
    ...partitionSql({ from, to }).map((condition) => `  AND ${condition}`),
    "  AND eventname IN ('GetObject', 'SelectObjectContent', 'CopyObject', 'ListObjects', 'ListObjectsV2')",
    `  AND eventtime BETWEEN ${quote(from)} AND ${quote(to)}`,
    `  AND (${conditions.length > 0 ? conditions.join('\n    OR ') : 'false'})`,
    'ORDER BY eventtime',
  ].join('\n')
}
