/** Conditions on one field that no value meets, or that every value does. */

import type { Json } from '../core/json.ts'
import type { Problem } from '../core/problem.ts'
import type { Claim, FieldClaim } from '../notation/claim.ts'
import { could, fieldsOf, NO, YES } from './could.ts'
import { problem } from './problem.ts'

/** Fields that have one value, whatever the call: of a list, one element may meet the one condition and another the other. */
const SINGLE =
  /^(?:event\w+|awsRegion|sourceIPAddress|userAgent|error\w+|recipientAccountId|readOnly|managementEvent|userIdentity\.[\w.]+|additionalEventData\.MFAUsed|responseElements\.ConsoleLogin|envelope\.(?:source|account|region|detail-type))$/

/** The smallest contradiction only: what holds it never holds either. */
export const contradictions = (claim: Claim): readonly Problem[] => {
  if (claim.kind === 'field') return []
  const inside = claim.kind === 'not' ? contradictions(claim.of) : claim.of.flatMap(contradictions)
  if (inside.length > 0 || claim.kind !== 'of') return inside
  const fields = fieldsOf(claim)
  for (const field of new Set(fields.map((one) => one.field))) {
    const same = fields.filter((one) => one.field === field)
    const found = SINGLE.test(field) && same.length > 1 ? judgeField(claim, field, same) : undefined
    if (found) return [found]
  }
  return []
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
  const values = [...new Set(texts.map((text) => JSON.stringify(text)))].slice(0, 4)
  if (answers.every((answer) => answer === NO)) {
    const message = `"${field}" cannot meet all of this at once, so the condition never holds`
    const hint =
      values.length > 1 ? `one record has one value: join ${values.join(' and ')} by "or"` : 'leave out one of the two'
    return problem(place, { message, hint, sure: true })
  }
  if (answers.every((answer) => answer === YES)) {
    const message = `every "${field}" meets one of these, so the condition always holds`
    return problem(place, {
      message,
      hint: `to leave out ${values.join(' and ')}, join the exclusions by "and"`,
      sure: true,
    })
  }
  return undefined
}
