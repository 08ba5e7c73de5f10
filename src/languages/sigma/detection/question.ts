/** Question: what a field item asks of a value: texts, regular expressions, networks, numbers, presence. */
import { isObject, type Json, type JsonObject } from '../../../core/json.ts'
import { rangeTest } from '../../../notation/address.ts'
import { explainRegexError, linearRegex } from '../../regex.ts'
import { anyElement, asJson } from './field.ts'
import { applyModifiers, comparisonOf, type ItemKey, shapeOf, timePartOf } from './modifiers.ts'
import { parseWildcards, type WildcardPattern } from './pattern.ts'
import { anyPattern } from './text-test.ts'
import { timePart } from './time.ts'

/** Besides the scalars of the specification, a map: the shape that an element of the field must have. */
export type ItemValue = string | number | boolean | null | JsonObject
export type ValueTest = (value: Json) => boolean

/** One question put to a field; several are linked with AND (`all`). */
export interface Question {
  readonly onValue: ValueTest
  readonly onMissing: boolean
}

/** A scalar as the text that it is compared as; null has none. */
const scalarText = (value: Json): string | undefined =>
  typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : undefined

/** Any element of a list; objects and lists also as their compact JSON text, where a text so shaped could pass. */
export const onText = (test: (text: string) => boolean, structures: boolean): ValueTest => {
  const asText = (value: Json): boolean => {
    const json = asJson(value)
    return json !== undefined && test(json)
  }
  const single: ValueTest = (value) => {
    if (typeof value === 'string') return test(value)
    if (typeof value === 'number' || typeof value === 'boolean') return test(String(value))
    return structures && value !== null && asText(value)
  }
  return (value) => {
    if (typeof value === 'string') return test(value)
    if (Array.isArray(value)) return anyElement(value, single) || (structures && asText(value))
    return single(value)
  }
}

const couldBeJson = ([first]: WildcardPattern): boolean =>
  typeof first !== 'string' || first.startsWith('{') || first.startsWith('[')

const LOOKAROUND = /\(\?(?:[=!]|<[=!]|>)|\\[1-9]/

export type CompileMap = (map: JsonObject, index: number) => ValueTest

export type Refuse = (at: number, message: string, hint?: string) => void

export const questions = (
  key: ItemKey,
  values: readonly ItemValue[],
  refuse: Refuse,
  compileMap: CompileMap,
): readonly Question[] => {
  const all = key.modifiers.includes('all')
  if (key.kind === 'text') return textQuestions(key, values, all, refuse, compileMap)
  if (key.kind === 'exists') {
    const [wanted] = values
    if (typeof wanted !== 'boolean' || values.length > 1) refuse(0, '"exists" takes true or false')
    return [{ onValue: () => wanted === true, onMissing: wanted === false }]
  }
  const tests = values.map((value, at) => {
    const compile = key.kind === 're' ? regexTest : key.kind === 'cidr' ? cidrTest : numberTest
    return compile(key, value, (message, hint) => refuse(at, message, hint))
  })
  if (all) return tests.map((onValue) => ({ onValue, onMissing: false }))
  return [{ onValue: (value) => tests.some((test) => test(value)), onMissing: false }]
}

/** All texts of an OR list share one test; `all` makes one question of each. */
const textQuestions = (
  key: ItemKey,
  values: readonly ItemValue[],
  all: boolean,
  refuse: Refuse,
  compileMap: CompileMap,
): readonly Question[] => {
  const cased = key.modifiers.includes('cased')
  const maps = values.map((value, at) => (isObject(value) ? compileMap(value, at) : undefined))
  const patterns = values.map((value, at): readonly WildcardPattern[] => {
    if (isObject(value)) return []
    if (value === null) {
      const changing = key.modifiers.find((name) => name !== 'all' && name !== 'neq' && name !== 'cased')
      if (changing) refuse(at, `null cannot be used with "${changing}"`)
      if (key.field === '') refuse(at, 'null is not a keyword')
      return []
    }
    const written = parseWildcards(String(value))
    // A keyword is looked for anywhere in a value.
    const modifiers = key.field === '' && !shapeOf(key) ? [...key.modifiers, 'contains'] : key.modifiers
    const result = applyModifiers(written, modifiers)
    if (typeof result !== 'string') return result
    refuse(at, result)
    return []
  })
  const question = (from: number, to: number): Question => {
    const group = patterns.slice(from, to).flat()
    const shapes = maps.slice(from, to).filter((test) => test !== undefined)
    const isText = onText(anyPattern(group, cased), group.some(couldBeJson))
    const onValue: ValueTest =
      shapes.length === 0 ? isText : (value) => isText(value) || shapes.some((test) => test(value))
    if (!values.slice(from, to).includes(null)) return { onValue, onMissing: false }
    // "A null value is defined with `null`": a field without a value, present or not.
    return { onValue: (value) => anyElement(value, (element) => element === null) || onValue(value), onMissing: true }
  }
  return all ? values.map((_, at) => question(at, at + 1)) : [question(0, values.length)]
}

type RefuseValue = (message: string, hint?: string) => void
export const never: ValueTest = () => false

const regexTest = (key: ItemKey, value: ItemValue, refuse: RefuseValue): ValueTest => {
  const source = scalarText(value)
  if (source === undefined) {
    refuse('a regular expression must be a text')
    return never
  }
  const shape = shapeOf(key)
  const anchored = shape === 'startswith' ? `^(?:${source})` : shape === 'endswith' ? `(?:${source})$` : source
  const has = (flag: string) => key.modifiers.includes(flag)
  try {
    const regex = linearRegex(anchored, { ignoreCase: has('i'), multiline: has('m'), dotAll: has('s') })
    return onText((text) => regex.test(text), true)
  } catch (error) {
    const { message, hint } = explainRegexError(source, error)
    const unsupported = LOOKAROUND.exec(source)?.[0]
    refuse(
      unsupported
        ? `the regular expression uses "${unsupported}": look-around, atomic groups and back-references cannot run in linear time`
        : `not a regular expression (RE2 syntax): ${message}`,
      unsupported ? 'write two selections and join them with "and not" in the condition' : hint,
    )
    return never
  }
}

const cidrTest = (_: ItemKey, value: ItemValue, refuse: RefuseValue): ValueTest => {
  const test = typeof value === 'string' ? rangeTest(value) : undefined
  if (!test) refuse(`${JSON.stringify(value)} is not an IP network`, 'for example 10.0.0.0/8 or 2001:db8::/32')
  return onText(test ?? (() => false), false)
}

const numberOf = (value: Json): number | undefined => {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || value.length > 40 || value.trim() === '') return undefined
  const number = Number(value)
  return Number.isNaN(number) ? undefined : number
}

const numberTest = (key: ItemKey, value: ItemValue, refuse: RefuseValue): ValueTest => {
  const limit = numberOf(value) ?? Number.NaN
  if (Number.isNaN(limit))
    refuse(`"${comparisonOf(key) ?? timePartOf(key)}" takes a number, not ${JSON.stringify(value)}`)
  const part = timePartOf(key)
  const holds = compareNumbers(comparisonOf(key), limit)
  return (field) =>
    anyElement(field, (element) => {
      const number = part ? timePart(element, part) : numberOf(element)
      return number !== undefined && holds(number)
    })
}

export const compareNumbers = (op: ReturnType<typeof comparisonOf>, limit: number): ((number: number) => boolean) => {
  if (op === 'lt') return (number) => number < limit
  if (op === 'lte') return (number) => number <= limit
  if (op === 'gt') return (number) => number > limit
  if (op === 'gte') return (number) => number >= limit
  return (number) => number === limit
}
