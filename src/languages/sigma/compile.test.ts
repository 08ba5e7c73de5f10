/** Documents: what a file of rules and correlations compiles to. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { JsonObject } from '../../core/json.ts'
import { compileSigma } from './compile.ts'
import { sigma } from './index.ts'

const HEAD = 'title: T\nlogsource: { product: aws, service: cloudtrail }\n'
const detection = (lines: string) => `${HEAD}detection:\n${lines.replaceAll(/^/gm, '  ')}\n`

const text = `# a file
title: One
id: 929a690e-bef0-4204-a928-ef5e620d6fcc
name: one
level: high
status: test
tags: [attack.t1078]
falsepositives: none known
references:
detection:
  s: { userIdentity.accountId: 012345678901 }
  condition: s
tattletrail:
  message: '\\(actor) did it'
  respond: [Ask them]
  tests:
    - { name: hit, match: true, event: { userIdentity: { accountId: '012345678901' } }, message: dana did it }
---
title: Many of one
correlation:
  type: event_count
  rules: one
  group-by: userIdentity.arn
  timespan: 1h
  condition: { gt: 10, lte: 20 }
---
`
test('a file of a rule and a correlation', () => {
  const { rules, correlations, matches, couldMatch } = sigma.compile(text)
  expect(rules).toHaveLength(1)
  const { compiled: _, ...info } = rules[0]!
  expect(info).toEqual({
    id: '929a690e-bef0-4204-a928-ef5e620d6fcc',
    title: 'One',
    name: 'one',
    level: 'high',
    status: 'test',
    tags: ['attack.t1078'],
    falsepositives: ['none known'],
    references: [],
    message: '\\(actor) did it',
    respond: ['Ask them'],
    tests: [
      { name: 'hit', match: true, event: { userIdentity: { accountId: '012345678901' } }, message: 'dana did it' },
    ],
    document: 0,
    line: 2,
  })
  expect(correlations).toEqual([
    {
      id: 'many-of-one',
      title: 'Many of one',
      level: 'medium',
      tags: [],
      falsepositives: [],
      references: [],
      respond: [],
      tests: [],
      type: 'event_count',
      rules: ['one'],
      groupBy: ['userIdentity.arn'],
      timespan: 3_600_000,
      condition: [
        { op: 'gt', value: 10 },
        { op: 'lte', value: 20 },
      ],
      fields: [],
      aliases: {},
      generate: false,
      document: 1,
      line: 19,
    },
  ])
  expect(matches({ userIdentity: { accountId: '012345678901' } })).toBe(true)
  expect(couldMatch).toBeUndefined()
})

test('several rules of a file: any', () => {
  const rule = (name: string): JsonObject => ({ title: name, detection: { s: { eventName: name }, condition: 's' } })
  const file = compileSigma([rule('A'), rule('B')])
  expect([file.matches({ eventName: 'B' }), file.matches({ eventName: 'C' })]).toEqual([true, false])
  expect([file.couldMatch?.('B'), file.couldMatch?.('C')]).toEqual([true, false])
  expect(file.explain({ eventName: 'B' }).map(({ text, outcome }) => `${outcome} ${text}`)).toEqual([
    'no A',
    'no s: eventName == "A"',
    'yes B',
    'yes s: eventName == "B"',
  ])
})

test('merge keys and aliases', () => {
  const file = sigma.compile(detection('base: &base { a: 1 }\ns: { <<: *base, b: 2 }\ncondition: s'))
  expect([file.matches({ b: 2 }), file.matches({ a: 1, b: 2 })]).toEqual([false, true])
})

test('parsed documents compile without loading a YAML reader', () => {
  const seen = new Set<string>()
  const imported = new Set<string>()
  const visit = (file: URL): void => {
    if (seen.has(file.href)) return
    seen.add(file.href)
    const code = readFileSync(file, 'utf8')
    for (const [, type, target = ''] of code.matchAll(/^(?:import|export) (type )?[^;]*?from '([^']+)'/gm)) {
      if (type) continue
      if (target.startsWith('.')) visit(new URL(target, file))
      else imported.add(target)
    }
  }
  visit(new URL('./compile.ts', import.meta.url))
  expect(seen.size).toBeGreaterThan(20)
  expect(imported).toContain('re2js')
  expect(imported).not.toContain('yaml')
})
