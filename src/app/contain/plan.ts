/** Wires `contain plan`: an indicator or a case -> targets, what they did, the ladder of steps, and the plan of those that are chosen. */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { ActionType, Known, Target } from '../../containment/define.ts'
import { actions } from '../../containment/index.ts'
import type { Case } from '../../core/case.ts'
import { reasonOf } from '../../core/reason.ts'
import { UsageError } from '../../core/usage-error.ts'
import { AccountError } from '../../flows/canary/account.ts'
import { type Plan, type PlannedStep, planSteps, readsOf, sealed } from '../../flows/contain/plan.ts'
import { showAlert } from '../../flows/desk.ts'
import type { ScanProgress } from '../../flows/scan.ts'
import { prepareInvestigation } from '../history/investigate.ts'
import type { AtContain } from './desk.ts'
import { type History, historyOf } from './history.ts'
import { isCovered } from './standing.ts'
import { type Found, targetsNamed, targetsOf, targetsOfAlert } from './targets.ts'

export interface PlanSettings {
  /** Names of actions; none: of each target the first that stops all that was seen. */
  readonly do: readonly string[]
  readonly keep: readonly string[]
  readonly network: readonly string[]
  readonly endpoint: readonly string[]
  /** Milliseconds. */
  readonly expires: number
  readonly reason?: string
  readonly config?: string
}

export interface Ladder {
  /** The least disruptive first. */
  readonly steps: readonly PlannedStep[]
  readonly plan: Plan
  /** What happened already, what else stands, what cannot be contained from here. */
  readonly facts: readonly string[]
  /** Logs that could not be read: of what they hold nothing is known. */
  readonly unread: readonly string[]
}

/** @throws UsageError, AccountError */
export const planLadder = async (
  desk: AtContain,
  indicator: string,
  paths: readonly string[],
  settings: PlanSettings,
  onProgress: (done: ScanProgress) => void,
  signal: AbortSignal,
): Promise<Ladder> => {
  for (const name of settings.do)
    if (!actions.some(({ action }) => action === name))
      throw new UsageError(`--do ${name}: there are ${actions.map(({ action }) => action).join(', ')}`)
  const get = readsOf(desk.account)
  const found = await caseOf(indicator, paths, settings.config, onProgress, signal)
  const { targets, left }: Found = found
    ? await targetsOf(found, desk.id, desk.partition, get)
    : ALERT.test(indicator)
      ? await targetsOfAlert(await showAlert(desk, indicator), desk.id, get)
      : await targetsNamed(indicator, desk.id, get)
  if (targets.length === 0)
    throw new UsageError(`nothing to contain in account ${desk.id}: ${left.join('; ') || indicator}`)
  const history = paths.length > 0 ? await historyOf(paths, found, onProgress, signal) : undefined
  const made = new Date(desk.now()).toISOString()
  const knownOf = (target: Target): Known => {
    const needs = history?.needs(target)
    return {
      at: made,
      actions: [...(needs?.actions ?? []), ...settings.keep],
      networks: [...(needs?.networks ?? []), ...settings.network],
      endpoints: [...(needs?.endpoints ?? []), ...settings.endpoint],
    }
  }
  const { steps, refused } = await planSteps(targets, actions.map(bearing), get, knownOf)
  const seen = steps.map((step) => withPreview(step, history))
  const plan = sealed({
    id: randomBytes(4).toString('hex'),
    made,
    expires: new Date(desk.now() + settings.expires).toISOString(),
    account: desk.id,
    reason: settings.reason ?? '',
    steps: chosen(seen, settings.do, found?.standing ?? []),
    refused,
  })
  const failures = (found?.searched.failures ?? []).map(({ file, reason }) => `${file}: ${reason}`)
  const unread = [...new Set([...failures, ...(history?.unread ?? [])])]
  return { steps: seen, plan, facts: [...(found ? factsOf(found, desk.id) : []), ...left], unread }
}

/** Id of an alert, or its beginning. */
const ALERT = /^[0-9a-f]{8,64}$/

/** What may not be read of one thing that stands is said of it; the rest is planned all the same. */
const bearing = (action: ActionType): ActionType => ({
  ...action,
  plan: (target, get, known) =>
    action.plan(target, get, known).catch((error: unknown) => {
      const isWho = target.kind === 'key' || target.kind === 'user' || target.kind === 'role'
      if (isWho || !(error instanceof AccountError) || error.refusal !== 'denied') throw error
      return { refused: error.message }
    }),
})

const withPreview = (step: PlannedStep, history: History | undefined): PlannedStep => {
  const preview = history?.preview(step)
  return preview ? { ...step, preview } : step
}

/**
 * Without --do: of users and roles the first step that would have stopped all that was seen, and of those that were made by the
 * case all is denied; keys are disabled, and what still stands is taken away.
 */
const chosen = (
  steps: readonly PlannedStep[],
  named: readonly string[],
  standing: Case['standing'],
): readonly PlannedStep[] => {
  if (named.length > 0) return steps.filter(({ action }) => named.includes(action))
  const isMade = ({ kind, name }: Target): boolean => standing.some((one) => one.kind === kind && one.value === name)
  const isEnough = ({ target, preview, action }: PlannedStep): boolean =>
    action === 'deny-all' ||
    (!isMade(target) && preview !== undefined && preview.observed > 0 && preview.stopped === preview.observed)
  return steps.filter((step) => {
    const { kind } = step.target
    if (kind !== 'user' && kind !== 'role') return kind === 'key' || step.does.length > 0
    return steps.filter(({ target }) => target === step.target).find(isEnough) === step
  })
}

/** A case from a file or from the logs; undefined for what needs none. */
const caseOf = async (
  indicator: string,
  paths: readonly string[],
  config: string | undefined,
  onProgress: (done: ScanProgress) => void,
  signal: AbortSignal,
): Promise<Case | undefined> => {
  if (indicator.endsWith('.json')) {
    return readCase(indicator)
  }
  if (paths.length === 0) return undefined
  const settings = { indicator, follow: [], bound: 10, scope: {}, ...(config !== undefined && { config }) }
  return (await prepareInvestigation(paths, settings)).run(onProgress, signal)
}

const readCase = (file: string): Case => {
  let found: unknown
  try {
    found = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new UsageError(`${file}: ${reasonOf(error)}`)
  }
  if (isCase(found)) return found
  throw new UsageError(`${file} is no case: investigate --format json writes one`)
}

const PARTS = ['entities', 'events', 'quarantine', 'standing'] as const
const isCase = (found: unknown): found is Case => {
  const parts = (typeof found === 'object' && found !== null ? found : {}) as Partial<Case>
  return PARTS.every((part) => Array.isArray(parts[part])) && Array.isArray(parts.searched?.failures)
}

/** First what happened already (S3.29: a quarantine by AWS), then what the attacker left. */
const factsOf = ({ ended, quarantine, standing }: Case, account: string): readonly string[] => [
  ...(ended === null ? [] : ['the case is partial: there may be more of them to contain']),
  ...quarantine.map(({ text }) => text),
  ...standing.map((one) => `still standing: ${one.what}${isCovered(one, account) ? '' : ' (no step for it here)'}`),
]
