/** The table of a trail's bucket in Athena: how it is made, and how a Filter is asked of it. */
import type { Filter } from '../core/event-query.ts'
import { type Columns, filterSql, quote } from '../investigate/filter/sql.ts'
import { DAY } from '../notation/duration.ts'

export interface AthenaTable {
  /** `database.table`, or only the table. */
  readonly name: string
  readonly bucket: string
  /** Before `AWSLogs`, without slashes at its ends; empty when the trail has none. */
  readonly prefix: string
  /** Of an organization's trail: `o-…`. */
  readonly organization?: string
  readonly accounts: readonly string[]
  readonly regions: readonly string[]
  /** The first day, `2026-01-01`. */
  readonly from: string
}

/** The columns of AWS's own table (Athena user guide, "Create the table for CloudTrail logs in Athena using partition projection"). */
const DDL_COLUMNS = `
  eventversion STRING,
  useridentity STRUCT<
    type: STRING, principalid: STRING, arn: STRING, accountid: STRING, invokedby: STRING, accesskeyid: STRING,
    username: STRING,
    onbehalfof: STRUCT<userid: STRING, identitystorearn: STRING>,
    sessioncontext: STRUCT<
      attributes: STRUCT<mfaauthenticated: STRING, creationdate: STRING>,
      sessionissuer: STRUCT<type: STRING, principalid: STRING, arn: STRING, accountid: STRING, username: STRING>,
      ec2roledelivery: STRING,
      webidfederationdata: STRUCT<federatedprovider: STRING, attributes: MAP<STRING, STRING>>>>,
  eventtime STRING,
  eventsource STRING,
  eventname STRING,
  awsregion STRING,
  sourceipaddress STRING,
  useragent STRING,
  errorcode STRING,
  errormessage STRING,
  requestparameters STRING,
  responseelements STRING,
  additionaleventdata STRING,
  requestid STRING,
  eventid STRING,
  readonly STRING,
  resources ARRAY<STRUCT<arn: STRING, accountid: STRING, type: STRING>>,
  eventtype STRING,
  apiversion STRING,
  recipientaccountid STRING,
  serviceeventdetails STRING,
  sharedeventid STRING,
  vpcendpointid STRING,
  vpcendpointaccountid STRING,
  eventcategory STRING,
  addendum STRUCT<reason: STRING, updatedfields: STRING, originalrequestid: STRING, originaleventid: STRING>,
  sessioncredentialfromconsole STRING,
  edgedevicedetails STRING,
  tlsdetails STRUCT<tlsversion: STRING, ciphersuite: STRING, clientprovidedhostheader: STRING>`

/** Hive's literals know backslashes too; nothing that a bucket, an account or a Region is called has either. */
const plain = (text: string): string => {
  if (!/^[\w!.*()/,-]*$/.test(text)) throw new RangeError(`not a name that S3 or AWS would give: ${text}`)
  return text
}

/**
 * Partition projection: a partition is computed, not listed, so that new days, and accounts and Regions that are named, need
 * no further statement. @throws RangeError for a name that cannot be one
 */
export const ddl = (table: AthenaTable): string => {
  const { bucket, prefix, organization, accounts, regions, from } = table
  const root = plain(`${bucket}/${prefix === '' ? '' : `${prefix}/`}AWSLogs/${organization ? `${organization}/` : ''}`)
  return `CREATE EXTERNAL TABLE IF NOT EXISTS ${tableName(table.name, '`')} (${DDL_COLUMNS}
)
PARTITIONED BY (account STRING, region STRING, \`timestamp\` STRING)
ROW FORMAT SERDE 'org.apache.hive.hcatalog.data.JsonSerDe'
STORED AS INPUTFORMAT 'com.amazon.emr.cloudtrail.CloudTrailInputFormat'
OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'
LOCATION 's3://${root}'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.account.type' = 'enum',
  'projection.account.values' = '${plain(accounts.join(','))}',
  'projection.region.type' = 'enum',
  'projection.region.values' = '${plain(regions.join(','))}',
  'projection.timestamp.type' = 'date',
  'projection.timestamp.format' = 'yyyy/MM/dd',
  'projection.timestamp.range' = '${plain(from.replaceAll('-', '/'))},NOW',
  'projection.timestamp.interval' = '1',
  'projection.timestamp.interval.unit' = 'DAYS',
  'storage.location.template' = 's3://${root}\${account}/CloudTrail/\${region}/\${timestamp}'
)`
}

/** Names are quoted with backticks in statements that define, and with quotes in those that ask. */
export const tableName = (name: string, mark: '`' | '"'): string => {
  const parts = name.split('.')
  if (parts.length > 2 || parts.some((part) => !/^\w{1,128}$/.test(part)))
    throw new RangeError(`${name}: expected table or database.table, of letters, digits and _`)
  return parts.map((part) => `${mark}${part}${mark}`).join('.')
}

/** Fields that are texts in the table -> where they are in a record. */
export const TEXTS: readonly (readonly [expression: string, path: readonly string[]])[] = [
  ...['type', 'principalId', 'arn', 'accountId', 'invokedBy', 'accessKeyId', 'userName'].map(
    (name) => [`useridentity.${name.toLowerCase()}`, ['userIdentity', name]] as const,
  ),
  ...['mfaAuthenticated', 'creationDate'].map(
    (name) =>
      [
        `useridentity.sessioncontext.attributes.${name.toLowerCase()}`,
        ['userIdentity', 'sessionContext', 'attributes', name],
      ] as const,
  ),
  ...['type', 'principalId', 'arn', 'accountId', 'userName'].map(
    (name) =>
      [
        `useridentity.sessioncontext.sessionissuer.${name.toLowerCase()}`,
        ['userIdentity', 'sessionContext', 'sessionIssuer', name],
      ] as const,
  ),
  ...['userId', 'identityStoreArn'].map(
    (name) => [`useridentity.onbehalfof.${name.toLowerCase()}`, ['userIdentity', 'onBehalfOf', name]] as const,
  ),
  [
    'useridentity.sessioncontext.webidfederationdata.federatedprovider',
    ['userIdentity', 'sessionContext', 'webIdFederationData', 'federatedProvider'],
  ],
  ...[
    'eventVersion',
    'eventTime',
    'eventSource',
    'eventName',
    'awsRegion',
    'sourceIPAddress',
    'userAgent',
    'errorCode',
    'errorMessage',
    'requestID',
    'eventID',
    'eventType',
    'recipientAccountId',
    'sharedEventID',
    'vpcEndpointId',
    'eventCategory',
  ].map((name) => [name.toLowerCase(), [name]] as const),
]

/** Fields that hold JSON. */
export const JSONS: readonly (readonly [expression: string, name: string])[] = [
  ['requestparameters', 'requestParameters'],
  ['responseelements', 'responseElements'],
  ['additionaleventdata', 'additionalEventData'],
  ['serviceeventdetails', 'serviceEventDetails'],
  ['json_format(CAST(resources AS JSON))', 'resources'],
  ['readonly', 'readOnly'],
]

/** What `rowToRecord` reads, in its order. */
export const SELECTED = [
  ...TEXTS.map(([expression]) => expression),
  ...JSONS.map(([expression]) => expression),
  '"$path"',
]

/** Characters that every writer of JSON writes as they are. */
const PLAIN_RUN = /[ !#-.0-[\]-~]+/g

/**
 * In JSON a value may be written with escapes, even a slash: its longest run without any is looked for. One comparison for each
 * value: what has many is more than Athena compiles ("Query exceeded maximum filters").
 */
const mentionSql = (value: string, literal: (text: string) => string): string => {
  const run = (value.match(PLAIN_RUN) ?? []).reduce((best, one) => (one.length > best.length ? one : best), '')
  return `strpos(texts, ${literal(run)}) > 0`
}

/** Every text of a record in one, where values may be mentioned. */
const ALL_TEXTS = `concat_ws(' ', ${[...TEXTS, ...JSONS.filter(([, name]) => name !== 'readOnly')].map(([expression]) => expression).join(', ')})`

export const ATHENA_COLUMNS: Columns = {
  key: 'useridentity.accesskeyid',
  address: 'sourceipaddress',
  principal: 'useridentity.arn',
  user: 'useridentity.username',
  issuer: 'useridentity.sessioncontext.sessionissuer.username',
  caller: 'useridentity.accountid',
  aboutUser: "json_extract_scalar(requestparameters, '$.userName')",
  aboutRole: "json_extract_scalar(requestparameters, '$.roleName')",
  event: 'eventid',
  sharedEvent: 'sharedeventid',
  time: 'eventtime',
  recipient: 'recipientaccountid',
  region: 'awsregion',
  mention: mentionSql,
}

/** A log is written up to some hours after its events ("usually within an average of about 5 minutes", CloudTrail user guide). */
const LATE_DAYS = 1

/** The partitions that can hold what is asked for. An event of `us-east-1` may be of a global service, and of another account's folder: those are not narrowed by its fields. */
export const partitionSql = ({ within }: Filter): readonly string[] => [
  ...(within.from === undefined ? [] : [`"timestamp" >= ${quote(dayOf(within.from, 0))}`]),
  ...(within.to === undefined ? [] : [`"timestamp" <= ${quote(dayOf(within.to, LATE_DAYS))}`]),
  ...(within.accounts ? [`account IN (${within.accounts.map(quote).join(', ')})`] : []),
  ...(within.regions ? [`region IN (${within.regions.map(quote).join(', ')})`] : []),
]

/** `2026/03/04`, some days later. What is no time is long ago or far ahead. */
const dayOf = (time: string, later: number): string => {
  const at = Date.parse(time)
  if (Number.isNaN(at)) return later === 0 ? '0000/00/00' : '9999/12/31'
  return new Date(at + later * DAY).toISOString().slice(0, 10).replaceAll('-', '/')
}

/** What is asked, after the columns: only the partitions that matter, and all texts of a record only where they are searched. */
const fromSql = (table: string, filter: Filter): string => {
  const partitions = partitionSql(filter)
  const asked = filterSql(filter, ATHENA_COLUMNS)
  if (filter.any.mentions.length === 0)
    return `FROM ${tableName(table, '"')}\nWHERE ${[...partitions, asked].join('\n  AND ')}`
  const where = partitions.length === 0 ? '' : `\n  WHERE ${partitions.join('\n    AND ')}`
  return `FROM (\n  SELECT *, "$path", ${ALL_TEXTS} AS texts\n  FROM ${tableName(table, '"')}${where}\n)\nWHERE ${asked}`
}

/** The statement that a hunt runs, and that a person can run by hand. */
export const selectSql = (table: string, filter: Filter): string =>
  `SELECT ${SELECTED.join(', ')}\n${fromSql(table, filter)}`

/** For people: what happened, in order. */
export const readableSql = (table: string, filter: Filter): string =>
  `SELECT eventtime, eventname, eventsource, awsregion, useridentity.arn AS arn, useridentity.accesskeyid AS accesskeyid,
  sourceipaddress, errorcode, requestparameters, eventid
${fromSql(table, filter)}
ORDER BY eventtime`
