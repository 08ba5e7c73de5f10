/** One input through the engine: bytes -> records -> rules -> findings, with counts that add up. */
import { toEvent } from '../cloudtrail/event.ts'
import { type ReadResult, readLogInSteps } from '../cloudtrail/read-log.ts'
import { allSteps, type Steps } from '../cloudtrail/steps.ts'
import type { Event } from '../core/event.ts'
import type { Finding } from '../core/finding.ts'
import { type JsonObject, text } from '../core/json.ts'
import type { Rule } from '../core/rule.ts'
import { toFinding } from '../detect/finding.ts'
import type { Sighting } from '../detect/watch.ts'
import { busFindings } from './bus-event.ts'
import type { Engine } from './engine.ts'

/** A record that rules matched, and all that follows from it. */
export interface MatchedRecord {
  readonly eventId: string
  readonly findings: readonly Finding[]
  /** What it tells the correlations. */
  readonly sightings: readonly Sighting[]
}

export interface FileReport {
  readonly file: string
  readonly bytes: number
  readonly read: ReadResult
  readonly matched: readonly MatchedRecord[]
  readonly ruleErrors: readonly RuleError[]
}

export interface RuleError {
  readonly rule: string
  readonly count: number
  readonly example: string
}

export const scanFile = (bytes: Buffer, file: string, engine: Engine): FileReport =>
  allSteps(scanFileInSteps(bytes, file, engine))

/** The same, so that others get their turn between two records. */
export function* scanFileInSteps(bytes: Buffer, file: string, engine: Engine): Steps<FileReport> {
  const matched: MatchedRecord[] = []
  const errors = new Map<string, { count: number; example: string }>()
  const onError = (rule: Rule, message: string): void => {
    const known = errors.get(rule.title)
    if (known) known.count++
    else errors.set(rule.title, { count: 1, example: message })
  }
  const onBusEvent = (envelope: JsonObject): void => {
    const findings = busFindings(envelope, file, engine, onError)
    if (findings.length > 0) matched.push({ eventId: text(envelope, 'id') ?? '', findings, sightings: [] })
  }
  const { wants, prefilter, matchBusEvent } = engine.ruleSet
  const options = { wants, prefilter, ...(matchBusEvent && { onBusEvent }) }
  const read = yield* readLogInSteps(bytes, options, (record) => {
    const one = scanRecord(record, file, engine, onError)
    if (one) matched.push(one)
  })
  return {
    file,
    bytes: bytes.length,
    read,
    matched,
    ruleErrors: [...errors].map(([rule, { count, example }]) => ({ rule, count, example })),
  }
}

/** One input that was scanned in pieces. */
export const mergeReports = (file: string, reports: readonly FileReport[]): FileReport => {
  const skipped: Record<string, number> = {}
  for (const { read } of reports)
    for (const [kind, count] of Object.entries(read.skipped)) skipped[kind] = (skipped[kind] ?? 0) + count
  const total = (of: (report: FileReport) => number): number => reports.reduce((sum, report) => sum + of(report), 0)
  return {
    file,
    bytes: total(({ bytes }) => bytes),
    read: {
      records: total(({ read }) => read.records),
      evaluated: total(({ read }) => read.evaluated),
      skipped,
      failed: reports.flatMap(({ read }) => read.failed),
      parsed: total(({ read }) => read.parsed),
      path: 'full',
    },
    matched: reports.flatMap(({ matched }) => matched),
    ruleErrors: reports.flatMap(({ ruleErrors }) => ruleErrors),
  }
}

export const scanRecord = (
  record: JsonObject,
  file: string,
  { ruleSet, watch, enrichment, inScope, attach, isWanted }: Engine,
  onError: (rule: Rule, message: string) => void,
): MatchedRecord | undefined => {
  let event: Event | undefined
  const findings: Finding[] = []
  const sightings: Sighting[] = []
  // A sighting tells of the event, not of the rule: one is made for all the rules that only feed correlations.
  let seen: Finding | undefined
  attach(record)
  ruleSet.match(record, (rule, verdict) => {
    if (!verdict.matched) return onError(rule, verdict.error ?? '')
    event ??= toEvent(record)
    if (!inScope(event)) return
    if (rule.reports) {
      seen = toFinding(rule, event, verdict.annotation ?? null, file, enrichment)
      if (isWanted(seen.level)) findings.push(seen)
    }
    if (!watch.needs(rule)) return
    seen ??= toFinding({ ...rule, renderMessage: noMessage }, event, null, file, enrichment)
    sightings.push(...watch.see(rule, record, seen))
  })
  return event && (findings.length > 0 || sightings.length > 0) ? { eventId: event.id, findings, sightings } : undefined
}

const noMessage = (): string => ''
