import { expect, test } from 'vitest'
import { sections } from '../app/config/sections.ts'
import type { Problem } from '../core/problem.ts'
import { readConfig } from './config.ts'
import { parseDocument } from './document.ts'
import { locateInText, locateProblem } from './locate-problem.ts'

const TEXT = `[[rule]]
name = "a"
jq_match = "a\\t| ]"

[[rule]]
name = "b"
event_pattern = '''
{"detail": {
  "eventName": [{"prefx": "Cre\\u0061te"}]}}'''

[[rule]]
name = "c"
event_pattern.detail = { eventName = "x" }

[[rule]]
name = "d"
sigma = """
title: x
detection:
  s:
    eventName|foo: y
"""

[[rule]]
name = "e"
filter = { source = "iam", regexp = '(x' }
`

test.each<[what: string, rule: number, problem: Problem, place: string]>([
  ['an offset in a text', 0, { message: 'm', offset: 4, length: 1 }, '3:18+1 jq_match: m'],
  ['an offset at its end', 0, { message: 'm', offset: 5 }, '3:19 jq_match: m'],
  ['no place', 0, { message: 'm' }, '3:12+8 jq_match: m'],
  [
    'a path into JSON in a text',
    1,
    { message: 'm', path: ['detail', 'eventName', 0, 'prefx'] },
    '9:27+13 event_pattern: m',
  ],
  [
    'a path and an offset in it',
    1,
    { message: 'm', path: ['detail', 'eventName', 0, 'prefx'], offset: 4, length: 1 },
    '9:37+1 event_pattern: m',
  ],
  ['a path to a structure in it', 1, { message: 'm', path: ['detail'] }, '8:2+8 event_pattern: m'],
  ['a path into a table', 2, { message: 'm', path: ['detail', 'eventName'] }, '13:38+3 event_pattern: m'],
  ['a path into YAML in a text', 3, { message: 'm', path: ['detection', 's', 'eventName|foo'] }, '21:20+1 sigma: m'],
  ['a path and an offset into a table', 4, { message: 'm', path: ['regexp'], offset: 1 }, '26:39 filter: m'],
])('%s', (_, rule, problem, place) => {
  const { config } = readConfig(sections, parseDocument(TEXT, 'a.toml'))
  const entry = config.rules[rule]
  if (!entry) throw new Error('the rule is readable')
  const { line, column, length, message } = locateProblem(entry, problem)
  expect(`${line}:${column}${length ? `+${length}` : ''} ${message}`).toBe(place)
})

test('another text of the rule than its body', () => {
  const { config } = readConfig(
    sections,
    parseDocument('rule:\n- name: a\n  jq_match: .\n  message: "x \\\\(y"\n', 'a.yml'),
  )
  const entry = config.rules[0]
  if (!entry) throw new Error('the rule is readable')
  const problem: Problem = { message: 'm', offset: 4, hint: 'h', warning: true }
  expect(locateProblem(entry, problem, [...entry.path, 'message'])).toEqual({
    file: 'a.yml',
    line: 4,
    column: 18,
    message: 'message: m',
    hint: 'h',
    severity: 'warning',
  })
})

const SIGMA = 'title: x\n---\ntitle: y\ndetection:\n  s: {a: [1, 2]}\n'

test.each<[text: string, problem: Problem, place: string]>([
  [SIGMA, { message: 'm', offset: 13, length: 5 }, '3:1+5'],
  [SIGMA, { message: 'm', path: [1, 'detection', 's', 'a', 1] }, '5:14+1'],
  [SIGMA, { message: 'm', path: [1, 'detection'] }, '4:1+9'],
  [SIGMA, { message: 'm' }, '1:1'],
  [`\ufeff${SIGMA}`, { message: 'm', offset: 7, length: 1 }, '1:7+1'],
  ['a: [', { message: 'm', path: ['a'] }, '1:1'],
])('in a file that is one text: %#', (text, problem, place) => {
  const { line, column, length } = locateInText('a.yml', text, problem)
  expect(`${line}:${column}${length ? `+${length}` : ''}`).toBe(place)
})
