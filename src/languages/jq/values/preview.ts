/** A value as JSON text, whole or shortened for an error message. */
import { CELL, grow } from './budget.ts'
import { sortedKeys } from './keys.ts'
import { isArray, typeName, type Value } from './value.ts'

const MAX_DOUBLE = '1.7976931348623157e+308'
const DEPTH_LIMIT = 10_000

const scalar = (value: null | boolean | number | bigint | string): string => {
  if (typeof value === 'string') return quoteString(value)
  if (typeof value !== 'number') return String(value)
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : String(value)
  return Number.isNaN(value) ? 'null' : value > 0 ? MAX_DOUBLE : `-${MAX_DOUBLE}`
}

const quoteString = (text: string): string => {
  const quoted = JSON.stringify(text)
  return quoted.includes('\x7f') ? quoted.replaceAll('\x7f', '\\u007f') : quoted
}

/** Compact JSON with sorted keys, as gojq prints it. Stops early once `limit` characters are there; the result is then a prefix. */
export const toJson = (value: Value, limit = Number.POSITIVE_INFINITY): string => {
  if (typeof value !== 'object' || value === null) {
    const text = scalar(limit < 1000 && typeof value === 'string' ? value.slice(0, limit) : value)
    grow(text.length)
    return text
  }
  // An explicit stack: values can be deeper than the call stack.
  const parts: string[] = []
  const stack: { readonly value: Value; readonly keys: readonly string[] | undefined; at: number }[] = []
  let length = 0
  const write = (text: string): void => {
    parts.push(text)
    length += text.length
    grow(text.length + CELL)
  }
  const open = (next: Value): void => {
    if (typeof next !== 'object' || next === null) {
      write(scalar(typeof next === 'string' && limit < 1000 ? next.slice(0, limit) : next))
    } else if (stack.length > DEPTH_LIMIT) {
      write('"<skipped: too deep>"')
    } else {
      const keys = isArray(next) ? undefined : sortedKeys(next)
      write(keys ? '{' : '[')
      stack.push({ value: next, keys, at: 0 })
    }
  }
  open(value)
  while (stack.length > 0 && length < limit) {
    const top = stack[stack.length - 1] as (typeof stack)[number]
    const { keys, at } = top
    if (at === (keys ?? (top.value as Value[])).length) {
      write(keys ? '}' : ']')
      stack.pop()
      continue
    }
    if (at > 0) write(',')
    top.at++
    if (keys) {
      const key = keys[at] as string
      write(`${quoteString(key)}:`)
      open((top.value as Record<string, Value>)[key] as Value)
    } else {
      open((top.value as Value[])[at] as Value)
    }
  }
  return parts.join('')
}

/** What `tostring` and an interpolation print. */
export const toText = (value: Value): string => (typeof value === 'string' ? value : toJson(value))

/** At most 30 bytes of JSON; the length and the ending are gojq's. */
export const preview = (value: Value): string => {
  const text = prefix(toJson(value, 40), 32)
  if (prefix(text, 30) === text) return text
  const ending =
    typeof value === 'string' ? ' ..."' : isArray(value) ? ' ...]' : typeName(value) === 'object' ? ' ...}' : ' ...'
  return prefix(text, 30 - ending.length) + ending
}

/** As many whole characters as fit into `bytes` of UTF-8. */
const prefix = (text: string, bytes: number): string => {
  let size = 0
  let end = 0
  for (const char of text) {
    const code = char.codePointAt(0) as number
    size += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
    if (size > bytes) break
    end += char.length
  }
  return text.slice(0, end)
}

/** `number (1)`, as error messages name a value. */
export const describe = (value: Value): string => (value === null ? 'null' : `${typeName(value)} (${preview(value)})`)
