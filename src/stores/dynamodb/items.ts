/** Alerts, findings, notifications and memories as items of the table, and back; no name is a reserved word of DynamoDB. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { Alert, Notification } from '../../core/alert.ts'
import type { Finding } from '../../core/finding.ts'
import type { Json } from '../../core/json.ts'
import type { MemoryRow } from '../../core/store.ts'
import { tie } from '../precedence.ts'
import { BUDGET, pack, unpack } from './fit.ts'
import {
  alertKey,
  DUE,
  FINDINGS,
  findingKey,
  type Key,
  memoryKey,
  notificationKey,
  sortable,
  sortableText,
} from './table.ts'

export type Item = Record<string, AttributeValue>

export const text = (value: string): AttributeValue => ({ S: value })
export const number = (value: number): AttributeValue => ({ N: String(value) })
export const keyItem = ({ pk, sk }: Key): Item => ({ pk: text(pk), sk: text(sk) })

const numberAt = (item: Item, name: string): number => Number(item[name]?.N)

export const alertItem = (alert: Alert): Item => ({
  ...keyItem(alertKey(alert.id)),
  listPk: text(`alerts#${alert.status}`),
  listSk: text(`${sortable(alert.changed)}#${sortableText(alert.id)}`),
  revision: number(alert.revision),
  body: pack(alert, BUDGET.alert, 'known'),
})
export const toAlert = (item: Item): Alert => upToDate(unpack<StoredAlert>(item.body))

/** Rows live on from before alerts could be acknowledged, when `notified` was called `told`. */
type StoredAlert =
  | Alert
  | (Omit<Alert, 'acknowledged' | 'assignee' | 'notified'> & { readonly told: Alert['notified'] })

const upToDate = (alert: StoredAlert): Alert => {
  if (!('told' in alert)) return alert
  const { told, ...rest } = alert
  return { ...rest, acknowledged: null, assignee: null, notified: told }
}

export const findingItem = (key: string, alert: string, finding: Finding): Item => ({
  ...keyItem(findingKey(key)),
  listPk: text(findingsOf(alert)),
  listSk: text([finding.event.time, finding.event.id, finding.rule.id].map(sortableText).join('#')),
  body: pack(finding, BUDGET.finding, 'known'),
})
export const findingsOf = (alert: string): string => FINDINGS + alertKey(alert).pk
export const toFinding = (item: Item): Finding => unpack<Finding>(item.body)

/** `attempts` and, while it is due, `dueAt` outrank the body: taking it changes them alone. */
export const notificationItem = (row: Notification): Item => ({
  ...keyItem(notificationKey(row.alert.id, row.id)),
  listPk: text(`notifications#${row.status}`),
  listSk: text(`${sortable(row.created)}#${sortableText(row.id)}`),
  ...(row.status === 'due' && { duePk: text(DUE), dueAt: number(row.due) }),
  standing: text(row.status),
  attempts: number(row.attempts),
  postponed: number(row.postponed),
  body: pack(row, BUDGET.notification, 'known'),
})
export const toNotification = (item: Item): Notification => {
  const body = unpack<Omit<Notification, 'alert'> & { readonly alert: StoredAlert }>(item.body)
  return {
    ...body,
    alert: upToDate(body.alert),
    attempts: numberAt(item, 'attempts'),
    ...(item.dueAt && { due: numberAt(item, 'dueAt') }),
  }
}

/** `ttl`: DynamoDB deletes some days after that second; until then reads filter by `expires`. */
export const memoryItem = (row: MemoryRow): Item => ({
  ...keyItem(memoryKey(row.unit, row.key)),
  said: pack(row.key, BUDGET.other, 'free'),
  keep: text(row.keep),
  moment: number(row.time),
  tie: text(tie(row.body)),
  expires: number(row.expires),
  ttl: number(Math.ceil(row.expires / 1_000)),
  body: pack(row.body, BUDGET.other, 'free'),
})
export const toMemory = (unit: string, item: Item): MemoryRow => ({
  unit,
  key: unpack<string>(item.said),
  keep: item.keep?.S as MemoryRow['keep'],
  time: numberAt(item, 'moment'),
  body: unpack<Json>(item.body),
  expires: numberAt(item, 'expires'),
})
