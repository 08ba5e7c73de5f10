/** JSON text -> value, keeping whole numbers beyond 2^53 exact. */
import { readNumber } from './number.ts'
import { isArray, put, type Value, type ValueObject } from './value.ts'

/** Like jq. */
const MAX_DEPTH = 10_000

const TOKEN =
  /[ \t\r\n]*(?:([[\]{},:])|("(?:[^"\\\u0000-\u001f]|\\.)*")|(-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)|(true|false|null|nan|NaN)|)/y

/** @param refuse must throw. */
export const parseJson = (source: string, refuse: (reason: string) => never): Value => {
  // Nearly always the engine's own parser will do.
  if (!/[0-9]{16}|nan|NaN/.test(source)) {
    try {
      return checkDepth(JSON.parse(source) as Value, source, refuse)
    } catch (thrown) {
      if (!(thrown instanceof SyntaxError)) throw thrown
      return refuse(/Unexpected end|Unterminated/.test(thrown.message) ? 'unexpected EOF' : 'it is not valid JSON')
    }
  }
  return parseExactly(source, refuse)
}

const checkDepth = (value: Value, source: string, refuse: (reason: string) => never): Value => {
  let [depth, deepest] = [0, 0]
  if (source.length < MAX_DEPTH) return value
  let inString = false
  for (let at = 0; at < source.length; at++) {
    const char = source.charCodeAt(at)
    if (inString) {
      if (char === 0x5c) at++
      else if (char === 0x22) inString = false
    } else if (char === 0x22) inString = true
    else if (char === 0x5b || char === 0x7b) deepest = Math.max(deepest, ++depth)
    else if (char === 0x5d || char === 0x7d) depth--
  }
  return deepest > MAX_DEPTH ? refuse('Exceeds depth limit for parsing') : value
}

const parseExactly = (source: string, refuse: (reason: string) => never): Value => {
  const stack: (Value[] | ValueObject)[] = []
  const keys: (string | undefined)[] = []
  let at = 0
  let result: Value | undefined
  /** What may come next. */
  let state: 'value' | 'first' | 'key' | 'first-key' | 'colon' | 'after' | 'end' = 'value'
  const place = (value: Value): void => {
    const top = stack.at(-1)
    if (top === undefined) result = value
    else if (isArray(top)) top.push(value)
    else put(top, keys[keys.length - 1] as string, value)
    state = top === undefined ? 'end' : 'after'
  }
  const bad = (): never => refuse(at >= source.length ? 'unexpected EOF' : 'it is not valid JSON')
  while (state !== 'end') {
    TOKEN.lastIndex = at
    const [whole = '', mark, text, number, word] = TOKEN.exec(source) ?? []
    at += whole.length
    const wantsValue = state === 'value' || state === 'first'
    if (text !== undefined) {
      const string = unquote(text, bad)
      if (wantsValue) place(string)
      else if (state === 'key' || state === 'first-key') {
        keys[keys.length - 1] = string
        state = 'colon'
      } else bad()
    } else if (number !== undefined && wantsValue) {
      place(readNumber(number))
    } else if (word !== undefined && wantsValue) {
      place(word === 'true' ? true : word === 'false' ? false : word === 'null' ? null : Number.NaN)
    } else if ((mark === '[' || mark === '{') && wantsValue) {
      if (stack.length >= MAX_DEPTH) refuse('Exceeds depth limit for parsing')
      const container = mark === '[' ? [] : {}
      place(container)
      stack.push(container)
      keys.push(undefined)
      state = mark === '[' ? 'first' : 'first-key'
    } else if (mark === ':' && state === 'colon') {
      state = 'value'
    } else if (mark === ',' && state === 'after') {
      state = isArray(stack.at(-1) as Value) ? 'value' : 'key'
    } else if ((mark === ']' || mark === '}') && stack.length > 0) {
      const array = isArray(stack.at(-1) as Value)
      if (array !== (mark === ']') || !(state === 'after' || state === (array ? 'first' : 'first-key'))) bad()
      stack.pop()
      keys.pop()
      state = stack.length === 0 ? 'end' : 'after'
    } else {
      bad()
    }
  }
  if (source.slice(at).trim() !== '') bad()
  return result as Value
}

const unquote = (text: string, bad: () => never): string => {
  try {
    return JSON.parse(text) as string
  } catch {
    return bad()
  }
}
