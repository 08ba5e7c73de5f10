import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cut, jsonLine, oneLine } from './terminal.ts'

const CASES: readonly (readonly [string, string, string])[] = [
  ['plain text', 'dana stopped logging', 'dana stopped logging'],
  ['letters of any script, and emoji', 'Zoë 山田 🔴', 'Zoë 山田 🔴'],
  ['a colour change', 'a\u001b[31mred', 'a\\u001b[31mred'],
  ['a window title', '\u001b]0;pwned\u0007', '\\u001b]0;pwned\\u0007'],
  ['an 8-bit control', 'a\u009b2J', 'a\\u009b2J'],
  ['line breaks', 'a\r\nCRITICAL  b', 'a\\u000d\\u000aCRITICAL  b'],
  ['text that runs backwards', 'user \u202egnp.exe', 'user \\u202egnp.exe'],
  ['an invisible space', 'ad\u200bmin', 'ad\\u200bmin'],
  ['half a surrogate pair', 'a\ud83dz', 'a\\ud83dz'],
]

test.each(CASES)('one line: %s', (_name, given, expected) => {
  expect(oneLine(given)).toBe(expected)
})

test('a line is cut to its limit without half a character', () => {
  expect(cut('abcdef', 4)).toBe('abc…')
  expect(cut('ab🔴cd', 4)).toBe('ab…')
  expect(oneLine('x'.repeat(5_000_000), 100)).toHaveLength(100)
})

test('a JSON line holds no control character and parses to the same value', { tags: 'property' }, () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string({ unit: 'binary' }), (value, text) => {
      const line = jsonLine({ value, text })
      expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/)
      expect(JSON.parse(line)).toEqual(JSON.parse(JSON.stringify({ value, text })))
    }),
  )
})
