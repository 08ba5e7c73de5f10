/** Wires `impact`: every record of the logs, asked of a policy that is not in force. */
import { readFileSync } from 'node:fs'
import type { Event } from '../../core/event.ts'
import { reasonOf } from '../../core/reason.ts'
import type { EventScope, ScanSummary } from '../../core/scan.ts'
import { UsageError } from '../../core/usage-error.ts'
import { createTable } from '../../count/table.ts'
import { type ScanProgress, scan } from '../../flows/scan.ts'
import { isDenied, type PolicyKind } from '../../iam/evaluate.ts'
import { type Policy, policyIn } from '../../iam/policy.ts'
import { isRefused } from '../../iam/refused.ts'
import { requestOf } from '../../iam/request.ts'
import { identityFault, namesIdentity } from '../../notation/identity.ts'
import type { TopTable } from '../../report/top.ts'
import { openConfig } from '../config/open-config.ts'
import { loadContext } from '../context/load-context.ts'
import { createEngine } from '../scan/engine.ts'
import { everyRecord } from '../scan/every-record.ts'
import { findInputs, ownSlots } from '../scan/inputs.ts'

export interface ImpactSettings {
  readonly as: PolicyKind
  /** Whose calls; none: everybody's. */
  readonly principal: readonly string[]
  readonly scope: EventScope
  readonly config?: string
}

/** How many of the records that were evaluated. */
export interface ImpactCounts {
  readonly denied: number
  /** The record says too little, such as the resource or a tag. */
  readonly unknown: number
  /** Denied then, for other reasons. */
  readonly already: number
}

export interface Impact {
  readonly tables: readonly TopTable[]
  readonly counts: ImpactCounts
  /** Patterns of identities whose calls were asked for, and who made none. */
  readonly absent: readonly string[]
  readonly summary: ScanSummary
}

export interface PreparedImpact {
  readonly files: number
  /** Size on disk. */
  readonly bytes: number
  readonly warnings: string
  run(onProgress: (done: ScanProgress) => void, signal: AbortSignal): Promise<Impact>
}

const CAPACITY = 120_000

/** @throws UsageError for a file that holds no policy */
export const prepareImpact = async (
  file: string,
  paths: readonly string[],
  { as, principal, scope, config }: ImpactSettings,
): Promise<PreparedImpact> => {
  const policy = readPolicy(file)
  for (const pattern of principal) {
    const fault = identityFault(pattern)
    if (fault !== undefined) throw new UsageError(`--principal: ${fault}`)
  }
  const context = await loadContext((await openConfig({ config })).config)
  const engine = createEngine({ rules: [], correlations: [], problems: [] }, { scope, context: context.spec })
  const input = await findInputs(paths, scope)
  const absent = new Set(principal)
  const isAsked = ({ identity }: Event['principal']): boolean => {
    const named = principal.filter((pattern) => namesIdentity(pattern, identity))
    for (const pattern of named) absent.delete(pattern)
    return principal.length === 0 || named.length > 0
  }
  const tally = createTally(policy, as)
  const look = (event: Event): void => {
    if (engine.inScope(event) && isAsked(event.principal)) tally.add(event)
  }
  return {
    files: input.files.length,
    bytes: input.bytes,
    warnings: input.warnings.map((warning) => `warning: ${warning}\n`).join(''),
    run: async (onProgress, signal) => {
      const looking = { ...engine, ruleSet: everyRecord(look) }
      const { summary } = await scan(input, ownSlots(input, looking, signal), looking, onProgress, signal)
      input.close()
      return { ...tally.result(), absent: [...absent], summary }
    },
  }
}

const createTally = (policy: Policy, kind: PolicyKind) => {
  const counts = { denied: 0, unknown: 0, already: 0 }
  const table = createTable(CAPACITY, true)
  return {
    add: (event: Event): void => {
      if (isExempt(event.principal, kind)) return
      const request = requestOf(event)
      const answer = isDenied(policy, request, kind)
      if (answer === false) return
      const outcome = isRefused(event) ? 'already' : answer === undefined ? 'unknown' : 'denied'
      counts[outcome]++
      table.add([outcome, event.principal.identity, request.actions.join(', ')], event)
    },
    result: () => ({ tables: [{ by: ['answer', 'principal', 'action'], ...table.result() }], counts: { ...counts } }),
  }
}

/** No policy of an account holds a service; "SCPs do not affect any service-linked role" (Organizations User Guide). */
const isExempt = ({ kind, identity }: Event['principal'], policy: PolicyKind): boolean =>
  kind === 'AWSService' || (policy === 'scp' && identity.includes(':role/aws-service-role/'))

/** @throws UsageError */
const readPolicy = (file: string): Policy => {
  let document: unknown
  try {
    document = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new UsageError(`${file}: ${reasonOf(error)}`)
  }
  const policy = policyIn(document)
  if (typeof policy === 'string') throw new UsageError(`${file} is no policy: ${policy}`)
  return policy
}
