/** What those whom a plan contains still try after it was applied, and for how long nothing got through. */
import type { Target } from '../../containment/define.ts'
import type { Event } from '../../core/event.ts'
import { isRefusedSignIn } from '../../core/failure.ts'
import { UsageError } from '../../core/usage-error.ts'
import { actionsOf } from '../../iam/actions.ts'
import { isRefused } from '../../iam/refused.ts'
import type { PlanLife } from './apply.ts'
import { nameOf } from './plan.ts'

/** `free`: no policy denies it, such as sts:GetCallerIdentity or a sign-in; it shows that somebody still tries. */
export type Outcome = 'through' | 'denied' | 'free'

/** The same call of the same caller from the same address, with the same outcome. */
export interface Tried {
  readonly outcome: Outcome
  readonly principal: string
  /** Actions of IAM; of what needs none, the event's name. */
  readonly call: string
  readonly address: string
  readonly count: number
  /** ISO 8601, UTC. */
  readonly first: string
  readonly last: string
}

export interface WatchReport {
  readonly id: string
  /** When the plan was applied; ISO 8601, UTC. */
  readonly at: string
  readonly watched: readonly string[]
  /** Since the report before, by the time of the last call. */
  readonly tried: readonly Tried[]
  /** When a call last got through since the plan was applied; null: none did. */
  readonly through: string | null
  /** Time of the latest record of anybody since then: so far the logs go; null: there is none. */
  readonly until: string | null
  /** How long nothing is to get through; milliseconds. */
  readonly quiet: number
  /** Whether nothing got through for so long, as far as the logs go. */
  readonly isQuiet: boolean
}

export interface Watch {
  /** A record may come twice. */
  readonly add: (event: Event) => void
  readonly report: () => WatchReport
}

/** Whether it is a call of a target: made with the key, or by the user or the role, in whatever session. */
export const isBy = (
  { identity, accessKeyId }: { readonly identity: string; readonly accessKeyId?: string | undefined },
  { kind, account, name }: Target,
): boolean =>
  kind === 'key'
    ? accessKeyId === name
    : identity.includes(`::${account}:${kind}/`) && identity.split('/').at(-1) === name

/** @param quiet milliseconds. @throws UsageError for a plan that holds nobody */
export const newWatch = ({ plan, at, state }: PlanLife, quiet: number): Watch => {
  if (state === 'restoring' || state === 'restored')
    throw new UsageError(`plan ${plan.id} is ${state}: it holds nobody`)
  const targets = new Map(plan.steps.flatMap(({ target }) => watchedIn(target)).map((one) => [nameOf(one), one]))
  if (targets.size === 0)
    throw new UsageError(`plan ${plan.id} is about no user, role or key: there is nobody to watch`)
  const applied = Date.parse(at)
  const seen = new Set<string>()
  let tried = new Map<string, Tried>()
  let through: string | null = null
  let until: string | null = null
  return {
    add: (event) => {
      const { time, principal, sourceIp: address, id } = event
      // Records tell time in whole seconds.
      if (!(Date.parse(time) + 999 >= applied)) return
      if (until === null || time > until) until = time
      if (seen.has(id) || ![...targets.values()].some((target) => isBy(principal, target))) return
      if (id !== '') seen.add(id)
      const actions = actionsOf(event)
      const outcome = isRefused(event) || isRefusedSignIn(event) ? 'denied' : actions.length === 0 ? 'free' : 'through'
      if (outcome === 'through' && (through === null || time > through)) through = time
      const call = actions.join(', ') || event.name
      const same = JSON.stringify([outcome, principal.identity, call, address])
      const { count = 0, first = time, last = time } = tried.get(same) ?? {}
      const times = { first: first < time ? first : time, last: last > time ? last : time }
      tried.set(same, { outcome, principal: principal.identity, call, address, count: count + 1, ...times })
    },
    report: () => {
      const rows = [...tried.values()].sort((a, b) => (a.last === b.last ? 0 : a.last < b.last ? -1 : 1))
      tried = new Map()
      const since = Math.max(applied, through === null ? 0 : Date.parse(through))
      const isQuiet = until !== null && Date.parse(until) - since >= quiet
      return { id: plan.id, at, watched: [...targets.keys()], tried: rows, through, until, quiet, isQuiet }
    },
  }
}

/** Who can call: of a password its user; of anything else that an intruder left, nobody. */
const watchedIn = (target: Target): readonly Target[] => {
  const { kind } = target
  if (kind === 'key' || kind === 'user' || kind === 'role') return [target]
  return kind === 'password of user' || kind === 'changed password of user' ? [{ ...target, kind: 'user' }] : []
}
