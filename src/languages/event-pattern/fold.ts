/** Comparison without regard to case, character by character as event-ruler does it (not by lower-casing whole texts). */

/** Each UTF-16 unit of a text in lower and upper case: a character of the value may be either, and nothing else. */
type Folded = readonly (readonly [lower: string, upper: string])[]

const foldUnits = (text: string): Folded => text.split('').map((unit) => [unit.toLowerCase(), unit.toUpperCase()])

const ASCII = /^[\u0000-\u007f]*$/

/** `code` in lower case when it is an ASCII capital. */
const lowerAscii = (code: number): number => (code >= 65 && code <= 90 ? code + 32 : code)

const sameAscii = (value: string, from: number, lower: string): boolean => {
  for (let i = 0; i < lower.length; i++) {
    if (lowerAscii(value.charCodeAt(from + i)) !== lower.charCodeAt(i)) return false
  }
  return true
}

/** Where the folded text ends when it stands in `value` at `from`; -1 when it does not. Upper case may be longer: `ß`, `SS`. */
const endOfMatch = (value: string, from: number, folded: Folded): number => {
  let at = from
  for (const [lower, upper] of folded) {
    if (value.startsWith(lower, at)) at += lower.length
    else if (value.startsWith(upper, at)) at += upper.length
    else return -1
  }
  return at
}

const startOfMatch = (value: string, folded: Folded): number => {
  let at = value.length
  for (let i = folded.length - 1; i >= 0; i--) {
    const [lower, upper] = folded[i] as readonly [string, string]
    if (value.endsWith(lower, at)) at -= lower.length
    else if (value.endsWith(upper, at)) at -= upper.length
    else return -1
  }
  return at
}

type Test = (value: string) => boolean

export const equalsIgnoringCase = (text: string): Test => {
  if (ASCII.test(text)) {
    const lower = text.toLowerCase()
    return (value) => value.length === lower.length && sameAscii(value, 0, lower)
  }
  const folded = foldUnits(text)
  return (value) => endOfMatch(value, 0, folded) === value.length
}

export const startsWithIgnoringCase = (text: string): Test => {
  if (ASCII.test(text)) {
    const lower = text.toLowerCase()
    return (value) => value.length >= lower.length && sameAscii(value, 0, lower)
  }
  const folded = foldUnits(text)
  return (value) => endOfMatch(value, 0, folded) !== -1
}

export const endsWithIgnoringCase = (text: string): Test => {
  if (ASCII.test(text)) {
    const lower = text.toLowerCase()
    return (value) => value.length >= lower.length && sameAscii(value, value.length - lower.length, lower)
  }
  const folded = foldUnits(text)
  return (value) => startOfMatch(value, folded) !== -1
}
