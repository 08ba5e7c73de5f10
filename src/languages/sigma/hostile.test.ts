/** Sigma against documents and records that were made to break it. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cpuTime } from '../../../test/cpu-time.ts'
import type { Json, JsonObject } from '../../core/json.ts'
import { CompileError } from '../../core/problem.ts'
import { compileSigma } from './compile.ts'
import { sigma } from './index.ts'

const HEAD = 'title: T\nlogsource: { product: aws, service: cloudtrail }\n'
const detection = (lines: string) => `${HEAD}detection:\n${lines.replaceAll(/^/gm, '  ')}\n`

const onlyCompileErrors = (compile: () => unknown) => {
  try {
    compile()
  } catch (error) {
    expect(error).toBeInstanceOf(CompileError)
    for (const { message } of (error as CompileError).problems) expect(message).not.toBe('')
  }
}
test('random text', { tags: 'property' }, () => {
  const snippet = fc.constantFrom(
    'title: T',
    'detection:',
    '  s: ',
    '  condition: ',
    '&a ',
    '*a',
    '[',
    '{',
    '}',
    '---',
    ': ',
    '|',
    '>',
    '!!x ',
    '"',
    "'",
    '\n',
    '  ',
    '- ',
    '<<: ',
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(snippet, fc.string())), (parts) =>
      onlyCompileErrors(() => sigma.compile(parts.join(''))),
    ),
    { numRuns: 2000 },
  )
})
test('random structures', { tags: 'property' }, () => {
  const words = fc.constantFrom(
    'title',
    'detection',
    'condition',
    's',
    '__proto__',
    'a|re',
    'a|all',
    '|',
    'correlation',
    'tattletrail',
    'tests',
    'level',
  )
  const value = fc.letrec((tie) => ({
    json: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(null, 1, true, '', 's', '*', '(', '1 of them'),
      fc.array(tie('json')),
      fc.dictionary(words, tie('json')),
    ),
  })).json
  fc.assert(
    fc.property(value, (body) => onlyCompileErrors(() => sigma.compile(body as JsonObject))),
    { numRuns: 2000 },
  )
  fc.assert(
    fc.property(fc.dictionary(fc.string(), value), fc.string(), (selections, condition) =>
      onlyCompileErrors(() =>
        sigma.compile({ title: 'T', detection: { ...selections, s: { a: 1 }, condition } as JsonObject }),
      ),
    ),
    { numRuns: 1000 },
  )
})
test('random conditions', { tags: 'property' }, () => {
  const word = fc.constantFrom(
    's',
    't',
    'and',
    'or',
    'not',
    '(',
    ')',
    'of',
    '1',
    'all',
    'them',
    's*',
    '|',
    ' count() > 5',
  )
  fc.assert(
    fc.property(fc.array(word), (words) =>
      onlyCompileErrors(() =>
        compileSigma({ title: 'T', detection: { s: { a: 1 }, t: { b: 1 }, condition: words.join(' ') } }),
      ),
    ),
    { numRuns: 2000 },
  )
})
test.each([
  [
    'alias bomb',
    `a0: &a0 [x, x]\n${Array.from({ length: 30 }, (_, at) => `a${at + 1}: &a${at + 1} [*a${at}, *a${at}]`).join('\n')}`,
  ],
  [
    'merge bomb',
    `a0: &a0 { x: 1 }\n${Array.from({ length: 30 }, (_, at) => `a${at + 1}: &a${at + 1} { <<: [*a${at}, *a${at}], b${at}: 1 }`).join('\n')}`,
  ],
  ['deep YAML', '['.repeat(100_000)],
  ['deep block YAML', Array.from({ length: 3000 }, (_, at) => `${' '.repeat(at)}a:`).join('\n')],
  ['deep condition', detection(`s: { a: 1 }\ncondition: ${'('.repeat(50_000)}s${')'.repeat(50_000)}`)],
  ['long not', detection(`s: { a: 1 }\ncondition: ${'not '.repeat(50_000)}s`)],
  ['endless field', detection(`s: { "${'a.'.repeat(50_000)}b": 1 }\ncondition: s`)],
  ['nul', '\0'],
])('%s is refused in time', { tags: 'scale' }, (_, text) => {
  const cost = cpuTime(() => expect(() => sigma.compile(text)).toThrow(CompileError))
  expect(cost).toBeLessThan(50_000)
})
test('a long flat condition is fine', () => {
  const names = Array.from({ length: 2000 }, (_, at) => `s${at}`)
  const selections = Object.fromEntries(names.map((name, at) => [name, { a: at }]))
  const file = compileSigma({ title: 'T', detection: { ...selections, condition: names.join(' or ') } })
  expect(file.matches({ a: 1999 })).toBe(true)
})
test('any record is answered, and answered the same three ways', { tags: 'property' }, () => {
  const file = compileSigma({
    title: 'T',
    detection: {
      s: {
        'a.b': ['x', null],
        'c|contains': 'y',
        'd|re': 'z+',
        'e|cidr': '10.0.0.0/8',
        'f|gt': 1,
        'g|hour': 3,
        'h|fieldref': 'a.b',
      },
      k: ['key*word'],
      condition: 's or k or not 1 of them',
    },
  })
  const key = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'a.b', '__proto__', 'toJSON')
  const { json } = fc.letrec<{ json: unknown }>((tie) => ({
    json: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom(null, 1, true, 'x', 'xyz', '10.1.1.1', '2026-03-04T03:00:00Z'),
      fc.array(tie('json')),
      fc.dictionary(key, tie('json')),
    ),
  }))
  fc.assert(
    fc.property(fc.dictionary(key, json), (record) => {
      const matched = file.matches(record as JsonObject)
      expect(file.evaluate(record as JsonObject).matched).toBe(matched)
      expect(file.explain(record as JsonObject).length).toBeGreaterThan(0)
    }),
    { numRuns: 2000 },
  )
})
test('a deep record and a 5 MB text', { tags: 'scale' }, () => {
  let deep: Json = 'x'
  for (let at = 0; at < 10_000; at++) deep = { a: deep }
  const file = compileSigma({
    title: 'T',
    detection: { s: { 'a|contains': 'needle' }, t: { '|contains': 'a*a*a*b' }, condition: 's or t' },
  })
  expect(file.matches({ a: deep })).toBe(false)
  const cost = cpuTime(() => expect(file.matches({ a: 'a'.repeat(5_000_000) })).toBe(false))
  expect(cost).toBeLessThan(50_000)
})
