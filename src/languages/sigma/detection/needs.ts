/** Needs: texts that a record's bytes must hold for an item or a condition to be true. */
import type { Json } from '../../../core/json.ts'
import type { Needs } from '../../../core/language.ts'
import { applyModifiers, type ItemKey } from './modifiers.ts'
import { parseWildcards } from './pattern.ts'

/** JSON can write these characters in no other way than as an escape, which readers look out for. */
const PARTS = /[\w.:@=+-]{4,}/g
/** What may also be looked for in the JSON text of an object: there, only a word is sure to be written alike. */
const WORDS = /[A-Za-z_]{4,}/g
/** A longer list costs more than it saves. */
const MOST = 24

/** Fields that the index by name has looked at, or that every record has. */
const KNOWN_FIELDS = new Set(['eventName', 'eventSource'])

export const needsOfItem = (key: ItemKey, value: Json): Needs => {
  const { field, kind, modifiers } = key
  const given = Array.isArray(value) ? (value as readonly Json[]) : [value]
  // What the engine knows of a record stands in no log.
  if (modifiers.includes('neq') || KNOWN_FIELDS.has(field) || field.startsWith('tattletrail')) return []
  // Without `cased` a value may be written in any case.
  if (kind !== 'text' || !modifiers.includes('cased')) return needsOfField(key, given)
  const parts = given.map((one) => (typeof one === 'string' ? longestPart(one, modifiers) : undefined))
  const known = parts.filter((one) => one !== undefined)
  if (modifiers.includes('all') && known.length > 0) return known.map((one) => [one])
  return known.length === parts.length && known.length <= MOST ? [[...new Set(known)]] : needsOfField(key, given)
}

/** A field that must be there: its last key stands in the bytes, with the quote that ends it. */
const needsOfField = ({ field, kind }: ItemKey, given: readonly Json[]): Needs => {
  // Two fields may be equal by both being absent.
  if (field === '' || kind === 'fieldref' || given.includes(null) || (kind === 'exists' && given[0] !== true)) return []
  const last = field.slice(field.lastIndexOf('.') + 1)
  return /^[\w.:@=+-]+$/.test(last) ? [[`${last}"`]] : []
}

const longestPart = (value: string, modifiers: readonly string[]): string | undefined => {
  const patterns = applyModifiers(parseWildcards(value), modifiers)
  if (typeof patterns === 'string' || patterns.length !== 1) return undefined
  // The colon between a key and its value, and what is escaped, are written in more than one way in the text of an object.
  const inObject = /[[{",]/.test(value)
  return patterns[0]
    ?.map((part) => (typeof part !== 'string' || part.includes('\\') ? '' : part.replace(/^:/, '')))
    .flatMap((part) => part.match(inObject ? WORDS : PARTS) ?? [])
    .filter((part) => /[A-Za-z_]/.test(part))
    .sort((a, b) => b.length - a.length)[0]
}

/** All of them hold. */
export const needsOfAll = (nodes: readonly Needs[]): Needs => nodes.flat()

/** One of them holds, at least. */
export const needsOfAny = (nodes: readonly Needs[]): Needs => {
  const first = nodes.map(([one]) => one)
  if (first.some((one) => one === undefined)) return []
  const union = [...new Set(first.flatMap((one) => one ?? []))]
  return union.length <= MOST ? [union] : []
}
