/** The table of a trail's bucket in Athena: how it is made, and how a Filter is asked of it. */
import type { Filter } from '../core/event-query.ts'
import { UsageError } from '../core/usage-error.ts'
import { type Columns, filterSql } from '../investigate/filter/sql.ts'
import { partitionSql, tableName } from '../investigate/filter/trail-table.ts'
import { SELECTED } from './athena-columns.ts'
import { mentionsSql } from './athena-mentions.ts'

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
  /** The folder of the first day, `2026/01/01`. */
  readonly from: string
  /** That of the last day; without it today's is. */
  readonly to?: string
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

/**
 * A literal of Hive, where a backslash takes away what the next sign means. A key of S3 may hold anything; what shows on no line,
 * or would be taken for a column of the projection, is refused.
 */
const literal = (text: string): string => {
  if (/[\p{Cc}\p{Cs}]|\$\{/u.test(text)) throw new UsageError(`${text}: not a name that a table of Athena can have`)
  return `'${text.replaceAll(/['\\]/g, '\\$&')}'`
}

/**
 * Partition projection: a partition is computed, not listed, so that new days, and accounts and Regions that are named, need
 * no further statement. @throws UsageError for a name that cannot be one
 */
export const ddl = (table: AthenaTable): string => {
  const { bucket, prefix, organization, accounts, regions, from, to = 'NOW' } = table
  const root = ['s3:/', bucket, prefix, 'AWSLogs', organization].filter((part) => part).join('/')
  const projection = `${literal(`${root}/`).slice(0, -1)}\${account}/CloudTrail/\${region}/\${timestamp}'`
  return `CREATE EXTERNAL TABLE IF NOT EXISTS ${tableName(table.name, '`')} (${DDL_COLUMNS}
)
PARTITIONED BY (account STRING, region STRING, \`timestamp\` STRING)
ROW FORMAT SERDE 'org.apache.hive.hcatalog.data.JsonSerDe'
STORED AS INPUTFORMAT 'com.amazon.emr.cloudtrail.CloudTrailInputFormat'
OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'
LOCATION ${literal(`${root}/`)}
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.account.type' = 'enum',
  'projection.account.values' = ${literal(accounts.join(','))},
  'projection.region.type' = 'enum',
  'projection.region.values' = ${literal(regions.join(','))},
  'projection.timestamp.type' = 'date',
  'projection.timestamp.format' = 'yyyy/MM/dd',
  'projection.timestamp.range' = ${literal(`${from},${to}`)},
  'projection.timestamp.interval' = '1',
  'projection.timestamp.interval.unit' = 'DAYS',
  'storage.location.template' = ${projection}
)`
}

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
  mentions: mentionsSql,
}

/** What is asked, after the columns: only the partitions that matter. */
const fromSql = (table: string, filter: Filter): string =>
  `FROM ${tableName(table, '"')}\nWHERE ${[...partitionSql(filter.within), filterSql(filter, ATHENA_COLUMNS)].join('\n  AND ')}`

/** "Length Constraints: Minimum length of 1. Maximum length of 262144" (Athena API reference, "StartQueryExecution"); "bytes", say its quotas. */
export const MAX_STATEMENT = 262_144

/** The statement that asks for what a filter names. */
export const selectSql = (table: string, filter: Filter): string =>
  `SELECT ${SELECTED.join(', ')}\n${fromSql(table, filter)}`

/** What a hunt runs: as many statements as it takes for Athena to take each. */
export const hunts = (table: string, filter: Filter): readonly string[] => {
  const sql = selectSql(table, filter)
  const halves = Buffer.byteLength(sql) <= MAX_STATEMENT ? [] : halvesOf(filter)
  return halves.length === 0 ? [sql] : halves.flatMap((half) => hunts(table, half))
}

/** Each name in one of them; none when there is but one. */
const halvesOf = ({ any, within }: Filter): readonly Filter[] => {
  const names = Object.entries(any).flatMap(([list, values]) => values.map((value: string) => [list, value] as const))
  const middle = Math.ceil(names.length / 2)
  if (names.length < 2) return []
  return [names.slice(0, middle), names.slice(middle)].map((half) => ({
    any: Object.fromEntries(
      Object.keys(any).map((list) => [list, half.filter(([its]) => its === list).map(([, value]) => value)]),
    ) as unknown as Filter['any'],
    within,
  }))
}

/** For people: what happened, in order. */
export const readableSql = (table: string, filter: Filter): string =>
  `SELECT eventtime, eventname, eventsource, awsregion, useridentity.arn AS arn, useridentity.accesskeyid AS accesskeyid,
  sourceipaddress, errorcode, requestparameters, eventid
${fromSql(table, filter)}
ORDER BY eventtime`
