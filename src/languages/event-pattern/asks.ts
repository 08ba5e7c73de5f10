/** What an event pattern asks of a record of CloudTrail. */
import { allOf, anyOf, type Claim, type FieldClaim, type WrittenValue } from '../../notation/claim.ts'
import type { PatternNode } from './node.ts'
import type { ParsedField } from './parse.ts'

/** Undefined for a pattern of other events of the bus: nothing is known of what they hold. */
export const asksOf = (
  alternatives: readonly (readonly ParsedField[])[],
  ofEnvelope: boolean,
): (() => Claim) | undefined =>
  ofEnvelope && !alternatives.flat().some(isOfRecord)
    ? undefined
    : () => anyOf(alternatives.map((fields) => allOf(fields.map((field) => claimOf(field, ofEnvelope)))))

/** Either it looks into a record, or it names CloudTrail. */
const isOfRecord = ({ path, matcher }: ParsedField): boolean =>
  /^detail\.(?:event[A-Z]|userIdentity|requestParameters|responseElements|awsRegion|sourceIPAddress|userAgent|errorCode)/i.test(
    path,
  ) ||
  (path === 'detail-type' && [...(matcher.exact ?? [])].some((value) => /cloudtrail/i.test(String(value))))

const claimOf = ({ path, matcher, node, at }: ParsedField, ofEnvelope: boolean): FieldClaim => ({
  kind: 'field',
  field: !ofEnvelope ? path : path.startsWith('detail.') ? path.slice('detail.'.length) : `envelope.${path}`,
  holds: (value) =>
    value === undefined ? matcher.absent : (value === null || typeof value !== 'object') && matcher.test(value),
  values: valuesIn(node),
  exact: matcher.exact !== undefined,
  place: at,
})

const valuesIn = (node: PatternNode): readonly WrittenValue[] => {
  if (node.kind === 'array') return node.items.flatMap(valuesIn)
  if (node.kind === 'object') return node.entries.flatMap(({ value }) => valuesIn(value))
  return [{ value: node.value, place: node.at }]
}
