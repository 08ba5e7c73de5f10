/** Canaries as they are listed and shown: what is due, and what is not as it was made. */

import type { Canary } from '../../canaries/canary.ts'
import { logicalId } from '../../canaries/template.ts'
import type { AlertStore, CanaryStore } from '../../core/store.ts'
import { UsageError } from '../../core/usage-error.ts'
import { AccountError } from './account.ts'
import { type CanaryDesk, type CanaryLife, type CanaryState, type JournalEntry, lifeNamed, livesIn } from './life.ts'
import { resourcesIn, resourcesOf } from './stack.ts'
import { found, isMade, stepsOf } from './steps.ts'

export interface CanaryLine {
  readonly id: string
  readonly kind: string
  readonly name: string
  readonly state: CanaryState | 'tripped'
  readonly account: string
  readonly region: string
  readonly placement: string
  /** Milliseconds, or null. */
  readonly created: number
  readonly tripped: number | null
  readonly expires: number | null
  readonly rotates: number | null
  /** What a person has to do about it, each as a sentence. */
  readonly due: readonly string[]
}

/** Those whose touches are news. */
export const watchedIn = async (store: CanaryStore): Promise<readonly Canary[]> =>
  (await livesIn(store)).filter(({ state }) => state !== 'retired').map(({ canary }) => canary)

type Stores = CanaryStore & Pick<AlertStore, 'listAlerts'>

export const linesOf = async (store: Stores, now: number): Promise<readonly CanaryLine[]> => {
  const touched = await touchesIn(store)
  return (await livesIn(store)).map((life) => lineOf(life, touched, now))
}

/** So many of the latest alerts are looked through. */
const MOST_ALERTS = 10_000

/** Rule -> when it last matched, in milliseconds. */
export const touchesIn = async (store: Stores): Promise<ReadonlyMap<string, number>> => {
  const latest = new Map<string, number>()
  for (const { rule, last } of await store.listAlerts({ limit: MOST_ALERTS }))
    if (rule.tags.includes('tattletrail.canary'))
      latest.set(rule.id, Math.max(latest.get(rule.id) ?? 0, Date.parse(last)))
  return latest
}

const lineOf = (life: CanaryLife, touches: ReadonlyMap<string, number>, now: number): CanaryLine => {
  const { canary, created, armed, expires, rotateEvery } = life
  const touch = touches.get(`canary-${canary.id}`)
  const tripped = touch !== undefined && touch > (armed ?? created) ? touch : null
  const state = tripped !== null && life.state !== 'retired' ? 'tripped' : life.state
  const { account, region } = canary.deployed
  const answered = life.journal.findLast(({ step, does, is }) => step !== 'stack' && does === 'make' && is === 'done')
  const rotates = rotateEvery === null ? null : (answered?.time ?? created) + rotateEvery
  const isOver = (time: number | null): boolean => state !== 'retired' && time !== null && time <= now
  return {
    ...{ id: canary.id, kind: canary.kind, name: String(canary.settings.name ?? ''), state, account, region },
    ...{ placement: canary.placement, created, tripped, expires, rotates },
    due: [
      ...(state !== 'planned' && state !== 'retired' && isBroken(life.journal)
        ? ['its rotation broke off: canary rotate goes on']
        : []),
      ...(state === 'planned' ? ['its creation broke off: the same create goes on'] : []),
      ...(isOver(expires) ? ['it has expired: canary retire'] : []),
      ...(isOver(rotates) ? ['its key is old: canary rotate'] : []),
    ],
  }
}

/** What stands was made to its end, every step of it. */
const isBroken = (journal: readonly JournalEntry[]): boolean => {
  const latest = new Map(journal.map((entry) => [entry.step, entry]))
  return [...latest.values()].some(({ does, is }) => does === 'undo' || is !== 'done')
}

export interface CanaryStory {
  readonly line: CanaryLine
  /** What AWS calls its parts. */
  readonly ids: Readonly<Record<string, string>>
  readonly journal: readonly JournalEntry[]
  /** Each as a sentence; absent when the account was not asked. */
  readonly drift?: readonly string[]
}

/** @throws UsageError when no canary is called so */
export const storyOf = async (store: Stores, id: string, now: number): Promise<CanaryStory> => {
  const life = await lifeNamed(store, id)
  return { line: lineOf(life, await touchesIn(store), now), ids: life.canary.deployed.ids, journal: life.journal }
}

/** One that stands where the caller is. @throws UsageError when it is elsewhere, and as `lifeNamed` does */
export const lifeHere = async (
  store: CanaryStore,
  id: string,
  { account, region }: { readonly account: string; readonly region: string },
): Promise<CanaryLife> => {
  const life = await lifeNamed(store, id)
  const { deployed } = life.canary
  if (deployed.account === account && deployed.region === region) return life
  throw new UsageError(
    `canary ${life.canary.id} stands in account ${deployed.account}, ${deployed.region}; the credentials and the Region are of ${account}, ${region}`,
  )
}

/** What of it is not as it was made, each as a sentence. @throws AccountError, UsageError */
export const driftOf = async (desk: CanaryDesk, id: string): Promise<readonly string[]> => {
  const life = await lifeNamed(desk.store, id)
  if (life.state === 'retired') return []
  const ours = Object.entries(resourcesOf(desk, life))
  const stack = ours.length === 0 ? undefined : await desk.account.stack(life.stack)
  const theirs = resourcesIn(stack)
  const said = ours.flatMap(([name, resource]): string[] => {
    if (stack?.ids[name] === undefined) return [`${name} is not in the stack ${life.stack}`]
    return JSON.stringify(theirs[name]) === JSON.stringify(resource)
      ? []
      : [`${name} was changed in the stack ${life.stack}`]
  })
  const decoy = desk.decoyOf(life.canary)
  for (const part of Object.keys(decoy.resources)) {
    const [known, now] = [life.canary.deployed.ids[part], stack?.ids[logicalId(decoy, part)]]
    if (known !== undefined && now !== undefined && known !== now)
      said.push(`${part} is another now: ${now}, not ${known}`)
  }
  for (const step of stepsOf(desk, life)) {
    const known = life.canary.deployed.ids[step.name]
    const there = await found(desk, step).catch(noneOf)
    if (!isMade(life, step.name)) said.push(`${step.name} is not made yet`)
    else if (there && known !== undefined && !there.includes(known)) said.push(`${step.name} ${known} is gone`)
    for (const other of there ?? []) if (other !== known) said.push(`${step.name} ${other} is none of ours`)
  }
  return said
}

/** Nothing is to be found on what is gone. */
const noneOf = (error: unknown): readonly string[] => {
  if (error instanceof AccountError && error.refusal === 'gone') return []
  throw error
}
