import { expect, test } from 'vitest'
import type { LocatedProblem } from './located.ts'
import { columns, printable } from './printable.ts'
import { renderProblems } from './render.ts'

const problem = (at: Partial<LocatedProblem>): LocatedProblem => ({
  file: 'a.toml',
  line: 1,
  column: 1,
  message: 'wrong',
  severity: 'error',
  ...at,
})
const render = (text: string, ...problems: readonly Partial<LocatedProblem>[]): string =>
  renderProblems(problems.map(problem), new Map([['a.toml', text]]))

test.each<[what: string, text: string, at: Partial<LocatedProblem>, frame: string]>([
  ['the first line', 'abc\ndef', { column: 2 }, '    1 | abc\n      |  ^'],
  ['the line before', 'abc\r\ndef', { line: 2, column: 3 }, '    1 | abc\n    2 | def\n      |   ^'],
  ['a length', 'abcdef', { column: 2, length: 3, hint: 'so' }, '    1 | abcdef\n      |  ^^^ so'],
  ['a length beyond the line', 'abc', { column: 2, length: 90 }, '    1 | abc\n      |  ^^'],
  ['the end of the line', 'abc', { column: 4 }, '    1 | abc\n      |    ^'],
  ['a place beyond the line', 'abc', { column: 40 }, '    1 | abc\n      |    ^'],
  ['tabs', '\ta\tb', { column: 4 }, '    1 |   a  b\n      |      ^'],
  ['wide characters', '"日本" x', { column: 6 }, '    1 | "日本" x\n      |        ^'],
  ['an emoji and a combining mark', '😀e\u0301x', { column: 5 }, '    1 | 😀e\u0301x\n      |    ^'],
  ['what a terminal would obey', 'a\u001b[2Jb', { column: 6 }, '    1 | a\\u001b[2Jb\n      |           ^'],
  ['text that hides its order', 'a\u202eb', { column: 3 }, '    1 | a\\u202eb\n      |        ^'],
  ['a hint of several lines', 'a', { hint: 'one\ntwo' }, '    1 | a\n      | ^ one\n      | two'],
  ['an empty file', '', { hint: 'write something' }, '      | write something'],
  ['a line that is not there', 'abc', { line: 9 }, ''],
  [
    'an address',
    'u = "https://ada:pw@example.com/a?b" x',
    { column: 38 },
    '    1 | u = "https://*******example.com/***" x\n      |                                      ^',
  ],
])('shows %s', (_, text, at, frame) => {
  const { line = 1, column = 1 } = at
  const rows = [`a.toml:${line}:${column}  wrong`, frame, '1 error. Nothing was run.']
  expect(render(text, at)).toBe(rows.filter((row) => row !== '').join('\n'))
})

test('a long line is cut around the caret', () => {
  const [, shown = '', marked = ''] = render(`${'a'.repeat(500_000)}!${'b'.repeat(500_000)}`, {
    column: 500_001,
  }).split('\n')
  expect(columns(shown)).toBeLessThanOrEqual(8 + 202)
  expect(shown[marked.indexOf('^')]).toBe('!')
  expect(shown.startsWith('    1 | …')).toBe(true)
  expect(shown.endsWith('…')).toBe(true)
})

test('problems are sorted by place, aligned by file, and counted', () => {
  const text = renderProblems([
    problem({ file: 'b.yml', line: 2 }),
    problem({ line: 10, severity: 'warning' }),
    problem({ line: 2, column: 30 }),
    problem({ line: 2, column: 4 }),
  ])
  expect(text).toBe(`a.toml:2:4   wrong
a.toml:2:30  wrong
a.toml:10:1  warning: wrong
b.yml:2:1  wrong
3 errors, 1 warning. Nothing was run.`)
})

test('at most fifty are shown', () => {
  const rows = render('', ...Array.from({ length: 60 }, () => ({}))).split('\n')
  expect(rows.length).toBe(52)
  expect(rows.slice(-2)).toEqual(['... and 10 more', '60 errors. Nothing was run.'])
})

test('only warnings', () => {
  expect(render('', { severity: 'warning' })).toContain('\n1 warning.')
})

test('a message or a file name cannot drive the terminal', () => {
  expect(render('', { file: 'a\u001b]0;x\u0007', message: 'got "\u009b31m"\n' })).not.toMatch(
    /[\u0000-\u0009\u000b-\u001f\u0080-\u009f]/,
  )
  expect(printable('a\nb')).toBe('a\\u000ab')
})
