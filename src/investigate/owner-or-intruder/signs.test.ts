/** What speaks against a use and what for it, each at its limit: the points, the words, and the habit. */
import { describe, expect, test } from 'vitest'
import { type UseSpec, use } from '../testing/uses.ts'
import { anySpan, assessorOf } from './signs.ts'

const HOUR = 3600
const DAY = 24 * HOUR

const POWER = 'it made calls from there that give power, hide traces or let others in'
const WHO = 'it asked from there who it is'
const REFUSED = 'it was refused from there, and hardly anywhere else'
const MACHINE = 'the machine that it belongs to calls from another address'
const FRESH = 'most of its calls from there it made from nowhere else'
const LATER = 'it came from there only later'
const A_WHILE = 'it came from there only for a while'
const DAILY = 'it was used from there day by day'
const AS_ELSEWHERE = 'it did nothing there that it does not do elsewhere too'
const POOL = (count: number) => `it is used from ${count} addresses`
const LONG = 'it was used from there for many hours without anything out of the ordinary'

interface Row {
  readonly name: string
  readonly one: UseSpec
  /** The other uses of the credential. */
  readonly others?: readonly UseSpec[]
  readonly score: number
  readonly signs: readonly string[]
  readonly habit?: string
}

/** The same hour, and a call that nobody else makes. */
const other: UseSpec = { address: '203.0.113.1', calls: ['ec2:DescribeVpcs'] }
const runners = (count: number): readonly UseSpec[] =>
  Array.from({ length: count }, (_, n) => ({ address: `203.0.113.${n}`, calls: ['ec2:DescribeVpcs'] }))

const rows: readonly Row[] = [
  { name: 'nothing of power', one: { suspect: 0 }, score: 0, signs: [] },
  { name: 'one call of power', one: { suspect: 1 }, score: 2, signs: [POWER] },
  { name: 'two calls of power', one: { suspect: 2 }, score: 3, signs: [POWER] },
  { name: 'it asks who it is', one: { whoAmI: 1 }, score: 1, signs: [WHO] },
  {
    name: 'it asks who it is, as it does elsewhere',
    one: { whoAmI: 1 },
    others: [{ ...other, whoAmI: 1 }],
    score: 1,
    signs: [FRESH],
  },
  { name: 'a tenth is refused', one: { events: 20, denied: 2 }, score: 0, signs: [] },
  { name: 'more than a tenth is refused', one: { events: 19, denied: 2 }, score: 1, signs: [REFUSED] },
  {
    name: 'as much is refused elsewhere',
    one: { events: 19, denied: 2 },
    others: [{ ...other, events: 19, denied: 2 }],
    score: 1,
    signs: [FRESH],
  },
  {
    name: 'the agent calls from elsewhere',
    one: {},
    others: [{ ...other, agents: 1, events: 2, calls: ['s3:GetObject'] }],
    score: 1,
    signs: [MACHINE],
    habit: AS_ELSEWHERE,
  },
  {
    name: 'half of its calls are made nowhere else',
    one: { suspect: 1, calls: ['a:A', 'b:B'] },
    others: [{ ...other, calls: ['a:A'] }],
    score: 2,
    signs: [POWER],
  },
  {
    name: 'more than half of its calls are made nowhere else',
    one: { suspect: 1, calls: ['a:A', 'b:B', 'c:C'] },
    others: [{ ...other, calls: ['a:A'] }],
    score: 3,
    signs: [POWER, FRESH],
  },
  { name: 'power on two days', one: { suspect: 1, days: 2 }, score: 2, signs: [POWER] },
  { name: 'power on three days', one: { suspect: 1, days: 3 }, score: 0, signs: [POWER], habit: DAILY },
  {
    name: 'one of seven addresses',
    one: { whoAmI: 1 },
    others: runners(6),
    score: 2,
    signs: [WHO, FRESH],
  },
  {
    name: 'one of eight addresses',
    one: { whoAmI: 1 },
    others: runners(7),
    score: 1,
    signs: [WHO, FRESH],
    habit: POOL(8),
  },
  {
    name: 'one of eight addresses, with power',
    one: { suspect: 1 },
    others: runners(7),
    score: 3,
    signs: [POWER, FRESH],
  },
  {
    name: 'power, a day after the first use',
    one: { suspect: 1, first: DAY },
    others: [other],
    score: 3,
    signs: [POWER, FRESH],
  },
  {
    name: 'power, a second later than that',
    one: { suspect: 1, first: DAY + 1 },
    others: [other],
    score: 4,
    signs: [POWER, FRESH, LATER],
  },
  {
    name: 'a use that began before it and ended after it',
    one: { suspect: 1, first: 10, last: 20 },
    others: [{ ...other, first: 9, last: 21 }],
    score: 4,
    signs: [POWER, FRESH, A_WHILE],
  },
  {
    name: 'a use that began with it',
    one: { suspect: 1, first: 10, last: 20 },
    others: [{ ...other, first: 10, last: 21 }],
    score: 3,
    signs: [POWER, FRESH],
  },
  {
    name: 'a use that ended with it',
    one: { suspect: 1, first: 10, last: 20 },
    others: [{ ...other, first: 9, last: 20 }],
    score: 3,
    signs: [POWER, FRESH],
  },
  { name: 'twelve hours without a sign', one: { last: 12 * HOUR }, score: 0, signs: [] },
  { name: 'a second more without a sign', one: { last: 12 * HOUR + 1 }, score: 0, signs: [], habit: LONG },
  { name: 'the same, but it asks who it is', one: { last: 12 * HOUR + 1, whoAmI: 1 }, score: 1, signs: [WHO] },
]

describe('a use beside the others', () => {
  test.each(rows)('$name', ({ one, others = [], score, signs, habit }) => {
    const uses = [one, ...others].map(use)
    const [first] = uses as [ReturnType<typeof use>]
    const assess = assessorOf(uses, new Set(), { of: new Map(), isForeign: () => false })
    expect(assess(first, [first])).toEqual({ score, signs, habit })
  })
})

describe('a cluster beside what is done at home', () => {
  const home: UseSpec = { address: '203.0.113.1', first: 0, last: 5 * DAY, days: 5, calls: ['ec2:DescribeVpcs'] }
  const cases: readonly (readonly [string, UseSpec, readonly string[], string | undefined])[] = [
    ['twelve hours', { first: 2 * DAY, last: 2.5 * DAY }, [POWER, FRESH, LATER, A_WHILE], undefined],
    ['a second more', { first: 2 * DAY, last: 2.5 * DAY + 1 }, [POWER, FRESH, LATER], undefined],
    ['three days, a day late: always there', { first: DAY, last: 4 * DAY, days: 3 }, [POWER, FRESH], DAILY],
    ['three days, later than that', { first: DAY + 1, last: 4 * DAY, days: 3 }, [POWER, FRESH, LATER], undefined],
  ]
  test.each(cases)('%s', (_, spec, signs, habit) => {
    const [at, one, two] = [home, { suspect: 1, ...spec }, { suspect: 1, ...spec, address: '192.0.2.2' }].map(use)
    if (!at || !one || !two) throw new Error('three uses')
    const cluster = [one, two]
    const of = new Map(cluster.map((each) => [each, cluster]))
    const assess = assessorOf([at, one, two], new Set([at]), { of, isForeign: (each) => each !== at })
    expect(assess(one, cluster)).toMatchObject({ signs, habit })
  })
})

test('a span that begins before the one and ends after the other', () => {
  const around = anySpan<number>([
    { first: 5, last: 6 },
    { first: 1, last: 3 },
    { first: 2, last: 9 },
  ])
  const table = [
    [1, 0, false],
    [2, 2, true],
    [2, 3, false],
    [3, 8, true],
    [3, 9, false],
    [9, 5, true],
  ] as const
  for (const [before, after, is] of table) expect([before, after, around(before, after)]).toEqual([before, after, is])
})
