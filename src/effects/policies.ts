/** The policies in what a call asks for, however they are written: as a text, as an object, escaped or percent-encoded. */
import { isObject, type Json, type JsonObject, own } from '../core/json.ts'

/** A statement under the names of IAM's grammar ("Grammar of the IAM JSON policy language"); lists where one value may stand alone. */
export interface Statement {
  readonly isAllow: boolean
  readonly actions: readonly string[]
  readonly notActions: readonly string[]
  readonly resources: readonly string[]
  readonly notResources: readonly string[]
  /** Absent in a policy of an identity. */
  readonly principal: Json | undefined
  readonly notPrincipal: Json | undefined
  /** Operator -> key -> values. */
  readonly condition: JsonObject
}

/** Parameters that hold a policy, by the ends of their names: `policyDocument`, `bucketPolicy`, `assumeRolePolicyDocument`, `inlinePolicy` ... */
const HOLDS_POLICY = /polic(?:y|ies)(?:document|text|json|body)?$|^content$|^attributevalue$/i
const DEEPEST = 6
const MOST_STATEMENTS = 500

export const statementsIn = (record: JsonObject): readonly Statement[] => {
  const asked = own(record, 'requestParameters')
  return isObject(asked) ? found(asked, DEEPEST).slice(0, MOST_STATEMENTS) : []
}

const found = (value: JsonObject, depth: number): readonly Statement[] =>
  Object.entries(value).flatMap(([key, inner]) => {
    if (HOLDS_POLICY.test(key)) {
      const policy = documentOf(inner)
      if (policy) return statementsOf(policy)
    }
    if (depth === 0) return []
    if (isObject(inner)) return found(inner, depth - 1)
    return Array.isArray(inner) ? inner.filter(isObject).flatMap((one) => found(one, depth - 1)) : []
  })

const documentOf = (value: Json | undefined): JsonObject | undefined => {
  if (isObject(value)) return memberOf(value, 'Statement') === undefined ? undefined : value
  if (typeof value !== 'string') return undefined
  const text = value.trim()
  try {
    const read: unknown = JSON.parse(text.startsWith('%') ? decodeURIComponent(text) : text)
    return isObject(read) ? read : undefined
  } catch {
    return undefined
  }
}

/** IAM takes the names of elements in whatever case. */
const memberOf = (value: JsonObject, name: string): Json | undefined => {
  const exact = own(value, name)
  if (exact !== undefined) return exact
  const key = Object.keys(value).find((one) => one.toLowerCase() === name.toLowerCase())
  return key === undefined ? undefined : own(value, key)
}

const statementsOf = (policy: JsonObject): readonly Statement[] =>
  listed(memberOf(policy, 'Statement'))
    .filter(isObject)
    .map((one) => {
      const texts = (name: string): readonly string[] => textsOf(memberOf(one, name))
      const condition = memberOf(one, 'Condition')
      return {
        isAllow: String(memberOf(one, 'Effect')).toLowerCase() === 'allow',
        ...{ actions: texts('Action'), notActions: texts('NotAction') },
        ...{ resources: texts('Resource'), notResources: texts('NotResource') },
        ...{ principal: memberOf(one, 'Principal'), notPrincipal: memberOf(one, 'NotPrincipal') },
        condition: isObject(condition) ? condition : {},
      }
    })

export const listed = (value: Json | undefined): readonly Json[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value]

export const textsOf = (value: Json | undefined): readonly string[] =>
  listed(value).filter((one): one is string => typeof one === 'string')

/** `*` any text, `?` any character, whatever the case ("IAM JSON policy elements: Action"). Linear in the pattern for each star. */
export const isLike = (text: string, pattern: string): boolean => {
  let [at, from, star, mark] = [0, 0, -1, 0]
  const [low, like] = [text.toLowerCase(), pattern.toLowerCase()]
  while (at < low.length) {
    if (like[from] === '*') [star, mark, from] = [from, at, from + 1]
    else if (from < like.length && (like[from] === '?' || like[from] === low[at])) [at, from] = [at + 1, from + 1]
    else if (star >= 0) [from, mark, at] = [star + 1, mark + 1, mark + 1]
    else return false
  }
  while (like[from] === '*') from++
  return from === like.length
}

/** Condition keys with their operators and values, all in small letters but the values. */
export const conditionsOf = ({
  condition,
}: Statement): readonly { operator: string; key: string; values: readonly string[] }[] =>
  Object.entries(condition).flatMap(([operator, keys]) =>
    isObject(keys)
      ? Object.entries(keys).map(([key, values]) => ({
          operator: operator.toLowerCase(),
          key: key.toLowerCase(),
          values: listed(values).map(String),
        }))
      : [],
  )
