/** Desk: what a person does with alerts, silences and routes. */
import type { Policy } from '../alerting/decide.ts'
import { resolve } from '../alerting/resolve.ts'
import { NAMED, route } from '../alerting/route.ts'
import type { Alert, Matcher, Notification, Route, Silence } from '../core/alert.ts'
import type { Finding } from '../core/finding.ts'
import type { AlertStore, Outbox, SilenceStore } from '../core/store.ts'
import { UsageError } from '../core/usage-error.ts'

/** By id or by the beginning of one. @throws UsageError */
export const findAlert = async (store: AlertStore, id: string): Promise<Alert> => {
  const [exact] = await store.alerts([id])
  if (exact) return exact
  const found = (await store.listAlerts({ limit: 10_000 })).filter((alert) => alert.id.startsWith(id))
  if (found.length === 1) return found[0] as Alert
  throw new UsageError(found.length === 0 ? `no alert has the id ${id}` : `${found.length} alerts begin with ${id}`)
}

export interface AlertStory {
  readonly alert: Alert
  /** By event time. */
  readonly findings: readonly Finding[]
  /** Latest first. */
  readonly notifications: readonly Notification[]
}

export const alertStory = async (store: AlertStore & Outbox, id: string): Promise<AlertStory> => {
  const alert = await findAlert(store, id)
  const [findings, notifications] = await Promise.all([
    store.findings({ alert: alert.id, limit: 1000 }),
    store.notifications({ alert: alert.id, limit: 200 }),
  ])
  return { alert, findings, notifications }
}

/** A person says that it is over. @returns false when it is resolved already. */
export const resolveByHand = async (
  store: AlertStore & Outbox,
  id: string,
  policy: Pick<Policy, 'sendsResolved'>,
  now: number,
): Promise<boolean> => {
  const alert = await findAlert(store, id)
  if (alert.status === 'resolved') return false
  const due = await store.notifications({ alert: alert.id, status: 'due', limit: 1000 })
  const decided = resolve(alert, due, policy, 'by hand', now)
  if ((await store.commit({ ...decided, findings: [], overtaken: [] })) === 'committed') return true
  return resolveByHand(store, id, policy, now)
}

/** Dead letters, put back into the outbox: all of them, or those of one alert. @returns how many. */
export const replay = async (store: AlertStore & Outbox, alert: string | undefined, now: number): Promise<number> => {
  const id = alert === undefined ? undefined : (await findAlert(store, alert)).id
  const dead = await store.notifications({ alert: id, status: 'dead', limit: 10_000 })
  const again = dead.map((one): Notification => ({ ...one, status: 'due', due: now, postponed: one.attempts }))
  const size = Math.min(store.maxChange, 1000)
  for (let at = 0; at < again.length; at += size) await store.settle(again.slice(at, at + size))
  return again.length
}

export const addSilence = async (
  store: SilenceStore,
  { match, owner, reason, lasts }: { match: Matcher; owner: string; reason: string; lasts: number },
  id: string,
  now: number,
): Promise<Silence> => {
  if (Object.keys(match).length === 0)
    throw new UsageError('a silence needs something to match, for example --rule or --account')
  const silence = { id, match, owner, reason, created: now, expires: now + lasts, hidden: 0 }
  await store.putSilence(silence)
  return silence
}

/** @throws UsageError */
export const expireSilence = async (store: SilenceStore, id: string, now: number): Promise<void> => {
  const silence = (await store.silences()).find((one) => one.id === id)
  if (!silence) throw new UsageError(`no silence has the id ${id}`)
  if (silence.expires > now) await store.putSilence({ ...silence, expires: now })
}

/** Where an alert would go now, and by which routes; the decisions know whether its rule names destinations. */
export const explainRoutes = (root: Route, { decisions, ...alert }: Alert) => {
  const named = decisions.flatMap(({ detail, destination }) => (detail === NAMED && destination ? [destination] : []))
  return route(root, { ...alert, decisions }, named)
}
