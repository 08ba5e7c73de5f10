/** Judge: what a rule asks, held against what records hold: fields that none has, values that none of them takes, and conditions that exclude each other. */

import type { Problem } from '../core/problem.ts'
import type { Claim, FieldClaim } from '../notation/claim.ts'
import { contradictions } from './contradictions.ts'
import { could, fieldsOf, NO } from './could.ts'
import type { Names } from './names.ts'
import { problem } from './problem.ts'
import { fieldFault } from './record-fields.ts'
import { valueFaults } from './values.ts'
import { busSource } from './vocabulary.ts'

/** What is known of records. */
export interface Knowledge {
  readonly names: Names
  /** Paths of records that are known, without the keys of lists. */
  readonly fields: ReadonlySet<string>
}

/** @returns every mistake with its place; one that is sure is marked, and the others may be right: AWS adds calls and fields */
export const judge = (claim: Claim, knowledge: Knowledge): readonly Problem[] => {
  const { names, fields } = knowledge
  const asked = fieldsOf(claim)
  const found = [
    ...asked.flatMap((one) => {
      const fault = fieldFault(one.field, fields)
      // Some services write a field now so and now so, and their rules ask for both.
      const isCovered = asked.some(({ field }) => fault?.hint?.includes(`"${field}"`))
      return fault && !isCovered ? [problem(one.place, fault)] : []
    }),
    ...asked.flatMap((one) => valueFaults(one, names)),
  ]
  const problems =
    found.length > 0 ? found : [...contradictions(claim), ...signIns(asked), ...strangers(claim, asked, names)]
  return [...new Map(problems.map((one) => [JSON.stringify([one.message, one.offset, one.path]), one])).values()]
}

/** Sign-ins are no API calls, on the bus and in the record ("AWS Management Console sign-in events", CloudTrail user guide). */
const SIGN_INS = ['ConsoleLogin', 'SwitchRole', 'ExitRole', 'RenewRole', 'CheckMfa']

const signIns = (asked: readonly FieldClaim[]): readonly Problem[] => {
  const onlyMeets = (field: string, values: readonly string[], others: readonly string[]): FieldClaim | undefined =>
    asked.find(
      (one) =>
        one.field === field &&
        one.exact &&
        values.some((value) => one.holds?.(value)) &&
        !others.some((value) => one.holds?.(value)),
    )
  if (
    !asked.some(({ field, exact, holds }) => field === 'eventName' && exact && SIGN_INS.some((name) => holds?.(name)))
  )
    return []
  return [
    [onlyMeets('envelope.detail-type', [CALL_ON_BUS], [SIGN_IN_ON_BUS]), SIGN_IN_ON_BUS] as const,
    [onlyMeets('eventType', ['AwsApiCall'], ['AwsConsoleSignIn']), 'AwsConsoleSignIn'] as const,
  ].flatMap(([claim, right]) =>
    claim
      ? [
          problem(claim.values[0]?.place ?? claim.place, {
            message: 'a sign-in is no API call',
            hint: `write "${right}"`,
            sure: true,
          }),
        ]
      : [],
  )
}
const CALL_ON_BUS = 'AWS API Call via CloudTrail'
const SIGN_IN_ON_BUS = 'AWS Console Sign In via CloudTrail'

/** A name and a source that are both known, but not of each other. */
const strangers = (claim: Claim, asked: readonly FieldClaim[], names: Names): readonly Problem[] => {
  const named = asked.find(({ field, holds, values }) => field === 'eventName' && holds && values.length > 0)
  // Of a service that nobody knows no call is known.
  const sourced = asked.some(
    ({ field, holds }) =>
      (field === 'eventSource' && names.sources.some((source) => holds?.(source))) ||
      (field === 'envelope.source' && names.sources.some((source) => holds?.(busSource(source)))),
  )
  if (!named || !sourced || possibleCalls(claim, names, 1).length > 0) return []
  const name = names.all.find((one) => named.holds?.(one))
  if (name === undefined) return []
  const message = `"${name}" is no call of the services that the rule asks for, as far as is known`
  const hint = `it is one of ${names.sourcesOf(name).slice(0, 3).join(', ')}`
  return [problem(named.values[0]?.place ?? named.place, { message, hint, sure: false })]
}

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
