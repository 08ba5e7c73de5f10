/** Alert, Notification, Silence, Route: what becomes of findings. Names follow Prometheus Alertmanager. */
import type { Finding } from './finding.ts'
import type { Level } from './rule.ts'

/** Findings that share a group key: the only noun with a life cycle. */
export interface Alert {
  /** Made of the group key: the same cause has the same id, for ever. */
  readonly id: string
  readonly groupKey: string
  readonly status: 'firing' | 'resolved'
  /** Rises by one with every change; what a store compares before it commits. */
  readonly revision: number
  /** Rises by one each time that a resolved alert fires again. */
  readonly episode: number
  readonly rule: Finding['rule']
  /** The highest level of its findings in this episode. */
  readonly level: Level
  /** How many findings this episode has. */
  readonly count: number
  /** Event times of the first and the last finding of this episode; ISO 8601. */
  readonly first: string
  readonly last: string
  /** When the alert last changed; milliseconds, the engine's clock. */
  readonly changed: number
  /** The first finding of the episode and the latest few, in event time. */
  readonly findings: readonly Finding[]
  /** What the rule tells a person to do. */
  readonly respond: readonly string[]
  readonly description: string
  /** By destination: where it stands. */
  readonly told: Readonly<Record<string, ToldState>>
  /** The latest decisions, oldest first. */
  readonly decisions: readonly Decision[]
}

/** What one destination knows of an alert. */
export interface ToldState {
  /** Notifications so far: the number of the next. */
  readonly sequence: number
  /** The level and revision that the latest notification carries. */
  readonly level: Level
  readonly revision: number
  /** When the latest notification is or was due; milliseconds. */
  readonly at: number
  /** How many follow-ups this episode had: the schedule rises with it. */
  readonly step: number
}

/** Why a destination is told. */
export type ToldReason = 'first' | 'new-findings' | 'level-raised' | 'resolved' | 'storm' | 'test'
/** Why it is not. */
export type NotToldReason = 'silenced' | 'staged' | 'below-route-level' | 'folded' | 'already-sent' | 'no-route'

export interface Decision {
  readonly at: number
  readonly revision: number
  /** Absent when the decision is about all of them. */
  readonly destination?: string | undefined
  readonly reason: ToldReason | NotToldReason
  /** For people: which silence, which route, when it is due. */
  readonly detail?: string | undefined
}

/** The row of the outbox and of the log of what was sent, in one. */
export interface Notification {
  /** `<alert id>:<episode>:<destination>:<sequence>`: the idempotency key. */
  readonly id: string
  readonly destination: string
  readonly reason: ToldReason
  /** The alert as it is to be told: rewritten by later findings until the first try. */
  readonly alert: Alert
  readonly status: 'due' | 'sent' | 'dead' | 'folded'
  /** When to try (again); milliseconds. */
  readonly due: number
  readonly created: number
  /** How often it was taken from the outbox. */
  readonly attempts: number
  /** How often it was taken and not tried, because the destination rested: as often as taken means never tried. */
  readonly postponed: number
  /** Why the last try failed, or what it was folded into. */
  readonly note?: string
}

/** Every key present must hold; a list means any of them. */
export interface Matcher {
  readonly rule?: readonly string[]
  readonly tag?: readonly string[]
  readonly account?: readonly string[]
  readonly environment?: readonly string[]
  readonly region?: readonly string[]
  readonly principal?: readonly string[]
  readonly ip?: readonly string[]
  /** This level or a higher one. */
  readonly level?: Level
}

export interface Silence {
  readonly id: string
  readonly match: Matcher
  readonly owner: string
  readonly reason: string
  readonly created: number
  readonly expires: number
  /** How many findings it has hidden. */
  readonly hidden: number
}

/** A node of the routing tree: the first child that matches takes the alert, and those after it only with `continue`. */
export interface Route {
  /** For people and for `routes explain`. */
  readonly name: string
  readonly match: Matcher
  readonly destinations: readonly string[]
  readonly continue: boolean
  readonly routes: readonly Route[]
}
