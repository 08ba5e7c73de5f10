/** What an investigation that ended early would have looked up next: where to go on from. */
import type { EntityKind, Frontier } from '../../core/case.ts'
import type { Filter } from '../../core/event-query.ts'
import type { Ledger } from '../facts/ledger.ts'
import { idOfEntity, kindOfArn, labelOf } from '../facts/names.ts'
import { proofOf } from '../facts/proof.ts'
import type { Closure } from './closure.ts'

export const unfinished = (
  { any }: Filter,
  { nodes }: Closure,
  { byAddress }: Ledger,
  reason: string,
): readonly Frontier[] => {
  const entries: readonly (readonly [EntityKind, string])[] = [
    ...any.keys.map((key) => ['key', key] as const),
    ...any.addresses.map((address) => ['address', address] as const),
    ...any.principals.map((arn) => [kindOfArn(arn), arn] as const),
  ]
  return entries.map(([kind, value]) => {
    const id = idOfEntity(kind, value)
    const proof = nodes.get(id)?.proof ?? (kind === 'address' ? proofOf(byAddress.get(value) ?? []) : [])
    return { entity: { id, kind, value, label: labelOf(kind, value) }, reason, proof, events: null }
  })
}
