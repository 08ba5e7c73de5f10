/** Amazon EventBridge: each alert as an event on a bus, where rules of your own pick it up. */
import { z } from 'zod'
import type { CommandInput } from '../aws/clients.ts'
import { isObject, type JsonObject, own } from '../core/json.ts'
import { alertJson, jsonText } from './alert-json.ts'
import { awsResult } from './aws-result.ts'
import { defineDestination } from './define.ts'

const BUS = /^(?:arn:[^:]+:events:([^:]+):\d{12}:event-bus\/)?[\w./-]{1,256}$/

export const eventbridge = defineDestination({
  type: 'eventbridge',
  title: 'Amazon EventBridge bus',
  sendsResolved: true,
  config: z.strictObject({
    event_bus: z
      .string()
      .regex(BUS, { error: 'expected the name or the ARN of an event bus' })
      .default('default')
      .meta({ description: 'the name or the ARN of the bus; the default bus of the account when absent' }),
  }),
  permissions: ({ event_bus }) => [
    {
      action: 'events:PutEvents',
      resource: event_bus.startsWith('arn:') ? event_bus : `arn::events:::event-bus/${event_bus}`,
    },
  ],
  render: ({ event_bus }, message) =>
    ({
      Entries: [
        {
          EventBusName: event_bus,
          Source: 'tattletrail',
          DetailType: 'Tattletrail Alert',
          Detail: jsonText(alertJson(message)),
        },
      ],
    }) satisfies CommandInput<'eventbridge', 'PutEvents'>,
  send: ({ event_bus }, payload, _, outside) =>
    awsResult(async () =>
      refuseFailed(await outside.aws('eventbridge', 'PutEvents', payload as JsonObject, BUS.exec(event_bus)?.[1])),
    ),
})

/** PutEvents answers 200 for an entry that it did not take (EventBridge API reference, "PutEvents": FailedEntryCount). */
const refuseFailed = (answer: JsonObject): void => {
  if (!answer.FailedEntryCount) return
  const entries = own(answer, 'Entries')
  const entry = Array.isArray(entries) && isObject(entries[0]) ? entries[0] : {}
  const said = entry.ErrorMessage ?? 'the entry was not taken'
  throw Object.assign(new Error(String(said)), { name: String(entry.ErrorCode ?? 'InternalFailure') })
}
