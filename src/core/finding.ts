/** Finding: a rule (or correlation) matched. Immutable, and the shape of one `--format jsonl` line. */
import type { Event, Principal } from './event.ts'
import type { Json, JsonObject } from './json.ts'
import { compareTexts } from './order.ts'
import type { Level, Status } from './rule.ts'

/** What the user's own tables and databases know about an event; null where they know nothing. */
export interface FindingContext {
  /** Of the source address: ISO 3166-1 country code, city, autonomous system. */
  readonly place: {
    readonly country: string | null
    readonly city: string | null
    readonly asn: number | null
    readonly org: string | null
  }
  readonly network: { readonly name: string | null; readonly kind: string | null }
  /** The account that the event belongs to. */
  readonly account: {
    readonly name: string | null
    readonly environment: string | null
    readonly application: string | null
    readonly owner: string | null
    readonly contact: string | null
    readonly dataClasses: readonly string[]
  }
}

export const NO_CONTEXT: FindingContext = {
  place: { country: null, city: null, asn: null, org: null },
  network: { name: null, kind: null },
  account: { name: null, environment: null, application: null, owner: null, contact: null, dataClasses: [] },
}

export interface Finding {
  readonly rule: {
    readonly id: string
    readonly title: string
    readonly level: Level
    /** Of a rule that states none: `stable`. Findings for which `isStaged(rule)` holds wake nobody. */
    readonly status: Status
    readonly tags: readonly string[]
    readonly language: string
  }
  /** How bad it is here: the rule's level, raised or lowered by the account's environment. */
  readonly level: Level
  readonly event: Pick<Event, 'id' | 'time' | 'accountId' | 'region' | 'source' | 'name'> & {
    readonly errorCode: string | null
  }
  /** Without an `identity`: a finding from before identities were kept. */
  readonly principal: Pick<Principal, 'kind' | 'name'> &
    Partial<Pick<Principal, 'identity'>> & {
      readonly [Part in 'arn' | 'principalId' | 'accountId' | 'accessKeyId' | 'session']: string | null
    }
  /** The principal in a person's words, for example `dana (role Developer)`. */
  readonly who: string
  readonly sourceIp: string
  /** What they used, for example `aws-cli 2.15.0 on Linux`. */
  readonly tool: string
  readonly context: FindingContext
  /** The human sentence. */
  readonly message: string
  readonly annotation: Json
  /** Every event behind the finding, in event time; one for a single rule. */
  readonly eventIds: readonly string[]
  /** A correlation's group-by values. */
  readonly group: { readonly [field: string]: Json } | null
  /** The input that held the event (for a correlation: the event that completed it). */
  readonly file: string
  /** The event's record as CloudTrail wrote it: only where a destination tells it (`Destination.needsRecord`). */
  readonly record?: JsonObject
}

/** The one order of findings: event time, then event, then rule; the same whatever order the inputs came in. */
export const byTime = (a: Finding, b: Finding): number =>
  compareTexts(a.event.time, b.event.time) || compareTexts(a.event.id, b.event.id) || compareTexts(a.rule.id, b.rule.id)
