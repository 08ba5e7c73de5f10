/** The tests of correlations: streams written short, run through the engine, and what the report says. */
import { describe, expect, test } from 'vitest'
import type { StreamPart } from '../../core/correlation.ts'
import { sigma } from '../../languages/index.ts'
import { lazyMessageRenderer } from '../rules/message.ts'
import { toCorrelation, toRule } from '../rules/sigma-rules.ts'
import { streamOf } from '../rules/test-stream.ts'
import { testRules } from './test-rules.ts'

describe('a stream written short', () => {
  const first: StreamPart = {
    event: { eventTime: '2026-03-04T02:14:09Z', eventName: 'A', userIdentity: { type: 'Root', arn: 'x' } },
    times: 2,
    after: 10_000,
  }
  const short = (parts: readonly StreamPart[]) =>
    streamOf(parts).map(({ eventTime, eventName, userIdentity, requestParameters }) =>
      JSON.stringify([eventTime, eventName, userIdentity, requestParameters]),
    )

  test('times advance, later parts change the first event, and {n} counts', () => {
    const change = {
      event: { eventName: 'B', userIdentity: { arn: 'y' }, requestParameters: { names: ['s-{n}'] } },
      times: 2,
      after: 60_000,
    }
    expect(short([first, change])).toEqual([
      '["2026-03-04T02:14:09Z","A",{"type":"Root","arn":"x"},null]',
      '["2026-03-04T02:14:19Z","A",{"type":"Root","arn":"x"},null]',
      '["2026-03-04T02:15:19Z","B",{"type":"Root","arn":"y"},{"names":["s-1"]}]',
      '["2026-03-04T02:16:19Z","B",{"type":"Root","arn":"y"},{"names":["s-2"]}]',
    ])
  })

  test('every event has an id of its own', () => {
    const ids = streamOf([first, { ...first, times: 300 }]).map(({ eventID }) => eventID)
    expect(new Set(ids).size).toBe(302)
  })

  test('a hostile key stays a key', () => {
    const event = JSON.parse('{"eventTime":"2026-03-04T02:14:09Z","__proto__":{"polluted":true}}')
    expect(Object.hasOwn(streamOf([{ event, times: 1, after: 1000 }])[0] ?? {}, '__proto__')).toBe(true)
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })
})

const EVENT = `{ eventVersion: '1.11', eventTime: '2026-03-04T02:14:09Z', eventSource: a.amazonaws.com, eventName: A, awsRegion: eu-west-1, userIdentity: { type: Root, arn: x } }`
const load = (tests: string, more = '') => {
  const file = sigma.compile(`title: Burst
name: burst
correlation: { type: event_count, rules: [one], group-by: [awsRegion], timespan: 5m, condition: { gte: 3 } }
tattletrail: { message: '\\(count) calls', tests: [${tests}] }
---
title: One
name: one
logsource: { product: aws, service: cloudtrail }
detection: { s: { eventName: A }, condition: s }
${more}`)
  return {
    rules: file.rules.map((rule) => toRule(rule, 'here', lazyMessageRenderer(undefined))),
    correlations: file.correlations.map((correlation) => toCorrelation(correlation, 'here')),
  }
}
const ABOVE = `---
title: Burst, twice
correlation: { type: event_count, rules: [burst], group-by: [awsRegion], timespan: 1d, condition: { gte: 2 } }
`

const CASES: readonly (readonly [what: string, tests: string, more: string, failures: readonly string[]])[] = [
  ['it matches', `{ name: x, match: true, message: 3 calls, events: [{ event: ${EVENT}, times: 3 }] }`, '', []],
  ['it is quiet', `{ name: x, match: false, events: [{ event: ${EVENT}, times: 2 }] }`, '', []],
  ['too slow to match', `{ name: x, match: false, events: [{ event: ${EVENT}, times: 9, after: 4m }] }`, '', []],
  [
    'what another correlation names is tested alone',
    `{ name: x, match: true, events: [{ event: ${EVENT}, times: 3 }] }`,
    ABOVE,
    [],
  ],
  [
    'expected a match',
    `{ name: x, match: true, events: [{ event: ${EVENT}, times: 2 }] }`,
    '',
    ['x: expected a match in 2 events'],
  ],
  [
    'expected none',
    `{ name: x, match: false, events: [{ event: ${EVENT}, times: 3 }] }`,
    '',
    ['x: expected no match, got: 3 calls'],
  ],
  [
    'another sentence',
    `{ name: x, match: true, message: 4 calls, events: [{ event: ${EVENT}, times: 3 }] }`,
    '',
    ['x: expected the sentence "4 calls", got "3 calls"'],
  ],
]

test.each(CASES)('%s', (_, tests, more, failures) => {
  const report = testRules(load(tests, more))
  expect(report.failures.map(({ test, reason }) => `${test}: ${reason}`)).toEqual(failures)
  expect(report.passed).toBe(1 - failures.length)
})

test('a rule that only feeds a tested correlation needs no test of its own', () => {
  const tests = `{ name: x, match: false, events: [{ event: ${EVENT} }] }`
  expect(testRules(load(tests)).untested).toEqual([])
  expect(testRules(load(tests, ABOVE)).untested).toEqual(['Burst, twice'])
  expect(testRules(load('')).untested).toEqual(['One', 'Burst'])
})
