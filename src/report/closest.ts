/** The nearest known word, for "did you mean". */
import { distance } from 'fastest-levenshtein'

/** The known word closest to `word`, when it is close enough to be a slip of the fingers. Case does not count. */
export const closest = (word: string, known: readonly string[]): string | undefined => {
  const scored = known
    .map((candidate) => ({ candidate, steps: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.steps - b.steps)[0]
  return scored && scored.steps <= Math.max(2, Math.ceil(scored.candidate.length / 3)) ? scored.candidate : undefined
}
