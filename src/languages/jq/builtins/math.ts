/** Mathematical builtins. All work on doubles. */
import { maybe, NONE } from '../runtime/code.ts'
import { toDouble } from '../values/number.ts'
import { isNum, type Num, type Value } from '../values/value.ts'
import { type Builtin, type Builtins, code, notFor, of0, of2, of3 } from './builtin.ts'
import { besselJ, besselY, erf, erfc, gamma, logGamma } from './special-functions.ts'

const asNum = (name: string, value: Value): Num => (isNum(value) ? value : notFor(name, value))
const num = (name: string, value: Value): number => toDouble(asNum(name, value))

/** Mantissa in [0.5, 1) and exponent. */
const split = (x: number): readonly [number, number] => {
  if (x === 0 || !Number.isFinite(x)) return [x, 0]
  let exponent = Math.max(-1023, Math.floor(Math.log2(Math.abs(x))) + 1)
  let mantissa = x * 2 ** -exponent
  // The logarithm is not exact, and subnormals need a second step.
  while (Math.abs(mantissa) < 0.5) {
    mantissa *= 2
    exponent--
  }
  while (Math.abs(mantissa) >= 1) {
    mantissa /= 2
    exponent++
  }
  return [mantissa, exponent]
}

const scale = (x: number, exponent: number): number => {
  const steps = Math.max(-2200, Math.min(2200, Math.trunc(exponent)))
  const half = Math.trunc(steps / 2)
  const rest = steps - half
  const quarter = Math.trunc(half / 2)
  return x * 2 ** quarter * 2 ** (half - quarter) * 2 ** Math.trunc(rest / 2) * 2 ** (rest - Math.trunc(rest / 2))
}

/** Half away from zero, as C's round. */
const round = (x: number): number => (Math.abs(x) < 4503599627370496 ? Math.sign(x) * Math.floor(Math.abs(x) + 0.5) : x)

/** Half to even. */
const roundEven = (x: number): number => {
  const down = Math.floor(x)
  const rest = x - down
  const nearest = rest < 0.5 || (rest === 0.5 && down % 2 === 0) ? down : down + 1
  return nearest === 0 && (x < 0 || Object.is(x, -0)) ? -0 : nearest
}

/** IEEE 754 remainder. */
const remainder = (x: number, y: number): number => {
  if (y === 0 || !Number.isFinite(x) || Number.isNaN(y)) return Number.NaN
  if (!Number.isFinite(y)) return x
  const size = Math.abs(y)
  let rest = Math.abs(x) % size
  const quotientOdd = Math.trunc((Math.abs(x) % (2 * size)) / size) % 2 === 1
  if (rest > size - rest || (rest === size - rest && quotientOdd)) rest -= size
  return x < 0 || Object.is(x, -0) ? -rest : rest
}

const signed = (size: number, like: number): number => {
  const negative = like < 0 || Object.is(like, -0)
  return negative ? -Math.abs(size) : Math.abs(size)
}

/** The next double after `x` towards `to`. */
const nextAfter = (x: number, to: number): number => {
  if (Number.isNaN(x) || Number.isNaN(to)) return Number.NaN
  if (x === to) return x
  if (x === 0) return signed(5e-324, to)
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, x)
  const bits = view.getBigInt64(0)
  view.setBigInt64(0, x < to === x > 0 ? bits + 1n : bits - 1n)
  return view.getFloat64(0)
}

/** Fused multiply-add, rounded twice at worst. */
const multiplyAdd = (x: number, y: number, z: number): number => x * y + z

const modf = (x: number): Value => {
  if (!Number.isFinite(x)) return [Number.isNaN(x) ? x : signed(0, x), x]
  const whole = Math.trunc(x)
  return [signed(Math.abs(x - whole), x), whole]
}

const UNARY: Readonly<Record<string, (x: number) => number>> = {
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  asinh: Math.asinh,
  acosh: Math.acosh,
  atanh: Math.atanh,
  floor: Math.floor,
  ceil: Math.ceil,
  trunc: Math.trunc,
  round,
  nearbyint: roundEven,
  rint: roundEven,
  significand: (x) => split(x)[0] * (Number.isFinite(x) ? 2 : 1),
  fabs: Math.abs,
  sqrt: Math.sqrt,
  cbrt: Math.cbrt,
  exp: Math.exp,
  exp2: (x) => 2 ** x,
  exp10: (x) => 10 ** x,
  expm1: Math.expm1,
  log: Math.log,
  log2: Math.log2,
  log10: Math.log10,
  log1p: Math.log1p,
  logb: (x) => (x === 0 ? Number.NEGATIVE_INFINITY : Number.isFinite(x) ? split(x)[1] - 1 : Math.abs(x)),
  gamma,
  tgamma: gamma,
  lgamma: logGamma,
  lgamma_r: logGamma,
  erf,
  erfc,
  j0: (x) => besselJ(0, x),
  j1: (x) => besselJ(1, x),
  y0: (x) => besselY(0, x),
  y1: (x) => besselY(1, x),
}

const BINARY: Readonly<Record<string, (x: number, y: number) => number>> = {
  atan2: Math.atan2,
  copysign: signed,
  drem: remainder,
  remainder,
  fdim: (x, y) => (x > y ? x - y : Number.isNaN(x) || Number.isNaN(y) ? Number.NaN : 0),
  fmax: (x, y) => (Number.isNaN(x) ? y : Number.isNaN(y) ? x : Math.max(x, y)),
  fmin: (x, y) => (Number.isNaN(x) ? y : Number.isNaN(y) ? x : Math.min(x, y)),
  fmod: (x, y) => x % y,
  hypot: Math.hypot,
  nextafter: nextAfter,
  nexttoward: nextAfter,
  ldexp: scale,
  scalb: scale,
  scalbln: scale,
  // C: 1 to any power is 1, and 1 for a base of -1 with an infinite power.
  pow: (x, y) => (x === 1 || (x === -1 && Math.abs(y) === Number.POSITIVE_INFINITY) ? 1 : x ** y),
  jn: besselJ,
  yn: besselY,
}

const unary = (name: string, apply: (x: number) => number): Builtin => of0((input) => apply(num(name, input)))

const numeric = (test: (x: number) => boolean): Builtin => of0((input) => isNum(input) && test(toDouble(input)))

const isNormal = (x: number): boolean => Number.isFinite(x) && Math.abs(x) >= 2.2250738585072014e-308

const selecting = (test: (x: number) => boolean): Builtin =>
  code(() => maybe((input) => (isNum(input) && test(toDouble(input)) ? input : NONE)))

export const math: Builtins = {
  ...Object.fromEntries(Object.entries(UNARY).map(([name, apply]) => [`${name}/0`, unary(name, apply)])),
  ...Object.fromEntries(
    Object.entries(BINARY).map(([name, apply]) => [
      `${name}/2`,
      of2((_input, x, y) => apply(num(name, x), num(name, y))),
    ]),
  ),
  'fma/3': of3((_input, x, y, z) => multiplyAdd(num('fma', x), num('fma', y), num('fma', z))),
  'frexp/0': of0((input) => [...split(num('frexp', input))]),
  'modf/0': of0((input) => modf(num('modf', input))),
  'infinite/0': of0(() => Number.POSITIVE_INFINITY),
  'finites/0': selecting((x) => Math.abs(x) !== Number.POSITIVE_INFINITY),
  'normals/0': selecting(isNormal),
  'nan/0': of0(() => Number.NaN),
  'isinfinite/0': numeric((x) => Math.abs(x) === Number.POSITIVE_INFINITY),
  'isfinite/0': numeric((x) => Math.abs(x) !== Number.POSITIVE_INFINITY),
  'isnan/0': of0((input) => (isNum(input) || input === null ? Number.isNaN(input) : notFor('isnan', input))),
  'isnormal/0': numeric(isNormal),
}
