/** Delivering in a function: passes over the outbox until nothing is due or the time is nearly over. */
import type { Policy } from '../../alerting/decide.ts'
import type { Json } from '../../core/json.ts'
import { isObject, own } from '../../core/json.ts'
import type { AlertStore, Outbox } from '../../core/store.ts'
import { type DeliverReport, mayGoOn, SEND_LIMIT } from '../../flows/delivery/deliver.ts'
import { resolveOld } from '../../flows/run.ts'
import { deliveryCounts } from './counts.ts'
import type { Counts } from './log.ts'

export interface DeliverParts {
  readonly pass: () => Promise<DeliverReport>
  readonly store: AlertStore & Outbox
  readonly policy: () => Promise<Policy>
  readonly resolveAfter: number
  readonly now: () => number
  /** Milliseconds that are left. */
  readonly remaining: () => number
}

/** A pass starts its last send while half of a lease is left, and that send may take its limit. */
const LONGEST_PASS = 3 * SEND_LIMIT + 2_000

/** Alerts that are left for the next time. */
const RESERVE = 10_000

export const deliverEvent = async (event: Json, parts: DeliverParts): Promise<Counts> => {
  const { pass, store, policy, resolveAfter, now, remaining } = parts
  const reports: DeliverReport[] = []
  const deliverAll = async (): Promise<void> => {
    do {
      const report = await pass()
      reports.push(report)
      if (!mayGoOn(report) && report.failed === 0) return
    } while (remaining() > LONGEST_PASS)
  }
  await deliverAll()
  // The table wakes it for one new notification; what has ended is looked for on the schedule, when the rest is done.
  if (isStream(event)) return deliveryCounts(reports, 0)
  const resolved = await resolveOld(store, await policy(), resolveAfter, now(), async () => remaining() > RESERVE)
  if (resolved > 0 && remaining() > LONGEST_PASS) await deliverAll()
  return deliveryCounts(reports, resolved)
}

/** Lambda Developer Guide, "Using AWS Lambda with Amazon DynamoDB". */
const isStream = (event: Json): boolean => {
  const records = isObject(event) ? own(event, 'Records') : undefined
  const [first] = Array.isArray(records) ? records : []
  return isObject(first) && own(first, 'eventSource') === 'aws:dynamodb'
}
