/** The tests that Sigma documents carry: streams of correlations, read or refused at their place. */
import { expect, test } from 'vitest'
import { CompileError } from '../../../core/problem.ts'
import { sigma } from '../index.ts'

const rule = (tests: string) => `title: Burst
correlation: { type: event_count, rules: [one], timespan: 5m, condition: { gte: 2 } }
tattletrail:
  tests: ${tests}
---
title: One
name: one
logsource: { product: aws, service: cloudtrail }
detection: { s: { eventName: A }, condition: s }
`
const FIRST = "{ event: { eventName: A, eventTime: '2026-03-04T02:14:09Z' }"

test('a stream', () => {
  const { correlations } = sigma.compile(
    rule(
      `[{ name: x, match: true, message: m, events: [${FIRST}, times: 3, after: 10s }, { event: { eventName: B } }] }]`,
    ),
  )
  expect(correlations[0]?.tests).toEqual([
    {
      name: 'x',
      match: true,
      message: 'm',
      events: [
        { event: { eventName: 'A', eventTime: '2026-03-04T02:14:09Z' }, times: 3, after: 10_000 },
        { event: { eventName: 'B' }, times: 1, after: 1000 },
      ],
    },
  ])
})

const REFUSED: readonly (readonly [what: string, tests: string, problems: readonly string[]])[] = [
  ['no list', '7', ['"tests" must be a list @ 7']],
  ['no map', '[7]', ['a test must be a map @ 7']],
  ['a single event', '[{ name: x, match: true, event: {} }]', ['the test lacks events', 'unknown key "event" in 0']],
  ['no verdict', `[{ name: x, events: [${FIRST} }] }]`, ['the test lacks match: true or false']],
  [
    'a part that is no map',
    `[{ name: x, match: true, events: [${FIRST} }, 7] }]`,
    ['a part of a stream must be a map @ 7'],
  ],
  [
    'no event',
    `[{ name: x, match: true, events: [${FIRST} }, { times: 3 }] }]`,
    ['this part of the stream has no event @ { times: 3 }'],
  ],
  [
    'no time to count from',
    '[{ name: x, match: true, events: [{ event: { eventName: A } }] }]',
    ['the first event of a stream needs an eventTime @ { eventName: A }'],
  ],
  [
    'a second time',
    `[{ name: x, match: true, events: [${FIRST} }, { event: { eventTime: z } }] }]`,
    ['only the first event of a stream has an eventTime @ z'],
  ],
  [
    'never',
    `[{ name: x, match: true, events: [${FIRST}, times: 0 }] }]`,
    ['"times" must be a whole number from 1 to 1000 @ 0'],
  ],
  [
    'too often',
    `[{ name: x, match: true, events: [${FIRST}, times: 1001 }] }]`,
    ['"times" must be a whole number from 1 to 1000 @ 1001'],
  ],
  ['no timespan', `[{ name: x, match: true, events: [${FIRST}, after: soon }] }]`, ['"soon" is not a timespan @ soon']],
]

test.each(REFUSED)('refused: %s', (_, tests, expected) => {
  const text = rule(tests)
  try {
    sigma.compile(text)
  } catch (error) {
    if (!(error instanceof CompileError)) throw error
    const found = error.problems.map(
      ({ message, offset = 0, length = 0 }) => `${message} @ ${text.slice(offset, offset + length)}`,
    )
    expect(found).toHaveLength(expected.length)
    for (const [at, problem] of expected.entries()) expect(found[at]).toContain(problem)
    return
  }
  expect.unreachable('it compiled')
})
