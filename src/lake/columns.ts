/** What a part of the lake holds of each record, beside the record itself. */
import { isObject, type Json, type JsonObject, own } from '../core/json.ts'
import { put } from './members.ts'
/** Column -> where it is in the record (DuckDB's JSON paths). All are texts: null where the record has none. */
export const COLUMNS = {
  eventID: '$.eventID',
  sharedEventID: '$.sharedEventID',
  requestID: '$.requestID',
  eventTime: '$.eventTime',
  eventVersion: '$.eventVersion',
  eventSource: '$.eventSource',
  eventName: '$.eventName',
  eventType: '$.eventType',
  eventCategory: '$.eventCategory',
  readOnly: '$.readOnly',
  awsRegion: '$.awsRegion',
  recipientAccountId: '$.recipientAccountId',
  sourceIPAddress: '$.sourceIPAddress',
  userAgent: '$.userAgent',
  errorCode: '$.errorCode',
  identityType: '$.userIdentity.type',
  principalId: '$.userIdentity.principalId',
  arn: '$.userIdentity.arn',
  callerAccountId: '$.userIdentity.accountId',
  accessKeyId: '$.userIdentity.accessKeyId',
  userName: '$.userIdentity.userName',
  invokedBy: '$.userIdentity.invokedBy',
  issuerArn: '$.userIdentity.sessionContext.sessionIssuer.arn',
  issuerName: '$.userIdentity.sessionContext.sessionIssuer.userName',
  sessionCreated: '$.userIdentity.sessionContext.attributes.creationDate',
  aboutUser: '$.requestParameters.userName',
  aboutRole: '$.requestParameters.roleName',
} as const

/** Members beside the columns, `others` of a part; what is in none of both is searched for in the whole record. */
const OTHERS = [
  'errorMessage',
  'requestParameters',
  'responseElements',
  'additionalEventData',
  'apiVersion',
  'resources',
  'serviceEventDetails',
  'vpcEndpointId',
  'vpcEndpointAccountId',
  'addendum',
  'sessionCredentialFromConsole',
  'edgeDeviceDetails',
  'eventContext',
  'tlsDetails',
] as const
/** Members that say yes or no. */
const FLAGS = ['readOnly', 'managementEvent'] as const

/** Columns whose texts, when they have no other characters than these, are a mention only of themselves. */
const WORDS = [
  'eventName',
  'eventType',
  'eventCategory',
  'awsRegion',
  'recipientAccountId',
  'errorCode',
  'accessKeyId',
] as const
/** Columns with few different texts: a search goes through each once. */
const FEW = ['eventSource', 'sourceIPAddress', 'userAgent'] as const
/** Columns with nothing but these characters in them. */
const FIGURES = ['eventTime', 'eventVersion', 'sessionCreated'] as const

/** `\u0041` and `\/` are other ways to write a character that a search takes literally. */
const SPELLED_OTHERWISE = /\\[u/]/

/** A record as the lake keeps it: as it was written, unless a search through its text would miss something there. */
export const textOf = (record: JsonObject, written: string | undefined): string =>
  written === undefined || SPELLED_OTHERWISE.test(written) ? JSON.stringify(record) : written

/**
 * How the columns of one record are read where its own text cannot be asked, and a search through it must look at all of it;
 * null when it can, as nearly always.
 */
export const cleanOf = (record: JsonObject, raw: string): string | null =>
  // `JSON.stringify` escapes what is no character: a lone surrogate, which DuckDB takes for broken JSON.
  !raw.includes('\\ud') && Object.keys(record).every((name) => isAsExpected(name, record[name]))
    ? null
    : JSON.stringify(textsOf(record))

const isAsExpected = (name: string, value: Json | undefined): boolean => {
  const check = MEMBERS.get(name)
  return check !== undefined && (value === null || check(value))
}

const isText = (value: Json | undefined): boolean => typeof value === 'string'
const isTextOrNone = (value: Json | undefined): boolean => value === undefined || value === null || isText(value)

/** Members that lead to each column; `readOnly` is a boolean by right. */
const PLACES = Object.entries(COLUMNS).flatMap(([name, path]) =>
  name === 'readOnly' ? [] : [path.slice(2).split('.')],
)

/** What a member holds other than a text: a column may be a member of a member. */
const holdsTexts = (name: string): ((value: Json | undefined) => boolean) => {
  const inside = PLACES.filter((path) => path[0] === name && path.length > 1).map((path) => path.slice(1))
  return (value) => isObject(value) && inside.every((path) => isTextOrNone(valueAt(value, path)))
}

const MEMBERS: ReadonlyMap<string, (value: Json | undefined) => boolean> = new Map([
  ...FLAGS.map((name) => [name, (value: Json | undefined) => typeof value === 'boolean'] as const),
  ...OTHERS.map((name) => [name, () => true] as const),
  ...PLACES.map(([name = '', ...inside]) => [name, inside.length === 0 ? isText : holdsTexts(name)] as const),
])

const valueAt = (record: JsonObject, path: readonly string[]): Json | undefined => {
  let value: Json | undefined = record
  for (const name of path) value = isObject(value) ? own(value, name) : undefined
  return value
}

/** Only the texts that columns have, well-formed. */
const textsOf = (record: JsonObject): JsonObject => {
  const texts: Record<string, Json> = {}
  for (const path of PLACES) {
    const value = valueAt(record, path)
    if (typeof value === 'string') put(texts, path, value.toWellFormed())
  }
  return texts
}

const PATHS = [...Object.values(COLUMNS), '$.userIdentity', ...OTHERS.map((name) => `$.${name}`)]

/**
 * The columns of a part, from a table with `raw` (a record as JSON), `clean` (see `cleanOf`) and `file`. `identity` is
 * `userIdentity`, of which few differ: a search goes through each once. `others` is the rest: ten times less to search than
 * `raw`. Where a column has a text of other characters than the search below counts on, it is the whole record.
 */
export const selectColumns = (table: string): string => {
  const names = Object.keys(COLUMNS)
  const field = (index: number): string => `field[${index + 1}]`
  const odd = (columns: readonly string[], pattern: string): string =>
    `NOT regexp_full_match(concat(${columns.join(', ')}), '${pattern}')`
  return `
    WITH read AS (
      SELECT raw, clean, file, json_extract_string(coalesce(clean, raw), [${PATHS.map((path) => `'${path}'`).join(', ')}]) AS field
      FROM ${table}
    ), named AS (
      SELECT ${names.map((name, index) => `${field(index)} AS ${name}`).join(', ')}, ${field(names.length)} AS identity,
        concat_ws(' ', ${OTHERS.map((_, index) => field(names.length + 1 + index)).join(', ')}) AS rest, clean, raw, file FROM read
    )
    SELECT * EXCLUDE (rest, clean),
      CASE WHEN clean IS NOT NULL OR ${odd(WORDS, '[A-Za-z0-9_-]*')} OR ${odd(FIGURES, '[0-9.:TZ-]*')} THEN raw
      ELSE rest END AS others
    FROM named`
}

/** Characters that every writer of JSON writes as they are. */
const PLAIN = /[ !#-[\]-~]+/g

/** Holds for every record with the value somewhere in a text, as SQL; `quote` makes a literal. */
export const mentionSql = (value: string, quote: (text: string) => string): string => {
  const whole = quote(value)
  const longest = (value.match(PLAIN) ?? []).reduce((best, run) => (run.length > best.length ? run : best), '')
  const inJson = quote(longest)
  return [
    `contains(others, ${inJson})`,
    `contains(identity, ${inJson})`,
    ...FEW.map((column) => `contains(${column}, ${inJson})`),
    ...(/^[\w-]*$/.test(value) ? WORDS.map((column) => `${column} = ${whole}`) : []),
    ...(/^[\d.:TZ-]*$/.test(value) ? FIGURES.map((column) => `contains(${column}, ${whole})`) : []),
  ].join(' OR ')
}
