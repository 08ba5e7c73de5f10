/** Delivery: the configured destinations, opened, and what is due in the store on its way to them. */
import type { Policy } from '../../alerting/decide.ts'
import type { Outside } from '../../core/destination.ts'
import type { Outbox, SilenceStore } from '../../core/store.ts'
import { createDelivery, type Pass, type Sender } from '../../flows/delivery/deliver.ts'
import type { OpenOutside } from '../../outside/outside.ts'
import type { DestinationEntry } from '../config/sections.ts'
import type { Settings } from './settings.ts'

/** A destination did not take a message, and why. */
export type OnRefused = (destination: string, reason: string) => void

/** One pass over the outbox. */
export const openDelivery = (
  settings: Settings,
  store: Outbox,
  outside: Outside & Pick<OpenOutside, 'renewSecrets'>,
  now: () => number,
  onRefused: OnRefused = () => {},
): Pass =>
  createDelivery({
    store,
    senders: new Map(settings.destinations.map((entry) => [entry.id, openSender(entry, settings, outside, onRefused)])),
    now,
    renewSecrets: outside.renewSecrets,
    random: Math.random,
    sleep: (milliseconds) => new Promise((resolve) => void setTimeout(resolve, milliseconds).unref()),
  }).pass

const openSender = (entry: DestinationEntry, settings: Settings, outside: Outside, onRefused: OnRefused): Sender => ({
  id: entry.id,
  limits: settings,
  send: async (message) => {
    const result = await entry.send(message, outside)
    if (!result.ok) onRefused(entry.id, result.reason)
    return result
  },
})

/** The configured destinations that want to know that an alert has ended. */
export const sendsResolvedOf = (settings: Pick<Settings, 'destinations'>): ReadonlySet<string> =>
  new Set(settings.destinations.filter(({ plugin }) => plugin.sendsResolved).map(({ id }) => id))

const POLICY_AGE = 500

/** So long what was read of silences is believed. */
export const policyOf = (settings: Settings, store: SilenceStore, now: () => number): (() => Promise<Policy>) => {
  const sendsResolved = sendsResolvedOf(settings)
  let held: { readonly policy: Policy; readonly at: number } | undefined
  return async () => {
    if (!held || now() - held.at >= POLICY_AGE) {
      const silences = await store.silences()
      held = { policy: { route: settings.route, silences, schedule: settings.schedule, sendsResolved }, at: now() }
    }
    return held.policy
  }
}
