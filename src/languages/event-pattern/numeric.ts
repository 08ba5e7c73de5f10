/** The `numeric` operator, and which numbers event-ruler can compare. */
import type { Scalar } from './matcher.ts'
import type { Entry, PatternNode, Report } from './node.ts'

type NumberNode = PatternNode & { kind: 'number' }

/** "Numeric matching works on values between -5.0e9 and +5.0e9 inclusive" (EventBridge user guide); event-ruler takes any double. */
const SERVICE_LIMIT = 5e9

/** Digits and exponent of a decimal number as written, without what does not change its value. */
const normalised = (raw: string): string => {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?$/.exec(raw) ?? []
  const digits = (whole + fraction).replace(/^0+/, '')
  const short = digits.replace(/0+$/, '')
  if (short === '') return '0'
  return `${sign}${short}e${Number(exponent) - fraction.length + (digits.length - short.length)}`
}

/** event-ruler's ComparableNumber refuses a number whose decimal value a double does not give back. */
export const refuseUncomparable = (node: NumberNode, report: Report): boolean => {
  if (!Number.isFinite(node.value) || normalised(node.raw) !== normalised(String(node.value))) {
    report.error(node, `the number ${node.raw.slice(0, 40)} has more digits or a greater exponent than can be compared`)
    return true
  }
  if (Math.abs(node.value) > SERVICE_LIMIT)
    report.warn(node, `EventBridge compares numbers from -5e9 to 5e9 only, and would refuse ${node.raw}`)
  return false
}

const TESTS: Readonly<Record<string, (bound: number) => (value: number) => boolean>> = {
  '=': (bound) => (value) => value === bound,
  '<': (bound) => (value) => value < bound,
  '<=': (bound) => (value) => value <= bound,
  '>': (bound) => (value) => value > bound,
  '>=': (bound) => (value) => value >= bound,
}
const EXAMPLE = 'for example ["=", 5], [">", 0] or [">", 0, "<=", 5]: the lower bound stands first'

/** `[op, number]`, or a lower and then an upper bound. */
export const numericTest = (
  entry: Entry,
  report: Report,
): { test: (value: Scalar) => boolean; text: string } | undefined => {
  const fail = (node: { readonly at: PatternNode['at'] }, message: string): undefined => {
    report.error(node, message, EXAMPLE)
    return undefined
  }
  if (entry.value.kind !== 'array') return fail(entry.value, 'the value of "numeric" must be a list')
  const { items } = entry.value
  const bounds: { readonly op: string; readonly number: NumberNode }[] = []
  for (let i = 0; i < Math.max(items.length, 1); i += 2) {
    const op = items[i]
    const number = items[i + 1]
    if (op?.kind !== 'string' || !Object.hasOwn(TESTS, op.value))
      return fail(op ?? entry.value, `"numeric" expects one of =, <, <=, >, >= here`)
    if (number?.kind !== 'number')
      return fail(number ?? op, `"${op.value}" must be followed by a number, without quotes`)
    if (refuseUncomparable(number, report)) return undefined
    bounds.push({ op: op.value, number })
  }
  const [low, high, extra] = bounds
  if (!low || extra) return fail(extra?.number ?? entry.value, '"numeric" takes at most two bounds')
  if (high) {
    if (!low.op.startsWith('>') || !high.op.startsWith('<'))
      return fail(high.number, 'a range is a lower bound (> or >=) and then an upper bound (< or <=)')
    if (low.number.value >= high.number.value)
      return fail(high.number, 'the lower bound must be less than the upper bound')
  }
  const first = TESTS[low.op]!(low.number.value)
  const second = high ? TESTS[high.op]!(high.number.value) : () => true
  return {
    test: (value) => typeof value === 'number' && first(value) && second(value),
    text: bounds.map(({ op, number }) => `${op} ${number.raw}`).join(' and '),
  }
}
