/** What identifies an observed event: its service, its name, and those request parameters that would be the same next time. */
import { child, isObject, type Json, type JsonArray, type JsonObject, text } from '../../core/json.ts'
import { CompileError } from '../../core/problem.ts'

export type ParameterValue = string | number | boolean

/** A parameter worth asking for. `element` is an object inside a list: some element of the list has these fields. */
export type Parameter =
  | { readonly kind: 'values'; readonly values: readonly ParameterValue[]; readonly inList: boolean }
  | { readonly kind: 'fields'; readonly fields: Parameters; readonly inList: boolean }
export type Parameters = readonly (readonly [key: string, parameter: Parameter])[]

export interface EventFacts {
  readonly record: JsonObject
  readonly eventSource: string
  readonly eventName: string
  readonly requestParameters: Parameters
}

const MAX_DEPTH = 6
const MAX_FACTS = 20
const MAX_LISTED = 10
const MAX_LENGTH = 200
/** A reader of YAML 1.1 takes a key of 1,024 characters at most, with all that it is inside of. */
const MAX_KEY = 100

/** Keys that need no quoting tricks in any of the languages. */
const SIMPLE_KEY = /^[A-Za-z0-9_-]+$/
/**
 * Parameters that differ from call to call or from client to client: tokens, times, ids of requests, sessions and uploads, what a
 * client accepts and how it encodes, checksums, paging, trials, secrets.
 */
const VOLATILE_KEY = new RegExp(
  [
    '[tT]oken$|[nN]once|[iI]dempoten|[cC]lient-?Request|[rR]equest-?I[dD]|[cC]aller-?Reference|[rR]eceipt-?Handle',
    '[sS]ession-?(?:Name|I[dD])$|(?:[uU]pload|[tT]race|[cC]orrelation|[tT]ransaction|[iI]nvocation|[eE]xecution|[mM]essage)-?I[dD]$',
    '[mM]edia-?Types?$|^[aA]ccept|^[cC]ontent-?(?:Type|Encoding|Language|Length|MD5|Md5)|[eE]ncoding-?Type$|^[uU]ser-?Agent$|^[lL]ocale$',
    '[sS]ignature|[cC]hecksum|[dD]igest|^[eE]-?[tT]ag$|[pP]assword|[sS]ecret(?:String|Binary)',
    '[eE]xpir|(?:Time|Timestamp|Date)(?:$|[A-Z_-])|^(?:date|time|timestamp|limit|marker|count)$|^[mM]ax-?(?:Results|Items|Keys|Records)$',
    '^[pP]age|^[dD]ry-?Run$|^[xX]-|^Host$',
  ].join('|'),
)
/** Times, media types, ids and digests in hexadecimal, tokens in base64 (JSON Web Tokens among them), and what AWS hides. */
const VOLATILE_VALUE = new RegExp(
  [
    '[0-9]{4}-[0-9]{2}-[0-9]{2}T.*|HIDDEN_.*|(?:application|text|image|audio|video|multipart)/[\\w.+-]+(?:;.*)?',
    '[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|(?:sha[0-9]+:)?[0-9a-f]{32,}|eyJ[\\w.-]{20,}|[\\w+/]{60,}={0,2}',
  ]
    .map((one) => `^(?:${one})$`)
    .join('|'),
  'is',
)
/** Milliseconds since the epoch, of this century. */
const isMoment = (value: number): boolean => value > 1e12 && value < 4e12
const LONE_SURROGATE = /[\ud800-\udfff]/u

const isValue = (value: Json): value is ParameterValue => {
  if (typeof value === 'boolean') return true
  if (typeof value === 'number') return Number.isSafeInteger(value) && !isMoment(value)
  return (
    typeof value === 'string' &&
    value !== '' &&
    value.length <= MAX_LENGTH &&
    !VOLATILE_VALUE.test(value) &&
    !LONE_SURROGATE.test(value)
  )
}

const parametersOf = (parameters: JsonObject): Parameters => {
  let left = MAX_FACTS

  const fieldsOf = (object: JsonObject, depth: number): Parameters =>
    Object.entries(object).flatMap(([key, value]) => {
      if (!SIMPLE_KEY.test(key) || key.length > MAX_KEY || key === '__proto__' || VOLATILE_KEY.test(key)) return []
      const parameter = parameterOf(value, depth)
      return parameter ? [[key, parameter] as const] : []
    })

  const parameterOf = (value: Json, depth: number): Parameter | undefined => {
    if (left <= 0 || depth > MAX_DEPTH) return undefined
    if (isValue(value)) {
      left--
      return { kind: 'values', values: [value], inList: false }
    }
    if (Array.isArray(value)) return listParameter(value, depth)
    if (!isObject(value)) return undefined
    const fields = fieldsOf(value, depth + 1)
    return fields.length > 0 ? { kind: 'fields', fields, inList: false } : undefined
  }

  const listParameter = (list: JsonArray, depth: number): Parameter | undefined => {
    const values = list.slice(0, MAX_LISTED).filter(isValue)
    if (values.length > 0) {
      left--
      return { kind: 'values', values, inList: true }
    }
    for (const item of list.slice(0, MAX_LISTED)) {
      const fields = isObject(item) ? fieldsOf(item, depth + 1) : []
      if (fields.length > 0) return { kind: 'fields', fields, inList: true }
    }
    return undefined
  }

  return fieldsOf(parameters, 0)
}

/** @throws CompileError when the event names no service or no action. */
export const identify = (event: JsonObject): EventFacts => {
  const record = text(event, 'eventName') === undefined ? (child(event, 'detail') ?? event) : event
  const eventSource = text(record, 'eventSource')
  const eventName = text(record, 'eventName')
  if (eventSource === undefined || eventName === undefined || LONE_SURROGATE.test(eventSource + eventName)) {
    throw new CompileError([
      {
        message: 'no rule can be written from this event: it has no eventSource and eventName',
        hint: 'give one CloudTrail record, or the EventBridge event that holds it in "detail"',
      },
    ])
  }
  return { record, eventSource, eventName, requestParameters: parametersOf(child(record, 'requestParameters') ?? {}) }
}
