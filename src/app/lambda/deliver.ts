/** The function that tells: a configuration, opened, and what is due in the outbox through it. */
import type { Policy } from '../../alerting/decide.ts'
import type { DeliverReport } from '../../flows/delivery/deliver.ts'
import { allowedInFunction } from '../../outside/allowed.ts'
import { createOutside } from '../../outside/outside.ts'
import { openDelivery, policyOf } from '../alerting/delivery.ts'
import { type Settings, settingsOf } from '../alerting/settings.ts'
import { checked, openSources } from '../config/open-config.ts'
import { type FunctionOptions, type Handler, openFunction } from './function.ts'
import { short } from './log.ts'
import { deliverEvent } from './outbox.ts'

interface Open {
  readonly settings: Settings
  readonly policy: () => Promise<Policy>
  readonly pass: () => Promise<DeliverReport>
  /** What destinations did not take since it was last emptied. */
  readonly refused: { readonly destination: string; readonly reason: string }[]
}

/** As many as a line of the log shows. */
const SHOWN = 20

export const createDeliver = (options: FunctionOptions): Handler<void> =>
  openFunction<Open, void>(
    {
      message: 'delivered',
      make: async (config, { clients, environment, store, now }) => {
        const settings = settingsOf(checked(await openSources(config)).config)
        const refused: Open['refused'] = []
        const onRefused = (destination: string, reason: string): void => {
          if (refused.length < SHOWN) refused.push({ destination, reason: short(reason) })
        }
        return {
          ...{ settings, refused },
          policy: policyOf(settings, store, now),
          pass: openDelivery(settings, store, createOutside(allowedInFunction(environment), clients), now, onRefused),
        }
      },
      handle: async ({ settings, policy, pass, refused }, event, context, { store, now }) => {
        refused.length = 0
        const counts = await deliverEvent(event, {
          ...{ pass, store, policy, now },
          resolveAfter: settings.resolveAfter,
          remaining: () => context.getRemainingTimeInMillis(),
        })
        return { result: undefined, counts, details: refused.length > 0 ? { refused: [...refused] } : {} }
      },
    },
    options,
  )
