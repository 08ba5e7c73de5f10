/** Values that a field never has: in another case, misspelt, of another type, or written for another language. */

import type { Json } from '../core/json.ts'
import type { Problem } from '../core/problem.ts'
import type { FieldClaim, WrittenValue } from '../notation/claim.ts'
import { suggest } from '../notation/suggest.ts'
import type { Names } from './names.ts'
import { problem } from './problem.ts'
import { busSource, type Words, wordsOf } from './vocabulary.ts'

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
        message: `"${field}" is never ${shown(first.value)}`,
        hint: `it is ${listed(words.values)}`,
        sure: true,
      }),
    ]
  if (exact || typeof first.value !== 'string') return []
  const example =
    words.values.find((word) => String(word).includes(branches(String(first.value))[0] ?? '')) ?? words.values[0]
  const hint = /[,;]/.test(first.value)
    ? 'separate alternatives by "|"'
    : `a value is, for example, ${shown(example ?? null)}`
  return [problem(first.place, { message: `no "${field}" that is known meets this`, hint, sure: false })]
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
  const inside = text.replace(/^\^?(?:\((?:\?:)?)?/, '').replace(/\)?\$?$/, '')
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
  const other = odd(field, value)
  if (other) return at(other.message, other.hint, true)
  const small = value.toLowerCase()
  const folded =
    known.find((word) => word.toLowerCase() === small) ??
    (exact ? undefined : known.find((word) => word.toLowerCase().includes(small)))
  if (folded !== undefined) {
    const start = folded.toLowerCase().indexOf(small)
    const right = folded.slice(start, start + value.length)
    return at(`"${field}" is never "${value}": case counts`, `write "${right}"`, true)
  }
  const meant = likely(field, exact, value, known, names)
  if (meant !== undefined) return at(`no "${field}" that is known is "${value}"`, `did you mean "${meant}"?`, closed)
  if (closed) return at(`"${field}" is never "${value}"`, `it is ${listed(values)}`, true)
  return field === 'eventName' && exact
    ? at(
        `no call that is known is named "${value}"`,
        'look for it in the reference of the service; new calls are unknown here',
        false,
      )
    : []
}

const likely = (
  field: string,
  exact: boolean,
  value: string,
  known: readonly string[],
  names: Names,
): string | undefined => {
  if (field === 'eventName') return exact ? names.meant(value) : names.partMeant(value)
  if (field !== 'eventSource') return suggest(value, known)
  const host = exact && !value.includes('.') ? `${value}.amazonaws.com`.toLowerCase() : value
  if (known.includes(host)) return host
  return suggest(host, exact ? known : [...known, ...known.map((source) => source.split('.')[0] as string)])
}

/** Written as something else is. */
const odd = (field: string, value: string): { readonly message: string; readonly hint: string } | undefined => {
  const [, action] = /^[a-z0-9-]+(?:\.amazonaws\.com)?:([A-Z]\w+)$/.exec(value) ?? []
  if (field === 'eventName' && action)
    return { message: 'an eventName has no service before it', hint: `write "${action}"` }
  if (field === 'envelope.source' && value.endsWith('.amazonaws.com'))
    return { message: `"source" is never "${value}"`, hint: `write "${busSource(value)}"` }
  if (field === 'eventSource' && value.startsWith('aws.'))
    return { message: `"eventSource" is never "${value}"`, hint: `write "${value.slice(4)}.amazonaws.com"` }
  return undefined
}

const ACCOUNT = /(?:^|\.)(?:recipientAccountId|accountId|account)$/
/** Fields that hold one text, whatever the call. */
const TEXT =
  /^(?:userIdentity\.(?:\w+Id|arn|userName|invokedBy)|sourceIPAddress|userAgent|error\w+|event\w+|awsRegion|recipientAccountId|envelope\.account|requestID)$/

const shapeFault = ({ field, exact, holds }: FieldClaim, { value, place }: WrittenValue): readonly Problem[] => {
  const say = (message: string, hint: string) => [problem(place, { message, hint, sure: true })]
  if (typeof value === 'number' && (ACCOUNT.test(field) || TEXT.test(field)) && !holds?.(padded(value)))
    return say(`"${field}" is a text, never a number`, `write "${padded(value)}"`)
  if (typeof value !== 'string' || !exact || !TEXT.test(field)) return []
  if (field === 'sourceIPAddress' && /^[\d.:a-f]+\/\d{1,3}$/i.test(value))
    return say(
      'an address is compared with a network as if both were texts',
      'ask whether it is in the network: "cidr" in Sigma and in event patterns',
    )
  if (value.length > 1 && value.includes('*') && holds?.(value))
    return say(
      `"*" is a character like any other here: "${field}" is never "${value}"`,
      'use a prefix, a wildcard or a regular expression',
    )
  return []
}

const padded = (account: number): string => String(account).padStart(12, '0')
