/** Whole lives of alerts for tests: findings come in, the outbox is sent, a person does something, it ends. */
import type { Alert, Notification, Route } from '../../core/alert.ts'
import type { Finding } from '../../core/finding.ts'
import { acknowledge, assign } from '../acknowledge.ts'
import { decide, type Policy, SCHEDULE } from '../decide.ts'
import { fold, type RuleNotes } from '../fold.ts'
import { groupKey } from '../group.ts'
import type { Decided } from '../notification.ts'
import { resolve } from '../resolve.ts'
import { aFinding } from './finding.ts'

export const NOTES: RuleNotes = { respond: ['Ask dana'], description: '', destinations: [], groups: false }
export const ROOT: Route = {
  name: 'default',
  match: { level: 'medium' },
  destinations: ['slack'],
  continue: false,
  routes: [],
}
export const POLICY: Policy = { route: ROOT, silences: [], schedule: SCHEDULE, sendsResolved: new Set(['pager']) }

/** An alert and its outbox, as a store would keep them. */
export const createLife = (policy: Policy = POLICY, notes = NOTES) => {
  let alert: Alert | undefined
  const outbox = new Map<string, Notification>()
  const due = () => [...outbox.values()].filter(({ status }) => status === 'due')
  const keep = (decided: Decided): Decided => {
    alert = decided.alert
    for (const one of decided.notifications) outbox.set(one.id, one)
    return decided
  }
  return {
    at: (now: number, ...findings: Finding[]) => {
      const key = groupKey(findings[0] as Finding, false)
      return keep(decide(fold(alert, key, findings, new Set(), notes, now), findings, due(), notes, policy, now))
    },
    resolve: (now: number) => keep(resolve(alert as Alert, due(), policy, 'nothing new', now)),
    acknowledge: (by: string, now: number) => keep(acknowledge(alert as Alert, due(), by, now)),
    assign: (to: string, now: number) => keep(assign(alert as Alert, to, now)),
    send: (now = Number.POSITIVE_INFINITY) => {
      for (const one of outbox.values()) if (one.due <= now) outbox.set(one.id, { ...one, status: 'sent', attempts: 1 })
    },
    outbox: () => [...outbox.values()].map(({ id, reason, due }) => `${id.replace(/^[^:]+:/, '')} ${reason} ${due}`),
    alert: () => alert as Alert,
  }
}

let next = 0
export const finding = (level: Finding['level'] = 'high', time = '2026-03-04T02:14:09Z'): Finding =>
  aFinding({ rule: { level }, event: { id: `e-${next++}`, time } })
