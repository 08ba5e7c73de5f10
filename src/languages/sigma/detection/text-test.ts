/** TextTest: many patterns of one field item, compiled into as few questions about a text as possible. */
import { globMatcher, isPlain, MANY, mapLiterals, plainText, type WildcardPattern } from './pattern.ts'

export type TextTest = (text: string) => boolean

// "All values are treated as case-insensitive strings" (Sigma specification, General).
const fold = (text: string): string => text.toLowerCase()
const ASCII = /^[\0-\x7f]*$/

/**
 * Exact texts in a Set. For ASCII texts the length alone turns most values away: a text that folds to ASCII
 * keeps its length.
 */
const exactTest = (texts: readonly string[], cased: boolean): TextTest => {
  const folded = cased ? texts : texts.map(fold)
  const [only] = folded
  if (folded.length === 1 && only !== undefined && ASCII.test(only)) {
    const written = texts[0]
    return cased
      ? (text) => text === only
      : (text) => text === written || (text.length === only.length && fold(text) === only)
  }
  const set = new Set([...folded, ...texts])
  if (cased) return (text) => set.has(text)
  if (!folded.every((text) => ASCII.test(text))) return (text) => set.has(fold(text))
  const lengths: boolean[] = []
  for (const { length } of folded) lengths[length] = true
  return (text) => lengths[text.length] === true && (set.has(text) || set.has(fold(text)))
}

/** `*x*`, `x*` and `*x` need no pattern matching. The answer takes an already folded text. */
const shapeTest = (pattern: WildcardPattern): TextTest => {
  const [first, second, third] = pattern
  if (pattern.length === 1 && first === MANY) return () => true
  if (pattern.length === 2 && first === MANY && typeof second === 'string') return (text) => text.endsWith(second)
  if (pattern.length === 2 && typeof first === 'string' && second === MANY) return (text) => text.startsWith(first)
  if (pattern.length === 3 && first === MANY && typeof second === 'string' && third === MANY) {
    return (text) => text.includes(second)
  }
  return globMatcher(pattern)
}

/** Whether the whole of a text fits any of the patterns. */
export const anyPattern = (patterns: readonly WildcardPattern[], cased: boolean): TextTest => {
  const exact = patterns.filter(isPlain).map(plainText)
  const shapes = patterns
    .filter((pattern) => !isPlain(pattern))
    .map((pattern) => shapeTest(cased ? pattern : mapLiterals(pattern, fold)))
  const isExact = exactTest(exact, cased)
  if (shapes.length === 0) return isExact
  const [only] = shapes
  if (exact.length === 0 && shapes.length === 1 && only) return cased ? only : (text) => only(fold(text))
  return (text) => {
    if (exact.length > 0 && isExact(text)) return true
    const subject = cased ? text : fold(text)
    return shapes.some((shape) => shape(subject))
  }
}
