/** What becomes of one record, and how one input is counted. */
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../core/json.ts'
import { NO, type Verdict, YES } from '../core/language.ts'
import type { Rule } from '../core/rule.ts'
import { aCorrelation, aRule } from '../detect/testing/rules.ts'
import type { Engine } from './engine.ts'
import { type FileReport, mergeReports, scanFile, scanRecord } from './scan-file.ts'
import { anEngine } from './testing/engine.ts'

const record = { eventID: 'e1', eventName: 'StopLogging', eventTime: '2026-03-04T02:14:09Z', awsRegion: 'eu-west-1' }
const says = (verdict: Verdict, more: Partial<Rule> = {}, id = 'rule'): Rule =>
  aRule(id, more, { evaluate: () => verdict })
const twice = [aCorrelation('twice', ['rule'])]

describe('a record', () => {
  const matching = says(YES)
  const silent = says(YES, { reports: false })
  const cases: readonly (readonly [string, Engine, findings: string, sightings: number, errors: string])[] = [
    ['that no rule matches', anEngine([says(NO)]), '', 0, ''],
    ['that a rule matches', anEngine([matching]), 'rule: rule', 0, ''],
    ['that two match', anEngine([matching, says(YES, {}, 'other')]), 'rule: rule, other: other', 0, ''],
    ['that was not asked about', anEngine([matching], twice, { inScope: () => false }), '', 0, ''],
    ['that feeds a correlation too', anEngine([matching], twice), 'rule: rule', 1, ''],
    ['that only feeds a correlation', anEngine([silent], twice), '', 1, ''],
    ['of a rule that neither reports nor feeds', anEngine([silent]), '', 0, ''],
    ['below the level that is wanted', anEngine([matching], [], { isWanted: () => false }), '', 0, ''],
    ['below that level, which feeds a correlation', anEngine([matching], twice, { isWanted: () => false }), '', 1, ''],
    ['on which a rule fails', anEngine([says({ matched: false, error: 'broken' })]), '', 0, 'rule: broken'],
    [
      'on which one rule fails and one matches',
      anEngine([says({ matched: false, error: 'broken' }), says(YES, {}, 'other')]),
      'other: other',
      0,
      'rule: broken',
    ],
  ]
  test.each(cases)('%s', (_, engine, findings, sightings, expected) => {
    const errors: string[] = []
    const found = scanRecord(record, 'log.json', engine, ({ title }, message) => errors.push(`${title}: ${message}`))
    expect(found?.eventId).toBe(findings === '' && sightings === 0 ? undefined : 'e1')
    expect((found?.findings ?? []).map(({ rule, message }) => `${rule.id}: ${message}`).join(', ')).toBe(findings)
    expect(found?.sightings ?? []).toHaveLength(sightings)
    expect(errors.join()).toBe(expected)
  })

  test('only what is asked about is judged, event by event', () => {
    const engine = anEngine([matching], [], { inScope: ({ region }) => region === 'eu-west-1' })
    const found = (awsRegion: string) => scanRecord({ ...record, awsRegion }, '', engine, () => {})?.findings.length
    expect([found('eu-west-1'), found('us-east-1')]).toEqual([1, undefined])
  })

  test('rules read what is known about it', () => {
    const attach = (one: JsonObject): void => void Object.assign(one, { tattletrail: { network: 'office' } })
    const knows = aRule(
      'rule',
      {},
      { evaluate: ({ tattletrail }) => ({ matched: true, annotation: tattletrail ?? 7 }) },
    )
    const annotation = (engine: Engine) => scanRecord({ ...record }, '', engine, () => {})?.findings[0]?.annotation
    expect(annotation(anEngine([knows], [], { attach }))).toEqual({ network: 'office' })
    expect([annotation(anEngine([knows])), annotation(anEngine([matching]))]).toEqual([7, null])
  })

  test('what a correlation is told has no sentence of the rule, and costs none', () => {
    const renderMessage = () => expect.unreachable('rendered')
    const found = scanRecord(record, 'log.json', anEngine([{ ...silent, renderMessage }], twice), () => {})
    expect(found?.sightings[0]?.finding).toMatchObject({ message: '', event: { id: 'e1' }, file: 'log.json' })
  })
})

const fails = aRule(
  'fails',
  {},
  { evaluate: ({ eventID }) => (eventID === 'e0' ? YES : { matched: false, error: `broken on ${eventID}` }) },
)
const log = (...records: readonly unknown[]): Buffer => Buffer.from(JSON.stringify({ Records: records }))
const three = log(...[0, 1, 2].map((n) => ({ ...record, eventID: `e${n}` })))

test('the failures of a rule are counted, and the first is shown', () => {
  const report = scanFile(three, 'log.json', anEngine([fails, says(YES, {}, 'other')]))
  expect(report).toMatchObject({ file: 'log.json', bytes: three.length, read: { records: 3, evaluated: 3 } })
  expect(report.matched.map(({ findings }) => findings.map(({ rule }) => rule.id).join())).toEqual([
    'fails,other',
    'other',
    'other',
  ])
  expect(report.ruleErrors).toEqual([{ rule: 'fails', count: 2, example: 'broken on e1' }])
})

test('the reports of pieces are one report', () => {
  const piece = (n: number, skipped: FileReport['read']['skipped']): FileReport => ({
    ...{ file: 'piece', bytes: n },
    read: {
      records: n + 1,
      evaluated: n + 2,
      skipped,
      failed: [{ reason: `${n}`, count: n }],
      parsed: n + 3,
      path: 'fast',
    },
    matched: [{ eventId: `e${n}`, findings: [], sightings: [] }],
    ruleErrors: [{ rule: 'fails', count: n, example: `${n}` }],
  })
  expect(mergeReports('whole', [piece(10, { digest: 1 }), piece(20, { digest: 2, insight: 5 })])).toEqual({
    ...{ file: 'whole', bytes: 30 },
    read: {
      ...{ records: 32, evaluated: 34, skipped: { digest: 3, insight: 5 }, parsed: 36, path: 'full' },
      failed: [
        { reason: '10', count: 10 },
        { reason: '20', count: 20 },
      ],
    },
    matched: [10, 20].map((n) => ({ eventId: `e${n}`, findings: [], sightings: [] })),
    ruleErrors: [10, 20].map((n) => ({ rule: 'fails', count: n, example: `${n}` })),
  })
})
