/** "Did you mean": the known word that a person most likely meant. */

/** Longer words are no typing mistakes, and comparing takes quadratic time. */
const MAX_LENGTH = 100

/**
 * Case does not count. One edit is forgiven in a short word, two in a longer one, a third of the letters in a long one; never
 * every letter. Of equally near words the first is taken.
 * @param most no more edits than these
 */
export const suggest = (word: string, known: Iterable<string>, most = MAX_LENGTH): string | undefined => {
  if (word.length > MAX_LENGTH) return undefined
  const wanted = word.toLowerCase()
  let best: string | undefined
  let limit = Math.min(most + 1, word.length, word.length < 4 ? 2 : Math.max(3, Math.ceil(word.length / 3) + 1))
  for (const candidate of known) {
    if (Math.abs(candidate.length - word.length) >= limit) continue
    const edits = editsBetween(wanted, candidate.toLowerCase(), limit)
    if (edits < limit) [best, limit] = [candidate, edits]
  }
  return best
}

/** Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b` ("optimal string alignment"); `limit` when that many or more. */
const editsBetween = (a: string, b: string, limit: number): number => {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const swapped =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(before, j - 2) + 1 : replaced
      row.push(Math.min(at(last, j) + 1, at(row, j - 1) + 1, replaced, swapped))
    }
    // A swap reaches two rows back, so both must have run out.
    if (Math.min(...row) >= limit && Math.min(...last) >= limit) return limit
    ;[before, last] = [last, row]
  }
  return Math.min(limit, at(last, b.length))
}

const at = (row: readonly number[], index: number): number => row[index] as number
