/** The steps of a decoy, made and undone, so that the same command converges wherever it was cut off. */
import type { Step } from '../../canaries/canary.ts'
import { isObject, type Json, type JsonObject } from '../../core/json.ts'
import { StoreBusyError } from '../../core/store.ts'
import { UsageError } from '../../core/usage-error.ts'
import { AccountError } from './account.ts'
import { type CanaryDesk, type CanaryLife, latest, lifeNamed, note, stands } from './life.ts'

/** Milliseconds between two looks at what takes its time, and how often it is looked at: half an hour. */
const LOOK_EVERY = 5_000
const MOST_LOOKS = 360

/** Makes what is not made yet. @throws AccountError, UsageError when somebody else's stands in its place, StoreBusyError */
export const makeSteps = async (desk: CanaryDesk, before: CanaryLife): Promise<CanaryLife> => {
  let life = before
  for (;;) {
    const next = stepsOf(desk, life).find(({ name }) => !isMade(life, name))
    if (!next) return life
    life = await makeStep(desk, life, next)
  }
}

/** Undoes what stands, the last first. @param isMeant which of them */
export const undoSteps = async (
  desk: CanaryDesk,
  before: CanaryLife,
  isMeant: (step: Step) => boolean = () => true,
): Promise<CanaryLife> => {
  let life = before
  for (const step of stepsOf(desk, before).filter(isMeant).reverse())
    if (stands(life, step.name)) life = await undoStep(desk, life, step.name)
  return life
}

export const stepsOf = ({ decoyOf }: Pick<CanaryDesk, 'decoyOf'>, { canary }: CanaryLife): readonly Step[] =>
  decoyOf(canary).steps(canary.deployed)

/** What AWS has of a step, known or not; undefined when there is no way to ask. */
export const found = async ({ account }: CanaryDesk, { look }: Step): Promise<readonly string[] | undefined> =>
  look && textsAt(await account.call(look), look.ids.split('.'))

export const isMade = (life: CanaryLife, step: string): boolean => {
  const entry = latest(life, step)
  return entry?.does === 'make' && entry.is === 'done'
}

const makeStep = async (desk: CanaryDesk, before: CanaryLife, step: Step): Promise<CanaryLife> => {
  const { name, secret } = step
  const mayStand = stands(before, name)
  const isUndoing = mayStand && latest(before, name)?.does === 'undo'
  if (mayStand && !isUndoing && latest(before, name)?.is === 'answered' && secret === undefined)
    return finish(desk, before, name)
  // Of what has an id a lost answer is lost: it goes, and is made anew. The rest can be made twice.
  if (isUndoing || (mayStand && step.id !== undefined)) return undoStep(desk, before, name)
  const there = (!mayStand && (await found(desk, step))) || []
  if (there.length > 0) return adopt(desk, before, step, there)

  const begun = await note(desk, before, { step: name, does: 'make', is: 'begun' })
  const answer = await desk.account.call(step.call).catch(async (error: unknown) => {
    if (!(error instanceof AccountError)) throw error
    if (error.refusal === 'taken' && mayStand) return {}
    if (['denied', 'taken', 'quota'].includes(error.refusal))
      await note(desk, begun, { step: name, does: 'make', is: mayStand ? 'begun' : 'failed' })
    throw error
  })
  const id = step.id === undefined ? undefined : textsAt(answer, step.id.split('.'))[0]
  const { ids } = begun.canary.deployed
  const known = id === undefined ? ids : { ...ids, [name]: id }
  const answered = await note(desk, begun, { step: name, does: 'make', is: 'answered' }, known).catch(
    async (error: unknown) => {
      // Somebody else is at it, and does not know of this one.
      if (id !== undefined && error instanceof StoreBusyError && !(await isKept(desk, begun, name, id)))
        await undo(desk, begun, name, id)
      throw error
    },
  )
  return finish(desk, answered, name, secret === undefined ? undefined : textsAt(answer, secret.split('.'))[0])
}

const isKept = async ({ store }: CanaryDesk, { canary }: CanaryLife, name: string, id: string): Promise<boolean> =>
  (await lifeNamed(store, canary.id)).canary.deployed.ids[name] === id

/** Waits until it is there, and hands out what nobody keeps. */
const finish = async (desk: CanaryDesk, life: CanaryLife, name: string, secret?: string): Promise<CanaryLife> => {
  const { canary } = life
  const until = stepNamed(desk, life, name)?.until
  for (
    let looks = 0;
    until && !textsAt(await desk.account.call(until), until.path.split('.')).includes(until.is);
    looks++
  ) {
    if (looks >= MOST_LOOKS)
      throw new AccountError('passing', `${until.command}: it is not ${until.is} yet; try again later`)
    await desk.wait(LOOK_EVERY)
  }
  if (secret !== undefined) await desk.hand(canary, desk.decoyOf(canary).bait(canary.deployed, secret))
  return note(desk, life, { step: name, does: 'make', is: 'done' })
}

/** What is there though nobody here made it: the state was lost, or somebody else's stands in its place. */
const adopt = (desk: CanaryDesk, life: CanaryLife, step: Step, there: readonly string[]): Promise<CanaryLife> => {
  const [id = '', ...others] = there
  if (others.length > 0)
    throw new UsageError(
      `canary ${life.canary.id}: ${there.join(' and ')} are there already, and no journal knows which is ours: delete those that are not`,
    )
  const lost = step.secret === undefined ? '' : '; its secret is known to nobody: `canary rotate` makes another'
  desk.onNote(`${id} was there already and is this canary's from now on${lost}`)
  return note(
    desk,
    life,
    { step: step.name, does: 'make', is: 'done' },
    { ...life.canary.deployed.ids, [step.name]: id },
  )
}

const undoStep = async (desk: CanaryDesk, before: CanaryLife, name: string): Promise<CanaryLife> => {
  const begun = await note(desk, before, { step: name, does: 'undo', is: 'begun' })
  const step = stepNamed(desk, begun, name)
  const { [name]: known, ...others } = begun.canary.deployed.ids
  if (step?.id === undefined) await undo(desk, begun, name)
  else
    for (const id of new Set([...(known === undefined ? [] : [known]), ...((await looked(desk, step)) ?? [])]))
      await undo(desk, begun, name, id)
  return note(desk, begun, { step: name, does: 'undo', is: 'done' }, others)
}

/** Nothing is to be found on what is gone. */
const looked = (desk: CanaryDesk, step: Step): Promise<readonly string[] | undefined> =>
  found(desk, step).catch(unlessGone)

const undo = async (desk: CanaryDesk, life: CanaryLife, name: string, id?: string): Promise<void> => {
  const { canary } = life
  const { ids } = canary.deployed
  const deployed = { ...canary.deployed, ids: id === undefined ? ids : { ...ids, [name]: id } }
  const call = stepNamed(desk, { ...life, canary: { ...canary, deployed } }, name)?.undo
  if (call) await desk.account.call(call).catch(unlessGone)
}

const unlessGone = (error: unknown): undefined => {
  if (error instanceof AccountError && error.refusal === 'gone') return
  throw error
}

const stepNamed = (desk: CanaryDesk, life: CanaryLife, name: string): Step | undefined =>
  stepsOf(desk, life).find((step) => step.name === name)

/** Texts at a path, through lists; a number picks one of a list. */
export const textsAt = (value: Json | undefined, path: readonly string[]): readonly string[] => {
  const [key, ...rest] = path
  if (key === undefined) return typeof value === 'string' ? [value] : []
  if (Array.isArray(value))
    return /^\d+$/.test(key) ? textsAt(value[Number(key)], rest) : value.flatMap((one: Json) => textsAt(one, path))
  return isObject(value) ? textsAt((value as JsonObject)[key], rest) : []
}
