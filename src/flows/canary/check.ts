/** Whether a touch of a canary would be seen, and whether it is still there to be touched. */
import type { Canary } from '../../canaries/canary.ts'
import { logicalId } from '../../canaries/template.ts'
import { type Blind, type Sight, sightOf } from '../../checks/sight.ts'
import type { Cause, Wanted, Watching } from '../../checks/watching.ts'
import type { AlertStore, CanaryStore } from '../../core/store.ts'
import { MINUTE } from '../../notation/duration.ts'
import { AccountError } from './account.ts'
import { driftOf, touchesIn } from './inventory.ts'
import type { CanaryDesk, CanaryLife } from './life.ts'
import { textsAt } from './steps.ts'

export interface CheckedCanary {
  readonly id: string
  readonly kind: string
  readonly name: string
  readonly placement: string
  readonly account: string
  readonly region: string
  /** How soon a touch is known; `never`: no touch is. */
  readonly seen: Sight['seen']
  /** Touches that are not seen, or later than they should be. */
  readonly blind: readonly Blind[]
  /** What is wrong with itself. */
  readonly causes: readonly Cause[]
  /** What could not be asked about itself, each as a sentence. */
  readonly notKnown: readonly string[]
}

export interface CheckDesk extends Pick<CanaryDesk, 'account' | 'decoyOf' | 'now'> {
  readonly store: CanaryStore & Pick<AlertStore, 'listAlerts'>
  readonly wantedOf: (canary: Canary) => readonly Wanted[]
}

/** @throws AccountError, UsageError */
export const checkCanary = async (desk: CheckDesk, life: CanaryLife, watching: Watching): Promise<CheckedCanary> => {
  const { id, kind, settings, placement, deployed } = life.canary
  const { seen, blind } = sightOf(desk.wantedOf(life.canary), watching)
  return {
    ...{ id, kind, placement, seen, blind, name: String(settings.name ?? '') },
    ...{ account: deployed.account, region: deployed.region },
    ...(await itself(desk, life)),
  }
}

/** What may not be asked, or is not answered, is said; the rest is told all the same. */
const itself = async (desk: CheckDesk, life: CanaryLife): Promise<Pick<CheckedCanary, 'causes' | 'notKnown'>> => {
  const causes: Cause[] = []
  const notKnown: string[] = []
  const asking = async (work: () => Promise<readonly Cause[]>): Promise<void> => {
    try {
      causes.push(...(await work()))
    } catch (error) {
      if (!(error instanceof AccountError)) throw error
      notKnown.push(error.message)
    }
  }
  if (life.state === 'planned')
    causes.push({ check: 'not-made', why: 'its creation broke off', fix: 'the same canary create goes on' })
  else {
    await asking(() => drifted(desk, life))
    if (causes.length === 0)
      for (const part of Object.keys(desk.decoyOf(life.canary).resources))
        await asking(() => compared(desk, life, part))
    await asking(() => unseenUse(desk, life))
  }
  return { causes, notKnown }
}

const fixOf = ({ canary: { id } }: CanaryLife): string =>
  `tattletrail canary show ${id} tells what was made; the same canary create makes what is missing, canary retire ${id} takes back what is left`

/** Whether all of it is there that was made. */
const drifted = async (desk: CheckDesk, life: CanaryLife): Promise<readonly Cause[]> =>
  (await driftOf({ ...desk, ...SILENT }, life.canary.id)).map((why) => ({
    ...{ check: 'decoy-changed', why },
    fix: fixOf(life),
  }))

/** Whether the stack has it as it made it. */
const compared = async (desk: CheckDesk, life: CanaryLife, part: string): Promise<readonly Cause[]> => {
  const { stack } = life
  const name = logicalId(desk.decoyOf(life.canary), part)
  const is = await desk.account.compare(stack, name)
  const fix = fixOf(life)
  if (is === 'gone') return [{ check: 'decoy-gone', why: `${name} was deleted beside the stack ${stack}`, fix }]
  if (is === 'changed') return [{ check: 'decoy-changed', why: `${name} is not as the stack ${stack} made it`, fix }]
  return []
}

/** Looking changes nothing, and hands out nothing. */
const SILENT = {
  hand: async (): Promise<void> => {},
  onChanges: (): void => {},
  onNote: (): void => {},
  wait: async (): Promise<void> => {},
}

/** A record comes "within an average of about 5 minutes" (CloudTrail user guide), and the time of the last use is not exact. */
const COMES_WITHIN = 60 * MINUTE
const INEXACT = 15 * MINUTE

/** AWS says when a key or a role was last used, also by calls that are in no log. */
const unseenUse = async (desk: CheckDesk, { canary, armed, created }: CanaryLife): Promise<readonly Cause[]> => {
  const asked = desk.decoyOf(canary).lastUsed(canary.deployed)
  if (!asked) return []
  const answer = await desk.account.call(asked).catch((error: unknown) => {
    // That it is gone is told elsewhere.
    if (error instanceof AccountError && error.refusal === 'gone') return {}
    throw error
  })
  const used = Math.max(...textsAt(answer, asked.path.split('.')).map(Date.parse).filter(Number.isFinite), 0)
  const touched = Math.max((await touchesIn(desk.store)).get(`canary-${canary.id}`) ?? 0, armed ?? 0, created)
  if (used <= touched + INEXACT || used > desk.now() - COMES_WITHIN) return []
  return [
    {
      check: 'used-unseen',
      why: `AWS says that it was used at ${new Date(used).toISOString()}, and no record shows it`,
      fix: `somebody holds its bait: treat it as a touch; a few calls are in no log. Bait: ${canary.placement}`,
    },
  ]
}
