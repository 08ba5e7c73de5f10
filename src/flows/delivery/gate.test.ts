/** How much a destination gets at once, at each limit. */
import { describe, expect, test } from 'vitest'
import { aFinding } from '../../alerting/testing/finding.ts'
import { createLife } from '../../alerting/testing/life.ts'
import type { Notification } from '../../core/alert.ts'
import type { SendResult } from '../../core/destination.ts'
import { MINUTE, SECOND } from '../../notation/duration.ts'
import { createGate } from './gate.ts'

const START = 1_000_000
const life = createLife()
const [opened] = life.at(1, aFinding()).notifications as [Notification]
/** First messages of alerts with these names. */
const rows = (names: string, more: Partial<Notification> = {}): readonly Notification[] =>
  [...names].map((id) => ({ ...opened, id, ...more }))
const alert = (level: 'critical' | 'high', tags: readonly string[] = []) => ({
  alert: { ...opened.alert, level, rule: { ...opened.alert.rule, tags } },
})

type Gate = ReturnType<typeof createGate>
/** Which are sent, postponed (and until when, after the start) and folded. */
const admit = (gate: Gate, after: number, notifications: readonly Notification[]): string => {
  const { admitted, postponed, folded, storm } = gate.admit(notifications, START + after)
  const names = (list: readonly Notification[]): string => list.map(({ id }) => id).join('')
  const until = [...new Set(postponed.map(({ due }) => due - START))].join(' ')
  const later = postponed.length > 0 ? ` later ${names(postponed)} ${until}` : ''
  return `${names(admitted)}${later}${storm ? ` storm ${names(folded)}` : ''}`
}
type Step = readonly [after: number, notifications: readonly Notification[], outcome: string]

describe('a share for each minute', () => {
  test.each<[string, number, readonly Step[]]>([
    ['as many as the rate', 3, [[0, rows('abc'), 'abc']]],
    ['one more', 3, [[0, rows('abcd'), `abc later d ${MINUTE}`]]],
    [
      'within a minute',
      2,
      [
        [0, rows('a'), 'a'],
        [MINUTE - 1, rows('bc'), `b later c ${MINUTE}`],
      ],
    ],
    [
      'after a minute',
      2,
      [
        [0, rows('a'), 'a'],
        [MINUTE, rows('bc'), 'bc'],
      ],
    ],
    ['none at all', 0, [[5, rows('a'), ` later a ${5 + MINUTE}`]]],
  ])('%s', (_, rate, steps) => {
    const gate = createGate({ rate, stormCap: 100 })
    for (const [after, notifications, outcome] of steps) expect(admit(gate, after, notifications)).toBe(outcome)
  })
})

describe('more new alerts than the cap are a storm', () => {
  test.each<[string, number, readonly Step[]]>([
    ['as many as the cap', 2, [[0, rows('ab'), 'ab']]],
    ['one more', 2, [[0, rows('abc'), 'ab storm c']]],
    ['a critical one is none of them', 1, [[0, [...rows('xy', alert('critical')), ...rows('ab')], 'xya storm b']]],
    [
      'nor is that of a canary',
      1,
      [[0, [...rows('xy', alert('high', ['tattletrail.canary'])), ...rows('ab')], 'xya storm b']],
    ],
    ['nor a follow-up', 1, [[0, [...rows('xy', { reason: 'new-findings' }), ...rows('ab')], 'xya storm b']]],
    ['but a high one is', 1, [[0, [...rows('xy', alert('high', ['attack.t1485']))], 'x storm y']]],
    [
      'one that is tried again is no new one',
      1,
      [
        [0, rows('a'), 'a'],
        [1, rows('a'), 'a'],
      ],
    ],
    [
      'what comes after the storm waits for its end',
      1,
      [
        [0, rows('ab'), 'a storm b'],
        [1, rows('c'), ` later c ${10 * MINUTE}`],
        [10 * MINUTE - 1, rows('cd'), ` later cd ${10 * MINUTE}`],
        [10 * MINUTE, rows('cd'), 'c storm d'],
      ],
    ],
    [
      'of those ten minutes ago none counts, though it was tried again',
      1,
      [
        [0, rows('a'), 'a'],
        [MINUTE, rows('a'), 'a'],
        [10 * MINUTE, rows('b'), 'b'],
      ],
    ],
  ])('%s', (_, stormCap, steps) => {
    const gate = createGate({ rate: 100, stormCap })
    for (const [after, notifications, outcome] of steps) expect(admit(gate, after, notifications)).toBe(outcome)
  })

  test('it is one alert of all, and shows the first finding of each of twenty', () => {
    const at = (minute: number): string => `2026-03-04T02:${10 + minute}:00Z`
    const many = Array.from({ length: 22 }, (_, n): Notification => {
      const findings = [0, 1].map((second) => aFinding({ event: { id: `e${n}-${second}`, time: at(n) } }))
      return { ...opened, id: `n${n}`, alert: { ...opened.alert, findings, count: 2, first: at(n), last: at(n + 1) } }
    })
    const { storm, folded } = createGate({ rate: 100, stormCap: 1 }).admit([...many].reverse(), START)
    expect(folded).toHaveLength(21)
    expect(folded[0]).toMatchObject({ status: 'folded', note: `folded into ${storm?.id}` })
    expect(storm).toMatchObject({
      ...{ id: 'storm:n20', destination: 'slack', reason: 'storm', status: 'due', due: START, created: START },
      ...{ attempts: 0, postponed: 0 },
      alert: {
        ...{ id: `storm-${opened.alert.id}`, groupKey: 'storm slack', count: 21, first: at(0), last: at(21) },
        rule: { id: 'tattletrail-storm', title: 'Storm of 42 findings', tags: [] },
        ...{ acknowledged: null, assignee: null, notified: {}, decisions: [] },
      },
    })
    expect(storm?.alert.findings.map(({ event }) => event.id)).toEqual(many.slice(1, 21).map((_, n) => `e${20 - n}-0`))
  })
})

describe('a destination that fails rests', () => {
  const OK: SendResult = { ok: true }
  const AGAIN: SendResult = { ok: false, retry: true, reason: '503' }
  const NEVER: SendResult = { ok: false, retry: false, reason: '404' }
  const asks = (retryAfter: number): SendResult => ({ ...AGAIN, retryAfter })
  const times = (count: number, result = AGAIN): readonly SendResult[] => Array.from({ length: count }, () => result)
  test.each<[string, readonly SendResult[], number | undefined]>([
    ['after four failures', times(4), undefined],
    ['after five', times(5), 10 * SECOND],
    ['twice as long after the next', times(6), 20 * SECOND],
    ['and again', times(9), 160 * SECOND],
    ['five minutes at most', times(10), 5 * MINUTE],
    ['ever', times(20), 5 * MINUTE],
    ['not after a success', [...times(5), OK], undefined],
    ['nor after a message that it refused for good', [...times(5), NEVER], undefined],
    ['a success counts the failures anew', [...times(4), OK, ...times(4)], undefined],
    ['a refusal too', [...times(4), NEVER, ...times(4)], undefined],
    ['and the rest', [...times(7), OK, ...times(5)], 10 * SECOND],
    ['for as long as it asks', [asks(90 * SECOND)], 90 * SECOND],
    ['for an hour at most', [asks(61 * MINUTE)], 60 * MINUTE],
    ['what it asked for does not lengthen its next rest', [...times(5), asks(MINUTE), AGAIN], 20 * SECOND],
    ['one that asked has rested once', [asks(MINUTE), ...times(4)], 20 * SECOND],
  ])('%s', (_, results, length) => {
    const gate = createGate({ rate: 1, stormCap: 1 })
    for (const result of results) gate.note(result, START)
    const until = length === undefined ? undefined : START + length
    expect(gate.resting(START)).toBe(until)
    if (until === undefined) return
    expect([gate.resting(until - 1), gate.resting(until)]).toEqual([until, undefined])
  })
})
