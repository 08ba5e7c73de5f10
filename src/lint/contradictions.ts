/** Conditions on one field that no value meets, or that every value does. */

import type { Json } from '../core/json.ts'
import type { Problem } from '../core/problem.ts'
import type { Claim, FieldClaim, MadeClaim, Place } from '../notation/claim.ts'
import { type Could, could, fieldsOf, NO, YES } from '../notation/could.ts'
import { problem } from './problem.ts'

/** Fields that have one value, whatever the call: of a list, one element may meet the one condition and another the other. */
const SINGLE =
  /^(?:event\w+|awsRegion|sourceIPAddress|userAgent|error\w+|recipientAccountId|readOnly|managementEvent|userIdentity\.[\w.]+|additionalEventData\.MFAUsed|responseElements\.ConsoleLogin|envelope\.(?:source|account|region|detail-type))$/

/** The smallest contradiction only: what holds it never holds either. */
export const contradictions = (claim: Claim): readonly Problem[] => {
  if (claim.kind === 'field' || claim.kind === 'made') return []
  const inside = claim.kind === 'not' ? contradictions(claim.of) : claim.of.flatMap(contradictions)
  if (inside.length > 0 || claim.kind !== 'of') return inside
  const fields = fieldsOf(claim)
  for (const field of new Set(fields.map((one) => one.field))) {
    const same = fields.filter((one) => one.field === field)
    const found = SINGLE.test(field) && same.length > 1 ? judgeField(claim, field, same) : undefined
    if (found) return [found]
  }
  const made = madeIn(claim)
  for (const what of new Set(made.map((one) => one.what))) {
    const same = made.filter((one) => one.what === what)
    const found = same.length > 1 ? judgeMade(claim, same) : undefined
    if (found) return [found]
  }
  return []
}

const madeIn = (claim: Claim): readonly MadeClaim[] =>
  claim.kind === 'made'
    ? [claim]
    : claim.kind === 'field'
      ? []
      : claim.kind === 'not'
        ? madeIn(claim.of)
        : claim.of.flatMap(madeIn)

const judgeMade = (claim: Claim, same: readonly MadeClaim[]): Problem | undefined => {
  const written = same.flatMap(({ values }) => values)
  const values = written.map(({ value }) => value)
  const numbers = [...new Set(values.filter((value) => typeof value === 'number'))].sort((a, b) => a - b)
  const candidates: readonly Json[] = [
    ...values,
    ...numbers.flatMap((value, at) => [value - 1, (value + (numbers[at + 1] ?? value + 2)) / 2]),
    // The least text that comes after another.
    ...values.flatMap((value) => (typeof value === 'string' ? [`${value}\0`] : [])),
    ...[null, false, true, '', [], {}],
  ]
  const [first] = same as [MadeClaim]
  const answers = candidates.map((value) => could(claim, new Map([[first.what, value]])))
  return outcome(answers, written.at(-1)?.place ?? {}, 'what is compared here', values)
}

/** Never or always, whatever the value is. */
const outcome = (
  answers: readonly Could[],
  place: Place,
  what: string,
  values: readonly Json[],
): Problem | undefined => {
  const shown = [...new Set(values.map((value) => JSON.stringify(value)))].slice(0, 4)
  if (answers.every((answer) => answer === NO)) {
    const message = `${what} cannot meet all of this at once, so the condition never holds`
    const hint =
      shown.length > 1 ? `one record has one value: join ${shown.join(' and ')} by "or"` : 'leave out one of the two'
    return problem(place, { message, hint, sure: true })
  }
  if (!answers.every((answer) => answer === YES)) return undefined
  const message = `${what} meets one of these whatever it is, so the condition always holds`
  return problem(place, {
    message,
    hint: `to leave out ${shown.join(' and ')}, join the exclusions by "and"`,
    sure: true,
  })
}

const judgeField = (claim: Claim, field: string, same: readonly FieldClaim[]): Problem | undefined => {
  // A beginning, a middle and an end: too many ways to put them together.
  if (same.filter(({ exact }) => !exact).length > 2) return undefined
  const written = same.flatMap(({ values }) => values)
  const texts = written.flatMap(({ value }) => (typeof value === 'string' ? [value] : []))
  // What begins, ends with or holds such a text stands for the values that nobody wrote; a regular expression may mean others.
  const candidates: readonly (Json | undefined)[] = [
    ...written.map(({ value }) => value),
    ...texts.flatMap((text) => [`${text}x`, `x${text}`, text.toLowerCase(), ...texts.map((other) => text + other)]),
    ...[undefined, null, '', 'x', '0'],
  ]
  const isCovered = ({ holds, exact }: FieldClaim): boolean =>
    holds !== undefined &&
    (exact || candidates.some((value) => value !== undefined && holds(value) && !holds('x')) || holds(undefined))
  if (!same.every(isCovered)) return undefined
  const answers = candidates.map((value) => could(claim, new Map([[field, value]])))
  const { place } = same.at(-1)?.values.at(-1) ?? (same.at(-1) as FieldClaim)
  return outcome(answers, place, `"${field}"`, texts)
}
