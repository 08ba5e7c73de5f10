import { expect, test } from 'vitest'
import { aMessage, PLAIN } from '../../test/contracts/messages.ts'
import { aFinding } from '../alerting/testing/finding.ts'
import { html } from './escape.ts'
import { asLines, fitted, headline, layout, ROOMY } from './layout.ts'

const facts = (name: string): Readonly<Record<string, string>> =>
  Object.fromEntries(layout(PLAIN[name] ?? aMessage()).facts.map((fact) => [fact.name, fact.text]))

test('the first message says who, where, from where, with what and why', () => {
  expect(facts('first')).toEqual({
    who: 'dana (role Developer)',
    account: 'prod-payments · 123456789012 · production · owner @payments · payments@example.com',
    region: 'eu-west-1',
    from: '198.51.100.7 · Minsk, BY · Example Net',
    with: 'aws-cli 2.15.0',
    why: 'Logging was stopped · 2026-03-04 02:14:09 UTC',
    technique: 'ATT&CK T1685.002',
    event: 'StopLogging · 6f0c1d2e-3b4a-4c5d-8e6f-7a8b9c0d1e91',
  })
})

test('what nobody knows is left out', () => {
  const bare = aFinding({ sourceIp: '', tool: '', who: '', event: { region: '' }, rule: { tags: [] } })
  expect(layout(aMessage('first', { findings: [bare] })).facts.map(({ name }) => name)).toEqual([
    'account',
    'why',
    'event',
  ])
})

const HEADLINES: readonly (readonly [string, string])[] = [
  ['first', '🔴 CRITICAL  dana (role Developer) stopped logging on trail org-trail'],
  ['resolved', '✅ RESOLVED CRITICAL  dana (role Developer) deleted 2 flow logs'],
  ['storm', '🟡 STORM MEDIUM  14 alerts at once: they are told in this one message'],
  ['test', '🧪 TEST  dana (role Developer) stopped logging on trail org-trail'],
]
test.each(HEADLINES)('%s', (name, expected) => {
  expect(headline(layout(PLAIN[name] ?? aMessage()))).toBe(expected)
})

const REASONS: readonly (readonly [string, string])[] = [
  ['new findings', '×5,000 since 2026-03-04 02:14:09 UTC, last 2026-03-04 02:16:00 UTC'],
  ['level raised', 'raised to critical'],
  ['resolved', 'nothing new for a while'],
  ['storm', 'storm cap'],
  ['test', 'a test of this destination'],
]
test.each(REASONS)('%s: why it is told', (name, expected) => {
  expect(facts(name).why).toContain(expected)
})

test('an alert that was resolved before says that it fires again', () => {
  const [why] = layout(aMessage('first', { episode: 2 })).facts.filter(({ name }) => name === 'why')
  expect(why?.text).toContain('it was resolved and fires again')
})

test('a storm names every alert that it holds', () => {
  expect(layout(PLAIN.storm ?? aMessage()).more).toHaveLength(14)
})

test('there is nothing to do about what is resolved', () => {
  expect(layout(PLAIN.resolved ?? aMessage()).steps).toEqual([])
  expect(layout(aMessage()).steps).toHaveLength(3)
})

test('lines that do not fit are counted', () => {
  const respond = Array.from({ length: 30 }, (_, at) => `step ${at}`)
  const { steps } = fitted(layout(aMessage('first', { respond })), html, ROOMY)
  expect(steps).toHaveLength(10)
  expect(steps.at(-1)).toBe('and 21 more')
})

test('as lines of text it reads from the sentence to the next step', () => {
  expect(asLines(layout(aMessage())).join('\n')).toMatch(
    /^🔴 CRITICAL.*\nLogging was stopped\n\nwho {8}dana[\s\S]*What to do\n1\. Ask dana\.[\s\S]*Look further\ntattletrail investigate 198\.51\.100\.7\nEvent in console: https:/,
  )
})
