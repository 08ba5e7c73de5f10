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
  const size = Math.abs(n)
  let value: number
  if (Math.abs(x) > LARGE || size > LARGE) value = largeJ(size, Math.abs(x)) * (x < 0 && size % 2 === 1 ? -1 : 1)
  else if (Math.abs(x) < 1 || size > Math.abs(x)) value = series(size, x)
  else value = mean(64 + 2 * Math.ceil(Math.abs(x)) + 2 * size, (t) => Math.cos(size * t - x * Math.sin(t)))
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

/** Hankel's expansion for large arguments (9.2.5 and 9.2.6): the factors of the two waves. */
const hankel = (
  n: number,
  x: number,
): { readonly p: number; readonly q: number; readonly angle: number; readonly size: number } => {
  let [p, q, term] = [1, 0, 1]
  for (let k = 1; k < 60; k++) {
    const next = (term * (4 * n * n - (2 * k - 1) ** 2)) / (k * 8 * x)
    // The terms shrink, then grow again: the smallest ends the sum.
    if (Math.abs(next) >= Math.abs(term) && k > n) break
    term = next
    const sign = k % 4 < 2 ? 1 : -1
    if (k % 2 === 1) q += sign * term
    else p += (k % 4 === 0 ? 1 : -1) * term
  }
  return { p, q, angle: x - (n / 2 + 0.25) * Math.PI, size: Math.sqrt(2 / (Math.PI * x)) }
}

const largeJ = (n: number, x: number): number => {
  if (n > x) return 0
  const { p, q, angle, size } = hankel(n, x)
  return size * (p * Math.cos(angle) - q * Math.sin(angle))
}

const largeY = (n: number, x: number): number => {
  if (n > x) return Number.NEGATIVE_INFINITY
  const { p, q, angle, size } = hankel(n, x)
  return size * (p * Math.sin(angle) + q * Math.cos(angle))
}

const EULER = 0.5772156649015329

/** Upward recurrence from Y_0 and Y_1, which is stable for Y. */
export const besselY = (order: number, x: number): number => {
  const n = Math.trunc(order)
  if (Number.isNaN(x) || Number.isNaN(n) || x < 0) return Number.NaN
  if (x === 0) return Number.NEGATIVE_INFINITY
  if (!Number.isFinite(x)) return 0
  const size = Math.abs(n)
  const odd = n < 0 && size % 2 === 1 ? -1 : 1
  if (size > LARGE) return odd * largeY(size, x)
  const [zero, one] = x > 25 ? [largeY(0, x), largeY(1, x)] : neumann(x)
  if (size === 0) return zero
  let [before, current] = [zero, one]
  for (let k = 1; k < size; k++) [before, current] = [current, ((2 * k) / x) * current - before]
  return odd * current
}

/** Y_0 and Y_1 (9.1.88). */
const neumann = (x: number): readonly [number, number] => {
  const log = Math.log(x / 2) + EULER
  const terms = Math.ceil(x) + 30
  let zero = log * besselJ(0, x)
  for (let k = 1; k < terms; k++) zero -= (2 * (k % 2 === 1 ? -1 : 1) * besselJ(2 * k, x)) / k
  let one = -besselJ(0, x) / x + (log - 1) * besselJ(1, x)
  for (let k = 1; k < terms; k++) {
    one -= ((k % 2 === 1 ? -1 : 1) * (2 * k + 1) * besselJ(2 * k + 1, x)) / (k * (k + 1))
  }
  return [(zero * 2) / Math.PI, (one * 2) / Math.PI]
}
