/** The desk of canaries over the store of a configuration and the account of the environment. */
import { existsSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { createClients } from '../../aws/clients.ts'
import { awsCli } from '../../canaries/aws-cli.ts'
import type { Canary, Decoy } from '../../canaries/canary.ts'
import type { CanaryKind } from '../../canaries/define.ts'
import { canaryKinds } from '../../canaries/index.ts'
import { type Confession, confessions } from '../../canaries/lint.ts'
import { templateOf } from '../../canaries/template.ts'
import { terraformOf } from '../../canaries/terraform.ts'
import type { JsonObject } from '../../core/json.ts'
import type { CanaryStore, Store } from '../../core/store.ts'
import { UsageError } from '../../core/usage-error.ts'
import { type CanaryLine, linesOf } from '../../flows/canary/inventory.ts'
import type { Wish } from '../../flows/canary/keep.ts'
import { type CanaryDesk, lifeNamed, livesIn } from '../../flows/canary/life.ts'
import { stackNameOf } from '../../flows/canary/stack-name.ts'
import { settingsOf } from '../alerting/settings.ts'
import { openChecked } from '../config/open-config.ts'
import { accountIn, type Caller, callerIn } from './account.ts'
import { type BaitFormatName, baitText } from './bait-file.ts'

/** @throws RefusedRules, UsageError, StoreError */
export const inStore = async <Result>(
  config: string | undefined,
  work: (store: Store) => Promise<Result>,
): Promise<Result> => {
  const store = await settingsOf((await openChecked(config)).config).store.open()
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

/** For a glance: nothing is made, and no service is asked. */
export const inGlance = async (config: string | undefined): Promise<readonly CanaryLine[]> =>
  existsSync(settingsOf((await openChecked(config)).config).store.name)
    ? inStore(config, (store) => linesOf(store, Date.now()))
    : []

/** Of each kind what a person has to know to choose one. */
export const kindsOfCanaries = () =>
  canaryKinds.map(({ kind, title, config, place, cannotSee }) => ({
    ...{ kind, title, place, cannotSee },
    settings: Object.fromEntries(
      Object.entries(config.shape).map(([name, setting]) => [name, setting.meta()?.description ?? '']),
    ),
  }))

export interface AccountOptions {
  readonly config: string | undefined
  /** Absent: that of the environment. */
  readonly region: string | undefined
}

/** @param watch where bait goes that holds a secret, and what is said on the way */
export const atCanaries = <Result>(
  { config, region = process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION }: AccountOptions,
  watch: Pick<CanaryDesk, 'hand' | 'onChanges' | 'onNote'>,
  work: (desk: CanaryDesk, caller: Caller) => Promise<Result>,
): Promise<Result> => {
  if (region === undefined) throw new UsageError('say in which Region: --region, or AWS_REGION')
  return inStore(config, async (store) => {
    const clients = createClients()
    const wait = (milliseconds: number): Promise<void> => setTimeout(milliseconds)
    const account = accountIn(clients, region, wait)
    try {
      const desk = { ...watch, store, account, decoyOf, wait, now: Date.now }
      return await work(desk, await callerIn(clients, region))
    } finally {
      clients.close()
    }
  })
}

/** @throws UsageError */
export const kindNamed = (name: string): CanaryKind => {
  const kind = canaryKinds.find((one) => one.kind === name)
  if (kind) return kind
  throw new UsageError(`no kind of canary is called ${name}: ${canaryKinds.map(({ kind }) => kind).join(', ')}`)
}

/** @throws UsageError for settings that the kind does not take */
export const decoyOf = ({ kind, settings }: Pick<Canary, 'kind' | 'settings'>): Decoy => {
  const read = kindNamed(kind).read(settings)
  if (read.success) return read.data
  throw new UsageError(
    `${kind}: ${read.error.issues.map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': ')).join('; ')}`,
  )
}

/** `name=orders` -> settings; what begins as a list or an object of JSON is one. @throws UsageError */
export const settingsFrom = (pairs: readonly string[]): JsonObject =>
  Object.fromEntries(
    pairs.map((pair) => {
      const [, key, value = ''] = /^(\w+)=(.*)$/s.exec(pair) ?? []
      if (key === undefined) throw new UsageError(`settings are written key=value, not ${pair}`)
      try {
        return [key, /^[[{]/.test(value) ? JSON.parse(value) : value]
      } catch {
        throw new UsageError(`${key} is no JSON`)
      }
    }),
  )

export interface WishOptions {
  readonly placement: string
  readonly benign: readonly string[]
  readonly stack?: string
  /** Milliseconds from now. */
  readonly expires?: number
  readonly rotateEvery?: number
}

/** @throws UsageError */
export const wishOf = (
  kind: string,
  pairs: readonly string[],
  { placement, benign, stack, expires, rotateEvery }: WishOptions,
  { where, arns }: Caller,
): Wish => ({
  ...{ kind, settings: decoyOf({ kind, settings: settingsFrom(pairs) }).settings, placement, benign },
  ...{ deployers: arns, where, stack: stack ?? stackNameOf(where.account) },
  expires: expires === undefined ? null : Date.now() + expires,
  rotateEvery: rotateEvery ?? null,
})

/** How to touch it: a command that runs as pasted, or the calls that are touches. @throws UsageError */
export const touchOf = async (store: CanaryStore, id: string): Promise<readonly string[]> => {
  const { canary } = await lifeNamed(store, id)
  const { kind, settings, deployed } = canary
  const decoy = decoyOf(canary)
  const touch = decoy.touch(deployed)
  const ask = `touch ${kind} ${String(settings.name ?? canary.id)} now`
  if (!touch) {
    const calls = decoy.sees.filter(({ grade }) => grade === 'content').flatMap(({ events = [] }) => events.slice(0, 2))
    return [`${ask}, by one of: ${calls.slice(0, 6).join(', ')}`]
  }
  const command = awsCli(touch, deployed.region)
  return touch.asBait
    ? [
        `${ask}, with the key of its bait (${canary.placement}) in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY:`,
        command,
      ]
    : [`${ask}:`, command]
}

/** Its bait, unless that holds a secret. @throws UsageError */
export const baitOf = async (store: CanaryStore, id: string, format?: BaitFormatName): Promise<string> => {
  const { canary } = await lifeNamed(store, id)
  const decoy = decoyOf(canary)
  if (decoy.steps(canary.deployed).some(({ secret }) => secret !== undefined))
    throw new UsageError(`canary ${canary.id}: nobody keeps the secret of its bait; \`canary rotate\` writes another`)
  return baitText(canary, decoy.bait(canary.deployed), format)
}

/** What of them says what they are. @throws UsageError */
export const confessionsOf = (
  canaries: readonly Pick<Canary, 'kind' | 'settings'>[],
  stack?: string,
): readonly Confession[] => confessions({ decoys: canaries.map(decoyOf), ...(stack !== undefined && { stack }) })

/** Of all that are not retired: those of one stack lie together. */
export const confessionsIn = async (store: CanaryStore): Promise<readonly Confession[]> => {
  const lives = (await livesIn(store)).filter(({ state }) => state !== 'retired')
  return [...new Set(lives.map(({ stack }) => stack))].flatMap((stack) =>
    confessionsOf(
      lives.filter((life) => life.stack === stack).map(({ canary }) => canary),
      stack,
    ),
  )
}

/** For a pipeline of your own. @throws UsageError */
export const printedTemplate = (
  canaries: readonly Pick<Canary, 'kind' | 'settings'>[],
  format: 'cloudformation' | 'terraform',
): JsonObject => (format === 'terraform' ? terraformOf : templateOf)(canaries.map(decoyOf))
