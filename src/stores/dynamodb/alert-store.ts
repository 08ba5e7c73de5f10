/** Alerts and findings in a DynamoDB table. */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import type { Alert } from '../../core/alert.ts'
import { byTime } from '../../core/finding.ts'
import type { AlertChange, AlertStore } from '../../core/store.ts'
import { type Calls, MAX_ACTIONS, wait } from './calls.ts'
import {
  alertItem,
  findingItem,
  findingsOf,
  keyItem,
  notificationItem,
  number,
  text,
  toAlert,
  toFinding,
} from './items.ts'
import type { Lists } from './lists.ts'
import * as at from './table.ts'
import { lastOfEach, MAX_CHANGE, NOBODY, put, refuseAbove } from './writes.ts'

export const createAlertStore = (calls: Calls, lists: Lists): AlertStore => ({
  maxChange: MAX_CHANGE,
  alerts: async (ids) => (await calls.get(ids.map(at.alertKey))).map(toAlert),
  listAlerts: async ({ status, limit }) => {
    const statuses: readonly Alert['status'][] = status === undefined ? ['firing', 'resolved'] : [status]
    const keys = await lists.first(
      statuses.map((one) => `alerts#${one}`),
      limit,
      'down',
    )
    return (await calls.get(keys))
      .map(toAlert)
      .filter((alert) => statuses.includes(alert.status))
      .sort((a, b) => b.changed - a.changed || (a.id < b.id ? -1 : 1))
  },
  quietAlerts: async (since, limit) =>
    (await calls.get(await lists.first(['alerts#firing'], limit, 'up')))
      .map(toAlert)
      .filter(({ status, changed }) => status === 'firing' && changed <= since)
      .sort((a, b) => a.changed - b.changed || (a.id < b.id ? -1 : 1)),
  knownFindings: async (keys) => {
    const found = new Set((await calls.get(keys.map(at.findingKey), 'keys')).map((item) => item.pk?.S))
    return new Set(keys.filter((key) => found.has(at.findingKey(key).pk)))
  },
  findings: async ({ alert, limit }) => {
    const keys =
      alert === undefined ? await lists.firstFindings(limit) : await lists.first([findingsOf(alert)], limit, 'up')
    return (await calls.get(keys)).map(toFinding).sort(byTime)
  },
  commit: async (change) => {
    refuseAbove(
      MAX_CHANGE,
      'findings and overtaken keys in one change',
      change.findings.length + change.overtaken.length,
    )
    const actions = actionsOf(change, calls)
    refuseAbove(MAX_ACTIONS, 'rows in one change', actions.length)
    return (await calls.transact(actions)).done ? 'committed' : 'conflict'
  },
  pause: wait,
})

/** A change as the actions of one transaction, each with the condition under which it may be done. */
const actionsOf = (
  { alert, findings, overtaken, notifications, hidden }: AlertChange,
  calls: Calls,
): readonly TransactWriteItem[] => {
  const gone = new Set(overtaken)
  const replaced = new Set(findings.map(({ key }) => key).filter((key) => gone.has(key)))
  const waiting = { ':due': text('due') }
  return [
    alert.revision === 1
      ? put(calls, alertItem(alert), NOBODY)
      : put(calls, alertItem(alert), 'revision = :read', { ':read': number(alert.revision - 1) }),
    ...findings.map(({ key, finding }) =>
      put(calls, findingItem(key, alert.id, finding), replaced.has(key) ? undefined : NOBODY),
    ),
    ...[...gone]
      .filter((key) => !replaced.has(key))
      .map((key): TransactWriteItem => ({ Delete: { TableName: calls.table, Key: keyItem(at.findingKey(key)) } })),
    ...lastOfEach(notifications).map((row) =>
      put(calls, notificationItem(row), `${NOBODY} OR (standing = :due AND attempts = postponed)`, waiting),
    ),
    ...Object.entries(hidden).map(
      ([id, count]): TransactWriteItem => ({
        Update: {
          TableName: calls.table,
          Key: keyItem(at.silenceKey(id)),
          UpdateExpression: 'ADD hiddenCount :count',
          ExpressionAttributeValues: { ':count': number(count) },
        },
      }),
    ),
  ]
}
