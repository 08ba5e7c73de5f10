/** Ingest: one input through the engine, and everything that it caused into the store. Acknowledge after this, not before. */
import { decide, type Policy } from '../alerting/decide.ts'
import { fold, type RuleNotes } from '../alerting/fold.ts'
import { alertId, findingKey, groupKey, olderGroupKey } from '../alerting/group.ts'
import type { Decided } from '../alerting/notification.ts'
import { type Alert, waits } from '../core/alert.ts'
import type { Finding } from '../core/finding.ts'
import type { AlertChange, AlertStore, Memory, Outbox } from '../core/store.ts'
import type { BehaviourMemory } from '../detect/memory.ts'
import type { Sighting } from '../detect/watch.ts'
import { untilCommitted } from './commit.ts'
import type { Engine } from './engine.ts'
import { type FileReport, scanFileInSteps } from './scan-file.ts'
import { inTurns, ONE_TURN, type Turns } from './turns.ts'

/** All that ingesting needs besides its input. */
export interface Ingester {
  readonly engine: Engine
  readonly memory: BehaviourMemory
  readonly store: AlertStore & Outbox & Memory
  readonly policy: () => Promise<Policy>
  readonly notes: (ruleId: string) => RuleNotes
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Where others wait beside it; absent: it is done in one go. */
  readonly turns?: Turns
}

export interface CommitReport {
  /** New findings, by now in the store. */
  readonly findings: number
  /** Findings that were in the store already. */
  readonly duplicates: number
  readonly notifications: number
}

/** What became of one input. `records = evaluated + skipped + failed` in `read`. */
export interface IngestReport extends CommitReport {
  readonly read: FileReport['read']
  readonly ruleErrors: FileReport['ruleErrors']
  /** Rows that behavioural rules wrote. */
  readonly remembered: number
}

/** A finding on its way to the store. */
interface Candidate {
  readonly key: string
  readonly finding: Finding
  /** Keys of what it may stand for, when it comes from a behavioural rule. */
  readonly mayOvertake: readonly string[]
}

/** @throws Error when the store cannot take it, StoppedError: the input must then be offered again. */
export const ingest = async (bytes: Buffer, name: string, ingester: Ingester): Promise<IngestReport> => {
  const report = await inTurns(scanFileInSteps(bytes, name, ingester.engine), ingester.turns ?? ONE_TURN)
  const matched = once(report.matched)
  const single = matched.flatMap(({ findings }) => findings).map((finding) => candidate(finding, []))
  const behavioural = await remember(
    matched.flatMap(({ sightings }) => sightings),
    ingester,
  )
  const counts = await commitAll([...single, ...behavioural.candidates], ingester)
  return { read: report.read, ruleErrors: report.ruleErrors, remembered: behavioural.rows, ...counts }
}

/** Findings that came as such: of a scan, of the bus. */
export const ingestFindings = (findings: readonly Finding[], ingester: Ingester): Promise<CommitReport> =>
  commitAll(
    findings.map((finding) => (finding.eventIds.length > 1 ? behaviour(finding) : candidate(finding, []))),
    ingester,
  )

const candidate = (finding: Finding, mayOvertake: readonly string[]): Candidate => ({
  key: findingKey(finding),
  finding,
  mayOvertake,
})

/** A finding of a behavioural rule stands for itself, smaller, and for those that an earlier event of it completed. */
const behaviour = (finding: Finding): Candidate => {
  const completedBy = (id: string): string => findingKey({ ...finding, event: { ...finding.event, id } })
  return candidate(finding, [findingKey(finding), ...finding.eventIds.map(completedBy)])
}

/** An event that stands in the input twice counts once. */
const once = (matched: FileReport['matched']): FileReport['matched'] => {
  const seen = new Set<string>()
  return matched.filter(({ eventId }) => eventId === '' || (!seen.has(eventId) && seen.add(eventId)))
}

/** Units whose memories are fetched side by side and judged together. */
const UNITS_AT_ONCE = 20

/** Writes sightings down, then judges each unit that they touched by all that it knows. */
const remember = async (
  sightings: readonly Sighting[],
  { memory, store, now, turns = ONE_TURN }: Ingester,
): Promise<{ readonly rows: number; readonly candidates: readonly Candidate[] }> => {
  const rows = memory.rows(sightings, now())
  const written = rows.length > 0 ? await store.remember(rows, now()) : 0
  const here = new Set(sightings.map(({ finding }) => finding.event.id))
  const candidates: Candidate[] = []
  const units = [...new Set(rows.map((row) => row.unit))]
  for (let at = 0; at < units.length; at += UNITS_AT_ONCE) {
    await turns.next()
    const known = await Promise.all(units.slice(at, at + UNITS_AT_ONCE).map((unit) => store.recall(unit, now())))
    for (const finding of memory.judge(known.flat())) {
      // What this input had no part in was judged before.
      if (!finding.eventIds.some((id) => here.has(id)) && !here.has(finding.event.id)) continue
      candidates.push(behaviour(finding))
    }
  }
  return { rows: written, candidates }
}

const commitAll = async (candidates: readonly Candidate[], ingester: Ingester): Promise<CommitReport> => {
  const groups = new Map<string, Candidate[]>()
  for (const one of candidates) {
    const key = groupKey(one.finding, ingester.notes(one.finding.rule.id).groups)
    const group = groups.get(key)
    if (group) group.push(one)
    else groups.set(key, [one])
  }
  const sum = { findings: 0, duplicates: 0, notifications: 0 }
  // A finding that grows counts twice: as overtaken and as rewritten.
  const size = Math.floor(ingester.store.maxChange / 2)
  for (const [key, group] of groups)
    for (let at = 0; at < group.length; at += size) {
      await ingester.turns?.next()
      const done = await commitGroup(key, group.slice(at, at + size), ingester)
      sum.findings += done.findings
      sum.duplicates += done.duplicates
      sum.notifications += done.notifications
    }
  return sum
}

const commitGroup = (key: string, group: readonly Candidate[], ingester: Ingester): Promise<CommitReport> =>
  untilCommitted(ingester.store, alertId(key), async () => {
    const prepared = await prepare(key, group, ingester)
    if (!prepared) return { findings: 0, duplicates: group.length, notifications: 0 }
    if ((await ingester.store.commit(prepared)) === 'conflict') return 'conflict'
    const rewritten = prepared.findings.filter((one) => prepared.overtaken.includes(one.key)).length
    const findings = prepared.findings.length - rewritten
    return { findings, duplicates: group.length - findings, notifications: prepared.notifications.length }
  })

/** The change for what the store does not know yet; undefined when it knows all of it. */
const prepare = async (
  key: string,
  group: readonly Candidate[],
  ingester: Ingester,
): Promise<AlertChange | undefined> => {
  const { store, policy, notes, now } = ingester
  const before = await alertBefore(key, group, ingester)
  const known = new Set(await store.knownFindings(group.map((one) => one.key)))
  const unknown = unique(group).filter((one) => !known.has(one.key))
  const grown = unique(group).filter((one) => known.has(one.key) && one.mayOvertake.length > 0 && !holds(before, one))
  if (unknown.length === 0 && grown.length === 0) return undefined
  const earlier = unknown.flatMap(({ mayOvertake }) => mayOvertake)
  if (earlier.length > 0) for (const one of await store.knownFindings(earlier)) known.add(one)
  const written = [...unknown, ...grown]
  const overtaken = new Set(written.flatMap(({ mayOvertake }) => mayOvertake).filter((one) => known.has(one)))
  const { rule } = (written[0] as Candidate).finding
  const rules = notes(rule.id)
  const alert = fold(
    before,
    key,
    written.map(({ finding }) => finding),
    overtaken,
    rules,
    now(),
  )
  const fresh = unknown
    .filter((one) => !one.mayOvertake.some((other) => known.has(other)))
    .map(({ finding }) => finding)
  // What makes an alert, or brings an ended one back, is news, though it stands for a finding that is known.
  const news = fresh.length === 0 && before?.status !== 'firing' ? written.map(({ finding }) => finding) : fresh
  const decided: Decided =
    news.length > 0
      ? decide(alert, news, await waiting(alert, store), rules, await policy(), now())
      : { alert, notifications: [], hidden: {} }
  return {
    ...decided,
    findings: written.map(({ key, finding }) => ({ key, finding })),
    overtaken: [...overtaken],
  }
}

/** The alert of a group: one that fires under the key from before goes on, under the new key, until it ends. */
const alertBefore = async (
  key: string,
  group: readonly Candidate[],
  { store, notes }: Ingester,
): Promise<Alert | undefined> => {
  const grouped = group.filter(({ finding }) => !notes(finding.rule.id).groups)
  const older = [...new Set(grouped.map(({ finding }) => olderGroupKey(finding)))]
  const own = alertId(key)
  const found = await store.alerts([own, ...older.map(alertId)])
  const isOngoing = ({ id, status, groupKey: its }: Alert): boolean =>
    // An identity that had the same older key may have taken it over.
    id !== own && status === 'firing' && (its === key || older.includes(its))
  return found.find(isOngoing) ?? found.find(({ id }) => id === own)
}

/** Whether the alert shows the finding just as it is. */
const holds = (alert: Alert | undefined, { finding }: Candidate): boolean => {
  const text = JSON.stringify(finding)
  return alert?.findings.some((one) => JSON.stringify(one) === text) ?? false
}

const waiting = async (alert: Alert, store: Outbox) =>
  (await store.notifications({ alert: alert.id, status: 'due', limit: 1000 })).filter(waits)

const unique = (group: readonly Candidate[]): readonly Candidate[] => [
  ...new Map(group.map((one) => [one.key, one])).values(),
]
