/** Field: a dotted name, compiled to a walk over a record that meets every value the name can mean. */
import { isObject, type Json, type JsonObject } from '../../../core/json.ts'

/** What a walk came to. The order matters: a list answers with the best of its elements. */
export const MISSING = 0
export const NO = 1
export const YES = 2
export type FieldOutcome = typeof MISSING | typeof NO | typeof YES

export type FieldTest = (record: JsonObject, test: (value: Json) => boolean) => FieldOutcome

/** Lists within lists deeper than this are not a CloudTrail record. */
const MAX_LISTS = 32

/** A literal key holds at most this many parts of a name. */
const MAX_LITERAL = 8

const INHERITED = new Set(Object.getOwnPropertyNames(Object.prototype))

/** A name that one plain property access reads: no path, and nothing that every object inherits. */
export const isPlainName = (name: string): boolean => !name.includes('.') && !INHERITED.has(name)

/** `object[key]` as an own property. The slow question is asked only for names that every object inherits. */
const reader = (key: string): ((object: JsonObject) => Json | undefined) =>
  INHERITED.has(key) ? (object) => (Object.hasOwn(object, key) ? object[key] : undefined) : (object) => object[key]

/**
 * `a.b.c` reads `c` in `b` in `a`; a list on the way stands for each of its elements ("any element").
 * Where a name leads nowhere, a key that contains the dots literally (`"b.c"`) is tried.
 */
export const compileField = (name: string): FieldTest => {
  if (!name.includes('.')) {
    const read = reader(name)
    return (record, test) => {
      const value = read(record)
      return value === undefined ? MISSING : test(value) ? YES : NO
    }
  }
  const parts = name.split('.')
  /** From each part on: the reader of one key, then those of ever longer literal keys, and where each leads. */
  const steps = parts.map((_, from) =>
    parts.slice(from, from + MAX_LITERAL).map((_, more) => ({
      read: reader(parts.slice(from, from + more + 1).join('.')),
      next: from + more + 1,
    })),
  )

  const walk = (node: Json, at: number, lists: number, test: (value: Json) => boolean): FieldOutcome => {
    if (at === parts.length) return test(node) ? YES : NO
    if (Array.isArray(node)) {
      let best: FieldOutcome = MISSING
      if (lists >= MAX_LISTS) return best
      for (const element of node) {
        const found = walk(element, at, lists + 1, test)
        if (found === YES) return YES
        if (found > best) best = found
      }
      return best
    }
    if (!isObject(node)) return MISSING
    for (const { read, next } of steps[at]!) {
      const value = read(node)
      if (value === undefined) continue
      const found = walk(value, next, lists, test)
      if (found !== MISSING) return found
    }
    return MISSING
  }
  return (record, test) => walk(record, 0, 0, test)
}

/** Whether any element of a list, or the value itself, passes. */
export const anyElement = (value: Json, test: (value: Json) => boolean, lists = 0): boolean => {
  if (!Array.isArray(value)) return test(value)
  if (lists >= MAX_LISTS) return false
  for (const element of value) if (anyElement(element, test, lists + 1)) return true
  return false
}

/** Every scalar of a record, at any depth, until one passes. Keeps its own stack: records may be nested without end. */
export const anyScalar = (record: JsonObject, test: (value: Json) => boolean): boolean => {
  const stack: Json[] = [record]
  while (stack.length > 0) {
    const value = stack.pop() as Json
    if (Array.isArray(value)) for (const element of value) stack.push(element)
    else if (isObject(value)) for (const key of Object.keys(value)) stack.push(value[key] as Json)
    else if (test(value)) return true
  }
  return false
}

/** Compact JSON; nothing for a value nested too deeply to be written. */
export const asJson = (value: Json): string | undefined => {
  try {
    return JSON.stringify(value)
  } catch {
    return undefined
  }
}
