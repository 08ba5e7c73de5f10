/** What a Sigma condition asks of a record. */
import { type Claim, recordWith } from '../../../notation/claim.ts'
import type { Locate } from '../document/fault.ts'
import type { DetectionItem } from './item.ts'
import type { ConditionNode } from './node.ts'
import { isPlain, parseWildcards } from './pattern.ts'

export const asksOf = (node: ConditionNode, locate: Locate): Claim => {
  if (node.kind === 'item') return ofItem(node.item, locate)
  if (node.kind === 'not') return { kind: 'not', of: asksOf(node.node, locate) }
  return { kind: 'of', least: node.least, of: node.nodes.map((inner) => asksOf(inner, locate)) }
}

const ofItem = ({ test, written }: DetectionItem, locate: Locate): Claim => {
  const { key, values, path, pathOf } = written
  // Keywords are looked for everywhere, and a reference looks at two fields.
  if (key.field === '' || key.kind === 'fieldref') return { kind: 'unclear', of: [] }
  const isNegated = key.modifiers.includes('neq')
  const isExact = key.kind === 'text' && key.modifiers.every((name) => name === 'cased' || name === 'neq')
  const claim: Claim = {
    kind: 'field',
    field: key.field,
    holds: (value) => test(recordWith(key.field, value)) !== isNegated,
    values: values.map((value, index) => ({ value, place: locate({ message: '', path: pathOf(index) }) })),
    exact: isExact && values.every((value) => typeof value !== 'string' || isPlain(parseWildcards(value))),
    place: locate({ message: '', path, inKey: true }),
  }
  return isNegated ? { kind: 'not', of: claim } : claim
}
