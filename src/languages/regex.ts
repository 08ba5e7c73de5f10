/** Regular expressions in linear time: RE2 syntax and semantics, whatever the pattern and the text. */
import { RE2JS } from 're2js'
import type { Problem } from '../core/problem.ts'
import { reasonOf } from '../core/reason.ts'

export interface RegexOptions {
  readonly ignoreCase?: boolean
  /** `.` matches a line end too. */
  readonly dotAll?: boolean
  /** `^` and `$` match at line ends. */
  readonly multiline?: boolean
}

/** Finds an unanchored match. */
export interface Regex {
  test(text: string): boolean
}

export const compileRe2 = (source: string, options: RegexOptions = {}): RE2JS =>
  RE2JS.compile(
    source,
    (options.ignoreCase ? RE2JS.CASE_INSENSITIVE : 0) |
      (options.dotAll ? RE2JS.DOTALL : 0) |
      (options.multiline ? RE2JS.MULTILINE : 0),
  )

/**
 * Literals, anchored literals and alternations of them, which is what most rules use, run as plain string searches.
 * @throws Error (of re2js) when the pattern is not valid RE2 syntax; see `explainRegexError`.
 */
export const linearRegex = (source: string, options: RegexOptions = {}): Regex => {
  const literals = options.multiline ? undefined : literalsOf(source)
  if (!literals) return re2(source, options)
  if (!options.ignoreCase) return { test: literalTest(literals) }

  // RE2 folds more than ASCII (the Kelvin sign is a k, U+017F is an s), so only ASCII is decided by lower-casing.
  if (!literals.every(({ text }) => ASCII.test(text))) return re2(source, options)
  const test = literalTest(literals.map((literal) => ({ ...literal, text: literal.text.toLowerCase() })))
  let unicode: Regex | undefined
  return {
    test: (text) => {
      if (ASCII.test(text)) return test(text.toLowerCase())
      unicode ??= re2(source, options)
      return unicode.test(text)
    },
  }
}

const re2 = (source: string, options: RegexOptions): Regex => {
  const compiled = compileRe2(source, options)
  return { test: (text) => compiled.test(text) }
}

const ASCII = /^[\u0000-\u007f]*$/

/** A text to be found: anywhere, at the start, at the end, or as the whole. */
interface Literal {
  readonly text: string
  readonly start: boolean
  readonly end: boolean
}

/** Beyond this many, an automaton is the better form. */
const MAX_LITERALS = 200
const PLAIN_CLASS = /\[[A-Za-z0-9_.:/@ -]\]|\[[A-Za-z0-9_.:/@ ]{2,4}\]/y
const ESCAPED = /\\[!-/:-@[-`{-~]/y
/** A character that stands for itself. Surrogates are left out: a half of a pair must not match. */
const PLAIN = /[^\\^$.[\]|()?*+{}\ud800-\udfff]/y
const GROUP = /\((?:\?:|\?P?<[A-Za-z_][A-Za-z0-9_]*>)?(?!\?)/y
const REPEAT = /[*+?{]/y
const ANY = /\.\*(?![*+?{])/y

/** The literals that a pattern is an alternation of, or undefined when it is more than that. */
const literalsOf = (source: string): readonly Literal[] | undefined => {
  let pos = 0
  let plain = true
  const take = (regex: RegExp): string | undefined => {
    regex.lastIndex = pos
    const found = regex.exec(source)?.[0]
    pos += found?.length ?? 0
    return found
  }
  const giveUp = (): readonly Literal[] => {
    plain = false
    return []
  }
  const join = (left: readonly Literal[], right: readonly Literal[]): readonly Literal[] => {
    if (left.length * right.length > MAX_LITERALS) return giveUp()
    const joined = left.flatMap((a) => right.map((b) => ({ a, b, text: a.text + b.text })))
    // An anchor inside a text (`a^b`, `a$b`) is for the automaton.
    if (joined.some(({ a, b }) => (b.start && a.text !== '') || (a.end && b.text !== ''))) return giveUp()
    return joined.map(({ a, b, text }) => ({ text, start: a.start || b.start, end: a.end || b.end }))
  }
  const atom = (): readonly Literal[] => {
    const literal = (text: string): Literal => ({ text, start: false, end: false })
    if (source[pos] === '^' || source[pos] === '$') {
      const start = source[pos++] === '^'
      return [{ text: '', start, end: !start }]
    }
    const escaped = take(ESCAPED)
    if (escaped) return [literal(escaped[1] as string)]
    const character = take(PLAIN)
    if (character) return [literal(character)]
    const set = take(PLAIN_CLASS)
    if (set) return [...set.slice(1, -1)].map(literal)
    if (!take(GROUP)) return giveUp()
    const inside = alternatives(true)
    if (source[pos] !== ')') return giveUp()
    pos++
    return inside
  }
  const sequence = (inGroup: boolean): readonly Literal[] => {
    // `.*` before or after everything else changes nothing in an unanchored search.
    if (!inGroup) take(ANY)
    let all: readonly Literal[] = [{ text: '', start: false, end: false }]
    while (plain && pos < source.length && source[pos] !== '|' && source[pos] !== ')') {
      if (!inGroup && take(ANY))
        return pos === source.length || source[pos] === '|' ? (all.some(({ end }) => end) ? giveUp() : all) : giveUp()
      const next = atom()
      if (take(REPEAT)) return giveUp()
      all = join(all, next)
    }
    return all
  }
  const alternatives = (inGroup: boolean): readonly Literal[] => {
    const all = [...sequence(inGroup)]
    while (plain && source[pos] === '|') {
      pos++
      all.push(...sequence(inGroup))
      if (all.length > MAX_LITERALS) return giveUp()
    }
    return all
  }
  const literals = alternatives(false)
  return plain && pos === source.length ? literals : undefined
}

const literalTest = (literals: readonly Literal[]): ((text: string) => boolean) => {
  const texts = (start: boolean, end: boolean): readonly string[] => [
    ...new Set(literals.filter((literal) => literal.start === start && literal.end === end).map(({ text }) => text)),
  ]
  const whole = new Set(texts(true, true))
  const starts = texts(true, false)
  const ends = texts(false, true)
  const parts = texts(false, false)
  const [only] = literals
  if (only && literals.length === 1) {
    if (only.start && only.end) return (text) => text === only.text
    if (only.start) return (text) => text.startsWith(only.text)
    if (only.end) return (text) => text.endsWith(only.text)
    return (text) => text.includes(only.text)
  }
  return (text) => {
    if (whole.size > 0 && whole.has(text)) return true
    for (const start of starts) if (text.startsWith(start)) return true
    for (const end of ends) if (text.endsWith(end)) return true
    for (const part of parts) if (text.includes(part)) return true
    return false
  }
}

const NOT_LINEAR = 'regular expressions run in linear time here (RE2 syntax)'

/** What people carry over from backtracking engines -> what to say instead. */
const FOREIGN: readonly { readonly found: RegExp; readonly message: string; readonly hint: string }[] = [
  {
    found: /^\(\?<?[=!]/,
    message: 'lookahead and lookbehind are not supported',
    hint: `${NOT_LINEAR}; say it with two conditions, or with a list of alternatives`,
  },
  {
    found: /^\\(?:[1-9]|k)/,
    message: 'backreferences are not supported',
    hint: `${NOT_LINEAR}; write the repeated text out`,
  },
  {
    found: /^(?:\(\?>|[*+?}]\+)/,
    message: 'atomic groups and possessive repeats are not supported',
    hint: `${NOT_LINEAR}, so they are not needed`,
  },
  {
    found: /^[*+?]/,
    message: 'a repetition of nothing: there is nothing before it',
    hint: 'write ".*" where anything may stand, or nothing: the expression is looked for anywhere in the text',
  },
  { found: /^\\u/, message: '"\\u" is not an escape of RE2', hint: 'write \\x{20AC} instead of \\u20AC' },
]

/**
 * Why re2js refused a pattern, for people, and where: `offset` and `length` count UTF-16 units in the pattern.
 * Errors that are not of re2js give their message only.
 */
export const explainRegexError = (
  source: string,
  error: unknown,
): Pick<Problem, 'message' | 'offset' | 'length' | 'hint'> => {
  const { error: reason, input } = (typeof error === 'object' && error !== null ? error : {}) as {
    error?: unknown
    input?: unknown
  }
  if (typeof reason !== 'string') return { message: reasonOf(error) }
  const fault = typeof input === 'string' && input !== '' ? input : undefined
  const offset =
    fault === undefined || /^(?:missing closing|unexpected \))/.test(reason)
      ? unclosed(source)
      : offsetOf(source, fault)
  const rest = offset === undefined ? (fault ?? '') : source.slice(offset)
  const foreign = FOREIGN.find(({ found }) => found.test(rest))
  return {
    message: foreign?.message ?? `invalid regular expression: ${reason}`,
    ...(offset !== undefined && {
      offset,
      length: offset < source.length ? Math.max(1, Math.min(fault?.length ?? 1, rest.length, 20)) : 0,
    }),
    hint: foreign?.hint ?? (/^missing closing/.test(reason) ? 'close it, or write a backslash before it' : undefined),
  }
}

const TOKEN = /\\[\s\S]|[\s\S]/gy

/** The first place of `fault` that does not begin inside an escape. */
const offsetOf = (source: string, fault: string): number | undefined => {
  for (const { index } of source.matchAll(TOKEN)) if (source.startsWith(fault, index)) return index
  const anywhere = source.indexOf(fault)
  return anywhere === -1 ? undefined : anywhere
}

/** The parenthesis or bracket that is never closed; else the end of the pattern. */
const unclosed = (source: string): number => {
  const open: number[] = []
  let bracket: number | undefined
  for (const { 0: token, index } of source.matchAll(TOKEN)) {
    if (bracket !== undefined) {
      if (token === ']' && index > bracket + 1) bracket = undefined
    } else if (token === '[') bracket = index
    else if (token === '(') open.push(index)
    else if (token === ')') {
      if (open.length === 0) return index
      open.pop()
    }
  }
  return bracket ?? open.at(-1) ?? source.length
}
