/** Correlations: each type against a slow and obvious oracle, whatever the order; chains; links; observing. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cpuTime } from '../../../test/cpu-time.ts'
import type { Correlation, CorrelationType } from '../../core/correlation.ts'
import type { JsonObject } from '../../core/json.ts'
import type { RuleInfo } from '../../core/rule.ts'
import { createCorrelator, type Firing } from './correlator.ts'
import { linkCorrelations } from './link.ts'
import { observe } from './observe.ts'

const info = (id: string, more: Partial<RuleInfo> = {}): RuleInfo & { readonly tests: readonly [] } => ({
  id,
  title: `Title of ${id}`,
  level: 'medium',
  tags: [],
  falsepositives: [],
  references: [],
  respond: [],
  tests: [],
  ...more,
})
const correlation = (
  id: string,
  type: CorrelationType,
  rules: readonly string[],
  more: Partial<Correlation> = {},
): Correlation => ({
  ...info(id),
  type,
  rules,
  groupBy: ['who'],
  fields: [],
  timespan: 10_000,
  condition: type.startsWith('temporal') ? [{ op: 'gte', value: rules.length }] : [],
  aliases: {},
  generate: false,
  origin: 'test',
  ...more,
})

/** One event that one rule (a letter) matched; `t` in seconds. */
interface Seen {
  readonly t: number
  readonly rule: string
  readonly who?: string
  readonly value?: string
  readonly id?: string
}
const RULES = ['a', 'b', 'c']

const run = (correlations: readonly Correlation[], events: readonly Seen[]): readonly Firing[] => {
  const links = linkCorrelations(
    RULES.map((id) => info(id)),
    correlations,
  )
  expect(links.problems).toEqual([])
  const correlator = createCorrelator(links)
  for (const [at, { t, rule, who = 'dana', value = 'v', id = `e${at}` }] of events.entries()) {
    for (const one of observe(links, RULES.indexOf(rule), { who, value }, { time: t * 1000, id })) correlator.add(one)
  }
  return correlator.finish()
}
/** `first time: ids` for each firing. */
const told = (correlations: readonly Correlation[], events: readonly Seen[]): readonly string[] =>
  run(correlations, events).map(({ time, eventIds }) => `${time / 1000}: ${eventIds.join(' ')}`)
const times = (rule: string, ...seconds: number[]): Seen[] => seconds.map((t) => ({ t, rule, id: `${rule}${t}` }))

const three = correlation('many', 'event_count', ['a'], { condition: [{ op: 'gte', value: 3 }] })

describe('episodes', () => {
  test.each<[string, Correlation, readonly Seen[], readonly string[]]>([
    ['too few', three, times('a', 1, 2), []],
    ['just enough', three, times('a', 1, 2, 3), ['3: a1 a2 a3']],
    ['a window holds its whole timespan', three, times('a', 1, 2, 11), ['11: a1 a2 a11']],
    ['and no more', three, times('a', 1, 2, 12), []],
    ['a burst is one finding', three, times('a', 1, 2, 3, 4, 5, 14), ['3: a1 a2 a3 a4 a5 a14']],
    ['two bursts are two', three, times('a', 1, 2, 3, 50, 51, 52), ['3: a1 a2 a3', '52: a50 a51 a52']],
    ['a lull within a burst does not split it', three, times('a', 1, 2, 5, 13, 14), ['5: a1 a2 a5 a13 a14']],
    ['groups are apart', three, [...times('a', 1, 2), { t: 3, rule: 'a', who: 'erin' }], []],
    ['the same event twice counts once', three, [...times('a', 1, 2), ...times('a', 2)], []],
    ['events without an id all count', three, [1, 2, 2].map((t) => ({ t, rule: 'a', id: '' })), ['2: ']],
  ])('%s', (_, one, events, expected) => {
    expect(told([one], events)).toEqual(expected)
  })
})

describe('types', () => {
  const distinct = correlation('values', 'value_count', ['a'], {
    fields: ['value'],
    condition: [{ op: 'gt', value: 1 }],
  })
  const both = correlation('both', 'temporal', ['a', 'b'])
  const ordered = correlation('ordered', 'temporal_ordered', ['a', 'b', 'c'])
  const fresh = correlation('fresh', 'new_value', ['a'], { fields: ['value'] })
  const value = (...pairs: readonly (readonly [number, string])[]): Seen[] =>
    pairs.map(([t, text]) => ({ t, rule: 'a', value: text, id: `${text}${t}` }))
  test.each<[string, Correlation, readonly Seen[], readonly string[]]>([
    ['value_count: distinct values', distinct, value([1, 'x'], [2, 'x'], [3, 'y']), ['3: x1 x2 y3']],
    [
      'value_count of two fields: what they hold together',
      correlation('pairs', 'value_count', ['a'], {
        ...{ fields: ['value', 'who'], groupBy: [], condition: [{ op: 'gte', value: 3 }] },
      }),
      ['dana x', 'erin x', 'dana x', 'erin y'].map((pair, at) => {
        const [who, text] = pair.split(' ') as [string, string]
        return { t: at + 1, rule: 'a', who, value: text, id: pair.replace(' ', '-') + at }
      }),
      ['4: dana-x0 erin-x1 dana-x2 erin-y3'],
    ],
    ['value_count: a value leaves the window', distinct, value([1, 'x'], [2, 'y'], [20, 'y']), ['2: x1 y2']],
    ['temporal: any order', both, [...times('b', 1), ...times('a', 5)], ['5: b1 a5']],
    ['temporal: too far apart', both, [...times('b', 1), ...times('a', 12)], []],
    [
      'temporal: one event of both rules',
      both,
      [
        { t: 1, rule: 'a', id: 'x' },
        { t: 1, rule: 'b', id: 'x' },
      ],
      ['1: x'],
    ],
    [
      'temporal: two of three',
      correlation('t', 'temporal', ['a', 'b', 'c'], { condition: [{ op: 'gte', value: 2 }] }),
      [...times('c', 1), ...times('a', 2)],
      ['2: c1 a2'],
    ],
    ['ordered: in order', ordered, [...times('a', 1), ...times('b', 2), ...times('c', 3)], ['3: a1 b2 c3']],
    [
      'ordered: a longer chain that began earlier widens the finding',
      correlation('o', 'temporal_ordered', ['a', 'b', 'c'], { condition: [{ op: 'gte', value: 2 }] }),
      [...times('a', 1), ...times('b', 2), ...times('a', 3), ...times('c', 4)],
      ['2: a1 b2 a3 c4'],
    ],
    ['ordered: not in order', ordered, [...times('b', 1), ...times('a', 2), ...times('c', 3)], []],
    [
      'ordered: the youngest chain counts',
      ordered,
      [...times('a', 1, 8), ...times('b', 9), ...times('c', 12)],
      ['12: a8 b9 c12'],
    ],
    ['ordered: the same second proves no order', ordered, [...times('a', 1), ...times('b', 1), ...times('c', 3)], []],
    [
      'ordered: from first to last within the timespan',
      ordered,
      [...times('a', 1), ...times('b', 8), ...times('c', 12)],
      [],
    ],
    ['new_value: each value once', fresh, value([1, 'x'], [2, 'x'], [3, 'y'], [4, 'x']), ['1: x1', '3: y3']],
    ['new_value: forgotten after the timespan', fresh, value([1, 'x'], [11, 'x'], [22, 'x']), ['1: x1', '22: x22']],
    ['new_value: learning', { ...fresh, learning: 5000 }, value([1, 'x'], [2, 'y'], [6, 'z'], [7, 'x']), ['6: z6']],
  ])('%s', (_, one, events, expected) => {
    expect(told([one], events)).toEqual(expected)
  })
})

describe('against the oracle', () => {
  const holds = ({ condition }: Correlation, count: number) =>
    condition.every(
      ({ op, value }) =>
        ({
          gte: count >= value,
          gt: count > value,
          lte: count <= value,
          lt: count < value,
          eq: count === value,
          neq: count !== value,
        })[op],
    )
  /** The longest chain that ends with the last event, trying them all. */
  const chain = (one: Correlation, events: readonly Seen[]): number => {
    const last = events.at(-1)!
    const earlier = events.filter(({ t, rule }) => t < last.t && one.rules.indexOf(rule) < one.rules.indexOf(last.rule))
    return 1 + Math.max(0, ...earlier.map((event) => chain(one, [...events.filter(({ t }) => t < event.t), event])))
  }
  /** Every event id that must be in some finding: those of every window that holds. */
  const oracle = (one: Correlation, events: readonly Seen[]): { first: number | undefined; moments: number[] } => {
    const inTime = [...events].sort((a, b) => a.t - b.t)
    const moments = inTime.filter((event, at) => {
      const upTo =
        one.type === 'temporal_ordered' ? inTime.filter(({ t }) => t < event.t).concat(event) : inTime.slice(0, at + 1)
      const window = upTo.filter(({ t }) => (event.t - t) * 1000 <= one.timespan)
      if (one.type === 'event_count') return holds(one, window.length)
      if (one.type === 'value_count') return holds(one, new Set(window.map(({ value }) => value)).size)
      if (one.type === 'temporal') return holds(one, new Set(window.map(({ rule }) => rule)).size)
      if (one.type === 'temporal_ordered') return holds(one, chain(one, window))
      const before = inTime.slice(0, at).filter(({ value }) => value === event.value)
      const fresh = before.every(({ t }) => (event.t - t) * 1000 > one.timespan)
      return fresh && (event.t - inTime[0]!.t) * 1000 >= (one.learning ?? 0)
    })
    return { first: moments[0]?.t, moments: moments.map(({ t }) => t) }
  }
  const limit = fc.record({
    op: fc.constantFrom('gte', 'gt', 'eq', 'lte', 'lt', 'neq'),
    value: fc.integer({ min: 1, max: 4 }),
  })
  const one = fc.oneof(
    fc
      .record({ condition: fc.array(limit, { minLength: 1, maxLength: 2 }) })
      .map((more) => correlation('o', 'event_count', ['a', 'b'], more)),
    fc
      .record({ condition: fc.array(limit, { minLength: 1, maxLength: 2 }), fields: fc.constant(['value']) })
      .map((more) => correlation('o', 'value_count', RULES, more)),
    fc.constant(correlation('o', 'temporal', RULES)),
    fc.constant(correlation('o', 'temporal_ordered', RULES)),
    fc
      .record({ condition: fc.array(limit, { minLength: 1, maxLength: 1 }) })
      .map((more) => correlation('o', 'temporal_ordered', RULES, more)),
    fc
      .record({ learning: fc.constantFrom(0, 3000, 12_000), fields: fc.constant(['value']) })
      .map((more) => correlation('o', 'new_value', ['a', 'b'], more)),
  )
  const stream = fc.array(
    fc.record({
      t: fc.integer({ min: 0, max: 40 }),
      rule: fc.constantFrom(...RULES),
      value: fc.constantFrom('x', 'y', 'z'),
      who: fc.constantFrom('dana', 'erin'),
    }),
    { maxLength: 14 },
  )
  const numbered = stream.map((events) =>
    // Within one second the order of events is that of their ids, here as in the oracle.
    events.sort((a, b) => a.t - b.t).map((event, at) => ({ ...event, id: `e${String(at).padStart(3, '0')}` })),
  )

  test('fires when the oracle does, first at the same time, with every moment inside a finding', {
    tags: 'property',
  }, () => {
    let fired = 0
    fc.assert(
      fc.property(one, numbered, (rule, events) => {
        const firings = run([rule], events)
        fired += firings.length
        for (const who of ['dana', 'erin']) {
          const mine = firings.filter(({ group }) => group[0] === who)
          const { first, moments } = oracle(
            rule,
            events.filter((event) => event.who === who && rule.rules.includes(event.rule)),
          )
          expect(mine[0]?.time).toBe(first === undefined ? undefined : first * 1000)
          const covered = mine
            .flatMap(({ eventIds }) => eventIds)
            .map((id) => events.find((event) => event.id === id)!.t)
          expect(moments.filter((t) => !covered.includes(t))).toEqual([])
          const ids = mine.flatMap(({ eventIds }) => eventIds)
          expect(new Set(ids).size).toBe(ids.length)
        }
      }),
      { numRuns: 3000 },
    )
    expect(fired).toBeGreaterThan(1000)
  })

  test('the order in which events come in does not matter', { tags: 'property' }, () => {
    fc.assert(
      fc.property(
        one,
        numbered.chain((events) =>
          fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })),
        ),
        (rule, [events, shuffled]) => {
          const chained = [
            rule,
            correlation('above', 'temporal', ['o', 'c'], { timespan: 20_000 }),
            correlation('count', 'event_count', ['o'], {
              condition: [{ op: 'gte', value: 2 }],
              timespan: 60_000,
              generate: true,
            }),
          ]
          expect(run(chained, shuffled)).toEqual(run(chained, events))
        },
      ),
      { numRuns: 1000 },
    )
  })
})

describe('chains', () => {
  const failures = correlation('failures', 'event_count', ['a'], { condition: [{ op: 'gte', value: 3 }] })
  const then = correlation('then', 'temporal_ordered', ['failures', 'b'], { timespan: 60_000 })
  test('many failures, then a success: all events are named, and the inner correlation is silent', () => {
    const firings = run([then, failures], [...times('a', 1, 2, 3, 4), ...times('b', 30)])
    expect(firings).toEqual([
      { correlation: 0, group: ['dana'], time: 30_000, eventId: 'b30', eventIds: ['a1', 'a2', 'a3', 'a4', 'b30'] },
    ])
  })
  test('the success may come at the end of a long burst', () => {
    const burst = times('a', ...Array.from({ length: 200 }, (_, at) => at))
    expect(told([then, failures], [...burst, ...times('b', 250)])).toHaveLength(1)
    expect(told([then, failures], [...burst, ...times('b', 270)])).toHaveLength(0)
  })
  test('the outer group comes from the event', () => {
    const inner = correlation('inner', 'event_count', ['a'], {
      groupBy: ['value'],
      condition: [{ op: 'gte', value: 2 }],
    })
    const outer = correlation('outer', 'value_count', ['inner'], {
      groupBy: ['who'],
      fields: ['value'],
      condition: [{ op: 'gte', value: 2 }],
      timespan: 60_000,
    })
    const seen = (t: number, value: string): Seen => ({ t, rule: 'a', value, id: `${value}${t}` })
    expect(told([inner, outer], [seen(1, 'x'), seen(2, 'x'), seen(20, 'y'), seen(21, 'y')])).toEqual([
      '21: x1 x2 y20 y21',
    ])
    expect(
      told([{ ...outer, generate: true }, inner], [seen(1, 'x'), seen(2, 'x'), seen(20, 'y'), seen(21, 'y')]),
    ).toHaveLength(3)
  })
})

describe('links', () => {
  const rules = [info('one', { name: 'first' }), info('two', { title: 'Same' }), info('three', { title: 'Same' })]
  const link = (...correlations: readonly Correlation[]) => linkCorrelations(rules, correlations)
  test('by id, by name, by title', () => {
    const { problems, feeds, silentRules } = link(
      correlation('c', 'temporal', ['first', 'two']),
      correlation('d', 'temporal', ['Title of one', 'three'], { generate: true }),
    )
    expect(problems).toEqual([])
    expect(feeds).toEqual([
      [
        { correlation: 0, rule: 0 },
        { correlation: 1, rule: 0 },
      ],
      [{ correlation: 0, rule: 1 }],
      [{ correlation: 1, rule: 1 }],
    ])
    expect([...silentRules]).toEqual([1])
  })
  test.each<[string, readonly Correlation[], readonly { message: string; hint?: string }[]]>([
    [
      'unknown',
      [correlation('c', 'temporal', ['frist'])],
      [{ message: 'no rule has the id, name or title "frist"', hint: 'did you mean "first"?' }],
    ],
    [
      'ambiguous',
      [correlation('c', 'temporal', ['Same'])],
      [{ message: '"Same" is the title of 2 rules', hint: 'give each an id of its own and refer to that' }],
    ],
    [
      'the same rule by two names',
      [correlation('c', 'temporal', ['one', 'first'])],
      [{ message: '"first" is a rule that the correlation names already' }],
    ],
    [
      'itself',
      [correlation('c', 'temporal', ['c'])],
      [{ message: 'correlations refer to each other in a circle: "Title of c" -> "Title of c"' }],
    ],
    [
      'a circle',
      [correlation('c', 'temporal', ['d', 'one']), correlation('d', 'temporal', ['c', 'two'])],
      [{ message: 'correlations refer to each other in a circle: "Title of c" -> "Title of d" -> "Title of c"' }],
    ],
  ])('%s', (_, correlations, expected) => {
    expect(link(...correlations).problems.map(({ correlation: _, ...problem }) => problem)).toEqual(expected)
  })
})

describe('observing', () => {
  const seen = (more: Partial<Correlation>, record: JsonObject) => {
    const links = linkCorrelations(
      [info('a')],
      [correlation('c', 'value_count', ['a'], { fields: ['f'], condition: [{ op: 'gte', value: 1 }], ...more })],
    )
    return observe(links, 0, record, { time: 5, id: 'e' }).map(({ group, value }) => `${group} ${value}`)
  }
  test.each<[Partial<Correlation>, JsonObject, readonly string[]]>([
    [{}, { who: 'x', f: 1 }, ['["x"] 1']],
    [{ groupBy: [] }, { f: 'v' }, ['[] "v"']],
    [{ groupBy: ['a.b', 'a.c'] }, { a: { b: 1, c: true }, f: 1 }, ['[1,true] 1']],
    [{ groupBy: ['a.b'] }, { a: [{ b: 1 }, { b: 2 }], f: 1 }, ['[[1,2]] 1']],
    [{ groupBy: ['a.b.c'] }, { a: { 'b.c': 1 }, f: 1 }, ['[1] 1']],
    [{ groupBy: ['alias'], aliases: { alias: { a: 'deep.er' } } }, { deep: { er: 'x' }, f: 1 }, ['["x"] 1']],
    [{}, { f: 1 }, []],
    [{}, { who: null, f: 1 }, []],
    [{}, { who: 'x' }, []],
    [{ groupBy: ['__proto__'] }, { f: 1 }, []],
  ])('%j %j', (more, record, expected) => {
    expect(seen(more, record)).toEqual(expected)
  })
  test('a long value is cut, a deep one replaced', () => {
    let deep: JsonObject = {}
    for (let at = 0; at < 100_000; at++) deep = { deep }
    const [long] = seen({}, { who: 'x'.repeat(5_000_000), f: deep })
    expect(long?.length).toBeLessThan(1100)
  })
  test('an event without a time feeds nothing', () => {
    const links = linkCorrelations([info('a')], [correlation('c', 'event_count', ['a'])])
    expect(observe(links, 0, { who: 'x' }, { time: Number.NaN, id: 'e' })).toEqual([])
  })
})

test('a million observations stay small and are done in seconds', { tags: 'scale' }, () => {
  const links = linkCorrelations(
    [info('a')],
    [correlation('c', 'event_count', ['a'], { condition: [{ op: 'gte', value: 400_000 }], timespan: 1e9 })],
  )
  const correlator = createCorrelator(links)
  const cost = cpuTime(() => {
    for (let at = 0; at < 1_000_000; at++) {
      correlator.add({
        correlation: 0,
        rule: 0,
        time: ((at * 7919) % 1_000_000) * 100,
        eventId: `event-${at}`,
        group: at % 2 === 0 ? '["dana"]' : '["erin"]',
      })
    }
    const firings = correlator.finish()
    expect(firings.map(({ eventIds }) => eventIds.length)).toEqual([500_000, 500_000])
  })
  expect(cost).toBeLessThan(20_000)
})
