/** What is known only once it is deployed, as data: each emitter says it in the words of its own format. */
import type { Json } from '../core/json.ts'

/** A symbol, because the data of people (an event pattern) may hold any key. */
export const EXPRESSION: unique symbol = Symbol('expression')

/** The id of a resource, unique in the deployment. */
export type ResourceId = string
/** `name`: what a person would call it; `url`: of a queue; `stream`: the ARN of a table's stream. */
export type Attribute = 'arn' | 'name' | 'url' | 'stream'
/** Where it is deployed, and under which name. */
export type PseudoParameter = 'partition' | 'region' | 'account' | 'stack'

export type Reference =
  | { readonly [EXPRESSION]: 'parameter'; readonly parameter: string }
  | { readonly [EXPRESSION]: 'attribute'; readonly of: ResourceId; readonly attribute: Attribute }
  | { readonly [EXPRESSION]: 'place'; readonly place: PseudoParameter }
export interface Joined {
  readonly [EXPRESSION]: 'joined'
  readonly parts: readonly (string | Reference)[]
}
/** The value when the condition holds, else nothing: no key, no element. */
export interface When<Value> {
  readonly [EXPRESSION]: 'when'
  readonly condition: string
  readonly value: Value
}
export type Expression = Reference | Joined | When<Data>

/** JSON with expressions in it. */
export type Data = Json | Expression | readonly Data[] | { readonly [key: string]: Data }
export type Text = string | Reference | Joined
export type Count = number | Reference

export const parameter = (name: string): Reference => ({ [EXPRESSION]: 'parameter', parameter: name })
const attribute =
  (name: Attribute) =>
  (of: ResourceId): Reference => ({ [EXPRESSION]: 'attribute', of, attribute: name })
export const arnOf = attribute('arn')
export const nameOf = attribute('name')
export const urlOf = attribute('url')
export const streamOf = attribute('stream')

const place = (name: PseudoParameter): Reference => ({ [EXPRESSION]: 'place', place: name })
export const PARTITION = place('partition')
export const REGION = place('region')
export const ACCOUNT = place('account')
export const STACK = place('stack')

/** A template literal: joined`arn:${PARTITION}:s3:::bucket`. */
export const joined = (texts: TemplateStringsArray, ...values: readonly (string | Reference)[]): Joined => ({
  [EXPRESSION]: 'joined',
  parts: texts.flatMap((text, index) => [text, ...values.slice(index, index + 1)]).filter((part) => part !== ''),
})

export const when = <Value extends Data>(condition: string, value: Value): When<Value> => ({
  [EXPRESSION]: 'when',
  condition,
  value,
})

/** The data with each expression as `say` says it, the outermost first. */
export const express = (data: Data, say: (expression: Expression) => Json): Json => {
  if (typeof data !== 'object' || data === null) return data
  if (isExpression(data)) return say(data)
  if (Array.isArray(data)) return data.map((one: Data) => express(one, say))
  return Object.fromEntries(Object.entries(data).map(([key, one]) => [key, express(one, say)]))
}

const isExpression = (data: object): data is Expression => EXPRESSION in data
