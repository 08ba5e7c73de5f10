/** Case: the outcome of an investigation. Its JSON is `--format json`. */
import type { CoveredPeriod } from './event-query.ts'

export const INDICATOR_KINDS = [
  'address',
  'network',
  'key',
  'user',
  'role',
  'session',
  'account',
  'resource',
  'event',
  'alert',
] as const
export type IndicatorKind = (typeof INDICATOR_KINDS)[number]

/** What an investigation starts from. */
export interface Indicator {
  readonly kind: IndicatorKind
  readonly value: string
}

export type EntityKind = 'address' | 'key' | 'user' | 'role' | 'session' | 'account' | 'resource'

/** Someone or something that the case is about. */
export interface Entity {
  /** `<kind>:<value>`. */
  readonly id: string
  readonly kind: EntityKind
  /** An address, a key's id, an ARN, or a name where no record gives the ARN. */
  readonly value: string
  /** Short, for people. */
  readonly label: string
  /** Times of the first and the last event in scope that it acted in or was named in; empty when there is none. */
  readonly first: string
  readonly last: string
  /** How many events in scope it acted in: as the caller, the key or the address. */
  readonly acted: number
  /** How many events in scope made, changed or issued it. */
  readonly named: number
  /** Where it acted from and where: addresses and Regions, the most used first. */
  readonly places: readonly string[]
  readonly tools: readonly string[]
  /** Why it belongs to the case. */
  readonly reason: string
  readonly proof: readonly string[]
  /** Whether everything that it did is in scope, and not only a part (its use from some address). */
  readonly whole: boolean
  /** A key that was deleted or made inactive within the logs. */
  readonly ended?: true
}

/** How one entity leads to another. */
export interface Edge {
  /** Ids of entities. */
  readonly from: string
  readonly to: string
  readonly kind: 'used' | 'from' | 'issued' | 'created' | 'changed' | 'assumed' | 'is'
  readonly reason: string
  /** Ids of the events that show it, the first few. */
  readonly proof: readonly string[]
  readonly count: number
}

/** What was seen and not followed. */
export interface Frontier {
  readonly entity: { readonly id: string; readonly kind: EntityKind; readonly value: string; readonly label: string }
  readonly reason: string
  /** Where it was met. */
  readonly proof: readonly string[]
  /** How many events were left out by it, where that is known. */
  readonly events: number | null
}

export interface CaseEvent {
  readonly id: string
  readonly time: string
  readonly account: string
  readonly region: string
  readonly source: string
  readonly name: string
  /** Why it failed; the message where there is no code, as of a failed sign-in. */
  readonly errorCode: string | null
  readonly who: string
  readonly arn: string | null
  readonly key: string | null
  readonly address: string
  readonly tool: string
  readonly sentence: string
  /** ATT&CK tactics, as in tags: `persistence`; none for what is only a call. */
  readonly tactics: readonly string[]
  readonly readOnly: boolean
  /** Id of the entity that brought it into scope. */
  readonly because: string
  readonly file: string
  /** It gave more power, hid traces or left something behind: what a person reads first. */
  readonly notable: boolean
  /** Id of the same call in the log of the caller's account, where that is in scope too. */
  readonly copyOf?: string
}

/** An event that may belong to the case: the same principal by other means. */
export interface OptionalEvent extends Pick<CaseEvent, 'id' | 'time' | 'name' | 'address' | 'key'> {
  readonly reason: string
}

/** Something made or changed, and not undone within the logs. */
export interface Standing {
  readonly what: string
  /** What to undo, for example `key`, `user`, `policy`, `trust`, `permission`. */
  readonly kind: string
  readonly value: string
  readonly account: string
  readonly region: string
  readonly proof: readonly string[]
  /** What exactly the calls added, where a name does not say it: ids of rules, accounts, groups, versions. */
  readonly added?: readonly string[]
}

/** A sentence with its proof. */
export interface Observation {
  readonly text: string
  readonly proof: readonly string[]
}

export interface Gap {
  readonly account: string
  readonly region: string
  /** Hours without any log: from inclusive, to exclusive. */
  readonly from: string
  readonly to: string
  readonly reason: string
}

/** The same call that failed for the same reason. */
export interface Refusal {
  /** The action of IAM that was refused, `s3:ListAllMyBuckets`; several when the call needs several; else the event's name. */
  readonly call: string
  readonly errorCode: string
  readonly count: number
  readonly denied: boolean
  readonly proof: readonly string[]
}

/** Sessions that lead back to one person, or to one long-lived identity. */
export interface PersonInCase {
  readonly name: string
  /** Ids of entities. */
  readonly entities: readonly string[]
  readonly keys: number
  readonly addresses: readonly string[]
}

export interface DataAccess {
  /** What data events prove. */
  readonly proven: readonly Observation[]
  /** What was within reach and is not logged. */
  readonly unknown: readonly Observation[]
  /** Queries for Athena that show it, where data events are logged elsewhere. */
  readonly sql: readonly string[]
}

export interface Case {
  readonly id: string
  readonly seed: Indicator
  /** The logs that were looked at. */
  readonly searched: {
    readonly records: number
    readonly files: number
    /** Times of the first and the last log. */
    readonly periods: readonly CoveredPeriod[]
    readonly failures: readonly { readonly file: string; readonly reason: string }[]
  }
  readonly rounds: number
  /** Some log could not be read, or it was ended early. */
  readonly partial: boolean
  /** What ended it before everything was looked up: a person, or the limit of rounds. */
  readonly ended: 'interrupted' | 'limit' | null
  readonly first: string
  readonly last: string
  /** Exactly what is in scope, in event time. */
  readonly events: readonly CaseEvent[]
  readonly optional: readonly OptionalEvent[]
  readonly entities: readonly Entity[]
  readonly edges: readonly Edge[]
  readonly frontier: readonly Frontier[]
  readonly people: readonly PersonInCase[]
  readonly standing: readonly Standing[]
  readonly refusals: readonly Refusal[]
  readonly movement: readonly Observation[]
  readonly access: readonly Observation[]
  readonly quarantine: readonly Observation[]
  readonly data: DataAccess
  readonly gaps: readonly Gap[]
}
