/** The function that tells: a configuration, opened, and what is due in the outbox through it. */
import type { Policy } from '../alerting/decide.ts'
import type { DeliverReport } from '../flows/deliver.ts'
import { openDelivery, policyOf } from './delivery.ts'
import { type FunctionOptions, type Handler, openFunction } from './lambda.ts'
import { deliverEvent } from './lambda-outbox.ts'
import { createOutside } from './outside.ts'
import { checkedSettings, type Settings } from './settings.ts'

interface Open {
  readonly settings: Settings
  readonly policy: () => Promise<Policy>
  readonly pass: () => Promise<DeliverReport>
}

export const createDeliver = (options: FunctionOptions): Handler<void> =>
  openFunction<Open, void>(
    {
      message: 'delivered',
      make: async (config, { clients, store, now }) => {
        const settings = checkedSettings(config)
        return {
          settings,
          policy: policyOf(settings, store, now),
          pass: openDelivery(settings, store, createOutside(undefined, clients), now),
        }
      },
      handle: async ({ settings, policy, pass }, event, context, { store, now }) => ({
        result: undefined,
        counts: await deliverEvent(event, {
          ...{ pass, store, policy, now },
          resolveAfter: settings.resolveAfter,
          remaining: context.getRemainingTimeInMillis,
        }),
        details: {},
      }),
    },
    options,
  )
