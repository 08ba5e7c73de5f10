/** Builtins on strings. */
import { add, split } from '../runtime/arithmetic.ts'
import { valuesOf } from '../runtime/indexing.ts'
import { ENTRY, grow, step } from '../values/budget.ts'
import { formatter } from '../values/formats.ts'
import { parseJson } from '../values/json-text.ts'
import { readNumber, toInteger } from '../values/number.ts'
import { toJson } from '../values/preview.ts'
import { isArray, isNum, isObject, type Value } from '../values/value.ts'
import { asText, type Builtins, failsFor, notFor, of0, of1 } from './builtin.ts'

/** Both must be strings; failures name both. */
const ofTexts = (name: string, apply: (text: string, other: string) => Value) =>
  of1((input, other) => {
    const text = asText(name, input, other)
    return typeof other === 'string' ? apply(text, other) : notFor(name, input, other)
  })

const ofText = (name: string, apply: (text: string) => Value) =>
  of0((input) => {
    const text = asText(name, input)
    grow(text.length)
    return apply(text)
  })

const withoutPrefix = (text: string, prefix: string): string =>
  text.startsWith(prefix) ? text.slice(prefix.length) : text
const withoutSuffix = (text: string, suffix: string): string =>
  suffix !== '' && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text

const WHITE = '[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]'
const LEADING = new RegExp(`^${WHITE}+`)
const WHITE_CHAR = new RegExp(WHITE)

const trimEnd = (text: string): string => {
  // A loop: a regular expression anchored at the end can take quadratic time.
  let end = text.length
  while (end > 0 && WHITE_CHAR.test(text[end - 1] as string)) end--
  return text.slice(0, end)
}
const trimStart = (text: string): string => text.replace(LEADING, '')

const implode = (input: Value): Value => {
  if (!isArray(input)) return notFor('implode', input)
  grow(input.length * ENTRY)
  return input
    .map((code) => {
      if (!isNum(code)) return notFor('implode', input)
      const point = toInteger(code)
      return point >= 0 && point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff)
        ? String.fromCodePoint(point)
        : '\ufffd'
    })
    .join('')
}

const join = (input: Value, separator: Value): Value => {
  const items = valuesOf(input) ?? notFor('join', input, separator)
  if (items.length === 0) return ''
  let text: Value = ''
  for (const [at, item] of items.entries()) {
    step()
    if (at > 0) text = add(text, separator)
    text = add(text, isNum(item) || typeof item === 'boolean' ? toJson(item) : item)
  }
  return text
}

const NUMBER = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/

const toNumber = (input: Value): Value => {
  if (isNum(input)) return input
  const text = asText('tonumber', input)
  grow(text.length)
  return NUMBER.test(text) ? readNumber(text.replace(/^\+/, '')) : failsFor('tonumber', input, 'invalid number')
}

const toBoolean = (input: Value): Value => {
  if (typeof input === 'boolean') return input
  const text = asText('toboolean', input)
  return text === 'true' ? true : text === 'false' ? false : failsFor('toboolean', input, 'invalid boolean')
}

export const text: Builtins = {
  'utf8bytelength/0': ofText('utf8bytelength', (input) => new TextEncoder().encode(input).length),
  'startswith/1': ofTexts('startswith', (input, prefix) => input.startsWith(prefix)),
  'endswith/1': ofTexts('endswith', (input, suffix) => input.endsWith(suffix)),
  'ltrimstr/1': ofTexts('ltrimstr', withoutPrefix),
  'rtrimstr/1': ofTexts('rtrimstr', withoutSuffix),
  'trimstr/1': ofTexts('trimstr', (input, around) => withoutSuffix(withoutPrefix(input, around), around)),
  'ltrim/0': ofText('ltrim', trimStart),
  'rtrim/0': ofText('rtrim', trimEnd),
  'trim/0': ofText('trim', (input) => trimEnd(trimStart(input))),
  'explode/0': ofText('explode', (input) => {
    grow(input.length * 8)
    return Array.from(input, (char) => char.codePointAt(0) as number)
  }),
  'implode/0': of0(implode),
  'split/1': ofTexts('split', split),
  'join/1': of1(join),
  // Only ASCII letters change, whatever the locale says.
  'ascii_downcase/0': ofText('ascii_downcase', (input) => input.replace(/[A-Z]+/g, (found) => found.toLowerCase())),
  'ascii_upcase/0': ofText('ascii_upcase', (input) => input.replace(/[a-z]+/g, (found) => found.toUpperCase())),
  'tonumber/0': of0(toNumber),
  'toboolean/0': of0(toBoolean),
  'fromjson/0': of0((input) => {
    const source = asText('fromjson', input)
    grow(source.length * 4)
    return parseJson(source, (reason) => failsFor('fromjson', input, reason))
  }),
  'format/1': of1((input, name) => (typeof name === 'string' ? formatter(name)(input) : notFor('format', name))),
  '_captures/0': of0((input) => (isObject(input) && isArray(input.captures) ? named(input.captures) : {})),
}

/** The named groups of a match. */
const named = (captures: readonly Value[]): Value => {
  const groups = captures.filter(isObject).filter(({ name }) => typeof name === 'string')
  return Object.fromEntries(groups.map(({ name, string }) => [name as string, string as Value]))
}
