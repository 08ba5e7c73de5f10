/** What identifies an observed event: its service, its name, and those request parameters that would be the same next time. */
import { child, isObject, type Json, type JsonArray, type JsonObject, text } from '../../core/json.ts'
import { CompileError } from '../../core/problem.ts'

export type Value = string | number | boolean

/** A parameter worth asking for. `element` is an object inside a list: some element of the list has these fields. */
export type Fact =
  | { readonly kind: 'values'; readonly values: readonly Value[]; readonly inList: boolean }
  | { readonly kind: 'fields'; readonly fields: Fields; readonly inList: boolean }
export type Fields = readonly (readonly [key: string, fact: Fact])[]

export interface Facts {
  readonly record: JsonObject
  readonly eventSource: string
  readonly eventName: string
  readonly requestParameters: Fields
}

const MAX_DEPTH = 6
const MAX_FACTS = 20
const MAX_LISTED = 10
const MAX_LENGTH = 200

/** Keys that need no quoting tricks in any of the languages. */
const SIMPLE_KEY = /^[A-Za-z0-9_-]+$/
/** Parameters that differ from call to call: tokens, times, session and request ids, paging, secrets. */
const VOLATILE_KEY =
  /[tT]oken$|[nN]once|[iI]dempoten|[cC]lient-?Request|[rR]equest-?I[dD]|[sS]ession-?Name|[sS]ignature|[pP]assword|[sS]ecret(?:String|Binary)|[eE]xpir|(?:Time|Timestamp|Date)(?:$|[A-Z_-])|^(?:date|time|timestamp|limit|marker|count)$|^[mM]ax-?(?:Results|Items|Keys|Records)$|^[pP]age|^[xX]-|^Host$/
const VOLATILE_VALUE =
  /^(?:[0-9]{4}-[0-9]{2}-[0-9]{2}T|HIDDEN_|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$)/i
const LONE_SURROGATE = /[\ud800-\udfff]/u

const isValue = (value: Json): value is Value => {
  if (typeof value === 'boolean') return true
  if (typeof value === 'number') return Number.isSafeInteger(value)
  return (
    typeof value === 'string' &&
    value !== '' &&
    value.length <= MAX_LENGTH &&
    !VOLATILE_VALUE.test(value) &&
    !LONE_SURROGATE.test(value)
  )
}

const factsOf = (parameters: JsonObject): Fields => {
  let left = MAX_FACTS

  const fieldsOf = (object: JsonObject, depth: number): Fields =>
    Object.entries(object).flatMap(([key, value]) => {
      if (!SIMPLE_KEY.test(key) || key === '__proto__' || VOLATILE_KEY.test(key)) return []
      const fact = factOf(value, depth)
      return fact ? [[key, fact] as const] : []
    })

  const factOf = (value: Json, depth: number): Fact | undefined => {
    if (left <= 0 || depth > MAX_DEPTH) return undefined
    if (isValue(value)) {
      left--
      return { kind: 'values', values: [value], inList: false }
    }
    if (Array.isArray(value)) return listFact(value, depth)
    if (!isObject(value)) return undefined
    const fields = fieldsOf(value, depth + 1)
    return fields.length > 0 ? { kind: 'fields', fields, inList: false } : undefined
  }

  const listFact = (list: JsonArray, depth: number): Fact | undefined => {
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
export const identify = (event: JsonObject): Facts => {
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
  return { record, eventSource, eventName, requestParameters: factsOf(child(record, 'requestParameters') ?? {}) }
}
