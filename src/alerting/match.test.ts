/** Matchers of routes and silences, key by key and at each edge. */
import { expect, test } from 'vitest'
import type { Matcher } from '../core/alert.ts'
import { PRINCIPAL_KINDS } from '../core/event.ts'
import { NO_CONTEXT } from '../core/finding.ts'
import { LEVELS } from '../core/rule.ts'
import { matches, subjectOf } from './match.ts'
import { aFinding } from './testing/finding.ts'
import { createLife, finding } from './testing/life.ts'

const known = aFinding({
  rule: { tags: ['attack.impact', 'attack.t1685.002'] },
  context: {
    ...NO_CONTEXT,
    account: { ...NO_CONTEXT.account, name: 'shop', environment: 'production' },
  },
})

test.each<[Matcher, boolean]>([
  [{}, true],
  [{ rule: ['logging-stopped'] }, true],
  [{ rule: ['Logging was stopped'] }, true],
  [{ rule: ['other'] }, false],
  [{ rule: ['other', 'logging-stopped'] }, true],
  [{ rule: [] }, false],
  [{ tag: ['attack.impact'] }, true],
  [{ tag: ['attack.t1685.002'] }, true],
  [{ tag: ['attack'] }, false],
  [{ account: ['123456789012'] }, true],
  [{ account: ['shop'] }, true],
  [{ account: ['111122223333'] }, false],
  [{ environment: ['production'] }, true],
  [{ environment: ['sandbox'] }, false],
  [{ region: ['eu-west-1'] }, true],
  [{ region: ['eu-west-2'] }, false],
  [{ principal: ['arn:aws:iam::123456789012:role/Developer'] }, true],
  [{ principal: ['arn:aws:iam::123456789012:role/nobody'] }, false],
  [{ ip: ['198.51.100.7'] }, true],
  [{ ip: ['198.51.100.0/29'] }, true],
  [{ ip: ['198.51.100.8/29'] }, false],
  [{ ip: ['192.0.2.1', '198.51.100.7'] }, true],
  [{ ip: [] }, false],
  [{ rule: ['logging-stopped'], region: ['eu-west-2'] }, false],
  [{ rule: ['other'], region: ['eu-west-1'] }, false],
])('%j: %s', (matcher, isMatch) => {
  expect(matches(matcher, { finding: known, level: 'high' })).toBe(isMatch)
})

test('what nobody knows matches no pattern, not even that of any text', () => {
  for (const key of ['account', 'environment'] as const)
    expect(matches({ [key]: ['shop*', 'null'] }, { finding: aFinding(), level: 'high' })).toBe(false)
  expect(matches({ environment: ['*'] }, { finding: aFinding(), level: 'high' })).toBe(false)
})

test('the level that counts is that of the alert: as wanted, or higher', () => {
  for (const [at, level] of LEVELS.entries())
    for (const [least, wanted] of LEVELS.entries())
      expect(matches({ level: wanted }, { finding: known, level })).toBe(at >= least)
})

test.each<[string, string, boolean]>([
  ['abc', 'abc', true],
  ['abc', 'ABC', true],
  ['ABC', 'abc', true],
  ['abc', 'ab', false],
  ['abc', 'bc', false],
  ['abc', 'ab*', true],
  ['abc', 'abc*', true],
  ['abc', 'b*', false],
  ['abc', '*bc', true],
  ['abc', '*abc', true],
  ['abc', '*ab', false],
  ['abc', '*b*', true],
  ['abc', '*x*', false],
  ['abc', 'a*c', true],
  ['abc', '*', true],
  ['', '*', true],
  ['', '', true],
  ['abc', '', false],
  ['abc', '**', true],
  // No part is used twice.
  ['aba', 'ab*ba', false],
  ['abba', 'ab*ba', true],
  ['a', 'a*a', false],
  ['aa', 'a*a', true],
  ['abab', '*ab*ab*', true],
  ['aba', '*ab*ab*', false],
  ['axbxb', 'a*b*b', true],
  ['axb', 'a*b*b', false],
  ['bxa', 'a*b', false],
  ['a.c', 'a?c', false],
])('%j is like %j: %s', (region, pattern, isMatch) => {
  expect(matches({ region: [pattern] }, { finding: aFinding({ event: { region } }), level: 'high' })).toBe(isMatch)
})

test.each<[string, string, boolean]>([
  ['192.0.2.255', '192.0.2.0/24', true],
  ['192.0.3.0', '192.0.2.0/24', false],
  ['2001:db8::1', '2001:DB8::/32', true],
  ['iam.amazonaws.com', 'iam.amazonaws.com', true],
  ['iam.amazonaws.com', '0.0.0.0/0', false],
  ['192.0.2.1', 'no range', false],
])('the address %s is in %s: %s', (sourceIp, range, isMatch) => {
  expect(matches({ ip: [range] }, { finding: aFinding({ sourceIp }), level: 'high' })).toBe(isMatch)
})

test('a principal is matched by its identity, and by nothing that it is called', () => {
  const identity = 'arn:aws:iam::123456789012:role/ROLE'
  const arn = 'arn:aws:sts::123456789012:assumed-role/ROLE/SESSION'
  for (const kind of PRINCIPAL_KINDS) {
    const one = aFinding({ principal: { kind, identity, name: 'NAME', session: 'SESSION', arn }, who: 'WHO' })
    const holds = (name: string): boolean => matches({ principal: [name] }, { finding: one, level: 'high' })
    expect(['NAME', 'SESSION', 'WHO', '*', arn, identity].filter(holds)).toEqual([identity])
  }
})

test('an alert is matched by its latest finding, at its own level', () => {
  const life = createLife()
  life.at(1, finding('critical', '2026-03-04T02:14:09Z'))
  const late = finding('low', '2026-03-04T03:14:09Z')
  expect(subjectOf(life.at(2, late).alert)).toEqual({ finding: late, level: 'critical' })
  expect(subjectOf({ ...life.alert(), findings: [] })).toBeUndefined()
})
