import pc from 'picocolors'
import { expect, test } from 'vitest'
import { rendered } from '../testing/rendered.ts'
import { type BacktestReport, backtestJsonl, backtestText, overspent, type RuleNoise, renderNoise } from './backtest.ts'

const plain = pc.createColors(false)
const rule = (title: string, alerts: number, changes: Partial<RuleNoise> = {}): RuleNoise => ({
  id: title,
  title,
  level: 'medium',
  status: 'stable',
  staged: false,
  alerts,
  loud: alerts,
  events: ['e1'],
  ...changes,
})
const report = (rules: readonly RuleNoise[], changes: Partial<BacktestReport> = {}): BacktestReport => ({
  rules,
  evaluated: 2000,
  days: 2,
  firstDay: '2026-03-02',
  lastDay: '2026-03-03',
  levels: { critical: 0, high: 0, medium: 33, low: 0, informational: 0 },
  staged: 1,
  loud: rules.reduce((sum, { loud }) => sum + loud, 0),
  ...changes,
})
const NOISY = report([rule('loud one', 30), rule('quiet one', 3), rule('on trial', 1, { staged: true, loud: 0 })])

test('the table', async () => {
  expect(await rendered(backtestText, { report: NOISY })).toBe(`level        alerts    per day   per 1,000  rule
MEDIUM           30      15.00       15.00  loud one
MEDIUM            3       1.50        1.50  quiet one
MEDIUM            1       0.50        0.50  on trial  staged

`)
  expect(await rendered(backtestText, { report: report([]) })).toContain('no rule said anything')
  expect(renderNoise(NOISY, plain)).toContain(
    'medium and above: 33 alerts on 2,000 events, 16.50 per 1,000, 16.50 a day (2 days: 2026-03-02 to 2026-03-03)',
  )
})

test('the change', async () => {
  const change = { added: 4, removed: 0, addedEvents: ['a', 'b', 'c'], removedEvents: [] }
  const same = { added: 0, removed: 0, addedEvents: [], removedEvents: [] }
  const text = await rendered(backtestText, {
    against: 'main',
    report: report([
      rule('wider', 9, { change }),
      rule('same', 2, { change: same }),
      rule('gone', 0, { change: { ...same, removed: 1, removedEvents: ['\u001b[1A'] } }),
      rule('graver', 1, { change: { ...same, was: { level: 'low', status: 'test' } } }),
    ]),
  })
  expect(text.slice(text.indexOf('Against'))).toBe(`Against main: 4 alerts more, 1 fewer
        +4       -0  wider
                     + a, b, c, ...
        +0       -1  gone
                     - \\u001b[1A
        +0       -0  graver  (was low, test; is medium, stable)

`)
  const unchanged = { against: 'main', report: report([rule('same', 2, { change: same })]) }
  expect(await rendered(backtestText, unchanged)).toContain('main: the same alerts')
})

const BUDGETS: readonly (readonly [Parameters<typeof overspent>[1], readonly string[]])[] = [
  [{}, []],
  [{ all: 16.5 }, []],
  [{ all: 16 }, ['budget of 16 per 1,000 events is overspent: 16.50, most by loud one (15.00), quiet one (1.50)']],
  [{ perRule: 15 }, []],
  [{ perRule: 2 }, ['budget of 2 per 1,000 events and rule is overspent by loud one (15.00)']],
  [{ all: 0, perRule: 0 }, [expect.any(String), expect.stringContaining('loud'), expect.stringContaining('quiet')]],
]
test.each(BUDGETS)('budget %j', (budget, expected) => {
  expect(overspent(NOISY, budget)).toEqual(expected)
})

test('no events spend no budget', () => {
  expect(overspent(report([], { evaluated: 0 }), { all: 0, perRule: 0 })).toEqual([])
})

test('JSON lines', async () => {
  const lines = (await rendered(backtestJsonl, { report: NOISY })).split('\n')
  expect(JSON.parse(lines[2] ?? '')).toEqual({
    rule: { id: 'on trial', title: 'on trial', level: 'medium', status: 'stable' },
    staged: true,
    alerts: 1,
    loud: 0,
    perDay: 0.5,
    perThousand: 0.5,
    events: ['e1'],
    added: null,
    removed: null,
    addedEvents: null,
    removedEvents: null,
    was: null,
  })
})
