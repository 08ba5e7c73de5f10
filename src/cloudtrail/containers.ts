/** Objects that are no records but hold some: how AWS hands records on, and how those write them who ship logs. */
import { child, isObject, type Json, type JsonObject, own, text } from '../core/json.ts'
import { detailOf, foreignSource, looksLikeRecord } from './kinds.ts'

/** A record, or what holds records in its turn: an object, one written as JSON text, or bytes in base64 (JSON, perhaps in gzip). */
export type Content = { readonly json: Json | undefined } | { readonly base64: string }

export interface Container {
  /** Whether its contents are items of a list, known by their number. */
  readonly isList: boolean
  readonly contents: readonly Content[]
}

const json = (value: Json | undefined): Content => ({ json: value })
const member = (key: string) => (item: Json) => json(isObject(item) ? own(item, key) : item)

/** `get-query-results` of CloudWatch Logs Insights: each row is a list of fields. */
const insightsRow = (row: Json): Content =>
  json(Array.isArray(row) ? row.filter(isObject).find((one) => one.field === '@message')?.value : undefined)

/**
 * Firehose to a function, and to an HTTP endpoint ("Data transformation", "HTTP endpoint delivery request specifications"); else
 * the list of a log, its name in lower case.
 */
const firehoseRecord = (item: Json): Content => {
  const data = isObject(item) ? (text(item, 'data') ?? text(item, 'kafkaRecordValue')) : undefined
  if (isObject(item) && (looksLikeRecord(item) || (data === undefined && containerOf(item)))) return json(item)
  return data === undefined ? json(undefined) : { base64: data }
}

/** By its key; with a dot, the key of an object and the key in it. */
type List = readonly [name: string, contentOf: (item: Json) => Content]

/** Lists that are CloudTrail's and CloudWatch Logs' own, and what of each item is the record. */
const OWN_LISTS: readonly List[] = [
  ['Records', json],
  // `aws cloudtrail lookup-events`.
  ['Events', member('CloudTrailEvent')],
  // A subscription of CloudWatch Logs.
  ['logEvents', member('message')],
]

/** Messages of queues and topics, as a function gets them; what other services hand over is theirs, whatever is in it. */
const MESSAGES: readonly (readonly [source: string, open: (value: JsonObject) => Json | undefined])[] = [
  ['aws:sqs', (value) => own(value, 'body')],
  ['aws:sns', (value) => text(child(value, 'Sns'), 'Message')],
]

/** Lists of names that others use too: they count when an item holds something. */
const COMMON_LISTS: readonly List[] = [
  // `aws logs filter-log-events`, `get-log-events`.
  ['events', member('message')],
  ['results', insightsRow],
  ['records', firehoseRecord],
  // PutAuditEvents of CloudTrail Lake.
  ['auditEvents', member('eventData')],
  // `aws sqs receive-message`.
  ['Messages', member('Body')],
  // What a search of Elasticsearch and OpenSearch answers.
  ['hits.hits', member('_source')],
]

/** What lies around one record; the first that is there. */
const WRAPPERS: readonly ((value: JsonObject) => Json | undefined)[] = [
  detailOf,
  (value) => own(value, 'CloudTrailEvent'),
  // CloudTrail Lake.
  (value) => own(value, 'eventData'),
  // The Elastic Common Schema, which keeps here what Filebeat read; as it comes out of an index, and flat.
  (value) => text(child(value, 'event'), 'original'),
  (value) => own(value, 'event.original'),
  (value) => child(value, '_source'),
  // SNS.
  (value) => (text(value, 'Type') === 'Notification' ? own(value, 'Message') : undefined),
  // A line that was shipped as it is; Logs Insights.
  (value) => own(value, 'message'),
  (value) => own(value, '@message'),
]

/** Undefined when it holds none. */
export const containerOf = (value: JsonObject): Container | undefined => {
  const base64 = packedIn(value)
  if (base64 !== undefined) return { isList: false, contents: [{ base64 }] }
  const foreign = foreignSource(value)
  if (foreign !== undefined)
    return one(MESSAGES.map(([source, open]) => json(source === foreign ? open(value) : undefined)))
  for (const [name, contentOf] of [...OWN_LISTS, ...COMMON_LISTS]) {
    const list = name.split('.').reduce<Json | undefined>((at, key) => (isObject(at) ? own(at, key) : undefined), value)
    if (!Array.isArray(list)) continue
    const contents = list.map(contentOf)
    if (OWN_NAMES.has(name) || contents.some(holdsRecord)) return { isList: true, contents }
  }
  return one(WRAPPERS.map((open) => json(open(value))))
}

/** The first that holds something. */
const one = (contents: readonly Content[]): Container | undefined => {
  const content = contents.find(holdsRecord)
  return content && { isList: false, contents: [content] }
}

const OWN_NAMES = new Set(OWN_LISTS.map(([name]) => name))

const holdsRecord = (content: Content): boolean =>
  'base64' in content || isObject(content.json) || (typeof content.json === 'string' && /^\s*\{\s*"/.test(content.json))

/** Bytes that a service packed into base64. */
const packedIn = (value: JsonObject): string | undefined => {
  // Lambda Developer Guide, "Using Lambda to process records from Amazon Kinesis Data Streams"; EventBridge Pipes have it flat.
  if (foreignSource(value) === 'aws:kinesis') return text(child(value, 'kinesis') ?? value, 'data')
  // `aws kinesis get-records`.
  if (text(value, 'SequenceNumber') !== undefined) return text(value, 'Data')
  // What Firehose could not deliver or transform ("Handle data delivery failures").
  if (Object.hasOwn(value, 'attemptsMade') || Object.hasOwn(value, 'arrivalTimestamp')) return text(value, 'rawData')
  // A subscription of CloudWatch Logs to a function.
  return text(child(value, 'awslogs'), 'data')
}
