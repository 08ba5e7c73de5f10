/** Applies a plan and restores what was before: what undoes it is in the store before the first call, and each call in a journal. */
import { type ActionType, AT_APPLY } from '../../containment/define.ts'
import type { Json } from '../../core/json.ts'
import { type CanaryRow, type PlanStore, StoreBusyError } from '../../core/store.ts'
import { UsageError } from '../../core/usage-error.ts'
import type { Call } from '../../iam/call.ts'
import { AccountError } from '../canary/account.ts'
import { type Account, nameOf, type Plan, type PlannedStep, planSteps, readsOf } from './plan.ts'

export interface JournalEntry {
  /** Milliseconds. */
  readonly time: number
  /** Number of the step, and of the call in it. */
  readonly step: number
  readonly call: number
  readonly does: 'make' | 'undo'
  readonly is: 'begun' | 'done' | 'failed'
  /** Who: the ARN of whoever ran it. */
  readonly by: string
  readonly note?: string
}

export type PlanState = 'applying' | 'applied' | 'restoring' | 'restored'

/** A plan with what became of it. */
export interface PlanLife {
  readonly plan: Plan
  readonly revision: number
  readonly state: PlanState
  /** When it was applied; ISO 8601, UTC. */
  readonly at: string
  readonly journal: readonly JournalEntry[]
}

export interface ContainDesk {
  readonly store: PlanStore
  readonly account: Account
  readonly actions: readonly ActionType[]
  /** ARN of whoever runs it. */
  readonly by: string
  readonly onNote: (note: string) => void
  readonly now: () => number
  readonly wait: (milliseconds: number) => Promise<void>
}

/** IAM spreads a change within seconds: what is issued in between is revoked as well. */
const SPREAD = 30_000
const SETTLE = 5_000

export const lifeOf = ({ revision, body }: CanaryRow): PlanLife => ({ ...(body as unknown as PlanLife), revision })

/** @throws UsageError when no plan is called so, or several are */
export const planNamed = async (store: PlanStore, id: string): Promise<PlanLife> => {
  const found = (await store.plans()).map(lifeOf).filter(({ plan }) => id !== '' && plan.id.startsWith(id))
  if (found.length === 1) return found[0] as PlanLife
  throw new UsageError(`${found.length === 0 ? 'no plan is' : `${found.length} plans are`} called ${id}`)
}

/** From wherever it was left. @throws UsageError for a plan that is not to be believed any more, AccountError, StoreBusyError */
export const applyPlan = async (desk: ContainDesk, plan: Plan): Promise<PlanLife> => {
  const before = (await desk.store.plans()).map(lifeOf).find((life) => life.plan.id === plan.id)
  if (before?.state === 'applied') return before
  if (before !== undefined && before.state !== 'applying')
    throw new UsageError(`plan ${plan.id} is ${before.state}: plan anew`)
  if (before === undefined) await refuseStale(desk, plan)
  const begun: PlanLife = { plan, revision: 0, state: 'applying', at: new Date(desk.now()).toISOString(), journal: [] }
  let life = before ?? (await save(desk, begun))
  for (const [step, { does }] of plan.steps.entries()) life = await makeCalls(desk, life, 'make', step, does)
  await readBack(desk, life)
  await desk.wait(SETTLE)
  await readBack(desk, life)
  return save(desk, { ...life, state: 'applied' })
}

/** @param force also over what others changed since. @throws as `applyPlan` does */
export const restorePlan = async (desk: ContainDesk, before: PlanLife, force: boolean): Promise<PlanLife> => {
  if (before.state === 'restored') return before
  if (before.state === 'applied' && !force)
    for (const step of before.plan.steps)
      if (step.does.length > 0 && !(await isInForce(desk, before, step)))
        throw new UsageError(
          `${step.title} (${nameOf(step.target)}) is not as it was applied: somebody changed it since. --force restores it all the same`,
        )
  let life = await save(desk, { ...before, state: 'restoring' })
  for (const [step, { undoes }] of [...before.plan.steps.entries()].reverse())
    if (life.journal.some((entry) => entry.step === step && entry.does === 'make'))
      life = await makeCalls(desk, life, 'undo', step, undoes)
  return save(desk, { ...life, state: 'restored' })
}

/** What was planned must still be what there is to do. */
const refuseStale = async (desk: ContainDesk, plan: Plan): Promise<void> => {
  if (Date.parse(plan.expires) <= desk.now())
    throw new UsageError(`plan ${plan.id} expired at ${plan.expires}: plan anew`)
  for (const step of plan.steps) {
    const now = await planAgain(desk, step)
    if (JSON.stringify([now?.does, now?.undoes]) !== JSON.stringify([step.does, step.undoes]))
      throw new UsageError(`${nameOf(step.target)} has changed since plan ${plan.id} was made: plan anew`)
  }
}

const planAgain = async (
  { actions, account }: ContainDesk,
  step: PlannedStep,
  at = step.known.at,
): Promise<PlannedStep | undefined> => {
  const action = actions.filter((one) => one.action === step.action)
  return (await planSteps([step.target], action, readsOf(account), () => ({ ...step.known, at }))).steps[0]
}

/** Planned again, it has nothing left to do; what cannot be undone may leave nothing to plan. */
const isInForce = async (desk: ContainDesk, { at }: PlanLife, step: PlannedStep): Promise<boolean> => {
  const again = await planAgain(desk, step, at)
  return again === undefined ? step.undoes.length === 0 : again.does.length === 0
}

/** @throws AccountError for what is not there although AWS has answered that it was done */
const readBack = async (desk: ContainDesk, life: PlanLife): Promise<void> => {
  for (const step of life.plan.steps)
    if (!(await isInForce(desk, life, step)))
      throw new AccountError(
        'other',
        `${step.title} (${nameOf(step.target)}): it is not there after it was made. Somebody takes it away: apply again, or restore`,
      )
}

/** Those of a step that are not done yet, each noted before and after. */
const makeCalls = async (
  desk: ContainDesk,
  before: PlanLife,
  does: JournalEntry['does'],
  step: number,
  calls: readonly Call[],
): Promise<PlanLife> => {
  let life = before
  const note = async (call: number, is: JournalEntry['is'], said?: string): Promise<void> => {
    const entry = { time: desk.now(), step, call, does, is, by: desk.by, ...(said !== undefined && { note: said }) }
    life = await save(desk, { ...life, journal: [...life.journal, entry] })
  }
  for (const [number, call] of calls.entries()) {
    const isDone = life.journal.some(
      (entry) => entry.step === step && entry.call === number && entry.does === does && entry.is === 'done',
    )
    if (isDone) continue
    await note(number, 'begun')
    try {
      await desk.account.call(filled(call, Date.parse(life.at) + SPREAD))
    } catch (error) {
      if (!(error instanceof AccountError)) throw error
      if (!isHarmless(error.refusal, does, call)) {
        await note(number, 'failed', error.message)
        throw new AccountError(
          error.refusal,
          `${error.message}. What was done stands: apply goes on, restore undoes it`,
          error,
        )
      }
    }
    await note(number, 'done')
    desk.onNote(`${does === 'make' ? 'done' : 'undone'}: ${call.service} ${call.command}`)
  }
  return life
}

/** What is there cannot be added again, nor taken away what is not; what is undone may have gone with its owner. */
const isHarmless = (refusal: AccountError['refusal'], does: JournalEntry['does'], { command }: Call): boolean =>
  refusal === 'taken' || (refusal === 'gone' && (does === 'undo' || /^(?:Delete|Detach|Remove|Revoke)/.test(command)))

/** The time of applying in the policy. */
const filled = (call: Call, time: number): Call => ({
  ...call,
  input: JSON.parse(
    JSON.stringify(call.input).replaceAll(AT_APPLY, new Date(time).toISOString().replace(/\.\d+Z$/, 'Z')),
  ),
})

/** @throws StoreBusyError when somebody else is at the same plan */
const save = async ({ store }: ContainDesk, life: PlanLife): Promise<PlanLife> => {
  const { revision, ...body } = life
  const row = { id: life.plan.id, revision: revision + 1, body: body as unknown as Json }
  if ((await store.putPlan(row)) === 'conflict')
    throw new StoreBusyError(`plan ${row.id}: somebody else is at it; try again`)
  return { ...life, revision: row.revision }
}
