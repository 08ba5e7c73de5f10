import { expect, test } from 'vitest'
import { destinationContract, unsafe } from '../../test/contracts/destination.ts'
import { eventbridge } from './eventbridge.ts'
import { sdkTries } from './testing/aws.ts'

const failed = (ErrorCode: string) => ({
  aws: async () => ({ FailedEntryCount: 1, Entries: [{ ErrorCode, ErrorMessage: 'said the service' }] }),
})

destinationContract(eventbridge, {
  settings: { event_bus: 'arn:aws:events:eu-west-1:123456789012:event-bus/security' },
  faults: (payload, { id }) => {
    const { Entries } = payload as { Entries: { Source: string; DetailType: string; Detail: string }[] }
    const [entry] = Entries
    if (!entry || Entries.length !== 1) return ['not one entry']
    return [
      ...unsafe(payload),
      ...(JSON.parse(entry.Detail).id === id ? [] : ['another id']),
      // The size of an entry (EventBridge User Guide, "Calculating PutEvents event entry size").
      ...(Buffer.byteLength(entry.Detail + entry.Source + entry.DetailType) >= 262_144 ? ['too large'] : []),
    ]
  },
  tries: [
    ...sdkTries('eventbridge', 'PutEvents', 'eu-west-1', { FailedEntryCount: 0, Entries: [{ EventId: '1' }] }),
    { name: 'an entry that was throttled', outside: failed('ThrottlingException'), expect: 'retry' },
    { name: 'an entry that failed inside', outside: failed('InternalFailure'), expect: 'retry' },
    { name: 'an entry that was refused', outside: failed('NotAuthorizedForSourceException'), expect: 'dead' },
    {
      name: 'an entry that failed without a word',
      outside: { aws: async () => ({ FailedEntryCount: 1 }) },
      expect: 'retry',
    },
  ],
})

test('the default bus is the default', () => {
  expect(eventbridge.config.parse({})).toEqual({ event_bus: 'default' })
  expect(eventbridge.config.safeParse({ event_bus: 'a b' }).success).toBe(false)
})
