/** What was tried and refused. */
import type { Refusal } from '../../core/case.ts'
import type { Event } from '../../core/event.ts'
import { isRefusedSignIn } from '../../core/failure.ts'
import { text } from '../../core/json.ts'
import { actionsOf } from '../../iam/actions.ts'
import type { LogEntry } from '../facts/ledger.ts'
import { errorText } from '../facts/observation.ts'
import { PROOFS } from '../facts/proof.ts'
import { isDenied } from '../facts/tactics.ts'

/** "User: ... is not authorized to perform: s3:ListAllMyBuckets" (IAM user guide, "Troubleshoot access denied error messages"). */
const NAMED = /not authorized to perform:? ([a-z0-9-]{1,40}:[A-Za-z]{1,80})(?![A-Za-z*])/

/** The action of IAM that was missing, by the error or by the call; what IAM is not asked about goes by its own name. */
const callOf = (event: Event): string => {
  const named = NAMED.exec(text(event.raw, 'errorMessage')?.slice(0, 1000) ?? '')?.[1]
  return (
    named ??
    (actionsOf(event)
      .filter((action) => action !== 'iam:PassRole')
      .join(', ') ||
      event.name)
  )
}

export const refusalsOf = (scope: Iterable<LogEntry>): readonly Refusal[] => {
  const refusals = new Map<
    string,
    { call: string; errorCode: string; count: number; denied: boolean; proof: string[] }
  >()
  for (const { id, event } of scope) {
    const errorCode = errorText(event)
    if (errorCode === undefined) continue
    const call = callOf(event)
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
