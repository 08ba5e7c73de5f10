/** How an account is watched, as AWS says it, and events that shall be seen. */
import type { JsonObject } from '../core/json.ts'

/** A condition on one field of an event, in the words of CloudTrail ("AdvancedFieldSelector", CloudTrail API reference). */
export interface FieldSelector {
  readonly Field: string
  readonly Equals?: readonly string[] | undefined
  readonly StartsWith?: readonly string[] | undefined
  readonly EndsWith?: readonly string[] | undefined
  readonly NotEquals?: readonly string[] | undefined
  readonly NotStartsWith?: readonly string[] | undefined
  readonly NotEndsWith?: readonly string[] | undefined
}

/** What a trail logs: events for which all conditions of one of these hold. */
export type Selectors = readonly (readonly FieldSelector[])[]

export interface Trail {
  readonly name: string
  readonly arn: string
  /** Where it was made, and can be changed. */
  readonly region: string
  readonly isMultiRegion: boolean
  readonly hasGlobalEvents: boolean
  readonly isLogging: boolean
  /** Why its latest log file could not be delivered; null when it could. */
  readonly failure: string | null
  readonly bucket: string
  /** Null: they may not be read. */
  readonly selectors: Selectors | null
}

/** A rule of the event bus of the Region. */
export interface BusRule {
  readonly name: string
  readonly state: string
  /** Whether its pattern lets an event of the bus through. */
  readonly matches: (event: JsonObject) => boolean
  readonly targets: readonly string[]
}

/** What stands between the bus, or the bucket, and whoever matches. */
export interface Queue {
  readonly arn: string
  /** Nothing that is sent to it arrives. */
  readonly isGone: boolean
  /** Messages that were given up; null when it has no queue for them. */
  readonly dead: number | null
  /** Functions that read from it. */
  readonly readers: readonly { readonly name: string; readonly state: string; readonly result: string }[]
}

export interface Watching {
  readonly region: string
  /** All of the account, of its Regions and of its organization. */
  readonly trails: readonly Trail[]
  readonly rules: readonly BusRule[]
  /** Queues that rules of the bus put events in, or that are read for log files. */
  readonly queues: readonly Queue[]
  /** The bucket whose log files are read; absent: not known. */
  readonly bucket?: string | undefined
}

/** An event that shall be seen. */
export interface Wanted {
  readonly eventSource: string
  readonly eventName: string
  readonly category: 'Management' | 'Data'
  /** Where its record comes to be; `*`: in whatever Region it is called. */
  readonly region: string
  /** Of a service without Regions. */
  readonly isGlobal: boolean
  /** Of data events. */
  readonly resourceType?: string | undefined
  readonly resourceArn?: string | undefined
  /** The event of the bus, once for a call that is allowed and once for one that is not. */
  readonly events: readonly JsonObject[]
}

/** Why something would not be seen. */
export interface Cause {
  /** The same for the same kind of cause, such as `trail-off`. */
  readonly check: string
  /** A sentence without an end. */
  readonly why: string
  /** What to do about it: a command, or a sentence. */
  readonly fix: string
}
