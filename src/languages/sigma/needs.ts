/** Needs: texts that a record must hold for an item or a condition to be true, as far as its bytes alone can tell. */
import type { Json } from '../../core/json.ts'
import type { Needs } from '../../core/language.ts'
import { applyModifiers, type Key } from './modifiers.ts'
import { type Pattern, parsePattern } from './pattern.ts'

/** Characters that stand for themselves in JSON text; where it could escape them, there is a backslash, and nobody trusts the bytes. */
const ITSELF = /^[ !#-[\]-~]*$/
/** A part of a value that no number has, and that no structure splits. */
const TELLING = /^[\w.:/@-]*[a-z_][\w.:/@-]*$/i
const SHORTEST = 4
/** A longer list costs more than it saves. */
const MOST = 24
const NUMBER = /^[-+]?\d/

/** Fields that the index by name has looked at, or that every record of a service has alike. */
const TELL_NOTHING = new Set(['eventName', 'eventSource'])

export const needsOfItem = (key: Key, value: Json): Needs => {
  const { field, kind, modifiers } = key
  const given = Array.isArray(value) ? (value as readonly Json[]) : [value]
  // What the engine knows of a record stands in no log.
  if (modifiers.includes('neq') || TELL_NOTHING.has(field) || field.startsWith('tattletrail')) return []
  if (kind !== 'text' || modifiers.some(isEncoding)) return needsOfField(key, given)
  const texts = given.map((one) => (typeof one === 'string' ? textsOf(key, one) : undefined))
  if (modifiers.includes('all')) {
    const known = texts.filter((one) => one !== undefined)
    return known.length > 0 ? known : needsOfField(key, given)
  }
  const union = texts.every((one) => one !== undefined) ? [...new Set(texts.flat())] : []
  return union.length > 0 && union.length <= MOST ? [union] : needsOfField(key, given)
}

const isEncoding = (modifier: string): boolean => /^(?:base64|utf|wide|windash)/.test(modifier)

/** A field that must be there: its last key stands in the bytes, with the quote that ends it. */
const needsOfField = ({ field, kind }: Key, given: readonly Json[]): Needs => {
  // Two fields may be equal by both being absent.
  if (field === '' || kind === 'fieldref' || given.includes(null) || (kind === 'exists' && given[0] !== true)) return []
  const key = lastKey(field)
  return key === undefined ? [] : [[`${key}"`]]
}

const lastKey = (field: string): string | undefined => {
  const last = field.slice(field.lastIndexOf('.') + 1)
  return TELLING.test(last) ? last.toLowerCase() : undefined
}

/** One of these is there when the value fits: the value behind its key, or a list that may hold it; else a part of the value. */
const textsOf = ({ field, modifiers }: Key, value: string): readonly string[] | undefined => {
  const patterns = applyModifiers(parsePattern(value), modifiers)
  if (typeof patterns === 'string' || patterns.length !== 1) return undefined
  const [pattern] = patterns as readonly [Pattern]
  const [first] = pattern
  const key = field === '' ? undefined : lastKey(field)
  if (key !== undefined && typeof first === 'string' && ITSELF.test(first) && !NUMBER.test(first)) {
    const whole = pattern.length === 1
    const text = first.toLowerCase()
    const bare = ['true', 'false'].filter((word) => (whole ? word === text : word.startsWith(text)))
    // An object or a list is also looked at as its JSON text.
    const nested = /^[[{]/.test(text)
      ? undefined
      : [`${key}":"${text}${whole ? '"' : ''}`, `${key}":[`, ...bare.map((word) => `${key}":${word}`)]
    if (nested) return nested
  }
  const part = longestPart(pattern)
  return part === undefined ? undefined : [part]
}

const longestPart = (pattern: Pattern): string | undefined =>
  pattern
    .filter((part): part is string => typeof part === 'string')
    .flatMap((part) => part.split(/[^\w.:/@-]+/))
    .filter((part) => part.length >= SHORTEST && TELLING.test(part))
    .sort((a, b) => b.length - a.length)[0]
    ?.toLowerCase()

/** All of them hold. */
export const needsOfAll = (nodes: readonly Needs[]): Needs => nodes.flat()

/** One of them holds, at least. */
export const needsOfAny = (nodes: readonly Needs[]): Needs => {
  const first = nodes.map(([one]) => one)
  if (first.some((one) => one === undefined)) return []
  const union = [...new Set(first.flatMap((one) => one ?? []))]
  return union.length <= MOST ? [union] : []
}
