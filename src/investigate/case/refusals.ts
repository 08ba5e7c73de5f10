/** What was tried and refused. */
import type { Refusal } from '../../core/case.ts'
import { isRefusedSignIn } from '../../core/failure.ts'
import type { LogEntry } from '../facts/ledger.ts'
import { errorText } from '../facts/observation.ts'
import { PROOFS } from '../facts/proof.ts'
import { isDenied } from '../facts/tactics.ts'

export const refusalsOf = (scope: Iterable<LogEntry>): readonly Refusal[] => {
  const refusals = new Map<
    string,
    { call: string; errorCode: string; count: number; denied: boolean; proof: string[] }
  >()
  for (const { id, event } of scope) {
    const errorCode = errorText(event)
    if (errorCode === undefined) continue
    const call = `${event.source.split('.')[0]}:${event.name}`
    const key = `${call} ${errorCode}`
    const denied = isDenied(event) || isRefusedSignIn(event)
    const refusal = refusals.get(key) ?? { call, errorCode, count: 0, denied, proof: [] }
    refusals.set(key, refusal)
    refusal.count++
    if (refusal.proof.length < PROOFS) refusal.proof.push(id)
  }
  return [...refusals.values()].sort(
    (a, b) => Number(b.denied) - Number(a.denied) || b.count - a.count || (a.call < b.call ? -1 : 1),
  )
}
