/** A plan of containment: what would be done to whom, as data that a person can read and nobody can change unseen. */
import { createHash } from 'node:crypto'
import type { ActionType, Get, Known, Refusal, Step, Target } from '../../containment/define.ts'
import type { Json, JsonObject } from '../../core/json.ts'
import { isObject } from '../../core/json.ts'
import { UsageError } from '../../core/usage-error.ts'
import { AccountError, type DecoyAccount } from '../canary/account.ts'

/** What a step would have meant for calls that are in the logs. */
export interface Preview {
  /** Of the case: how many calls, and how many of them it would have denied. */
  readonly observed: number
  readonly stopped: number
  /** How many calls of ordinary days there are: of none, nothing is known of what the step breaks. */
  readonly ordinary: number
  /** Of ordinary days: calls that it would have denied, the most frequent first. */
  readonly legitimate: readonly { readonly principal: string; readonly action: string; readonly count: number }[]
}

export interface PlannedStep extends Step {
  readonly action: string
  readonly title: string
  readonly target: Target
  /** With what it was planned. */
  readonly known: Known
  /** Absent: no logs were looked at, or the step shuts out sessions that are made anew. */
  readonly preview?: Preview
}

export interface Plan {
  readonly id: string
  /** ISO 8601, UTC. */
  readonly made: string
  readonly expires: string
  readonly account: string
  readonly reason: string
  readonly steps: readonly PlannedStep[]
  readonly refused: readonly (Refusal & { readonly action: string; readonly target: Target })[]
  /** SHA-256 of everything else. */
  readonly seal: string
}

/** The account that is asked and changed. */
export type Account = Pick<DecoyAccount, 'call'>

export const nameOf = ({ kind, name }: Target): string => `${kind} ${name}`

/** @throws AccountError for what may not be read */
export const readsOf =
  (account: Account): Get =>
  async (service, command, input, region) => {
    try {
      return await account.call({ service, command, input, ...(region !== undefined && { region }) })
    } catch (error) {
      if (error instanceof AccountError && error.refusal === 'gone') return undefined
      throw error
    }
  }

/** Every action on every target that it is for, in the order of the actions. @throws AccountError */
export const planSteps = async (
  targets: readonly Target[],
  actions: readonly ActionType[],
  get: Get,
  knownOf: (target: Target) => Known,
): Promise<Pick<Plan, 'steps' | 'refused'>> => {
  const steps: PlannedStep[] = []
  const refused: (Refusal & { action: string; target: Target })[] = []
  for (const { action, title, targets: kinds, plan } of actions)
    for (const target of targets.filter(({ kind }) => kinds.includes(kind))) {
      const known = knownOf(target)
      const step = await plan(target, get, known)
      if ('refused' in step) refused.push({ action, target, ...step })
      else steps.push({ action, title, target, known, ...step })
    }
  return { steps, refused }
}

/** @param plan without a seal, or with one that is not believed */
export const sealed = (plan: Omit<Plan, 'seal'>): Plan => {
  const { seal: _, ...rest } = plan as Plan
  return {
    ...rest,
    seal: createHash('sha256')
      .update(JSON.stringify(sorted(rest as unknown as Json)))
      .digest('hex'),
  }
}

/** A plan out of a file. @throws UsageError when it is none, or was changed */
export const openPlan = (file: unknown): Plan => {
  if (!isObject(file) || typeof file.seal !== 'string' || !Array.isArray(file.steps))
    throw new UsageError('this is no plan')
  const plan = file as unknown as Plan
  if (sealed(plan).seal !== plan.seal)
    throw new UsageError(
      'the plan was changed after it was made: plan anew, with --keep, --network or --do for what shall differ',
    )
  return plan
}

/** The same whatever wrote the file. */
const sorted = (value: Json): Json => {
  if (Array.isArray(value)) return value.map((one: Json) => sorted(one))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted((value as JsonObject)[key] as Json)]),
  )
}
