/** All canaries of a store, checked in the account of the environment. */
import { setTimeout } from 'node:timers/promises'
import { type Clients, createClients } from '../../aws/clients.ts'
import type { Canary } from '../../canaries/canary.ts'
import { wantedOf } from '../../canaries/wanted.ts'
import { stuckIn } from '../../checks/bus.ts'
import type { Cause, Wanted } from '../../checks/watching.ts'
import type { Finding } from '../../core/finding.ts'
import type { Store } from '../../core/store.ts'
import { type CheckedCanary, checkCanary } from '../../flows/canary/check.ts'
import { checkFindings } from '../../flows/canary/check-findings.ts'
import { type CanaryLife, lifeNamed, livesIn } from '../../flows/canary/life.ts'
import { ingestFindings } from '../../flows/ingest.ts'
import { openIntake } from '../alerting/intake.ts'
import { type Settings, settingsOf } from '../alerting/settings.ts'
import type { Setup } from '../alerting/setup.ts'
import { openChecked } from '../config/open-config.ts'
import { accountIn, callerIn } from './account.ts'
import { decoyOf, kindNamed } from './desk.ts'
import { watchingIn } from './watching.ts'

export interface CanaryChecks {
  readonly checked: readonly CheckedCanary[]
  /** What is stuck on the way from the bus to whoever matches, by Region. */
  readonly way: readonly (Cause & { readonly account: string; readonly region: string })[]
  /** Those of other accounts: their credentials are needed. */
  readonly elsewhere: readonly { readonly id: string; readonly account: string }[]
}

export interface CheckOptions {
  readonly store: Store
  readonly source: Settings['source']
  readonly now: () => number
  /** Absent: all that are not retired. */
  readonly ids?: readonly string[]
  readonly clients?: Clients
}

/** @throws AccountError, UsageError */
export const checkAll = async ({ store, source, now, ids = [], clients }: CheckOptions): Promise<CanaryChecks> => {
  const asked = ids.length > 0 ? await Promise.all(ids.map((id) => lifeNamed(store, id))) : await livesIn(store)
  const lives = asked.filter(({ state }) => state !== 'retired')
  const [first] = lives
  if (!first) return { checked: [], way: [], elsewhere: [] }
  const own = clients ?? createClients()
  try {
    const { where } = await callerIn(own, first.canary.deployed.region)
    const here = lives.filter(({ canary }) => canary.deployed.account === where.account)
    const checked: CheckedCanary[] = []
    const way: CanaryChecks['way'][number][] = []
    for (const [region, those] of byRegion(here)) {
      const watching = await watchingIn(own, region, bucketOf(source))
      way.push(...stuckIn(watching).map((cause) => ({ ...cause, account: where.account, region })))
      const wait = (milliseconds: number): Promise<void> => setTimeout(milliseconds)
      const desk = { store, now, account: accountIn(own, region, wait), decoyOf, wantedOf: eventsOf }
      for (const life of those) checked.push(await checkCanary(desk, life, watching))
    }
    const elsewhere = lives.filter((life) => !here.includes(life))
    return {
      ...{ checked, way },
      elsewhere: elsewhere.map(({ canary }) => ({ id: canary.id, account: canary.deployed.account })),
    }
  } finally {
    if (!clients) own.close()
  }
}

const eventsOf = (canary: Canary): readonly Wanted[] => wantedOf(canary, kindNamed(canary.kind), decoyOf(canary))

const byRegion = (lives: readonly CanaryLife[]): ReadonlyMap<string, readonly CanaryLife[]> => {
  const regions = new Map<string, readonly CanaryLife[]>()
  for (const life of lives) {
    const { region } = life.canary.deployed
    regions.set(region, [...(regions.get(region) ?? []), life])
  }
  return regions
}

/** Of a source that reads one; others are told of objects in whatever bucket. */
const bucketOf = (source: Settings['source']): string | undefined => /^s3:\/\/([^/]+)/.exec(source?.logs ?? '')?.[1]

/** For whoever goes on: what is wrong, as findings. @throws AccountError */
export const foundBy = async ({
  store,
  settings,
  clients,
}: Pick<Setup, 'store' | 'settings' | 'clients'>): Promise<readonly Finding[]> =>
  checkFindings(await checkAll({ store, clients, source: settings.source, now: Date.now }), Date.now())

/** As they are printed: what is stuck stands behind all, as one that has no id. */
export const checkIn = async ({
  config,
  ids,
  keeps,
}: {
  readonly config: string | undefined
  readonly ids: readonly string[]
  /** As alerts in the store. */
  readonly keeps: boolean
}) => {
  const opened = await openChecked(config)
  const settings = settingsOf(opened.config)
  const store = await settings.store.open()
  try {
    const checks = await checkAll({ store, source: settings.source, now: Date.now, ids })
    if (keeps) {
      const { ingester } = await openIntake(opened, false)
      await ingestFindings(checkFindings(checks, Date.now()), ingester(store, Date.now))
    }
    return { lines: linesOf(checks), isWell: isWell(checks) }
  } finally {
    await store.close()
  }
}

const isWell = ({ checked, way, elsewhere }: CanaryChecks): boolean =>
  way.length + elsewhere.length === 0 && checked.every(({ blind, causes }) => blind.length + causes.length === 0)

const linesOf = ({ checked, way, elsewhere }: CanaryChecks) => [
  ...checked,
  ...elsewhere.map(({ id, account }) => ({
    ...{ id, account, kind: '', name: '', region: '', seen: 'never', blind: [], notKnown: [] },
    causes: [
      {
        check: 'not-checked',
        why: `it stands in account ${account}, and the credentials are of another`,
        fix: 'check it with credentials of its account',
      },
    ],
  })),
  ...way.map(({ account, region, ...cause }) => ({
    ...{
      id: 'on the way',
      kind: '',
      name: '',
      account,
      region,
      seen: 'within minutes',
      blind: [],
      notKnown: [],
      causes: [cause],
    },
  })),
]
