import pc from 'picocolors'
import { expect, test } from 'vitest'
import type { Level } from '../../core/rule.ts'
import { rendered } from '../testing/rendered.ts'
import { type CoveringRule, coverageJsonl, coverageText, type RuleCoverage } from './coverage.ts'
import { coverageNavigator, navigatorLayer } from './navigator.ts'

const rule = (title: string, level: Level, events: readonly string[] = []): CoveringRule => ({
  id: title.toLowerCase(),
  title,
  level,
  origin: 'my.yml',
  events,
})

const LONG = 'Multi-Factor Authentication Request Generation'

const coverage: RuleCoverage = {
  version: '19.2',
  tactics: [
    { id: 'initial-access', name: 'Initial Access' },
    { id: 'collection', name: 'Collection' },
    { id: 'impact', name: 'Impact' },
  ],
  techniques: [
    {
      id: 'T1078.004',
      name: 'Cloud Accounts',
      tactics: ['initial-access'],
      rules: [rule('A', 'critical', ['b:Two', 'a:One']), rule('B', 'low', ['a:One']), rule('C', 'low')],
    },
    { id: 'T1199', name: 'Trusted Relationship', tactics: ['initial-access'], rules: [] },
    { id: 'T1485', name: 'Data Destruction', tactics: ['impact'], rules: [rule('D', 'medium')] },
    { id: 'T1621', name: LONG, tactics: ['impact'], rules: [rule('D', 'medium')] },
  ],
  rules: 5,
  unmapped: ['untitled \u202e'],
}

test('the picture: tactics in order, the bar by number and level, gaps, rules without a technique', async () => {
  expect(await rendered(coverageText, coverage)).toBe(
    `5 rules and ATT&CK 19.2: 3 techniques covered, 1 gap

Initial Access                                                                                1 of 2
  T1078.004  Cloud Accounts                        ████████████    3  1 critical, 2 low
  no rule    T1199 Trusted Relationship

Impact                                                                                        2 of 2
  T1485      Data Destruction                      ████░░░░░░░░    1  1 medium
  T1621      Multi-Factor Authentication Request…  ████░░░░░░░░    1  1 medium

1 rule without a technique
  untitled \\u202e
`,
  )
})

test.each([60, 80, 100, 120])('no line is wider than %i columns', async (width) => {
  const many = { ...coverage, techniques: coverage.techniques.map((one) => ({ ...one, tactics: ['initial-access'] })) }
  const gaps = Array.from({ length: 40 }, (_, at) => ({
    id: `T${2000 + at}`,
    name: LONG,
    tactics: ['impact'],
    rules: [],
  }))
  const lines = (await rendered(coverageText, { ...many, techniques: [...many.techniques, ...gaps] }, { width })).split(
    '\n',
  )
  expect(lines.length).toBeGreaterThan(20)
  expect(lines.filter((line) => line.length > width)).toEqual([])
})

test('a bar is painted by level and keeps its length', async () => {
  const painted = await rendered(coverageText, coverage, { colors: pc.createColors(true), width: 80 })
  expect(painted).toContain(`\u001b[31m████\u001b[39m`)
  expect(painted).toContain(`\u001b[36m████████\u001b[39m`)
})

test('the lines for programs', async () => {
  const [first, gap] = (await rendered(coverageJsonl, coverage)).split('\n')
  expect(JSON.parse(first ?? '')).toEqual({
    technique: 'T1078.004',
    name: 'Cloud Accounts',
    tactics: ['initial-access'],
    attack: '19.2',
    rules: [
      { id: 'a', title: 'A', level: 'critical', origin: 'my.yml' },
      { id: 'b', title: 'B', level: 'low', origin: 'my.yml' },
      { id: 'c', title: 'C', level: 'low', origin: 'my.yml' },
    ],
    events: ['a:One', 'b:Two'],
  })
  expect(JSON.parse(gap ?? '')).toMatchObject({ rules: [], events: [] })
})

test('the layer has the fields of format 4.5', async () => {
  const layer = JSON.parse(await rendered(coverageNavigator, coverage))
  expect(layer).toMatchObject({
    name: 'Tattletrail',
    versions: { attack: '19', navigator: '5.2.0', layer: '4.5' },
    domain: 'enterprise-attack',
    gradient: { minValue: 0, maxValue: 3 },
    techniques: [
      {
        techniqueID: 'T1078.004',
        score: 3,
        comment: 'A (critical)\nB (low)\nC (low)',
        metadata: [
          { name: 'worst level', value: 'critical' },
          { name: 'calls', value: 'a:One\nb:Two' },
        ],
      },
      { techniqueID: 'T1199', comment: 'No rule.' },
      { techniqueID: 'T1485', score: 1 },
      { techniqueID: 'T1621', score: 1 },
      { techniqueID: 'T1078', showSubtechniques: true },
    ],
  })
  expect(layer).toEqual(navigatorLayer(coverage))
})

test('a gradient needs a greatest value above its least', () => {
  expect(navigatorLayer({ ...coverage, techniques: [] })).toMatchObject({ gradient: { minValue: 0, maxValue: 1 } })
})

test('a tooltip stays readable', () => {
  const rules = Array.from({ length: 100 }, (_, at) => rule(`R${at}`, 'low'))
  const techniques = [{ id: 'T1485', name: 'Data Destruction', tactics: ['impact'], rules }]
  const { techniques: shown } = navigatorLayer({ ...coverage, techniques }) as { techniques: { comment: string }[] }
  expect(shown[0]?.comment.split('\n')).toHaveLength(41)
  expect(shown[0]?.comment).toContain('... and 60 more')
})
