/** The event history of an account: what CloudTrail keeps of the last 90 days without any trail. */
import type { Clients } from '../aws/clients.ts'
import { isRetryable } from '../aws/retry.ts'
import { reasonOf } from '../core/reason.ts'
import type { EventScope } from '../core/scan.ts'
import { UsageError } from '../core/usage-error.ts'
import { DAY } from '../notation/duration.ts'
import { suggest } from '../notation/suggest.ts'

/** "You can look up events that occurred in a Region within the last 90 days" (CloudTrail API reference, "LookupEvents"). */
export const HISTORY = 90 * DAY
/** "The rate of lookup requests is limited to two per second, per account, per Region" (there). */
const PAUSE = 500
/** "The default number of results returned is 50, with a maximum of 50 possible" (there). */
const PAGE = 50
/** What was throttled or lost is tried so often, each time after twice the pause: others ask the same account too. */
const TRIES = 7
const FIRST_PAUSE = 1_000

/** "Currently the list can contain only one item" (there, "LookupAttributes"). */
const ATTRIBUTES = [
  'AccessKeyId',
  'EventId',
  'EventName',
  'EventSource',
  'ReadOnly',
  'ResourceName',
  'ResourceType',
  'Username',
] as const

/** One day of one Region. */
export interface Slice {
  /** `lookup://eu-west-1/2026-03-04` */
  readonly name: string
  readonly region: string
  /** Milliseconds; `end` is exclusive. */
  readonly start: number
  readonly end: number
  readonly attribute?: { readonly key: (typeof ATTRIBUTES)[number]; readonly value: string } | undefined
}

export interface Clock {
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>
}

export const isLookup = (path: string): boolean => /^lookup:\/\//i.test(path)

/**
 * `lookup://eu-west-1,us-east-1?Username=dana` -> a slice for each day and Region, days first, so that Regions are asked side by side.
 * @throws UsageError
 */
export const slicesOf = (path: string, { from, to, regions: asked }: EventScope, now: number): readonly Slice[] => {
  const [, list = '', query] = /^lookup:\/\/([^?/]*)\/?(?:\?(.*))?$/is.exec(path) ?? []
  const regions = list.split(',')
  const wrong = regions.find((region) => !/^[a-z]{2,4}(?:-[a-z]+)+-\d{1,2}$/.test(region))
  if (wrong !== undefined)
    throw new UsageError(
      `${path}: expected lookup://REGION, for example lookup://eu-west-1 or lookup://eu-west-1,us-east-1`,
    )
  const attribute = query === undefined ? undefined : attributeOf(path, query)
  const start = Math.max(from ?? 0, now - HISTORY)
  const end = Math.min(to ?? Number.POSITIVE_INFINITY, now)
  if (to !== undefined && to <= now - HISTORY)
    throw new UsageError(
      `${path}: CloudTrail keeps 90 days of event history, and --to is before that: scan the trail's bucket`,
    )
  const slices: Slice[] = []
  for (let day = Math.floor(start / DAY) * DAY; day < end; day += DAY)
    for (const region of regions.filter((one) => asked?.includes(one) ?? true))
      slices.push({
        name: `lookup://${region}/${new Date(day).toISOString().slice(0, 10)}${query === undefined ? '' : `?${query}`}`,
        region,
        start: Math.max(day, start),
        end: Math.min(day + DAY, end),
        attribute,
      })
  return slices
}

const attributeOf = (path: string, query: string): NonNullable<Slice['attribute']> => {
  const [written = '', value = ''] = [...new URLSearchParams(query)][0] ?? []
  const key = ATTRIBUTES.find((one) => one.toLowerCase() === written.toLowerCase())
  if (query.includes('&')) throw new UsageError(`${path}: CloudTrail takes one attribute at a time`)
  if (key === undefined) {
    const meant = suggest(written, ATTRIBUTES)
    throw new UsageError(
      `${path}: no such attribute${meant === undefined ? '' : `: did you mean ${meant}?`} There are ${ATTRIBUTES.join(', ')}`,
    )
  }
  if (value === '') throw new UsageError(`${path}: expected ${key}=VALUE`)
  return { key, value }
}

export interface Lookup {
  /** The records of a slice as JSON lines, a page at a time, the latest first. @throws Error with a reason for people */
  readonly pages: (slice: Slice, signal?: AbortSignal) => AsyncGenerator<Buffer>
}

export const createLookup = (clients: Clients, clock: Clock): Lookup => {
  /** Region -> when it may be asked next. */
  const free = new Map<string, number>()
  const turn = async (region: string, signal?: AbortSignal): Promise<void> => {
    const now = clock.now()
    const at = Math.max(now, free.get(region) ?? 0)
    free.set(region, at + PAUSE)
    if (at > now) await clock.sleep(at - now, signal)
  }
  const ask = async (slice: Slice, NextToken: string | undefined, signal?: AbortSignal) => {
    const { region, start, end, attribute } = slice
    const request = {
      StartTime: new Date(start),
      EndTime: new Date(end),
      MaxResults: PAGE,
      LookupAttributes: attribute && [{ AttributeKey: attribute.key, AttributeValue: attribute.value }],
      NextToken,
    }
    for (let tries = 1; ; tries++) {
      await turn(region, signal)
      signal?.throwIfAborted()
      try {
        return await clients.call('cloudtrail', 'LookupEvents', request, { region, signal })
      } catch (error) {
        if (signal?.aborted || tries === TRIES || !isRetryable(error) || isCredentials(error))
          throw new Error(problemOf(error), { cause: error })
        await clock.sleep(FIRST_PAUSE * 2 ** (tries - 1), signal)
      }
    }
  }
  return {
    pages: async function* (slice, signal) {
      let token: string | undefined
      do {
        const { Events = [], NextToken } = await ask(slice, token, signal)
        // "Only events that occur before or at the specified time are returned": what is at it is the next slice's.
        const here = Events.filter(({ EventTime }) => EventTime === undefined || EventTime.getTime() < slice.end)
        // A line break inside a record stands between its tokens, where a space means the same.
        yield Buffer.from(here.map(({ CloudTrailEvent = '' }) => CloudTrailEvent.replace(/[\r\n]/g, ' ')).join('\n'))
        token = NextToken
      } while (token !== undefined)
    },
  }
}

const isCredentials = (error: unknown): boolean => error instanceof Error && error.name === 'CredentialsProviderError'

const problemOf = (error: unknown): string => {
  const reason = reasonOf(error)
  if (isCredentials(error)) return 'no AWS credentials: set AWS_PROFILE, or log in with `aws sso login`'
  return /^AccessDenied/.test(reason) ? `${reason}: needs cloudtrail:LookupEvents` : reason
}
