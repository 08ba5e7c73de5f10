/** test, match, scan, split/2, sub and gsub, over RE2. */
import type { RE2JS } from 're2js'
import { reasonOf } from '../../../core/reason.ts'
import { compileRe2 } from '../../regex.ts'
import { type Code, type Env, type Flow, MORE, many, type Out, STOP, single } from '../runtime/code.ts'
import { combine } from '../runtime/combine.ts'
import { textLength } from '../runtime/indexing.ts'
import { grow, step } from '../values/budget.ts'
import { raise } from '../values/failure.ts'
import { describe } from '../values/preview.ts'
import { isArray, type Value, type ValueObject } from '../values/value.ts'
import { type Builtin, type Builtins, code, notFor } from './builtin.ts'
import { literalTest } from './literal-regex.ts'

interface Regex {
  readonly compiled: RE2JS
  readonly global: boolean
  readonly skipEmpty: boolean
  readonly names: readonly (string | null)[]
}

/** Searching costs about this many times reading. */
const SEARCH = 8
/** What one match costs, besides. */
const MATCH = 400
const CACHE_SIZE = 64
const cache = new Map<string, Regex>()

/** `s` is no dot-all in jq either, which `m` is: gojq refuses it, libjq takes it for "single line mode". */
const FOREIGN_FLAG = /[^gimnx]/

const prepare = (source: string, flags: string): Regex => {
  const key = `${flags}/${source}`
  const known = cache.get(key)
  if (known) return known
  if (FOREIGN_FLAG.test(flags)) raise(() => `unsupported regular expression flag: ${JSON.stringify(flags)}`)
  grow(source.length * 100)
  let compiled: RE2JS
  try {
    compiled = compileRe2(flags.includes('x') ? stripSpace(source) : source, {
      ignoreCase: flags.includes('i'),
      // jq's flags follow Oniguruma: `m` is what others call dot-all.
      dotAll: flags.includes('m'),
    })
  } catch (thrown) {
    const reason = reasonOf(thrown)
    return raise(() => `invalid regular expression ${JSON.stringify(source)}: ${reason}`)
  }
  const names: (string | null)[] = new Array(compiled.groupCount() + 1).fill(null)
  for (const [name, at] of Object.entries(compiled.namedGroups())) names[at] = name
  const regex = { compiled, global: flags.includes('g'), skipEmpty: flags.includes('n'), names }
  if (cache.size >= CACHE_SIZE) cache.clear()
  cache.set(key, regex)
  return regex
}

/** Flag `x`: blanks and comments outside brackets mean nothing. */
const stripSpace = (source: string): string =>
  source.replace(/\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]|\s+|#[^\n]*/g, (found) => (/^[\s#]/.test(found) ? '' : found))

interface Found {
  readonly start: number
  readonly end: number
  readonly groups: readonly (readonly [number, number] | undefined)[]
}

/** Every match, or the first that counts; an empty match right behind another one does, as in jq, but none does under the flag `n`. */
const search = (regex: Regex, text: string, global: boolean, each: (found: Found) => Flow): Flow => {
  grow(text.length * SEARCH)
  const matcher = regex.compiled.matcher(text)
  while (matcher.find()) {
    step()
    grow(MATCH)
    const [start, end] = [matcher.start(), matcher.end()]
    const groups = regex.names.slice(1).map((_name, at) => {
      const begin = matcher.start(at + 1)
      return begin < 0 ? undefined : ([begin, matcher.end(at + 1)] as const)
    })
    if (end > start || !regex.skipEmpty) {
      const flow = each({ start, end, groups })
      if (flow !== MORE || !global) return flow
    }
  }
  return MORE
}

/** Turns UTF-16 offsets that never go back into code point offsets. */
const pointCounter = (text: string) => {
  let [unit, point] = [0, 0]
  return (offset: number): number => {
    if (offset < unit) return point - textLength(text.slice(offset, unit))
    point += textLength(text.slice(unit, offset))
    unit = offset
    return point
  }
}

const matchObject = (regex: Regex, text: string, found: Found, points: (offset: number) => number): ValueObject => {
  const part = (range: readonly [number, number] | undefined): ValueObject => {
    if (!range) return { offset: -1, length: 0, string: null }
    const string = text.slice(range[0], range[1])
    grow(string.length + 100)
    return { offset: points(range[0]), length: textLength(string), string }
  }
  const whole = part([found.start, found.end])
  whole.captures = found.groups.map((range, at) => ({ ...part(range), name: regex.names[at + 1] ?? null }))
  return whole
}

/** The regex and flags of `name(re)`, `name(re; flags)` and `name([re, flags])`. */
const regexOf = (name: string, input: Value, pattern: Value, flags: Value, extra = ''): readonly [string, Regex] => {
  if (isArray(pattern)) return regexOf(name, input, pattern[0] ?? null, pattern[1] ?? null, extra)
  const wrong = (): never =>
    notFor(
      name,
      input,
      pattern,
      extra === '' || (flags !== null && typeof flags !== 'string') ? flags : (flags ?? '') + extra,
    )
  if (typeof input !== 'string' || typeof pattern !== 'string') return wrong()
  if (flags !== null && typeof flags !== 'string') return wrong()
  return [input, prepare(pattern, (flags ?? '') + extra)]
}

const nullCode = single(() => null)

/** Loops over regex (outermost) and flags. */
const overRegex = (
  args: readonly Code[],
  extra: string,
  name: string,
  each: (text: string, regex: Regex, input: Value, env: Env | null, out: Out) => Flow,
): Code => {
  const [pattern, flags = nullCode] = args as [Code, Code?]
  return many((input, env, out) =>
    pattern.each(input, env, (source) =>
      flags.each(input, env, (options) => {
        const [text, regex] = regexOf(name, input, source, options, extra)
        return each(text, regex, input, env, out)
      }),
    ),
  )
}

const hasMatch = (text: string, regex: Regex): boolean => {
  let found = false
  search(regex, text, false, () => {
    found = true
    return STOP
  })
  return found
}

const test = (args: readonly Code[], warn: (message: string, hint: string) => void): Code => {
  const [pattern, flags = nullCode] = args as [Code, Code?]
  const source = pattern.constant?.value
  const options = args[1] ? args[1].constant?.value : null
  if (typeof source === 'string' && (options === null || typeof options === 'string')) {
    const wrong = (input: Value): never => notFor('test', input, source, options)
    const literal = options === null || options === 'g' ? literalTest(source) : undefined
    if (literal) {
      return single((input) => {
        if (typeof input !== 'string') return wrong(input)
        grow(input.length)
        return literal(input)
      })
    }
    checkFlags(options ?? '', warn)
    let ready: Regex | undefined
    if (options?.includes('n')) return single((input) => hasMatch(...regexOf('test', input, source, options)))
    return single((input) => {
      if (typeof input !== 'string') return wrong(input)
      ready ??= prepare(source, options ?? '')
      grow(input.length * SEARCH)
      return ready.compiled.test(input)
    })
  }
  return combine([pattern, flags], ([re, fs], input) => {
    const [text, regex] = regexOf('test', input, re as Value, fs as Value)
    return hasMatch(text, regex)
  })
}

const checkFlags = (flags: string, warn: (message: string, hint: string) => void): void => {
  if (FOREIGN_FLAG.test(flags))
    warn(
      `the flags ${JSON.stringify(flags)} are not known, so this always fails`,
      'g all matches, i any case, m "." matches a line break, n no empty matches, x blanks do not count',
    )
}

const pieces = (text: string, regex: Regex): string[] => {
  const parts: string[] = []
  let last = 0
  search(regex, text, true, ({ start, end }) => {
    parts.push(text.slice(last, start))
    last = end
    return MORE
  })
  parts.push(text.slice(last))
  grow(text.length + parts.length * 32)
  return parts
}

/** Several replacements give several results: the n-th result takes the n-th replacement everywhere. A match without any is cut out, as in libjq. */
const substitute = (extra: string): Builtin =>
  code((args) => {
    const [pattern, replacement, flags] = args as [Code, Code, Code?]
    return overRegex(flags ? [pattern, flags] : [pattern], extra, 'match', (text, regex, _input, env, out) => {
      const results: Value[] = []
      let next = 0
      const names = regex.names.slice(1)
      search(regex, text, regex.global, ({ start, end, groups }) => {
        const captures: ValueObject = Object.fromEntries(
          names.flatMap((name, at) => {
            const range = groups[at]
            return name === null ? [] : [[name, range ? text.slice(range[0], range[1]) : null]]
          }),
        )
        let at = 0
        replacement.each(captures, env, (by) => {
          if (typeof by !== 'string') raise(() => `cannot add: ${describe('')} and ${describe(by)}`)
          const before = (results[at] as string | undefined) ?? ''
          results[at] = before + text.slice(next, start) + (by as string)
          grow((by as string).length + 16)
          at++
          return MORE
        })
        next = end
        return MORE
      })
      if (results.length === 0) return out(text)
      for (const result of results) {
        const flow = out((result as string) + text.slice(next))
        if (flow !== MORE) return flow
      }
      return MORE
    })
  })

const matchBuiltin: Builtin = code((args) =>
  overRegex(args, '', 'match', (text, regex, _input, _env, out) => {
    const points = pointCounter(text)
    return search(regex, text, regex.global, (found) => out(matchObject(regex, text, found, points)))
  }),
)

const scan: Builtin = code((args) =>
  overRegex(args, 'g', 'match', (text, regex, _input, _env, out) =>
    search(regex, text, true, ({ start, end, groups }) =>
      out(
        groups.length === 0
          ? text.slice(start, end)
          : groups.map((range) => (range ? text.slice(range[0], range[1]) : null)),
      ),
    ),
  ),
)

export const regexes: Builtins = {
  'test/1': code((args, { warn }) => test(args, warn)),
  'test/2': code((args, { warn }) => test(args, warn)),
  'match/1': matchBuiltin,
  'match/2': matchBuiltin,
  'scan/1': scan,
  'scan/2': scan,
  'split/2': code((args) =>
    overRegex(args, 'g', 'match', (text, regex, _input, _env, out) => out(pieces(text, regex))),
  ),
  'sub/2': substitute(''),
  'sub/3': substitute(''),
  'gsub/2': substitute('g'),
  'gsub/3': substitute('g'),
}
