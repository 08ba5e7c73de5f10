/** The resources of a decoy in the stack of their account and Region, which holds those of others too: ours come and go, theirs stay. */
import { logicalId, templateOf } from '../../canaries/template.ts'
import { isObject, type JsonObject } from '../../core/json.ts'
import { UsageError } from '../../core/usage-error.ts'
import { AccountError, type Stack, type StackChange } from './account.ts'
import { type CanaryDesk, type CanaryLife, latest, note, stands } from './life.ts'

/** How often a change is proposed anew because others changed the stack. */
const TRIES = 5
const STEP = 'stack'

/** Puts in what is not there. @throws AccountError, UsageError when more than that would change, StoreBusyError */
export const makeStack = async (desk: CanaryDesk, before: CanaryLife): Promise<CanaryLife> => {
  const ours = resourcesOf(desk, before)
  const names = Object.keys(ours)
  if (names.length === 0) return before
  const make = { step: STEP, does: 'make' } as const
  let life = before
  let proposed = 0
  for (let tries = 0; tries < TRIES; tries++) {
    const stack = await desk.account.stack(life.stack)
    if (stack && names.every((name) => stack.ids[name] !== undefined)) {
      const ids = { ...life.canary.deployed.ids, ...idsOf(desk, life, stack) }
      const isKnown = JSON.stringify(ids) === JSON.stringify(life.canary.deployed.ids)
      const entry = latest(life, STEP)
      const isSaid = entry === undefined || (entry.does === 'make' && entry.is === 'done')
      return isKnown && isSaid ? life : note(desk, life, { ...make, is: 'done' }, ids)
    }
    const template = changeable(life.stack, stack)
    life = await note(desk, life, { ...make, is: 'begun' })
    const isOurs = ({ action, logicalId }: StackChange): boolean => action === 'Add' && logicalId in ours
    proposed = await change(desk, life, { ...template, Resources: { ...resourcesIn(stack), ...ours } }, isOurs)
  }
  throw unsettled(life, proposed)
}

/** Takes out what is ours; with the last the stack goes. @throws as `makeStack` does */
export const undoStack = async (desk: CanaryDesk, before: CanaryLife): Promise<CanaryLife> => {
  const ours = resourcesOf(desk, before)
  const undo = { step: STEP, does: 'undo' } as const
  let life = before
  let proposed = 0
  for (let tries = 0; tries < TRIES; tries++) {
    const stack = await desk.account.stack(life.stack)
    const all = Object.entries(resourcesIn(stack))
    const theirs = all.filter(([name]) => !(name in ours))
    const isOver = stack === undefined || (theirs.length === all.length && all.length > 0)
    if (isOver && !stands(life, STEP)) return life
    if (isOver) {
      if (stack) await desk.account.discard(life.stack, changeSetsOf(life))
      return note(desk, life, { ...undo, is: 'done' }, {})
    }
    const template = changeable(life.stack, stack)
    life = await note(desk, life, { ...undo, is: 'begun' })
    const isOurs = ({ action, logicalId }: StackChange): boolean => action === 'Remove' && logicalId in ours
    if (theirs.length === 0) await desk.account.removeStack(life.stack)
    else proposed = await change(desk, life, { ...template, Resources: Object.fromEntries(theirs) }, isOurs)
  }
  throw unsettled(life, proposed)
}

/** As they stand in the template, by their logical ids. */
export const resourcesOf = ({ decoyOf }: Pick<CanaryDesk, 'decoyOf'>, { canary }: CanaryLife): JsonObject =>
  resourcesIn({ template: templateOf([decoyOf(canary)]) })

export const resourcesIn = (stack: Pick<Stack, 'template'> | undefined): JsonObject =>
  isObject(stack?.template.Resources) ? stack.template.Resources : {}

const idsOf = (desk: CanaryDesk, { canary }: CanaryLife, { ids }: Stack): Readonly<Record<string, string>> => {
  const decoy = desk.decoyOf(canary)
  return Object.fromEntries(Object.keys(decoy.resources).map((part) => [part, ids[logicalId(decoy, part)] ?? '']))
}

/** Another's stack has parameters, outputs or conditions: it is theirs to change. */
const changeable = (name: string, stack: Stack | undefined): JsonObject => {
  const { AWSTemplateFormatVersion = '2010-09-09', Resources: _, ...others } = stack?.template ?? {}
  if (Object.keys(others).length > 0)
    throw new UsageError(
      `stack ${name} is not one of ours (${Object.keys(others).join(', ')}): name another with --stack, or put in it what \`canary template\` prints`,
    )
  return { AWSTemplateFormatVersion }
}

/** @returns how many changes CloudFormation found */
const change = async (
  { account, onChanges }: CanaryDesk,
  life: CanaryLife,
  template: JsonObject,
  isOurs: (change: StackChange) => boolean,
): Promise<number> => {
  const { stack } = life
  const changeSet = `${changeSetsOf(life)}${life.revision}`
  const changes = await account.propose(stack, changeSet, template)
  onChanges(changes)
  const others = changes.filter((one) => !isOurs(one))
  if (others.length > 0) {
    await account.discard(stack, changeSetsOf(life))
    throw new UsageError(
      `stack ${stack}: the change set would do more than was planned (${others.map(({ action, logicalId }) => `${action} ${logicalId}`).join(', ')}): nothing was changed`,
    )
  }
  await account.execute(stack, changeSet)
  return changes.length
}

const changeSetsOf = ({ canary }: CanaryLife): string => `change-${canary.id}-`

const unsettled = ({ stack }: CanaryLife, proposed: number): AccountError =>
  new AccountError(
    'passing',
    proposed > 0
      ? `stack ${stack}: others kept changing it; try again`
      : `stack ${stack}: CloudFormation finds nothing to change, and yet the stack is not as it should be: look at its events`,
  )
