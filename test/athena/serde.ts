/** The columns of the table that our DDL makes, and a record as Hive's JSON SerDe would read it into them. */
import { isObject, type Json, type JsonObject, own } from '../../src/core/json.ts'
import { ddl } from '../../src/lake/athena-table.ts'

/** A log of the trail, by its key in the bucket. */
export interface TrailLog {
  readonly key: string
  readonly records: readonly JsonObject[]
}

export const BUCKET = 'example-cloudtrail'
export const TABLE = 'cloudtrail_logs'

const STATEMENT = ddl({
  name: TABLE,
  bucket: BUCKET,
  prefix: '',
  accounts: ['123456789012'],
  regions: ['eu-west-1'],
  from: '2026/01/01',
})

/** Where a log lies: the values of its partition. */
export const placeOf = (key: string): readonly [account: string, region: string, day: string] => {
  const [, account = '', region = '', day = ''] = /AWSLogs\/(\d+)\/CloudTrail\/([^/]+)\/(.{10})\//.exec(key) ?? []
  return [account, region, day]
}

/** A record as a line of JSON that has exactly the columns. */
export const lineOf = (record: JsonObject): string =>
  JSON.stringify(Object.fromEntries(COLUMNS.map(([name, type]) => [name, held(type, memberOf(record, name))])))

/** `a STRING, b STRUCT<c: STRING>`, as pairs. */
export const membersOf = (text: string): readonly (readonly [name: string, type: string])[] => {
  const members: string[] = ['']
  let depth = 0
  for (const char of text) {
    depth += char === '<' ? 1 : char === '>' ? -1 : 0
    if (char === ',' && depth === 0) members.push('')
    else members[members.length - 1] += char
  }
  return members.map((member) => {
    const [, name = '', type = ''] = /^\s*(\w+):?\s+(.*?)\s*$/s.exec(member) ?? []
    return [name, type]
  })
}

/** What stands between `<` and `>`. */
export const inside = (type: string): string => type.slice(type.indexOf('<') + 1, type.lastIndexOf('>'))

/** Hive knows names in lower case. */
const memberOf = (value: JsonObject, name: string): Json => {
  const found = Object.keys(value).find((key) => key.toLowerCase() === name)
  return found === undefined ? null : (own(value, found) ?? null)
}

/** A value as a column of the type holds it: what has no member of its own is gone, and what is no text where one is expected becomes its JSON. */
const held = (type: string, value: Json): Json => {
  if (value === null) return null
  if (type.startsWith('STRUCT'))
    return isObject(value)
      ? Object.fromEntries(membersOf(inside(type)).map(([name, inner]) => [name, held(inner, memberOf(value, name))]))
      : null
  if (type.startsWith('ARRAY')) return Array.isArray(value) ? value.map((item) => held(inside(type), item)) : null
  if (type.startsWith('MAP')) return isObject(value) ? textsOf(value) : null
  return typeof value === 'string' ? value : JSON.stringify(value)
}

const textsOf = (value: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, typeof one === 'string' ? one : JSON.stringify(one)]),
  )

/** The table has no column for these: what they say is not found. */
const NO_COLUMN = new Set(['novelty', 'onBehalfOf', 'sourceIdentity', 'managementEvent'])
/** Nor a column of another type. */
const TEXT_COLUMN = new Set([
  'eventName',
  'eventSource',
  'sourceIPAddress',
  'userAgent',
  'arn',
  'creationDate',
  'mfaAuthenticated',
])

/** Records as Athena would hold them: without what its table has no column for, and every text whole. */
export const tidy = (record: JsonObject): JsonObject => ({
  ...(JSON.parse(JSON.stringify(record).replaceAll('\\ud800', ''), (name, value) =>
    NO_COLUMN.has(name) || (TEXT_COLUMN.has(name) && typeof value !== 'string') ? undefined : value,
  ) as JsonObject),
  eventTime: /^2026-03-0\d/.test(String(record.eventTime))
    ? String(record.eventTime).slice(0, 20)
    : '2026-03-04T02:00:00Z',
  awsRegion: 'eu-west-1',
  recipientAccountId: '123456789012',
})

/** Where the trail would write it. */
export const keyOf = ({ eventTime }: JsonObject): string =>
  `AWSLogs/123456789012/CloudTrail/eu-west-1/${String(eventTime).slice(0, 10).replaceAll('-', '/')}/one.json.gz`

export const COLUMNS = membersOf(STATEMENT.slice(STATEMENT.indexOf('(') + 1, STATEMENT.indexOf('PARTITIONED') - 2))
