import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aMessage, PLAIN, wholeFinding } from '../../test/contracts/messages.ts'
import { aFinding } from '../alerting/testing/finding.ts'
import type { Finding } from '../core/finding.ts'
import { html, plain } from './escape.ts'
import { asLines, fitted, headline, layout, ROOMY } from './layout.ts'

const facts = (name: string): Readonly<Record<string, string>> =>
  Object.fromEntries(layout(PLAIN[name] ?? aMessage()).facts.map((fact) => [fact.name, fact.text]))

test('the first message says who, where, from where, with what and why', () => {
  expect(facts('first')).toEqual({
    who: 'dana (role Developer)',
    account: 'prod-payments · 123456789012 · production · checkout · owner @payments · payments@example.com',
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
  ['storm', '🟡 STORM MEDIUM  60 alerts at once'],
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

test('what is said in the same words is one line; all lines and what is left out add up', () => {
  const same = Array.from({ length: 6 }, () => wholeFinding())
  const other = Array.from({ length: 3 }, () => wholeFinding({ message: 'dana deleted 2 flow logs' }))
  const findings = [...other, ...same]
  const lines = (count: number, room: number) =>
    fitted(layout(aMessage('new-findings', { findings, count })), plain, { ...ROOMY, lines: room }).more
  const [deleted, again] = [
    '2026-03-04 02:14:09 UTC · dana deleted 2 flow logs ×3',
    '2026-03-04 02:14:09 UTC · the same ×5',
  ]
  expect(lines(9, 10)).toEqual([deleted, again])
  expect(lines(1_009, 10)).toEqual([deleted, again, 'and 1,000 more'])
  expect(lines(1_009, 2)).toEqual([deleted, 'and 1,005 more'])
  expect(lines(9, 1)).toEqual(['and 8 more'])
})

test('a finding of many events says of how many', () => {
  const burst = wholeFinding({ eventIds: ['a', 'b', 'c'] })
  const seenIn = (findings: readonly Finding[]) => layout(aMessage('first', { findings })).seen
  expect(seenIn([burst])).toBe('3 events behind it')
  expect(seenIn([burst, burst])).toMatch(/^×2 since .* · 3 events behind it$/)
  expect(seenIn([wholeFinding()])).toBe('')
})

test('whatever is said in the same words and however much room there is, the numbers add up', {
  tags: 'property',
}, () => {
  const sentences = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 10 })
  fc.assert(
    fc.property(sentences, fc.nat(10_000), fc.integer({ min: 1, max: 12 }), (said, beyond, lines) => {
      const findings = said.map((message) => wholeFinding({ message }))
      const message = aMessage('new-findings', { findings, count: findings.length + beyond })
      const { more } = fitted(layout(message), plain, { ...ROOMY, lines })
      const counts = more.map((line) => Number(/(?: ×|^and )([\d,]+)/.exec(line)?.[1]?.replaceAll(',', '') ?? 1))
      expect(more.length).toBeLessThanOrEqual(lines)
      expect(1 + counts.reduce((sum, count) => sum + count, 0)).toBe(findings.length + beyond)
    }),
  )
})

test('the event is shown when it is asked for: its record, else what is known of it', () => {
  const finding = wholeFinding()
  const recordIn = (message: ReturnType<typeof aMessage>) => layout(message, ['event']).record
  expect(layout(aMessage()).record).toBe('')
  expect(JSON.parse(recordIn(aMessage()))).toMatchObject({ eventName: 'StopLogging' })
  const record = { eventName: 'StopLogging', requestParameters: { name: 'a\u202eb' } }
  const message = aMessage('first', { findings: [{ ...finding, record }] })
  const shown = fitted(layout(message, ['event']), plain, ROOMY).record
  expect(shown).toContain('\n    "name": "a\\u202eb"\n')
  const cut = fitted(layout(message, ['event']), plain, { ...ROOMY, record: 40 }).record
  expect(cut).toMatch(/^\{\n {2}"eventName": "StopLogging",\n {2}"requ…$/)
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
  expect(asLines(fitted(layout(aMessage()), plain, ROOMY)).join('\n')).toMatch(
    /^🔴 CRITICAL.*\nLogging was stopped\n\nWithout a trail .*\n\nwho {8}dana[\s\S]*What to do\n1\. Ask dana\.[\s\S]*Look further\ntattletrail investigate 198\.51\.100\.7\nEvent in console: https:/,
  )
})
