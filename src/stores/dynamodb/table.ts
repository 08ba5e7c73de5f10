/** The one table of the DynamoDB store, as data: its keys, its indexes, and what creates it. */
import { cut, storable } from '../keys.ts'

/**
 * | item          | pk                | sk                               | list index                      | due index |
 * |---------------|-------------------|----------------------------------|---------------------------------|-----------|
 * | alert         | `alert#<id>`      | `alert`                          | `alerts#<status>`, last change  |           |
 * | notification  | `alert#<id>`      | `notification#<id>`              | `notifications#<status>`, created | while due |
 * | thread        | `alert#<id>`      | `thread#<episode>#<destination>` |                                 |           |
 * | finding       | `finding#<key>`   | `finding`                        | `findings#<alert>`, event time  |           |
 * | memory        | `unit#<unit>`     | `memory#<key>`                   |                                 |           |
 * | silence       | `silences`        | `silence#<id>`                   |                                 |           |
 * | canary        | `canaries`        | `canary#<id>`                    |                                 |           |
 * | plan          | `plans`           | `plan#<id>`                      |                                 |           |
 * | cursor        | `cursor#<source>` | `cursor`                         |                                 |           |
 * | handled       | `cursor#<source>` | `handled#<key>`                  |                                 |           |
 *
 * Both indexes are sparse and hold keys only: what they list is then read from the table itself, consistently. A partition
 * of an index takes 1,000 small writes a second (DynamoDB Developer Guide, "Best practices for designing and using partition
 * keys"): so many alerts of one status may change, and so many notifications may become due, a second.
 */
export interface Key {
  readonly pk: string
  readonly sk: string
}

export const alertKey = (id: string): Key => ({ pk: `alert#${storable(id)}`, sk: 'alert' })
export const NOTIFICATION = 'notification#'
export const notificationKey = (alert: string, id: string): Key => ({
  pk: alertKey(alert).pk,
  sk: NOTIFICATION + storable(id),
})
export const threadKey = (alert: string, episode: number, destination: string): Key => ({
  pk: alertKey(alert).pk,
  sk: `thread#${episode}#${storable(destination)}`,
})
export const findingKey = (key: string): Key => ({ pk: `finding#${storable(key)}`, sk: 'finding' })
export const memoryKey = (unit: string, key: string): Key => ({
  pk: `unit#${storable(unit)}`,
  sk: `memory#${storable(key)}`,
})
export const SILENCES = 'silences'
export const silenceKey = (id: string): Key => ({ pk: SILENCES, sk: `silence#${storable(id)}` })
export const CANARIES = 'canaries'
export const canaryKey = (id: string): Key => ({ pk: CANARIES, sk: `canary#${storable(id)}` })

export const PLANS = 'plans'
export const planKey = (id: string): Key => ({ pk: PLANS, sk: `plan#${storable(id)}` })
export const cursorKey = (source: string): Key => ({ pk: `cursor#${storable(source)}`, sk: 'cursor' })
export const HANDLED = 'handled#'
export const handledKey = (source: string, key: string): Key => ({
  pk: cursorKey(source).pk,
  sk: HANDLED + storable(key),
})

/** A number that sorts as text. */
export const sortable = (milliseconds: number): string =>
  String(Math.max(0, Math.floor(milliseconds))).padStart(16, '0')
/** Text from records that sorts, and fits the 1024 bytes of a sort key three times. */
export const sortableText = (text: string): string => cut(text, 100)

export const DUE_INDEX = 'due'
export const LIST_INDEX = 'list'
export const FINDINGS = 'findings#'
/** The one partition of the due index. */
export const DUE = 'due'

/** For `CreateTable` and for a template; both take these names. `ttl` is in seconds. */
export const TABLE = {
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
    { AttributeName: 'listPk', AttributeType: 'S' },
    { AttributeName: 'listSk', AttributeType: 'S' },
    { AttributeName: 'duePk', AttributeType: 'S' },
    { AttributeName: 'dueAt', AttributeType: 'N' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: LIST_INDEX,
      KeySchema: [
        { AttributeName: 'listPk', KeyType: 'HASH' },
        { AttributeName: 'listSk', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
    {
      IndexName: DUE_INDEX,
      KeySchema: [
        { AttributeName: 'duePk', KeyType: 'HASH' },
        { AttributeName: 'dueAt', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
} as const
/** `UpdateTimeToLive`, and `TimeToLiveSpecification` in a template. */
export const TIME_TO_LIVE = { AttributeName: 'ttl', Enabled: true } as const
/** Enough for a function that is only to be woken: it then takes what is due. */
export const STREAM_VIEW = 'KEYS_ONLY'
