/** The values of one field of a pattern (`[ "a", { "prefix": "b" } ]`), compiled to one test. */
import { isInRange } from '../../notation/address.ts'
import { endsWithIgnoringCase, equalsIgnoringCase, startsWithIgnoringCase } from './fold.ts'
import { parseCidr, readAddress } from './ip.ts'
import type { FieldMatcher, Scalar } from './matcher.ts'
import type { Entry, PatternNode, Report } from './node.ts'
import { numericTest, refuseUncomparable } from './numeric.ts'
import { parseWildcard, wildcardTest } from './wildcard.ts'

type Test = (value: Scalar) => boolean

interface Alternative {
  readonly test: Test
  readonly text: string
}

const quote = (value: Scalar): string => JSON.stringify(value)
const list = (values: readonly Scalar[]): string => values.map(quote).join(', ')

const onText =
  (test: (value: string) => boolean): Test =>
  (value) =>
    typeof value === 'string' && test(value)

const none = (tests: readonly Test[]): Test => {
  const [only, ...more] = tests
  if (only && more.length === 0) return (value) => !only(value)
  return (value) => !tests.some((test) => test(value))
}

/** The `name: operand` of a match expression; reports anything but exactly one. */
const onlyEntry = (node: PatternNode & { kind: 'object' }, report: Report, what: string): Entry | undefined => {
  const [entry, extra] = node.entries
  if (!entry) report.error(node, `${what} is empty`, `for example { "prefix": "Delete" }`)
  else if (extra)
    report.error(extra, `${what} takes exactly one key`, 'to accept several things, list several { } in the array')
  return extra ? undefined : entry
}

const textOf = (entry: Entry, report: Report): string | undefined => {
  if (entry.value.kind === 'string') return entry.value.value
  report.error(entry.value, `the value of "${entry.key}" must be a string`)
  return undefined
}

/** A string or a non-empty list of strings. */
const textsOf = (entry: Entry, report: Report): readonly string[] | undefined => {
  const items = entry.value.kind === 'array' ? entry.value.items : [entry.value]
  const texts = items.flatMap((item) => (item.kind === 'string' ? [item.value] : []))
  if (texts.length === items.length && texts.length > 0) return texts
  const wrong = items.find((item) => item.kind !== 'string') ?? entry.value
  report.error(wrong, `the value of "${entry.key}" must be a string or a list of strings`)
  return undefined
}

/** `prefix` and `suffix`: a string, or `{ "equals-ignore-case": string }`. */
const affix = (entry: Entry, report: Report): Alternative | undefined => {
  const starts = entry.key === 'prefix'
  const verb = starts ? 'starts with' : 'ends with'
  if (entry.value.kind === 'object') {
    const inner = onlyEntry(entry.value, report, `"${entry.key}"`)
    if (!inner) return undefined
    if (inner.key !== 'equals-ignore-case') {
      report.error(inner, `"${entry.key}" knows no "${inner.key}"`, 'only "equals-ignore-case" may stand here')
      return undefined
    }
    const text = textOf(inner, report)
    if (text === undefined) return undefined
    const test = starts ? startsWithIgnoringCase(text) : endsWithIgnoringCase(text)
    return { test: onText(test), text: `${verb} ${quote(text)} in any case` }
  }
  const text = textOf(entry, report)
  if (text === undefined) return undefined
  if (text === '')
    report.warn(
      entry.value,
      `an empty "${entry.key}" fits every string; EventBridge refuses it`,
      'to ask only for presence, write { "exists": true }',
    )
  return {
    test: onText(starts ? (value) => value.startsWith(text) : (value) => value.endsWith(text)),
    text: `${verb} ${quote(text)}`,
  }
}

const wildcard = (node: { readonly at: PatternNode['at'] }, text: string, report: Report): Test | undefined => {
  const parsed = parseWildcard(text)
  if ('parts' in parsed) return onText(wildcardTest(parsed.parts))
  report.error(node, `in "wildcard": ${parsed.wrong}`, parsed.hint)
  return undefined
}

/** The operators that `anything-but` may negate, each with one test per listed text. */
const NEGATABLE: Readonly<
  Record<
    string,
    {
      readonly text: string
      readonly mayBeEmpty: boolean
      readonly test: (text: string, entry: Entry, report: Report) => Test | undefined
    }
  >
> = {
  prefix: { text: 'does not start with', mayBeEmpty: false, test: (text) => onText((value) => value.startsWith(text)) },
  suffix: { text: 'does not end with', mayBeEmpty: false, test: (text) => onText((value) => value.endsWith(text)) },
  'equals-ignore-case': {
    text: 'is, in any case, none of',
    mayBeEmpty: true,
    test: (text) => onText(equalsIgnoringCase(text)),
  },
  wildcard: {
    text: 'does not fit',
    mayBeEmpty: true,
    test: (text, entry, report) => wildcard(entry.value, text, report),
  },
}

/** `anything-but` fits every value except the listed ones, of whatever type: a number is anything but "a". */
const anythingBut = (entry: Entry, report: Report): Alternative | undefined => {
  if (entry.value.kind === 'object') {
    const inner = onlyEntry(entry.value, report, '"anything-but"')
    if (!inner) return undefined
    const operator = Object.hasOwn(NEGATABLE, inner.key) ? NEGATABLE[inner.key] : undefined
    if (!operator) {
      report.error(
        inner,
        `"anything-but" knows no "${inner.key}"`,
        `one of ${list(Object.keys(NEGATABLE))}, or a plain list`,
      )
      return undefined
    }
    const texts = textsOf(inner, report)
    if (!texts) return undefined
    if (!operator.mayBeEmpty && texts.includes('')) {
      report.error(inner.value, `an empty "${inner.key}" inside "anything-but" would match nothing`)
      return undefined
    }
    const tests = texts.flatMap((text) => operator.test(text, inner, report) ?? [])
    return { test: none(tests), text: `${operator.text} ${list(texts)}` }
  }
  const items = entry.value.kind === 'array' ? entry.value.items : [entry.value]
  const values = items.flatMap((item) => (item.kind === 'string' || item.kind === 'number' ? [item] : []))
  const wrong = items.find((item) => item.kind !== 'string' && item.kind !== 'number')
  if (wrong || values.length === 0) {
    report.error(
      wrong ?? entry.value,
      '"anything-but" takes strings or numbers, one or a list',
      'true, false and null cannot be excluded',
    )
    return undefined
  }
  if (new Set(values.map((value) => value.kind)).size > 1) {
    report.error(entry.value, '"anything-but" takes a list of strings or a list of numbers, not both')
    return undefined
  }
  for (const value of values) if (value.kind === 'number') refuseUncomparable(value, report)
  const excluded = new Set<Scalar>(values.map((value) => value.value))
  return { test: (value) => !excluded.has(value), text: `is anything but ${list([...excluded])}` }
}

const EXPRESSIONS: Readonly<Record<string, (entry: Entry, report: Report) => Alternative | undefined>> = {
  prefix: affix,
  suffix: affix,
  'anything-but': anythingBut,
  numeric: numericTest,
  exactly: (entry, report) => {
    const text = textOf(entry, report)
    return text === undefined ? undefined : { test: (value) => value === text, text: `is exactly ${quote(text)}` }
  },
  'equals-ignore-case': (entry, report) => {
    const text = textOf(entry, report)
    return text === undefined
      ? undefined
      : { test: onText(equalsIgnoringCase(text)), text: `is ${quote(text)} in any case` }
  },
  wildcard: (entry, report) => {
    const text = textOf(entry, report)
    const test = text === undefined ? undefined : wildcard(entry.value, text, report)
    return test && { test, text: `fits ${quote(text as string)}` }
  },
  cidr: (entry, report) => {
    const text = textOf(entry, report)
    if (text === undefined) return undefined
    const range = parseCidr(text)
    if ('wrong' in range) {
      report.error(
        entry.value,
        `in "cidr": ${range.wrong}`,
        'for example "198.51.100.0/24"; list a single address as it is: ["198.51.100.7"]',
      )
      return undefined
    }
    const test = (value: string): boolean => {
      const address = readAddress(value)
      return address !== undefined && isInRange(address, range)
    }
    return { test: onText(test), text: `is in ${text}` }
  },
}

/** Compiles the array of one field; undefined when anything in it was reported as an error. */
export const compileValues = (node: PatternNode & { kind: 'array' }, report: Report): FieldMatcher | undefined => {
  const exact = new Set<Scalar>()
  const addresses = new Set<string>()
  const others: Alternative[] = []
  let absent = false
  let failed = false

  const expression = (object: PatternNode & { kind: 'object' }): Alternative | undefined => {
    const entry = onlyEntry(object, report, 'a match expression')
    if (!entry) return undefined
    if (entry.key === 'exists') {
      if (entry.value.kind === 'literal' && entry.value.value === false) {
        absent = true
        return { test: () => false, text: 'is absent' }
      }
      if (entry.value.kind === 'literal' && entry.value.value === true) return { test: () => true, text: 'is present' }
      report.error(entry.value, '"exists" must be true or false, without quotes', 'write { "exists": false }')
      return undefined
    }
    const compile = Object.hasOwn(EXPRESSIONS, entry.key) ? EXPRESSIONS[entry.key] : undefined
    if (!compile)
      report.error(
        entry,
        `there is no match expression "${entry.key}"`,
        `one of ${list([...Object.keys(EXPRESSIONS), 'exists'])}`,
      )
    return compile?.(entry, report)
  }

  for (const item of node.items) {
    if (item.kind === 'object') {
      const alternative = expression(item)
      if (alternative) others.push(alternative)
      else failed = true
    } else if (item.kind === 'array') {
      report.error(item, 'a list of values cannot hold another list')
      failed = true
    } else {
      exact.add(item.value)
      // "If it looks like an address it is one": event-ruler compares addresses, not their spelling.
      const address = item.kind === 'string' ? readAddress(item.value) : undefined
      if (address) addresses.add(address.text)
    }
  }
  if (node.items.length === 0) {
    report.error(node, 'an empty list matches nothing', 'list the accepted values, or write [{ "exists": true }]')
    failed = true
  }
  if (failed) return undefined

  const tests: Test[] = others.map(({ test }) => test)
  if (addresses.size > 0) tests.push(onText((value) => addresses.has(readAddress(value)?.text ?? '')))
  const texts = others.map(({ text }) => text)
  if (exact.size > 0) texts.unshift(`${exact.size === 1 ? 'is' : 'is one of'} ${list([...exact])}`)
  return {
    test: anyOf(exact, tests),
    absent,
    text: texts.join(' or '),
    exact: tests.length === 0 ? exact : undefined,
  }
}

const anyOf = (exact: ReadonlySet<Scalar>, tests: readonly Test[]): Test => {
  const [first, ...more] = tests
  if (!first) {
    const [only] = exact
    return exact.size === 1 ? (value) => value === only : (value) => exact.has(value)
  }
  if (exact.size === 0 && more.length === 0) return first
  return (value) => {
    if (exact.has(value)) return true
    for (const test of tests) if (test(value)) return true
    return false
  }
}
