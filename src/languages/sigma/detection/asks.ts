/** What a Sigma condition asks of a record. */
import type { Json } from '../../../core/json.ts'
import { type Claim, type FieldClaim, recordWith } from '../../../notation/claim.ts'
import type { Locate } from '../document/fault.ts'
import type { DetectionItem } from './item.ts'
import { comparisonOf, type ItemKey, type TimePart, timePartOf } from './modifiers.ts'
import type { ConditionNode } from './node.ts'
import { isPlain, parseWildcards } from './pattern.ts'
import { compareNumbers } from './question.ts'

export const asksOf = (node: ConditionNode, locate: Locate): Claim => {
  if (node.kind === 'item') return ofItem(node.item, locate)
  if (node.kind === 'not') return { kind: 'not', of: asksOf(node.node, locate) }
  return { kind: 'of', least: node.least, of: node.nodes.map((inner) => asksOf(inner, locate)) }
}

const ofItem = ({ test, written }: DetectionItem, locate: Locate): Claim => {
  const { key, values, path, pathOf } = written
  // Keywords are looked for everywhere, and a reference looks at two fields.
  if (key.field === '' || key.kind === 'fieldref') return { kind: 'unclear', of: [] }
  const part = timePartOf(key)
  const isNegated = key.modifiers.includes('neq')
  const isExact = key.kind === 'text' && key.modifiers.every((name) => name === 'cased' || name === 'neq')
  const claim: FieldClaim = {
    kind: 'field',
    field: key.field,
    holds: (value) => test(recordWith(key.field, value)) !== isNegated,
    values: values.map((value, index) => ({ value, place: locate({ message: '', path: pathOf(index) }) })),
    exact: isExact && values.every((value) => typeof value !== 'string' || isPlain(parseWildcards(value))),
    place: locate({ message: '', path, inKey: true }),
  }
  const asked: Claim = part === undefined ? claim : ofTimePart(claim, part, key)
  return isNegated ? { kind: 'not', of: asked } : asked
}

/** Of an hour, a day: whatever the time is, there is one. */
const ofTimePart = ({ values, holds: _, ...claim }: FieldClaim, part: TimePart, key: ItemKey): Claim => {
  const tests = values.map(({ value }) => compareNumbers(comparisonOf(key), Number(value)))
  const isAll = key.modifiers.includes('all')
  return {
    ...{ kind: 'made', what: `${claim.field}|${part}`, values, of: [{ ...claim, values: [] }] },
    holds: (made: Json) => {
      const met = tests.filter((test) => typeof made === 'number' && test(made)).length
      return met >= (isAll ? tests.length : 1)
    },
  }
}
