/** Patterns as they come from pages: what is wrong, and the whole pattern in the hint. */
import { expect, test } from 'vitest'
import { CompileError } from '../../core/problem.ts'
import { eventPattern } from './index.ts'

const DETAIL = { source: ['aws.ecr'], detail: { eventName: ['BatchGetImage'], requestParameters: { a: ['b'] } } }
const LINES = JSON.stringify(DETAIL, undefined, 1)

const cases: readonly (readonly [what: string, text: string, message: RegExp, mended: object])[] = [
  [
    'as printed',
    LINES.slice(1)
      .replace(/[\s}]+$/, '')
      .replace('],\n  "req', ']\n "req'),
    /"\{" is missing at the start; a comma is missing before "requestParameters"; "\}" "\}" "\}" missing at the end/,
    DETAIL,
  ],
  ['no braces around', LINES.slice(1, -1), /"\{" is missing at the start; "\}" missing at the end/, DETAIL],
  ['cut at the end', LINES.slice(0, -5), /missing at the end/, DETAIL],
  ['no comma between fields', '{"a": ["x"] "b": ["y"]}', /a comma is missing before "b"/, { a: ['x'], b: ['y'] }],
  ['no comma in a list', '{"a": ["x" "y"]}', /a comma is missing before "y"/, { a: ['x', 'y'] }],
  ['a comma too many', '{"a": ["x",],}', /a comma stands before "\]"; a comma stands before "\}"/, { a: ['x'] }],
  ['a list that is not closed', '{"a": ["x"}', /"\]" missing before "\}"/, { a: ['x'] }],
  ['single quotes', "{'a': ['x']}", /straight double quotes/, { a: ['x'] }],
  ['quotes of a text processor', '{“a”: [“x”]}', /straight double quotes/, { a: ['x'] }],
]
const refusal = (text: string): CompileError => {
  try {
    eventPattern.compile(text)
  } catch (error) {
    if (error instanceof CompileError) return error
  }
  throw new Error('was not refused')
}
test.each(cases)('%s', (_, text, message, mended) => {
  const [problem, ...more] = refusal(text).problems
  expect(more).toEqual([])
  expect(problem?.message).toMatch(message)
  expect(JSON.parse(problem?.hint?.replace(/^[^{]*/, '') ?? '')).toEqual(mended)
  expect(() => eventPattern.compile(mended as never)).not.toThrow()
})

test.each(['', 'hello', '{"a": [}', '}{', '[[[', '"', '{"a" "b"}', '::', `{"a": ["${'x'.repeat(30_000)}"]`])(
  '%s cannot be mended',
  (text) => {
    for (const { hint = '' } of refusal(text).problems) expect(hint).not.toContain('as a whole')
  },
)

test('a pattern with a field beside detail is explained inside the envelope', () => {
  const pattern = eventPattern.compile({ ...DETAIL, requestParameters: { a: ['b'] } } as never)
  const lines = pattern.explain({
    eventSource: 'ecr.amazonaws.com',
    eventName: 'BatchGetImage',
    requestParameters: { a: 'b' },
  })
  expect(Object.fromEntries(lines.map(({ text, outcome }) => [text.split(' ')[0], outcome]))).toEqual({
    ...{ source: 'yes', 'detail.eventName': 'yes', 'detail.requestParameters.a': 'yes', 'requestParameters.a': 'no' },
  })
})
