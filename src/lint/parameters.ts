/** Parameters: what a request or an answer is not known to have, and is nearly what one has. What calls take is never all known, so no more is said. */
import { suggest } from '../notation/suggest.ts'
import type { Call } from './calls.ts'
import type { FieldFault } from './record-fields.ts'

const STRUCTURE = /^(?:requestParameters|responseElements|additionalEventData|serviceEventDetails)\./
/** Whoever calls names what is in these. */
const FREE = /^(?:tags?|tagSet|attributes|environment|variables|parameters|labels|metadata|headers|queryParameters)$/i
/** Of newer calls of EC2, which wrap what they take; of bodies and headers of S3. */
const WRAPPED = /(?:Request|Response|Result)$|^[A-Z]|-/
/** Of shorter words others are near. */
const SHORTEST = 5

export interface KnownFields {
  /** Paths of records that are known, without the keys of lists. */
  readonly fields: ReadonlySet<string>
  /** By event source: what its calls take. */
  readonly parameters: ReadonlyMap<string, ReadonlySet<string>>
  /** Every name in these. */
  readonly words: ReadonlySet<string>
}

export const wordsOf = ({ fields, parameters }: Pick<KnownFields, 'fields' | 'parameters'>): ReadonlySet<string> => {
  const names = [
    ...[...parameters.values()].flatMap((list) => [...list]),
    ...[...fields].flatMap((path) => path.split('.')),
  ]
  return new Set(names)
}

/** @param calls that the rule is about; undefined for any */
export const parameterFault = (
  field: string,
  { fields, parameters, words }: KnownFields,
  calls: readonly Call[] | undefined,
): FieldFault | undefined => {
  const [top = '', first = '', ...deeper] = field.split('.')
  if (!STRUCTURE.test(field) || fields.has(field)) return undefined
  const sources = calls && [...new Set(calls.map(({ source }) => source))]
  const own = sources ? new Set(sources.flatMap((source) => [...(parameters.get(source) ?? [])])) : words
  const other = otherCase(field, fields)
  if (other && !(own.has(first) && !other.startsWith(`${top}.${first}`)))
    return {
      message:
        withoutItems(field) === withoutItems(other)
          ? 'records have "items" on the way to this'
          : `no record that is known has "${field}": case counts`,
      hint: `did you mean "${other}"?`,
      sure: false,
    }
  if (fields.has(`${top}.${first}`)) return undefined
  if (top === 'requestParameters' && own.size > 0 && !own.has(first) && !WRAPPED.test(first)) {
    const meant = folded(first, own) ?? near(first, own) ?? near(first, words)
    if (meant !== undefined) return fault(field, [top, meant, ...deeper], sources)
  }
  for (const [at, word] of [first, ...deeper].entries()) {
    if (FREE.test(word)) return undefined
    const meant = words.has(word) || folded(word, words) !== undefined ? undefined : near(word, words)
    // Of names deeper down few are known, and many are the singular or the plural of others.
    if (meant !== undefined && `${word}s` !== meant && `${meant}s` !== word)
      return fault(field, [top, first, ...deeper].with(at + 1, meant), sources)
  }
  return undefined
}

/** A known field in another case, or with `items` left out. */
const otherCase = (field: string, seen: ReadonlySet<string>): string | undefined => {
  const plain = withoutItems(field).toLowerCase()
  for (const known of seen)
    if (known.length >= field.length && withoutItems(known).toLowerCase() === plain) return known
  return undefined
}
const withoutItems = (field: string): string => field.replaceAll('.items', '')

const fault = (field: string, meant: readonly string[], sources: readonly string[] | undefined): FieldFault => ({
  message: `no call ${sources && sources.length < 4 ? `of ${sources.join(', ')} ` : ''}that is known has "${field}"`,
  hint: `did you mean "${meant.join('.')}"?`,
  sure: false,
})

const folded = (word: string, known: ReadonlySet<string>): string | undefined =>
  [...known].find((one) => one.toLowerCase() === word.toLowerCase())

/** One slip of the finger, two in a long word. */
const near = (word: string, known: ReadonlySet<string>): string | undefined =>
  word.length < SHORTEST ? undefined : suggest(word, known, word.length < 10 ? 1 : 2)
