/** Conditions of a statement over the context of a request: yes, no, or not known. */
import type { Json } from '../core/json.ts'
import { isInRange, parseAddress, parseRange } from '../notation/address.ts'
import { suggest } from '../notation/suggest.ts'
import type { Request, Value } from './request.ts'

/** `undefined`: the record does not say. */
export type Answer = boolean | undefined

/** All must hold. */
export const every = (answers: readonly Answer[]): Answer =>
  answers.includes(false) ? false : answers.includes(undefined) ? undefined : true
/** One is enough. */
export const some = (answers: readonly Answer[]): Answer =>
  answers.includes(true) ? true : answers.includes(undefined) ? undefined : false
export const not = (answer: Answer): Answer => (answer === undefined ? undefined : !answer)

/** `*` stands for any text, `?` for one character. */
export const isLike = (text: string, pattern: string): boolean => {
  let [at, star, mark] = [0, -1, 0]
  for (let i = 0; i < text.length; ) {
    if (pattern[at] === '*') [star, mark, at] = [at, i, at + 1]
    else if (pattern[at] === '?' || (at < pattern.length && pattern[at] === text[i])) [i, at] = [i + 1, at + 1]
    else if (star >= 0) [at, mark, i] = [star + 1, mark + 1, mark + 1]
    else return false
  }
  return /^\**$/.test(pattern.slice(at))
}

/** "Each of the six colon-delimited components of the ARN is checked separately" (IAM User Guide, "ARN condition operators"). */
export const isArnLike = (arn: string, pattern: string): boolean => {
  if (pattern === '*') return true
  const parts = (text: string): readonly string[] => {
    const all = text.split(':')
    return [...all.slice(0, 5), all.slice(5).join(':')]
  }
  const wanted = parts(pattern)
  return pattern.startsWith('arn:') && parts(arn).every((part, at) => isLike(part, wanted[at] ?? ''))
}

type Compare = (value: string, wanted: string) => boolean
const lower =
  (compare: Compare): Compare =>
  (value, wanted) =>
    compare(value.toLowerCase(), wanted.toLowerCase())
const equal: Compare = (value, wanted) => value === wanted
const byNumber =
  (read: (text: string) => number, holds: (a: number, b: number) => boolean): Compare =>
  (value, wanted) =>
    holds(read(value), read(wanted))
/** ISO 8601, or seconds since 1970. */
const timeIn = (text: string): number => (/^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text))
const ORDER: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  Equals: (a, b) => a === b,
  LessThan: (a, b) => a < b,
  LessThanEquals: (a, b) => a <= b,
  GreaterThan: (a, b) => a > b,
  GreaterThanEquals: (a, b) => a >= b,
}
const inRange: Compare = (value, wanted) => {
  const [address, range] = [parseAddress(value), parseRange(wanted)]
  return address !== undefined && range !== undefined && isInRange(address, range)
}

/** Those that are not negated: `StringNotEquals` is the opposite of `StringEquals`. */
const OPERATORS: Readonly<Record<string, Compare>> = {
  StringEquals: equal,
  StringEqualsIgnoreCase: lower(equal),
  StringLike: isLike,
  ArnEquals: isArnLike,
  ArnLike: isArnLike,
  Bool: lower(equal),
  BinaryEquals: equal,
  IpAddress: inRange,
  ...Object.fromEntries(
    Object.entries(ORDER).flatMap(([name, holds]) => [
      [`Numeric${name}`, byNumber(Number, holds)],
      [`Date${name}`, byNumber(timeIn, holds)],
    ]),
  ),
}

const NEGATED = [
  ...['StringNotEquals', 'StringNotEqualsIgnoreCase', 'StringNotLike', 'ArnNotEquals', 'ArnNotLike'],
  ...['NumericNotEquals', 'DateNotEquals', 'NotIpAddress'],
]
const KNOWN: ReadonlySet<string> = new Set([...Object.keys(OPERATORS), ...NEGATED, 'Null'])

/** IAM refuses a policy with an operator that it does not know. @returns words that say what is wrong with it */
export const operatorFault = (written: string): string | undefined => {
  const [, quantifier = '', name = written, ifExists = ''] =
    /^(ForAllValues:|ForAnyValue:)?(\w+?)(IfExists)?$/.exec(written) ?? []
  if (name === 'Null' && ifExists !== '') return `${written}: Null takes no IfExists`
  if (KNOWN.has(name)) return undefined
  const meant = suggest(name, KNOWN)
  return `${written} is no operator of IAM${meant === undefined ? '' : `: did you mean ${quantifier}${meant}${meant === 'Null' ? '' : ifExists}?`}`
}

/** `Condition` of a statement: every operator and every key of it must hold. */
export const conditionHolds = (
  condition: Readonly<Record<string, Readonly<Record<string, Json>>>> = {},
  { context }: Pick<Request, 'context'>,
): Answer =>
  every(
    Object.entries(condition).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, wanted]) => {
        if (!context.has(key.toLowerCase())) return undefined
        const texts = (Array.isArray(wanted) ? (wanted as readonly Json[]) : [wanted]).map(String)
        return holds(operator, context.get(key.toLowerCase()), texts, context)
      }),
    ),
  )

const holds = (written: string, value: Value, wanted: readonly string[], context: Request['context']): Answer => {
  const [, quantifier, name = '', ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(written) ?? []
  if (name === 'Null') return wanted.some((one) => (one.toLowerCase() === 'true') === (value === undefined))
  const compare = OPERATORS[name.replace('Not', '')]
  const isNegated = name.includes('Not')
  if (compare === undefined) return undefined
  // "If the key … is not present, the condition evaluates to": true for IfExists, for negations and for all values of none.
  if (value === undefined)
    return ifExists !== undefined || quantifier === 'ForAllValues' || (isNegated && quantifier === undefined)
  const patterns = wanted.map((one) => filledIn(one, context))
  const isOne = (one: string): Answer => {
    const found = some(patterns.map((pattern) => (pattern === undefined ? undefined : compare(one, pattern))))
    return isNegated ? not(found) : found
  }
  const answers = (typeof value === 'string' ? [value] : value).map(isOne)
  return quantifier === 'ForAnyValue' || (quantifier === undefined && !isNegated) ? some(answers) : every(answers)
}

/** Policy variables (IAM User Guide, "Policy variables"); `undefined` when one is not known or not there. */
export const filledIn = (text: string, context: Request['context']): string | undefined => {
  let isKnown = true
  const filled = text.replace(/\$\{([^}]+)\}/g, (_, name: string) => {
    if (/^[*?$]$/.test(name)) return name
    const value = context.get(name.toLowerCase().replace(/,.*$/s, ''))
    if (typeof value !== 'string') isKnown = false
    return typeof value === 'string' ? value : ''
  })
  return isKnown ? filled : undefined
}
