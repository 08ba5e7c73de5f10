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

/** Columns whose texts, when they have no other characters than these, are a mention only of themselves. */
const WORDS = [
  'eventID',
  'sharedEventID',
  'requestID',
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

/** How the columns of one record are read where its own text cannot be asked; null when it can, as nearly always. */
export const cleanOf = (record: JsonObject, raw: string): string | null =>
  // `JSON.stringify` escapes what is no character: a lone surrogate, which DuckDB takes for broken JSON.
  !raw.includes('\\ud') && isObjectOrNone(record) && PLACES.every((path) => isTextOrNone(record, path))
    ? null
    : JSON.stringify(textsOf(record))

/** Members that lead to each column; `readOnly` is a boolean by right. */
const PLACES = Object.entries(COLUMNS).flatMap(([name, path]) =>
  name === 'readOnly' ? [] : [path.slice(2).split('.')],
)

const valueAt = (record: JsonObject, path: readonly string[]): Json | undefined => {
  let value: Json | undefined = record
  for (const name of path) value = isObject(value) ? own(value, name) : undefined
  return value
}

const isObjectOrNone = (record: JsonObject): boolean => {
  const identity = own(record, 'userIdentity') ?? null
  return identity === null || isObject(identity)
}

const isTextOrNone = (record: JsonObject, path: readonly string[]): boolean => {
  const value = valueAt(record, path)
  return value === undefined || value === null || typeof value === 'string'
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

const PATHS = Object.values(COLUMNS)
const TOP = PATHS.filter((path) => path.lastIndexOf('.') === 1).map((path) => path.slice(2))

/** RFC 7386: a null in a patch removes the member. */
const LEAVE_OUT = JSON.stringify(Object.fromEntries([...TOP, 'userIdentity'].map((name) => [name, null])))

/** What differs from session to session: without it few identities differ, and a search goes through each once. */
const EACH_SESSION = '{"accessKeyId":null,"sessionContext":{"attributes":{"creationDate":null}}}'

/**
 * The columns of a part, from a table with `raw` (a record as JSON), `clean` (see `cleanOf`) and
 * `file`. `identity` is the rest of `userIdentity` as JSON. `others` is everything that no
 * column has: ten times less to search than `raw`. Where a column has a text of other characters than the search below
 * counts on, it is the whole record.
 */
export const selectColumns = (table: string): string => {
  const names = Object.keys(COLUMNS)
  const fields = names.map((name, index) => `field[${index + 1}] AS ${name}`)
  const odd = (columns: readonly string[], pattern: string): string =>
    `NOT regexp_full_match(concat(${columns.join(', ')}), '${pattern}')`
  return `
    WITH read AS (
      SELECT raw, clean, file, coalesce(clean, raw) AS json, json_extract_string(json, [${PATHS.map((path) => `'${path}'`).join(', ')}, '$.userIdentity']) AS field
      FROM ${table}
    ), named AS (
      SELECT ${fields.join(', ')}, field[${names.length + 1}] AS who, json, clean, raw, file FROM read
    )
    SELECT * EXCLUDE (who, json, clean),
      CAST(json_merge_patch(who, '${EACH_SESSION}') AS VARCHAR) AS identity,
      CASE WHEN clean IS NOT NULL THEN raw WHEN ${odd(WORDS, '[A-Za-z0-9_-]*')} OR ${odd(FIGURES, '[0-9.:TZ-]*')} THEN json
      ELSE CAST(json_merge_patch(json, '${LEAVE_OUT}') AS VARCHAR) END AS others
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
