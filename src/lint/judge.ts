/** Judge: what a rule asks, held against what records hold: fields that none has, values that none of them takes, and conditions that exclude each other. */

import type { Problem } from '../core/problem.ts'
import type { Claim, FieldClaim } from '../notation/claim.ts'
import { fieldsOf } from '../notation/could.ts'
import { type Call, possibleCalls } from './calls.ts'
import { contradictions } from './contradictions.ts'
import { factFaults } from './facts.ts'
import type { Names } from './names.ts'
import { type KnownFields, parameterFault } from './parameters.ts'
import { problem } from './problem.ts'
import { fieldFault } from './record-fields.ts'
import { valueFaults } from './values.ts'
import { busSource } from './vocabulary.ts'

/** What is known of records. */
export interface Knowledge extends KnownFields {
  readonly names: Names
}

/** @param calls that the rule is about; undefined for any @returns every mistake with its place; one that is sure is marked, and the others may be right: AWS adds calls and fields */
export const judge = (claim: Claim, calls: readonly Call[] | undefined, knowledge: Knowledge): readonly Problem[] => {
  const { names } = knowledge
  const asked = fieldsOf(claim)
  if (isOfOtherService(asked, knowledge)) return []
  // "Success" says what no errorCode says; some rules ask for both.
  const worked = asked.some(({ field, holds }) => field === 'errorCode' && holds?.(undefined))
  const found = [
    ...asked.flatMap((one) => {
      const fault = fieldFault(one.field, knowledge.fields) ?? parameterFault(one.field, knowledge, calls)
      // Some services write a field now so and now so, and their rules ask for both.
      const isCovered = asked.some(({ field }) => fault?.hint?.includes(`"${field}"`))
      return fault && !isCovered ? [problem(one.place, fault)] : []
    }),
    ...asked.filter((one) => !(one.field === 'errorCode' && worked)).flatMap((one) => valueFaults(one, names)),
  ]
  const impossible = found.length > 0 ? found : contradictions(claim)
  const problems =
    impossible.length > 0
      ? impossible
      : [...signIns(asked), ...strangers(claim, asked, names), ...factFaults(claim, calls)]
  return [...new Map(problems.map((one) => [JSON.stringify([one.message, one.offset, one.path]), one])).values()]
}

/** Of events that no record is behind, and that hold what their service likes: it names their type, or nothing of a record in `detail`. */
const isOfOtherService = (asked: readonly FieldClaim[], { fields }: Knowledge): boolean => {
  const types = asked.filter(({ field }) => field === 'detail-type').flatMap(({ values }) => values)
  const inside = asked.flatMap(({ field }) => (field.startsWith('detail.') ? [field.slice('detail.'.length)] : []))
  return types.length > 0
    ? types.every(({ value }) => typeof value === 'string' && !/via cloudtrail$/i.test(value))
    : inside.length > 0 && inside.every((field) => fieldFault(field, fields) !== undefined)
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
