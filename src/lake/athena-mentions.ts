/** Where a text of a record in Athena's table mentions one of some values. */
import { isOwnId } from '../investigate/filter/filter.ts'
import { JSONS, TEXTS } from './athena-columns.ts'

/** So many are searched for as they are; of more a word each is looked up, however many they are. */
const FEW = 8

/** Signs alone name nothing in AWS; where so many are asked for, every record is looked at. */
const MOST_SIGNS = 100

/** Ids of the record itself mention nothing. */
const SEARCHED = TEXTS.filter(([, path]) => !isOwnId(path.join('.'))).map(([expression]) => expression)
const SEARCHED_JSON = JSONS.filter(([, name]) => name !== 'readOnly').map(([expression]) => expression)

/** One by one: what is put together must not be longer than a million bytes. JSON may have a slash with a backslash before it. */
const ALL_TEXTS = `ARRAY[${[...SEARCHED, ...SEARCHED_JSON.map((json) => `replace(${json}, '\\/', '/')`)].join(', ')}]`

/** In JSON the letter of an escape belongs to no word. */
const ALL_WORDS = `flatten(ARRAY[${[
  ...SEARCHED.map((text) => `regexp_extract_all(${text}, '[0-9A-Za-z_-]+')`),
  ...SEARCHED_JSON.map((json) => `regexp_extract_all(${json}, '\\\\(?:u[0-9A-Fa-f]{4}|.)|[0-9A-Za-z_-]+')`),
].join(', ')}])`

/** What a mention stands between (see `Filter`). */
const WORDS = /[\w-]+/g
/** Characters that every writer of JSON writes as they are. */
const PLAIN_RUNS = /[ !#-[\]-~]+/g

/**
 * Holds for every record with one of the values in a text, as a condition on the columns of the table.
 * @param literal makes a literal of a text
 */
export const mentionsSql = (values: readonly string[], literal: (text: string) => string): string => {
  const isFew = values.length <= FEW
  const words = isFew ? [] : rareWords(values)
  const runs = [...new Set(values.filter((value) => isFew || value.search(WORDS) === -1).map(longestRun))]
  const searches = (runs.length > MOST_SIGNS ? [''] : runs).map((run) => `strpos(part, ${literal(run)}) > 0`)
  return [
    ...(words.length > 0 ? [anyOf(ALL_WORDS, `word -> word IN (${words.map(literal).join(', ')})`)] : []),
    ...(searches.length > 0 ? [anyOf(ALL_TEXTS, `part -> ${searches.join(' OR ')}`)] : []),
  ].join(' OR ')
}

const anyOf = (list: string, test: string): string => `cardinality(filter(${list}, ${test})) > 0`

/** A value may be written with escapes: its longest part that never is. */
const longestRun = (value: string): string =>
  (value.match(PLAIN_RUNS) ?? []).reduce((best, run) => (run.length > best.length ? run : best), '')

/** Of each value the word that the fewest of them have, then the longest: of many ARNs not the account that they share. */
const rareWords = (values: readonly string[]): readonly string[] => {
  const wordsOf = values.map((value) => [...new Set(value.match(WORDS))])
  const counts = new Map<string, number>()
  for (const word of wordsOf.flat()) counts.set(word, (counts.get(word) ?? 0) + 1)
  const rarity = (word: string): number => (counts.get(word) ?? 0) - word.length / 1e6
  return [
    ...new Set(
      wordsOf.flatMap(([first, ...others]) =>
        first === undefined ? [] : others.reduce((best, word) => (rarity(word) < rarity(best) ? word : best), first),
      ),
    ),
  ]
}
