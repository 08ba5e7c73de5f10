/** The fast forms of linearRegex equal re2js; hostile patterns and texts stay linear; errors say where. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cpuTime } from '../../test/cpu-time.ts'
import { compileRe2, explainRegexError, linearRegex } from './regex.ts'

const TABLE: readonly (readonly [pattern: string, text: string, matches: boolean])[] = [
  ['^(List|Get|Describe)', 'ListUsers', true],
  ['^(List|Get|Describe)', 'CreateListener', false],
  ['^(?:Create|Delete)(User|Role)$', 'DeleteRole', true],
  ['^(?:Create|Delete)(User|Role)$', 'DeleteRolePolicy', false],
  ['Password|AccessKey|User', 'UpdateAccessKey', true],
  ['^ConsoleLogin$', 'ConsoleLogin', true],
  ['^ConsoleLogin$', 'ConsoleLogin\n', false],
  ['\\.amazonaws\\.com$', 'iam.amazonaws.com', true],
  ['\\.amazonaws\\.com$', 'iam.amazonaws.com.cn', false],
  ['[Pp]assword', 'a Password', true],
  ['.*Login.*', 'ConsoleLogin', true],
  ['^Get.*', 'GetUser', true],
  ['^Get.*$', 'GetUser\nx', false],
  ['a|', 'zzz', true],
  ['', '', true],
  ['^$', '', true],
  ['^$', 'a', false],
  ['a|^b$', 'ab', true],
  ['a|^b$', 'cb', false],
]

describe('linearRegex', () => {
  test.each(TABLE)('%j on %j: %j', (pattern, text, matches) => {
    expect(linearRegex(pattern).test(text)).toBe(matches)
    expect(compileRe2(pattern).test(text)).toBe(matches)
  })

  const piece = fc.constantFrom(
    'a',
    'b',
    'k',
    'S',
    '.',
    '\\.',
    '.*',
    '^',
    '$',
    '|',
    '(',
    ')',
    '(?:',
    '[ab]',
    '[k]',
    '*',
    '+',
    '?',
    '{2}',
    '\\d',
    '-',
    'é',
    'ß',
    '\u212a',
    '\\*',
    '\n',
    '😀',
    '[^a]',
    '(?i)',
  )
  const pattern = fc.array(piece, { maxLength: 9 }).map((pieces) => pieces.join(''))
  const text = fc
    .array(
      fc.constantFrom(
        'a',
        'b',
        'k',
        'K',
        's',
        'S',
        '.',
        '*',
        'é',
        'É',
        'ß',
        '\u212a',
        '\u017f',
        '\u0130',
        '\n',
        '1',
        '-',
        '😀',
      ),
      { maxLength: 8 },
    )
    .map((chars) => chars.join(''))

  test('says what re2js says, for any pattern, text and options', { tags: 'property' }, () => {
    let valid = 0
    let matched = 0
    fc.assert(
      fc.property(
        pattern,
        text,
        fc.record({ ignoreCase: fc.boolean(), dotAll: fc.boolean(), multiline: fc.boolean() }),
        (source, subject, options) => {
          let expected: boolean | undefined
          try {
            expected = compileRe2(source, options).test(subject)
          } catch {
            expect(() => linearRegex(source, options)).toThrow()
            return
          }
          valid++
          if (expected) matched++
          expect(linearRegex(source, options).test(subject)).toBe(expected)
        },
      ),
      { numRuns: 20_000 },
    )
    expect(valid).toBeGreaterThan(2_000)
    expect(matched).toBeGreaterThan(500)
  })

  test.each(['^(a+)+$', '(a|a)*b', '(.*)*x$', '(?i)(a|aa)+$'])('%s is linear on 5 MB', { tags: 'scale' }, (source) => {
    const text = `${'a'.repeat(5_000_000)}!`
    const cost = cpuTime(() => linearRegex(source).test(text))
    expect(cost).toBeLessThan(5_000)
  })
})

describe('explainRegexError', () => {
  const cases: [source: string, offset: number, message: RegExp, hint?: RegExp][] = [
    ['Create(?=User)', 6, /lookahead/, /linear time/],
    ['(?<!Get)User', 0, /lookbehind/, /linear time/],
    ['(a)\\1', 3, /backreference/, /written?|write/],
    ['\\\\1(b)\\1', 6, /backreference/],
    ['a++', 1, /possessive/],
    ['ab[z-a]', 3, /character class range/],
    ['x(y(z)', 1, /missing closing/],
    ['x[ab', 1, /missing closing/],
    ['a)b', 1, /unexpected|missing/],
    ['*a', 0, /repetition/],
    ['\\u20AC', 0, /\\u/, /x\{20AC\}/],
    ['abc\\', 4, /trailing backslash/],
  ]
  test.each(cases)('%s', (source, offset, message, hint) => {
    let error: unknown
    try {
      linearRegex(source)
    } catch (thrown) {
      error = thrown
    }
    const problem = explainRegexError(source, error)
    expect(problem.message).toMatch(message)
    expect(problem.offset).toBe(offset)
    if (hint) expect(problem.hint).toMatch(hint)
  })
})
