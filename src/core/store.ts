/** The port of a store, in facets: what must outlive the process. A function asks for the facets that it uses. */
import type { Alert, Notification, Silence } from './alert.ts'
import type { Finding } from './finding.ts'
import type { Json } from './json.ts'

/** The store cannot be used: damaged, somebody else's, out of reach. Its message is one line that says which store, and what to do. */
export class StoreError extends Error {
  override readonly name: string = 'StoreError'
}

/** The store cannot do it now (throttled, locked by another process, full): nothing is known to be written; try again later. */
export class StoreBusyError extends StoreError {
  override readonly name = 'StoreBusyError'
}

/** What becomes of one alert at once, committed as a whole or not at all. */
export interface AlertChange {
  /** Its revision is one above the revision that was read. */
  readonly alert: Alert
  /** By key (see `findingKey`): none of them is in the store, unless the same change says that it is overtaken. */
  readonly findings: readonly { readonly key: string; readonly finding: Finding }[]
  /**
   * Keys of findings of behavioural rules that later events have overtaken: they are removed. A key that is among
   * `findings` too is rewritten.
   */
  readonly overtaken: readonly string[]
  /** New rows of the outbox, and rows that wait still (due, and postponed as often as taken) and were rewritten. */
  readonly notifications: readonly Notification[]
  /** Silence id -> how many findings it hid. */
  readonly hidden: Readonly<Record<string, number>>
}

/** Alerts and their findings. */
export interface AlertStore {
  /** At most so many findings and overtaken keys together in one change, and so many rows in one `settle`. */
  readonly maxChange: number
  alerts(ids: readonly string[]): Promise<readonly Alert[]>
  /** Latest change first. */
  listAlerts(filter: {
    readonly status?: Alert['status'] | undefined
    readonly limit: number
  }): Promise<readonly Alert[]>
  /** Firing alerts that have not changed since then (milliseconds, inclusive), the longest quiet first. */
  quietAlerts(since: number, limit: number): Promise<readonly Alert[]>
  /** Which of these findings are in the store. */
  knownFindings(keys: readonly string[]): Promise<ReadonlySet<string>>
  /** The findings of an alert, or all, by event time. */
  findings(filter: { readonly alert?: string; readonly limit: number }): Promise<readonly Finding[]>
  /**
   * `conflict`: the alert's revision is another by now, a finding is there already, or a notification to rewrite was
   * tried meanwhile; nothing was written: read again. @throws RangeError above `maxChange`.
   */
  commit(change: AlertChange): Promise<'committed' | 'conflict'>
  /** Before a change is made anew after a conflict: a little longer with every try, and never in step with others. */
  pause(tries: number): Promise<void>
}

/** What is to be sent, and the log of what was. */
export interface Outbox {
  /** See `AlertStore`. */
  readonly maxChange: number
  /** How long what was taken belongs to its taker, unless it is renewed; milliseconds. Long where clocks may differ, short on one machine. */
  readonly lease: number
  /**
   * Takes notifications that are due for a try, the longest due first: each is handed to one caller until
   * `now + lease`, which becomes its `due`; its attempts rise by one.
   */
  take(now: number, lease: number, limit: number): Promise<readonly Notification[]>
  /**
   * Writes the outcome of a try, or rows that replace others (a storm); all or nothing. What comes too late changes
   * nothing: a row that was sent stays sent, and one that another caller took since takes only `sent`.
   * @throws RangeError above `maxChange`.
   */
  settle(notifications: readonly Notification[]): Promise<void>
  /** Latest created first. */
  notifications(filter: {
    readonly alert?: string | undefined
    readonly status?: Notification['status']
    readonly limit: number
  }): Promise<readonly Notification[]>
  /** What a destination returned for an alert's first message of an episode (its thread); null when there is none. */
  thread(alert: string, episode: number, destination: string): Promise<Json>
  setThread(alert: string, episode: number, destination: string, thread: Json): Promise<void>
}

/** One thing that a behavioural rule remembers. */
export interface MemoryRow {
  /** Correlation and group. */
  readonly unit: string
  /**
   * Within the unit. A row that exists is kept, or gives way to an earlier or a later one; of two with the same time
   * the one whose body has the lower JSON text is the earlier, so that the order of arrival changes nothing.
   */
  readonly key: string
  readonly keep: 'first' | 'earliest' | 'latest'
  /** Milliseconds. */
  readonly time: number
  readonly body: Json
  /** When it may be forgotten; milliseconds. */
  readonly expires: number
}

/** What behavioural rules know of earlier events. */
export interface Memory {
  /** @returns how many rows were written. */
  remember(rows: readonly MemoryRow[], now: number): Promise<number>
  /** Everything that a unit remembers and `now` has not passed, by time. */
  recall(unit: string, now: number): Promise<readonly MemoryRow[]>
}

export interface SilenceStore {
  silences(): Promise<readonly Silence[]>
  /** New, or changed: then the store's own count of what it hid stays. */
  putSilence(silence: Silence): Promise<void>
}

/** A canary, whatever is known of it. */
export interface CanaryRow {
  readonly id: string
  /** Rises by one with every change. */
  readonly revision: number
  readonly body: Json
}

export interface CanaryStore {
  /** By id. */
  canaries(): Promise<readonly CanaryRow[]>
  /** `conflict`: the revision in the store is not the one below; nothing was written. */
  putCanary(row: CanaryRow): Promise<'committed' | 'conflict'>
}

/** Plans of containment with what became of them, kept as canaries are. */
export type PlanStore = { readonly plans: CanaryStore['canaries']; readonly putPlan: CanaryStore['putCanary'] }

export interface CursorStore {
  /** How far a source has come (a listing's last key, a time); null at first. */
  cursor(source: string): Promise<Json>
  setCursor(source: string, position: Json): Promise<void>
}

/** What a source has handled, so that each thing is offered once: a key of the source's own and a version of it, short texts both. */
export interface HandledStore {
  /** Everything that was noted and not forgotten. */
  handled(source: string): Promise<ReadonlyMap<string, string>>
  /** A key that is there already gets the new version. Written apart from each other: some may be there when it throws. */
  noteHandled(source: string, versions: ReadonlyMap<string, string>): Promise<void>
  forgetHandled(source: string, keys: readonly string[]): Promise<void>
}

type Kept = CanaryStore & PlanStore

export interface Store extends AlertStore, Outbox, Memory, SilenceStore, Kept, CursorStore, HandledStore {
  close(): Promise<void>
}
