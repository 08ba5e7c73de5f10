/** Canaries created, rotated and retired. Each is safe to repeat: what stands is found, what is missing is made. */
import { createHash } from 'node:crypto'
import type { Canary } from '../../canaries/canary.ts'
import { UsageError } from '../../core/usage-error.ts'
import { type CanaryDesk, type CanaryLife, livesIn, save } from './life.ts'
import { makeStack, undoStack } from './stack.ts'
import { makeSteps, stepsOf, undoSteps } from './steps.ts'

/** A canary that is wanted. */
export type Wish = Omit<Canary, 'id' | 'deployed'> & {
  readonly where: Omit<Canary['deployed'], 'ids'>
} & Pick<CanaryLife, 'stack' | 'expires' | 'rotateEvery'>

/** The same wherever it is asked for: a kind, its name, and where it stands. */
export const canaryId = ({ kind, settings, where }: Pick<Wish, 'kind' | 'settings' | 'where'>): string =>
  createHash('sha256')
    .update(JSON.stringify([where.account, where.region, kind, settings.name ?? settings]))
    .digest('hex')
    .slice(0, 8)

/** What would be kept of it: as it is, or as it would begin. @throws UsageError when it stands with other settings */
export const planned = async ({ store, now }: Pick<CanaryDesk, 'store' | 'now'>, wish: Wish): Promise<CanaryLife> => {
  const { where, stack, expires, rotateEvery, ...canary } = wish
  const id = canaryId(wish)
  const before = (await livesIn(store)).find((life) => life.canary.id === id)
  if (!before || before.state === 'retired')
    return {
      canary: { id, ...canary, deployed: { ...where, ids: {} } },
      ...{ revision: before?.revision ?? 0, state: 'planned', stack, created: now(), expires, rotateEvery },
      ...{ armed: null, journal: before?.journal ?? [] },
    }
  if (JSON.stringify(before.canary.settings) !== JSON.stringify(canary.settings) || before.stack !== stack)
    throw new UsageError(`canary ${id} stands with other settings or in another stack: retire it first`)
  const { placement, deployers, benign } = canary
  return { ...before, canary: { ...before.canary, placement, deployers, benign }, expires, rotateEvery }
}

/** Makes all that is missing, from wherever it was left. @throws AccountError, UsageError, StoreBusyError */
export const createCanary = async (desk: CanaryDesk, wish: Wish): Promise<CanaryLife> => {
  const plan = await planned(desk, wish)
  const before = (await livesIn(desk.store)).find((life) => life.canary.id === plan.canary.id)
  const isNew = JSON.stringify(before) !== JSON.stringify(plan)
  const life = await makeSteps(desk, await makeStack(desk, isNew ? await save(desk, plan) : plan))
  return life.state === 'planned' ? save(desk, { ...life, state: 'deployed' }) : life
}

/** Leaves nothing of it in the account. @throws as `createCanary` does */
export const retireCanary = async (desk: CanaryDesk, life: CanaryLife): Promise<CanaryLife> => {
  if (life.state === 'retired') return life
  const left = await undoStack(desk, await undoSteps(desk, life))
  return save(desk, { ...left, state: 'retired' })
}

/** Another key in place of the one that stands, in new bait. @throws UsageError when it has none, and as `createCanary` does */
export const rotateCanary = async (desk: CanaryDesk, life: CanaryLife): Promise<CanaryLife> => {
  const { id, kind } = life.canary
  if (!stepsOf(desk, life).some(({ secret }) => secret !== undefined))
    throw new UsageError(`canary ${id}: a ${kind} has no key to rotate; retire it, and create one of another name`)
  if (life.state === 'planned' || life.state === 'retired') throw new UsageError(`canary ${id} is ${life.state}`)
  const without = await undoSteps(desk, life, ({ secret }) => secret !== undefined)
  return save(desk, { ...(await makeSteps(desk, without)), state: 'deployed' })
}
