/** Values that a field never has: in another case, misspelt, of another type, or written for another language. */

import type { Json } from '../core/json.ts'
import type { Problem } from '../core/problem.ts'
import type { FieldClaim, WrittenValue } from '../notation/claim.ts'
import { suggest } from '../notation/suggest.ts'
import { HOST, type Names } from './names.ts'
import { problem } from './problem.ts'
import { odd, said, shapeFault } from './shapes.ts'
import { type Words, wordsOf } from './vocabulary.ts'

export const valueFaults = (claim: FieldClaim, names: Names): readonly Problem[] => {
  const { field, holds, values, exact } = claim
  const [first] = values
  // Of a presence nothing more is asked.
  if (!holds || !first) return []
  const shapes = values.flatMap((written) => shapeFault(claim, written))
  const words = wordsOf(field, names)
  if (shapes.length > 0 || !words) return shapes
  const texts = values.filter((written): written is Text => typeof written.value === 'string')
  const faults = texts.flatMap((written) => wordFaults(claim, words, written, names))
  if (faults.length > 0 || holds(undefined) || words.values.some((value) => holds(value))) return faults
  if (words.closed)
    return [
      problem(first.place, {
        message: `"${said(field)}" is never ${shown(first.value)}`,
        hint: `it is ${listed(words.values)}`,
        sure: true,
      }),
    ]
  if (exact || field === 'errorCode' || typeof first.value !== 'string') return []
  const message = `no "${said(field)}" that is known meets this`
  return [problem(first.place, { message, hint: nearest(field, first.value, words, names), sure: false })]
}

/** What else could be written for a text that nothing meets. */
const nearest = (field: string, text: string, { values }: Words, names: Names): string => {
  if (/[,;&]|\w \w/.test(text)) return 'separate alternatives by "|" in an expression, or write a list'
  const [branch = text.replace(/[^\w.-]/g, '')] = branches(text)
  const example = values.find((word) => String(word).includes(branch))
  if (example !== undefined) return `a value is, for example, ${shown(example)}`
  const known = values.filter((word) => typeof word === 'string')
  const meant = likely(field, false, branch, known, names)
  return meant === undefined ? `a value is, for example, ${shown(values[0] ?? null)}` : `did you mean "${meant}"?`
}

interface Text extends WrittenValue {
  readonly value: string
}

const shown = (value: Json): string => JSON.stringify(value)
const listed = (values: readonly Json[]): string => {
  const all = values.slice(0, 12).map(shown)
  return all.length > 1 ? `${all.slice(0, -1).join(', ')} or ${all.at(-1)}` : `${all[0]} or missing`
}

const wordFaults = (claim: FieldClaim, words: Words, written: Text, names: Names): readonly Problem[] =>
  // A regular expression is as good as each of its branches.
  (claim.exact ? [written.value] : branches(written.value)).flatMap((text) => {
    if (claim.field === 'eventName' && claim.exact && names.has(text)) return []
    const known = words.values.filter((value) => typeof value === 'string')
    if (known.some((word) => word.includes(text) && (!claim.exact || claim.holds?.(word)))) return []
    if (known.some((word) => claim.holds?.(word) && word.toLowerCase().includes(text.toLowerCase()))) return []
    return fault(claim, words, { ...written, value: text }, names)
  })

/** Plain words between bars, without anchors. */
const branches = (text: string): readonly string[] => {
  const inside = text.replace(/^(?:\(\?i\))?\^?(?:\((?:\?:)?)?/, '').replace(/\)?\$?$/, '')
  return inside.split('|').flatMap((branch) => /^\^?([\w.:-]{3,})\$?$/.exec(branch)?.slice(1, 2) ?? [])
}

const fault = (
  { field, exact }: FieldClaim,
  { values, closed }: Words,
  { value, place }: Text,
  names: Names,
): readonly Problem[] => {
  const known = values.filter((word) => typeof word === 'string')
  const at = (message: string, hint: string | undefined, sure: boolean) => [problem(place, { message, hint, sure })]
  const other = odd(field, value, names)
  if (other) return at(other.message, other.hint, true)
  const small = value.toLowerCase()
  const folded =
    known.find((word) => word.toLowerCase() === small) ??
    (exact ? undefined : known.find((word) => word.toLowerCase().includes(small)))
  if (folded !== undefined) {
    const start = folded.toLowerCase().indexOf(small)
    const right = folded.slice(start, start + value.length)
    return at(`"${said(field)}" is never "${value}": case counts`, `write "${right}"`, true)
  }
  const meant = likely(field, exact, value, known, names)
  if (meant !== undefined)
    return at(`no "${said(field)}" that is known is "${value}"`, `did you mean "${meant}"?`, closed)
  if (closed) return at(`"${said(field)}" is never "${value}"`, `it is ${listed(values)}`, true)
  return field === 'eventName' && exact
    ? at(
        `no call that is known is named "${value}"`,
        'look for it in the reference of the service; new calls are unknown here',
        false,
      )
    : []
}

/** Short names are near each other without being meant: `q` and `mq`. */
const isDistinct = (source: string): boolean => source.length >= HOST.length + 4

const likely = (
  field: string,
  exact: boolean,
  value: string,
  known: readonly string[],
  names: Names,
): string | undefined => {
  if (field === 'eventName') return exact ? names.meant(value) : names.partMeant(value)
  // Of codes a few are known, and many that nobody knows are near them.
  if (field === 'errorCode') return suggest(value, known, 1)
  if (field !== 'eventSource') return suggest(value, known)
  if (value.endsWith(HOST)) return suggest(value, known.filter(isDistinct), 1)
  const host = exact && !value.includes('.') ? `${value}${HOST}`.toLowerCase() : value
  if (known.includes(host)) return host
  return suggest(host, exact ? known : [...known, ...known.map((source) => source.split('.')[0] as string)])
}
