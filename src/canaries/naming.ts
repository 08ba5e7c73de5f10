/** Names for decoys as yours are: words of names that are there, put together as they are, into names that are not. */

/** Every pair is looked at. */
const MOST_READ = 300

/**
 * @param inventory names of the same kind, of an account or of its logs
 * @param chance from 0 to 1, each time another
 * @returns as many as there are, `most` at most; none of fewer than two names that are made alike
 */
export const suggestNames = (inventory: readonly string[], most: number, chance: () => number): readonly string[] => {
  const taken = new Set(inventory)
  const parts = [...taken].slice(0, MOST_READ).map(partsOf)
  const crossed = parts.flatMap((one) =>
    parts
      .filter((other) => styleOf(other) === styleOf(one))
      .flatMap((other) => one.map((part, at) => (isWord(part) ? one.with(at, other[at] ?? part).join('') : ''))),
  )
  const left = [...new Set(crossed)].filter((name) => name !== '' && !taken.has(name))
  const chosen: string[] = []
  while (chosen.length < most && left.length > 0) chosen.push(...left.splice(Math.floor(chance() * left.length), 1))
  return chosen
}

/** `prod/orders-db2` -> prod, /, orders, -, db, 2 */
const partsOf = (name: string): readonly string[] => name.match(/[A-Za-z]+|\d+|[^A-Za-z\d]+/g) ?? []
const isWord = (part: string): boolean => /^[A-Za-z]/.test(part)

/** Words in the same places, and between them the same. */
const styleOf = (parts: readonly string[]): string => parts.map((part) => (isWord(part) ? 'a' : part)).join('')
