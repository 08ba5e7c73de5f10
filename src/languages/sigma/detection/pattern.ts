/** Pattern: a Sigma string with its wildcards, and how a text is held against many of them. */

/** One wildcard, or `DASH`: any of the dashes that Windows programs accept before an option. */
export type Special = typeof MANY | typeof ONE | typeof DASH
export const MANY = Symbol('*')
export const ONE = Symbol('?')
export const DASH = Symbol('dash')
/** Literal texts and specials in turn. */
export type WildcardPattern = readonly (string | Special)[]

const DASHES = '-/\u2013\u2014\u2015'

/**
 * "Plain backslash not followed by a wildcard can be expressed as single `\` or double backslash `\\`. [...]
 * A wildcard has to be escaped to be handled as a plain character." (Sigma specification, Escaping)
 */
export const parseWildcards = (source: string): WildcardPattern => {
  const parts: (string | Special)[] = []
  let literal = ''
  const special = (part: Special) => {
    if (literal !== '') parts.push(literal)
    if (part !== MANY || parts.at(-1) !== MANY) parts.push(part)
    literal = ''
  }
  for (let at = 0; at < source.length; at++) {
    const char = source[at] as string
    const next = source[at + 1]
    if (char === '\\' && (next === '*' || next === '?' || next === '\\')) {
      literal += next
      at++
    } else if (char === '*') special(MANY)
    else if (char === '?') special(ONE)
    else literal += char
  }
  if (literal !== '') parts.push(literal)
  return parts
}

export const isPlain = (pattern: WildcardPattern): boolean => pattern.every((part) => typeof part === 'string')

/** The text of a pattern without wildcards. */
export const plainText = (pattern: WildcardPattern): string =>
  pattern.filter((part) => typeof part === 'string').join('')

export const mapLiterals = (pattern: WildcardPattern, change: (text: string) => string): WildcardPattern =>
  pattern.map((part) => (typeof part === 'string' ? change(part) : part))

/**
 * "Creates all possible permutations of the `-`, `/`, en dash, em dash, and horizontal bar characters" (modifiers appendix):
 * a dash that begins a word becomes a special that stands for each of them, which spares the 5^n texts.
 */
export const withAnyDash = (pattern: WildcardPattern): WildcardPattern =>
  pattern.flatMap((part): WildcardPattern => (typeof part === 'string' ? splitDashes(part) : [part]))

const splitDashes = (text: string): WildcardPattern =>
  text
    .split(/(\B[-/\u2013\u2014\u2015](?=\w))/)
    .filter((part) => part !== '')
    .map((part) => (part.length === 1 && DASHES.includes(part) ? DASH : part))

/** A stretch between two `*`: literals, `?` and dashes. */
type Stretch = readonly (string | typeof ONE | typeof DASH)[]

const stretchLength = (stretch: Stretch): number =>
  stretch.reduce((sum, part) => sum + (typeof part === 'string' ? part.length : 1), 0)

const holdsAt = (stretch: Stretch, text: string, start: number): boolean => {
  let at = start
  for (const part of stretch) {
    if (typeof part === 'string') {
      if (!text.startsWith(part, at)) return false
      at += part.length
    } else {
      if (at >= text.length || (part === DASH && !DASHES.includes(text[at] as string))) return false
      at++
    }
  }
  return true
}

/** Finds a stretch by its longest literal: between two `?` there may be nothing that says where to look. */
const finder = (stretch: Stretch): ((text: string, from: number) => number) => {
  let anchor = ''
  let offset = 0
  for (const [at, part] of stretch.entries()) {
    if (typeof part !== 'string' || part.length <= anchor.length) continue
    anchor = part
    offset = stretchLength(stretch.slice(0, at))
  }
  if (stretch.length === 1 && anchor !== '') return (text, from) => text.indexOf(anchor, from)
  return (text, from) => {
    for (let at = from; ; at++) {
      const found = text.indexOf(anchor, at + offset)
      if (found < at + offset) return -1
      at = found - offset
      if (holdsAt(stretch, text, at)) return at
    }
  }
}

/** Whole-text match in time proportional to text x pattern: each stretch goes to its leftmost place, never back. */
export const globMatcher = (pattern: WildcardPattern): ((text: string) => boolean) => {
  const stretches: (string | typeof ONE | typeof DASH)[][] = [[]]
  for (const part of pattern) {
    if (part === MANY) stretches.push([])
    else stretches.at(-1)!.push(part)
  }
  const lengths = stretches.map(stretchLength)
  const find = stretches.map(finder)
  const last = stretches.length - 1
  const least = lengths.reduce((sum, length) => sum + length, 0)
  return (text) => {
    if (text.length < least || !holdsAt(stretches[0]!, text, 0)) return false
    if (last === 0) return text.length === least
    let at = lengths[0] as number
    for (let middle = 1; middle < last; middle++) {
      const found = find[middle]!(text, at)
      if (found < 0) return false
      at = found + (lengths[middle] as number)
    }
    const end = text.length - (lengths[last] as number)
    return end >= at && holdsAt(stretches[last]!, text, end)
  }
}
