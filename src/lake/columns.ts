/** What a part of the lake holds of each record, beside the record itself. */
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

/** What else `userIdentity` has: with its columns, but for those that each session has its own of, it is `identity` of a part. */
export const IDENTITY = [
  '$.userIdentity.credentialId',
  '$.userIdentity.identityProvider',
  '$.userIdentity.inScopeOf',
  '$.userIdentity.onBehalfOf',
  '$.userIdentity.sessionContext.sessionIssuer',
  '$.userIdentity.sessionContext.webIdFederationData',
  '$.userIdentity.sessionContext.sourceIdentity',
  '$.userIdentity.sessionContext.ec2RoleDelivery',
  '$.userIdentity.sessionContext.assumedRoot',
] as const
/** What else says how a call came: with columns, `call` of a part. */
export const CALL = ['$.apiVersion', '$.tlsDetails', '$.vpcEndpointId', '$.vpcEndpointAccountId'] as const
/** What else a record has: `others` of a part. */
export const OTHERS = [
  '$.errorMessage',
  '$.requestParameters',
  '$.responseElements',
  '$.additionalEventData',
  '$.resources',
  '$.serviceEventDetails',
  '$.addendum',
  '$.edgeDeviceDetails',
  '$.eventContext',
] as const
/** What is true or false, as such or as a text, and mentions nothing. */
export const FLAGS = [
  COLUMNS.readOnly,
  '$.managementEvent',
  '$.sessionCredentialFromConsole',
  '$.userIdentity.sessionContext.attributes.mfaAuthenticated',
] as const

/** Columns of who called that are searched as one. */
const WHO = ['identityType', 'principalId', 'arn', 'callerAccountId', 'userName', 'invokedBy'] as const
/** Columns of what was called, and where, that are searched as one. */
const WHAT = [
  'eventSource',
  'eventName',
  'eventType',
  'eventCategory',
  'awsRegion',
  'recipientAccountId',
  'errorCode',
] as const
/** Columns with nothing but digits and the signs of a time in them. */
export const FIGURES = ['eventTime', 'eventVersion', 'sessionCreated'] as const

const NAMES = Object.keys(COLUMNS)
const PATHS = [...Object.values(COLUMNS), ...IDENTITY, ...CALL, ...OTHERS]

/**
 * The columns of a part, from a table with `raw` (a record as JSON), `clean` (see `cleanOf`) and `file`. `identity` is one text
 * of who called and `call` one of what, of which few differ: a search goes through each once. `others` is the rest, some ten
 * times less to search than `raw`; it is the whole record where the columns do not have all of it.
 */
export const selectColumns = (table: string): string => {
  const field = (path: string): string => `field[${(PATHS as readonly string[]).indexOf(path) + 1}]`
  const join = (texts: readonly string[]): string => `concat_ws(' ', ${texts.join(', ')})`
  return `
    WITH read AS (
      SELECT raw, clean, file, json_extract_string(coalesce(clean, raw), [${PATHS.map((path) => `'${path}'`).join(', ')}]) AS field
      FROM ${table}
    ), named AS (
      SELECT ${NAMES.map((name, index) => `field[${index + 1}] AS ${name}`).join(', ')},
        ${join([...WHO, ...IDENTITY.map(field)])} AS identity, ${join([...WHAT, ...CALL.map(field)])} AS call,
        ${join(OTHERS.map(field))} AS rest, clean, raw, file FROM read
    )
    SELECT * EXCLUDE (rest, clean),
      CASE WHEN clean IS NOT NULL THEN raw ELSE rest END AS others
    FROM named`
}

/** Characters that every writer of JSON writes as they are. */
const PLAIN = /[ !#-[\]-~]+/g

const SEARCHED = ['others', 'identity', 'call', 'sourceIPAddress', 'userAgent', 'accessKeyId'] as const

/** Holds for every record with one of the values somewhere in a text, as SQL; `quote` makes a literal. */
export const mentionsSql = (values: readonly string[], quote: (text: string) => string): string =>
  values.map((value) => mentionSql(value, quote)).join(' OR ')

const mentionSql = (value: string, quote: (text: string) => string): string => {
  const longest = (value.match(PLAIN) ?? []).reduce((best, run) => (run.length > best.length ? run : best), '')
  const inJson = quote(longest)
  return [
    ...SEARCHED.map((column) => `contains(${column}, ${inJson})`),
    ...(/^[\d.:TZ-]*$/.test(value) ? FIGURES.map((column) => `contains(${column}, ${inJson})`) : []),
  ].join(' OR ')
}
