/** Calls: which of those that are known a rule is about. */
import type { Claim } from '../notation/claim.ts'
import { could, fieldsOf, NO } from '../notation/could.ts'
import type { Names } from './names.ts'
import { busSource } from './vocabulary.ts'

/** Where the rule names its calls one by one, these; which is quicker than to try them all. */
const candidates = (claim: Claim, names: Names): readonly string[] => {
  const asked = fieldsOf(claim).filter(({ field }) => field === 'eventName')
  const isListed = asked.every(({ exact }) => exact) && could(claim, new Map([['eventName', 'no call']])) === NO
  if (!isListed) return names.all
  const written = asked.flatMap(({ values }) =>
    values.flatMap(({ value }) => (typeof value === 'string' ? [value] : [])),
  )
  return [...new Set(written.map((name) => (names.has(name) ? name : (names.meant(name) ?? name))))]
}

export interface Call {
  readonly source: string
  readonly name: string
}

/** The calls whose records could match, as far as name and source decide; no more than `most`. */
export const possibleCalls = (claim: Claim, names: Names, most: number): readonly Call[] => {
  const calls: Call[] = []
  for (const name of candidates(claim, names)) {
    if (could(claim, new Map([['eventName', name]])) === NO) continue
    for (const source of names.sourcesOf(name)) {
      const known = new Map([
        ['eventName', name],
        ['eventSource', source],
        ['envelope.source', busSource(source)],
      ])
      if (could(claim, known) !== NO) calls.push({ source, name })
      if (calls.length >= most) return calls
    }
  }
  return calls
}

/** More calls than this, and a rule is about anything that happens. */
const MANY = 400

/** The calls that a rule is about; undefined for one that is about anything that happens. */
export const callsOf = (claim: Claim, names: Names): readonly Call[] | undefined => {
  const calls = possibleCalls(claim, names, MANY)
  return calls.length === MANY ? undefined : calls
}
