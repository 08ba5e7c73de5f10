import { describe, expect, test } from 'vitest'
import { CompileError } from '../../core/problem.ts'
import { compileMessage } from './message.ts'

const record = { requestParameters: { name: 'org-trail', list: [1, { a: null }] }, odd: null, text: '😀'.repeat(3000) }
const values = {
  actor: () => 'dana (role Developer)',
  broken: () => {
    throw new Error('no')
  },
}

describe('messages', () => {
  const cases: readonly (readonly [body: string, said: string])[] = [
    [
      '\\(actor) stopped logging on trail \\(.requestParameters.name)',
      'dana (role Developer) stopped logging on trail org-trail',
    ],
    ['a "quoted" word\nand a second line', 'a "quoted" word\nand a second line'],
    [
      '\\(.missing.deeper) \\(.odd) \\(empty) \\(error("x")) \\(.requestParameters | test("x")) \\(broken)',
      Array(6).fill('unknown').join(' '),
    ],
    ['\\(.requestParameters.list) \\({b: 1, a: "x"})', '[1,{"a":null}] {"a":"x","b":1}'],
    ['\\(def f: f; f)!', 'unknown!'],
    ['\\("nested \\("deep \\(actor | length)")")', 'nested deep 21'],
    ['tab\\there \\u00e9 \\\\', 'tab\there é \\'],
    ['\\(actor | ascii_upcase)', 'DANA (ROLE DEVELOPER)'],
    ['', ''],
  ]
  for (const [body, said] of cases) {
    test(JSON.stringify(body), () => expect(compileMessage(body, ['actor', 'broken'])(record, values)).toBe(said))
  }
  test('a long one is cut between characters', () => {
    const said = compileMessage('x\\(.text)', [])(record, {})
    expect(said).toBe(`x${'😀'.repeat(1999)}`)
  })
  for (const [body, offset] of [
    ['\\(', 2],
    ['\\(.a', 4],
    ['a \\q', 2],
    ['\\(actr)', 2],
    ['\\(. ])', 4],
  ] as const) {
    test(`${body} is refused`, () => {
      try {
        compileMessage(body, ['actor'])
        expect.unreachable()
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(CompileError)
        expect((thrown as CompileError).problems[0]?.offset).toBe(offset)
      }
    })
  }
})
