/** Runs the tests that rules and correlations carry. */
import { toEvent } from '../../cloudtrail/event.ts'
import { busEventOf } from '../../cloudtrail/kinds.ts'
import { readLog } from '../../cloudtrail/read-log.ts'
import type { Correlation, StreamTest } from '../../core/correlation.ts'
import type { Event } from '../../core/event.ts'
import type { Finding } from '../../core/finding.ts'
import type { JsonObject } from '../../core/json.ts'
import type { Rule, RuleInfo, RuleTest } from '../../core/rule.ts'
import { busEvent } from '../../detect/bus-event.ts'
import { isOfBus } from '../../detect/rule-set.ts'
import { scanRecord } from '../../flows/scan-file.ts'
import { attachAsSaid } from '../context/spec.ts'
import type { LoadedRules } from '../rules/load.ts'
import { streamOf } from '../rules/test-stream.ts'
import { createEngine } from './engine.ts'

export interface RuleTestReport {
  readonly passed: number
  readonly failures: readonly { readonly rule: string; readonly test: string; readonly reason: string }[]
  /** Titles of rules that carry no test, and of correlations; a rule that only feeds one is tested with it. */
  readonly untested: readonly string[]
}

type Loaded = Pick<LoadedRules, 'rules' | 'correlations'>

export const testRules = (loaded: Loaded): RuleTestReport => {
  const failures: { rule: string; test: string; reason: string }[] = []
  let passed = 0
  const note = (rule: string, test: string, reason: string | undefined): void => {
    if (reason === undefined) passed++
    else failures.push({ rule, test, reason })
  }
  for (const rule of loaded.rules) for (const test of rule.tests) note(rule.title, test.name, whyRuleFailed(rule, test))
  for (const correlation of loaded.correlations)
    for (const test of correlation.tests)
      note(correlation.title, test.name, whyCorrelationFailed(loaded, correlation, test))
  const tested = loaded.correlations.filter(({ tests }) => tests.length > 0)
  const untested = [...loaded.rules, ...loaded.correlations].filter(
    (one) => one.tests.length === 0 && !tested.some((correlation) => refersTo(correlation, one)),
  )
  return { passed, failures, untested: untested.map(({ title }) => title) }
}

const whyRuleFailed = (rule: Rule, { match, event: written, message }: RuleTest): string | undefined => {
  const event = eventOf(rule, written)
  if (!event) return 'its event is no CloudTrail record'
  attachAsSaid(event.raw)
  const verdict = rule.compiled.evaluate(event.raw)
  if (verdict.error !== undefined) return `the rule failed while running: ${verdict.error}`
  if (verdict.matched !== match) return match ? 'expected a match' : 'expected no match'
  return whyOtherMessage(message, message === undefined ? undefined : rule.renderMessage(event))
}

const whyCorrelationFailed = (
  loaded: Loaded,
  correlation: Correlation,
  { match, events, message }: StreamTest,
): string | undefined => {
  const records = streamOf(events).flatMap(recordsOf)
  let error: string | undefined
  const findings = findingsOf(loaded, correlation, records, (reason) => {
    error ??= reason
  })
  const [finding] = findings
  if (error !== undefined) return error
  if (match !== findings.length > 0)
    return match ? `expected a match in ${records.length} events` : `expected no match, got: ${finding?.message}`
  return whyOtherMessage(message, finding?.message)
}

/** What the correlation finds in a stream, through the engine that scans. */
export const findingsOf = (
  { rules, correlations }: Loaded,
  correlation: Correlation,
  records: readonly JsonObject[],
  onError: (reason: string) => void,
): readonly Finding[] => {
  // Without those above it, which would keep it silent.
  const real = createEngine({ rules, correlations: withInner(correlation, correlations), problems: [] }, { scope: {} })
  const engine = { ...real, attach: attachAsSaid }
  for (const record of records) {
    const matched = scanRecord(record, '', engine, (rule, reason) =>
      onError(`the rule "${rule.title}" failed while running: ${reason}`),
    )
    for (const sighting of matched?.sightings ?? []) engine.watch.add(sighting)
  }
  return engine.watch.close().filter(({ rule }) => rule.id === correlation.id)
}

/** The correlation and those that it names, and those that they name. */
const withInner = (correlation: Correlation, all: readonly Correlation[]): readonly Correlation[] => {
  const found = new Set([correlation])
  for (const one of found) for (const other of all) if (refersTo(one, other)) found.add(other)
  return all.filter((one) => found.has(one))
}

const refersTo = ({ rules }: Correlation, { id, name, title }: RuleInfo): boolean =>
  [id, name, title].some((word) => word !== undefined && rules.includes(word))

const whyOtherMessage = (expected: string | undefined, said: string | undefined): string | undefined =>
  expected === undefined || said === expected
    ? undefined
    : `expected the sentence ${JSON.stringify(expected)}, got ${JSON.stringify(said)}`

/** A record of CloudTrail; for a rule that speaks of the bus also another event of it. */
const eventOf = ({ compiled }: Rule, event: JsonObject): Event | undefined => {
  const [record] = recordsOf(event)
  if (record) return toEvent(record)
  const envelope = isOfBus(compiled) ? busEventOf(event) : undefined
  return envelope && busEvent(envelope)
}

/** The test's event as the reader would hand it over: an envelope becomes the record in it. */
const recordsOf = (event: JsonObject): readonly JsonObject[] => {
  const records: JsonObject[] = []
  readLog(Buffer.from(JSON.stringify(event)), {}, (record) => records.push(record))
  return records
}
