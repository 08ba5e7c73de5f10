/** Desk: the verbs a person has over alerts, silences and routes; the same from a command line, a chat or a page. */
import { acknowledge, assign } from '../alerting/acknowledge.ts'
import { atLeast, hides } from '../alerting/match.ts'
import type { Decided } from '../alerting/notification.ts'
import { resolve } from '../alerting/resolve.ts'
import { NAMED, type Routed, route } from '../alerting/route.ts'
import type { Alert, Matcher, Notification, Route, Silence } from '../core/alert.ts'
import type { Finding } from '../core/finding.ts'
import type { Level } from '../core/rule.ts'
import type { AlertStore, Outbox, SilenceStore } from '../core/store.ts'
import { UsageError } from '../core/usage-error.ts'
import { DAY } from '../notation/duration.ts'
import { identityFault } from '../notation/identity.ts'
import { isLike } from '../notation/wildcard.ts'
import { untilCommitted } from './commit.ts'

/** All that the desk works on and with. */
export interface Desk {
  readonly store: AlertStore & Outbox & SilenceStore
  readonly route: Route
  /** Destinations that want to know that an alert has ended. */
  readonly sendsResolved: ReadonlySet<string>
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Short, and another each time: what a silence is called by. */
  readonly randomId: () => string
}

/** So many alerts are looked through. */
const MOST = 10_000

export interface AlertFilter {
  readonly status?: Alert['status'] | undefined
  readonly minLevel: Level
  readonly limit: number
}

export interface AlertList {
  /** Latest change first. */
  readonly alerts: readonly Alert[]
  /** How many the limit leaves out, and how many the level. */
  readonly older: number
  readonly below: number
}

export const listAlerts = async ({ store }: Desk, { status, minLevel, limit }: AlertFilter): Promise<AlertList> => {
  const all = await store.listAlerts({ status, limit: MOST })
  const wanted = all.filter(({ level }) => atLeast(level, minLevel))
  const alerts = wanted.slice(0, limit)
  return { alerts, older: wanted.length - alerts.length, below: all.length - wanted.length }
}

export interface AlertStory {
  readonly alert: Alert
  /** By event time. */
  readonly findings: readonly Finding[]
  /** Latest first. */
  readonly notifications: readonly Notification[]
}

/** @param id the id of an alert, or the beginning of it, here and below @throws UsageError when no alert, or several, have it */
export const showAlert = async ({ store }: Pick<Desk, 'store'>, id: string): Promise<AlertStory> => {
  const alert = await findAlert(store, id)
  const [findings, notifications] = await Promise.all([
    store.findings({ alert: alert.id, limit: 1000 }),
    store.notifications({ alert: alert.id, limit: 200 }),
  ])
  return { alert, findings, notifications }
}

const findAlert = async (store: AlertStore, id: string): Promise<Alert> => {
  const [exact] = await store.alerts([id])
  if (exact) return exact
  const found = (await store.listAlerts({ limit: MOST })).filter((alert) => alert.id.startsWith(id))
  if (found.length === 1) return found[0] as Alert
  throw new UsageError(found.length === 0 ? `no alert has the id ${id}` : `${found.length} alerts begin with ${id}`)
}

/** What a verb did to an alert. */
export interface Handled {
  /** As it is now. */
  readonly alert: Alert
  /** False when it was so already. */
  readonly isChanged: boolean
}

/** Its follow-ups stop until its level is raised or it fires anew. @throws UsageError when it is resolved */
export const acknowledgeAlert = (desk: Desk, id: string, by: string): Promise<Handled> =>
  change(desk, id, (alert, due) =>
    firing(alert).acknowledged ? undefined : acknowledge(alert, due, named(by), desk.now()),
  )

/** @throws UsageError when it is resolved */
export const assignAlert = (desk: Desk, id: string, to: string): Promise<Handled> =>
  change(desk, id, (alert) => (firing(alert).assignee === to ? undefined : assign(alert, named(to), desk.now())))

/** A person says that it is over. */
export const resolveAlert = (desk: Desk, id: string): Promise<Handled> =>
  change(desk, id, (alert, due) =>
    alert.status === 'resolved' ? undefined : resolve(alert, due, desk, 'by hand', desk.now()),
  )

const change = (
  { store }: Desk,
  id: string,
  decide: (alert: Alert, due: readonly Notification[]) => Decided | undefined,
): Promise<Handled> =>
  untilCommitted(store, id, async () => {
    const alert = await findAlert(store, id)
    const decided = decide(alert, await store.notifications({ alert: alert.id, status: 'due', limit: 1000 }))
    if (!decided) return { alert, isChanged: false }
    const committed = await store.commit({ ...decided, findings: [], overtaken: [] })
    return committed === 'conflict' ? committed : { alert: decided.alert, isChanged: true }
  })

const firing = (alert: Alert): Alert => {
  if (alert.status === 'firing') return alert
  throw new UsageError(`alert ${alert.id} is resolved: there is nothing to do about it`)
}

const named = (who: string): string => {
  if (who.trim() !== '') return who
  throw new UsageError('say who: an empty name is nobody')
}

/** Latest first. */
export const deadLetters = ({ store }: Desk): Promise<readonly Notification[]> =>
  store.notifications({ status: 'dead', limit: 1000 })

/** Dead letters, put back into the outbox: all of them, or those of one alert. @returns how many. */
export const replay = async ({ store, now }: Desk, alert?: string): Promise<number> => {
  const id = alert === undefined ? undefined : (await findAlert(store, alert)).id
  const dead = await store.notifications({ alert: id, status: 'dead', limit: MOST })
  const again = dead.map((one): Notification => ({ ...one, status: 'due', due: now(), postponed: one.attempts }))
  const size = Math.min(store.maxChange, 1000)
  for (let at = 0; at < again.length; at += size) await store.settle(again.slice(at, at + size))
  return again.length
}

/** Longer silences are forgotten about; update one that is still needed. */
const LONGEST_SILENCE = 90 * DAY

export interface NewSilence extends Pick<Silence, 'match' | 'owner' | 'reason'> {
  /** Milliseconds from now; 90 days at most. */
  readonly lasts: number
}

/** What is not given stays. */
export type SilenceUpdate = { readonly [Key in keyof NewSilence]?: NewSilence[Key] | undefined }

/** Soonest end first. */
export const listSilences = async ({ store }: Desk): Promise<readonly Silence[]> =>
  (await store.silences()).toSorted((a, b) => a.expires - b.expires)

/** @throws UsageError when it would match everything, has no owner, or lasts too long */
export const addSilence = async ({ store, now, randomId }: Desk, silence: NewSilence): Promise<Silence> => {
  const { match, owner, reason, lasts } = silence
  const created = now()
  const added: Silence = {
    ...{ id: randomId(), match: await matching(store, match), owner: named(owner), reason },
    ...{ created, expires: created + short(lasts), hidden: 0 },
  }
  await store.putSilence(added)
  return added
}

/** Of a silence that is not over: what is given replaces what was. @throws UsageError */
export const updateSilence = async (desk: Desk, id: string, update: SilenceUpdate): Promise<Silence> => {
  if (Object.values(update).every((value) => value === undefined))
    throw new UsageError('say what to change, for example how long it lasts')
  const silence = await findSilence(desk, id)
  const now = desk.now()
  if (silence.expires <= now) throw new UsageError(`silence ${id} is over: add a new one`)
  const updated: Silence = {
    ...silence,
    match: await matching(desk.store, update.match ?? silence.match),
    owner: named(update.owner ?? silence.owner),
    reason: update.reason ?? silence.reason,
    expires: update.lasts === undefined ? silence.expires : now + short(update.lasts),
  }
  await desk.store.putSilence(updated)
  return updated
}

/** It hides nothing from now on. @throws UsageError when there is none */
export const expireSilence = async (desk: Desk, id: string): Promise<Silence> => {
  const silence = await findSilence(desk, id)
  const expired = { ...silence, expires: Math.min(silence.expires, desk.now()) }
  if (expired.expires !== silence.expires) await desk.store.putSilence(expired)
  return expired
}

const findSilence = async ({ store }: Desk, id: string): Promise<Silence> => {
  const silence = (await store.silences()).find((one) => one.id === id)
  if (silence) return silence
  throw new UsageError(`no silence has the id ${id}`)
}

const matching = async (store: AlertStore, match: Matcher): Promise<Matcher> => {
  if (Object.keys(match).length === 0)
    throw new UsageError('a silence needs something to match, for example a rule or an account')
  for (const pattern of match.principal ?? []) {
    const fault = identityFault(pattern)
    if (fault !== undefined) throw new UsageError(`${fault}${await meant(store, pattern)}`)
  }
  return match
}

/** The identities of the store's alerts that end as a pattern does: one of them may be meant. */
const meant = async (store: AlertStore, pattern: string): Promise<string> => {
  const found = (await store.listAlerts({ limit: MOST })).flatMap(({ findings }) => findings)
  const identities = new Set(found.flatMap(({ principal }) => principal.identity ?? []))
  const alike = [...identities].filter((identity) => isLike(endOf(identity), endOf(pattern))).slice(0, 3)
  return alike.length === 0 ? '' : `; in the store's alerts: ${alike.join(', ')}`
}

const endOf = (identity: string): string =>
  identity.slice(Math.max(identity.lastIndexOf('/'), identity.lastIndexOf(':')) + 1)

/** What a silence would have hidden of the alerts that the store has. */
export interface SilencePreview {
  /** Alerts with a finding that it hides, and alerts that were looked through. */
  readonly alerts: number
  readonly of: number
  /** Whose findings those are, by how many alerts; a finding from before identities were kept is of nobody. */
  readonly identities: ReadonlyMap<string, number>
}

/** @throws UsageError when it would match everything, or names nobody for sure */
export const previewSilence = async ({ store }: Desk, match: Matcher): Promise<SilencePreview> => {
  const matcher = await matching(store, match)
  const all = await store.listAlerts({ limit: MOST })
  const identities = new Map<string, number>()
  let alerts = 0
  for (const { findings, level } of all) {
    const hidden = findings.filter((finding) => hides(matcher, { finding, level }))
    if (hidden.length > 0) alerts++
    const whose = new Set(hidden.flatMap(({ principal }) => principal.identity ?? []))
    for (const identity of whose) identities.set(identity, (identities.get(identity) ?? 0) + 1)
  }
  return { alerts, of: all.length, identities }
}

const short = (lasts: number): number => {
  if (lasts > 0 && lasts <= LONGEST_SILENCE) return lasts
  throw new UsageError('a silence lasts 90d at most')
}

export interface ExplainedRoutes extends Routed {
  readonly alert: string
}

/** Where an alert would go now, and by which routes; its decisions know whether its rule names destinations. */
export const explainRoutes = async ({ store, route: root }: Desk, id: string): Promise<ExplainedRoutes> => {
  const alert = await findAlert(store, id)
  const named = alert.decisions.flatMap(({ detail, destination }) =>
    detail === NAMED && destination ? [destination] : [],
  )
  return { alert: alert.id, ...route(root, alert, named) }
}
