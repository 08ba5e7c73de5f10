/** The known word that a person most likely meant. */
import { distance } from 'fastest-levenshtein'

/** Longer words are no typing mistakes, and the distance takes quadratic time. */
const MAX_LENGTH = 100

export const suggest = (word: string, known: Iterable<string>): string | undefined => {
  if (word.length > MAX_LENGTH) return undefined
  const lower = word.toLowerCase()
  let best: string | undefined
  // Fewer edits than this: one in a short word, two in a longer one, a third of a long one; never every letter.
  let least = Math.min(word.length, word.length < 4 ? 2 : Math.max(3, Math.ceil(word.length / 3) + 1))
  for (const candidate of known) {
    if (candidate.length > MAX_LENGTH) continue
    const edits = distance(lower, candidate.toLowerCase())
    if (edits < least) {
      best = candidate
      least = edits
    }
  }
  return best
}

/** `: did you mean "x"?`, or nothing. */
export const didYouMean = (word: string, known: Iterable<string>): string => {
  const best = suggest(word, known)
  return best === undefined ? '' : `: did you mean "${best}"?`
}
