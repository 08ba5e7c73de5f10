/** Folds events that say the same of different things into one. */

/** Sentences that differ only in words with a digit in them (ids, numbers) are one sentence to a reader. */
const likeness = (sentence: string): string =>
  sentence
    .split(' ')
    .map((word) => (/\d/.test(word) ? '#' : word))
    .join(' ')

interface Shown {
  readonly sentence: string
  readonly name: string
  readonly errorCode: string | null
}

/** In the order of the first of each; what failed is never told with what did not. */
export const foldAlike = <T extends Shown>(events: readonly T[]): readonly (readonly [first: T, ...more: T[]])[] => {
  const found = new Map<string, [T, ...T[]]>()
  for (const event of events) {
    const like = JSON.stringify([likeness(event.sentence || event.name), event.errorCode])
    const known = found.get(like)
    if (known) known.push(event)
    else found.set(like, [event])
  }
  return [...found.values()]
}
