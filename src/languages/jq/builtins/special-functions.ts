/** Gamma, error and Bessel functions to about 1e-12, by series, continued fractions and quadrature (Abramowitz & Stegun, chapters 6, 7 and 9). */

/** Lanczos approximation, g = 7, n = 9. */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
]

const lanczosSum = (x: number): number => LANCZOS.reduce((sum, c, at) => (at === 0 ? c : sum + c / (x + at)), 0)

export const gamma = (x: number): number => {
  if (Number.isInteger(x) && x <= 0)
    return Object.is(x, -0) ? Number.NEGATIVE_INFINITY : x === 0 ? Number.POSITIVE_INFINITY : Number.NaN
  if (Number.isInteger(x) && x < 171) {
    let product = 1
    for (let factor = 2; factor < x; factor++) product *= factor
    return product
  }
  if (x < 0.5) return Math.PI / (Math.sin(Math.PI * x) * gamma(1 - x))
  if (x > 171.7) return Number.POSITIVE_INFINITY
  const shifted = x - 1
  const base = shifted + 7.5
  return (
    Math.sqrt(2 * Math.PI) *
    base ** ((shifted + 0.5) / 2) *
    Math.exp(-base) *
    base ** ((shifted + 0.5) / 2) *
    lanczosSum(shifted)
  )
}

/** log|gamma(x)|. */
export const logGamma = (x: number): number => {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? x : Number.POSITIVE_INFINITY
  if (Number.isInteger(x) && x <= 0) return Number.POSITIVE_INFINITY
  if (x === 1 || x === 2) return 0
  if (x < 0.5) return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * x))) - logGamma(1 - x)
  const shifted = x - 1
  const base = shifted + 7.5
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(base) - base + Math.log(lanczosSum(shifted))
}

export const erf = (x: number): number => {
  if (Number.isNaN(x)) return x
  if (Math.abs(x) > 2.5) return Math.sign(x) * (1 - tail(Math.abs(x)))
  let term = x
  let sum = x
  for (let n = 1; n < 200 && Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
    term *= (-x * x) / n
    sum += term / (2 * n + 1)
  }
  return (2 / Math.sqrt(Math.PI)) * sum
}

export const erfc = (x: number): number => (x > 2.5 ? tail(x) : 1 - erf(x))

/** erfc for large arguments, by its continued fraction. */
const tail = (x: number): number => {
  if (x > 27) return 0
  let fraction = x
  for (let n = 200; n > 0; n--) fraction = x + n / 2 / fraction
  return Math.exp(-x * x) / (fraction * Math.sqrt(Math.PI))
}

/** A bound on orders and arguments for which quadrature is still exact enough. */
const LARGE = 1000

/** The mean of a smooth periodic function: the trapezoidal rule converges faster than any power. */
const mean = (points: number, at: (angle: number) => number): number => {
  let sum = 0
  for (let n = 0; n < points; n++) sum += at((Math.PI * (n + 0.5)) / points)
  return sum / points
}

/** Integral representation: J_n(x) = mean over [0, pi] of cos(n t - x sin t). */
export const besselJ = (order: number, x: number): number => {
  const n = Math.trunc(order)
  if (Number.isNaN(x) || Number.isNaN(n)) return Number.NaN
  if (!Number.isFinite(x)) return 0
  if (x === 0) return n === 0 ? 1 : 0
  if (Math.abs(n) > LARGE || Math.abs(x) > LARGE) return asymptotic(n, x, Math.cos)
  const size = Math.abs(n)
  const value =
    Math.abs(x) < 1 || size > Math.abs(x)
      ? series(size, x)
      : mean(64 + 2 * Math.ceil(Math.abs(x)) + 2 * size, (t) => Math.cos(size * t - x * Math.sin(t)))
  return n < 0 && size % 2 === 1 ? -value : value
}

/** The power series, for small arguments. */
const series = (n: number, x: number): number => {
  let term = Math.exp(n * Math.log(Math.abs(x) / 2) - logGamma(n + 1)) * (x < 0 && n % 2 === 1 ? -1 : 1)
  let sum = term
  for (let k = 1; k < 500 && Math.abs(term) > 1e-18 * Math.abs(sum); k++) {
    term *= (-x * x) / 4 / (k * (n + k))
    sum += term
  }
  return sum
}

const asymptotic = (n: number, x: number, wave: (angle: number) => number): number =>
  Math.abs(n) > Math.abs(x)
    ? 0
    : Math.sqrt(2 / (Math.PI * Math.abs(x))) * wave(Math.abs(x) - (n * Math.PI) / 2 - Math.PI / 4)

const EULER = 0.5772156649015329

/** Y_0 and Y_1 by Neumann's expansions in J, then upward recurrence, which is stable for Y. */
export const besselY = (order: number, x: number): number => {
  const n = Math.trunc(order)
  if (Number.isNaN(x) || Number.isNaN(n) || x < 0) return Number.NaN
  if (x === 0) return Number.NEGATIVE_INFINITY
  if (!Number.isFinite(x)) return 0
  const size = Math.abs(n)
  const odd = n < 0 && size % 2 === 1 ? -1 : 1
  if (size > LARGE || x > LARGE) return odd * (size > x ? Number.NEGATIVE_INFINITY : asymptotic(size, x, Math.sin))
  const log = Math.log(x / 2) + EULER
  const terms = Math.ceil(x) + 30
  let zero = log * besselJ(0, x)
  for (let k = 1; k < terms; k++) zero -= (2 * (k % 2 === 1 ? -1 : 1) * besselJ(2 * k, x)) / k
  zero *= 2 / Math.PI
  if (size === 0) return zero
  // Wronskian: J_1 Y_0 - J_0 Y_1 = 2 / (pi x); where J_0 vanishes the expansion of Y_1 takes over.
  let one = -1 / x + (log - 1) * besselJ(1, x)
  for (let k = 1; k < terms; k++) {
    one -= ((k % 2 === 1 ? -1 : 1) * (2 * k + 1) * besselJ(2 * k + 1, x)) / (k * (k + 1))
  }
  one *= 2 / Math.PI
  let [before, current] = [zero, one]
  for (let k = 1; k < size; k++) [before, current] = [current, ((2 * k) / x) * current - before]
  return odd * current
}
