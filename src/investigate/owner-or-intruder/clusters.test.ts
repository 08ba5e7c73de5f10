/** Homes and clusters at each of their limits: one second, day or hour more or less decides. */
import { describe, expect, test } from 'vitest'
import { type UseSpec, use } from '../testing/uses.ts'
import { clustersOf, homesOf } from './clusters.ts'

const HOUR = 3600
const DAY = 24 * HOUR

/** An address that is home by a margin, beside the one in question. */
const homely: UseSpec = { address: '203.0.113.1', first: 0, last: 5 * DAY, days: 5, hours: 50 }

describe('home', () => {
  const cases: readonly (readonly [string, UseSpec, boolean, readonly UseSpec[]])[] = [
    ['from the first day on, to the second', { first: DAY, last: 4 * DAY, days: 3, hours: 50 }, true, [homely]],
    ['a second later than that', { first: DAY + 1, last: 4 * DAY, days: 3, hours: 50 }, false, [homely]],
    ['on two days', { last: 2 * DAY, days: 2, hours: 9 }, true, []],
    ['on one day', { last: 2 * DAY, days: 1, hours: 9 }, false, []],
    ['for twelve hours', { last: 12 * HOUR, days: 2, hours: 9 }, false, []],
    ['for a second more', { last: 12 * HOUR + 1, days: 2, hours: 9 }, true, []],
    ['two days, half of the hours', { last: 2 * DAY, days: 2, hours: 50 }, false, [homely]],
    ['two days, more than half of the hours', { last: 2 * DAY, days: 2, hours: 51 }, true, [homely]],
    ['three days, less than a quarter of the hours', { last: 2 * DAY, days: 3, hours: 16 }, false, [homely]],
    ['three days, a quarter of the hours', { last: 2 * DAY, days: 3, hours: 18 }, true, [{ ...homely, hours: 54 }]],
  ]
  test.each(cases)('%s', (_, spec, isHome, beside) => {
    const one = use(spec)
    expect(homesOf([one, ...beside.map(use)]).has(one)).toBe(isHome)
  })

  test('where the agent of a machine calls, only its own address is home', () => {
    const [machine, person] = [use({ ...homely, events: 2, agents: 1 }), use({ ...homely, address: '203.0.113.2' })]
    expect([...homesOf([machine, person])]).toEqual([machine])
    expect([...homesOf([use({ ...homely, events: 1, agents: 1 })])]).toEqual([])
  })
})

describe('a cluster of activity', () => {
  const home = use(homely)
  const mover = (n: number, more: UseSpec) => use({ address: `198.51.100.${n}`, calls: ['iam:ListUsers'], ...more })
  const cases: readonly (readonly [string, UseSpec, boolean])[] = [
    ['a client that is not at home', { client: 'other' }, true],
    ['the client from home', { client: 'cli' }, false],
    ['only calls that are made at home', { client: 'other', calls: ['s3:GetObject'] }, false],
    ['from the first day on, for twelve hours', { client: 'other', last: 12 * HOUR }, true],
    ['from the first day on, for a second more: a pool', { client: 'other', last: 12 * HOUR + 1 }, false],
    ['from the end of the first day on: a pool', { client: 'other', first: DAY, last: 2 * DAY }, false],
    ['a second later', { client: 'other', first: DAY + 1, last: 2 * DAY }, true],
    ['an agent, which calls from wherever its machine is', { client: 'other', agents: 1 }, false],
  ]
  test.each(cases)('%s', (_, spec, isCluster) => {
    const movers = [mover(1, spec), mover(2, spec)]
    const { of } = clustersOf([home, ...movers], new Set([home]))
    expect(movers.map((one) => of.get(one))).toEqual(isCluster ? [movers, movers] : [undefined, undefined])
  })

  test('clients of their own are clusters of their own', () => {
    const [one, two] = [mover(1, { client: 'one' }), mover(2, { client: 'two' })]
    const { of } = clustersOf([home, one, two], new Set([home]))
    expect([of.get(one), of.get(two)]).toEqual([[one], [two]])
  })

  test('without a home nobody is set apart', () => {
    const { of, isForeign } = clustersOf([mover(1, { client: 'other' })], new Set())
    expect([of.size, isForeign(mover(2, { client: 'third' }))]).toEqual([0, false])
  })
})
