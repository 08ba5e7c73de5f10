/** Alert, Notification, Silence, Route: what becomes of findings. Names follow Prometheus Alertmanager. */
import type { Finding } from './finding.ts'
import type { Level } from './rule.ts'

/** Findings that share a group key: the only noun with a life cycle. */
export interface Alert {
  /** Made of the group key that it began with: the same cause has the same id. */
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
  /** When its findings or its status last changed; milliseconds, the engine's clock. */
  readonly changed: number
  /** The first finding of the episode and the latest few, in event time. */
  readonly findings: readonly Finding[]
  /** What the rule tells a person to do. */
  readonly respond: readonly string[]
  readonly description: string
  /** Who has it in hand, and since when (milliseconds); null again when its level is raised, and in a new episode. */
  readonly acknowledged: { readonly by: string; readonly at: number } | null
  /** Who looks after this episode. */
  readonly assignee: string | null
  /** By destination: what it was notified of. */
  readonly notified: Readonly<Record<string, NotificationState>>
  /** The latest decisions, oldest first. */
  readonly decisions: readonly Decision[]
}

/** What one destination knows of an alert. */
export interface NotificationState {
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

/** Why a destination is notified. */
export type NotifyReason = 'first' | 'new-findings' | 'level-raised' | 'resolved' | 'storm' | 'test'
/** Why it is not. */
export type SuppressedReason = 'silenced' | 'acknowledged' | 'staged' | 'below-route-level' | 'folded' | 'no-route'

/** Of the engine, or of a person. */
export interface Decision {
  readonly at: number
  readonly revision: number
  /** Absent when the decision is about all of them. */
  readonly destination?: string | undefined
  readonly reason: NotifyReason | SuppressedReason | 'assigned'
  /** For people: which silence, which route, when it is due, by whom. */
  readonly detail?: string | undefined
}

/** The row of the outbox and of the log of what was sent, in one. */
export interface Notification {
  /** `<alert id>:<episode>:<destination>:<sequence>`: the idempotency key. */
  readonly id: string
  readonly destination: string
  readonly reason: NotifyReason
  /** The alert as it is to be sent: rewritten by later findings until the first try. */
  readonly alert: Alert
  /** `folded`: goes with another; `suppressed`: a follow-up that was not sent, because somebody acknowledged the alert. */
  readonly status: 'due' | 'sent' | 'dead' | 'folded' | 'suppressed'
  /** When to try (again); milliseconds. */
  readonly due: number
  readonly created: number
  /** How often it was taken from the outbox. */
  readonly attempts: number
  /** How often it was taken and not tried, because the destination rested: as often as taken means never tried. */
  readonly postponed: number
  /** Why the last try failed, what it was folded into, or who acknowledged the alert. */
  readonly note?: string
}

/** Nobody has tried to send it: it may be rewritten still. */
export const waits = ({
  status,
  attempts,
  postponed,
}: Pick<Notification, 'status' | 'attempts' | 'postponed'>): boolean => status === 'due' && attempts === postponed

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
