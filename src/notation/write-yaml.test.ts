/** What is written reads back as it was, by readers of YAML 1.1 and 1.2. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import type { Json } from '../core/json.ts'
import { writeYaml } from './write-yaml.ts'

const readers = [
  (text: string): Json => parse(text, { version: '1.1' }),
  (text: string): Json => parse(text, { version: '1.2' }),
  (text: string): Json => parse(text, { version: '1.1', schema: 'yaml-1.1', merge: true }),
]
const same = (value: Json): void => {
  const text = writeYaml(value)
  for (const read of readers) expect(read(text)).toEqual(value)
}

/** Texts that one version or the other reads as something else. */
const ODD = [
  ...['on', 'Off', 'y', 'N', 'yes', 'NO', 'true', 'False', 'null', 'Null', '~', '', '=', '<<', '-', '?', ':', '|', '>'],
  ...[
    '12',
    '-1',
    '+1',
    '0777',
    '0o17',
    '0x1F',
    '0b11',
    '1_000',
    '1e3',
    '.5',
    '.inf',
    '-.INF',
    '.nan',
    '685.230_15e+03',
  ],
  ...['12:30:00', '1:20', '190:20:30.15', '2026-01-01', '2026-01-01T00:00:00Z', '2001-12-14 21:59:43.10 -5'],
  ...[
    'a: b',
    'a #b',
    '# a',
    '@a',
    '!a',
    '&a',
    '*a',
    '%a',
    '`a',
    "it's",
    '"a"',
    '[a]',
    '{a}',
    'a,',
    ' a',
    'a ',
    'a\nb',
    'a\tb',
  ],
  ...[
    'a\u0085b',
    'a\u2028b',
    '\ufeffa',
    'a\u00a0b',
    'a\u0000b',
    'a\u007fb',
    'é',
    '日本',
    '😀',
    '---',
    '...',
    '--- a',
    'x'.repeat(2000),
  ],
]
test.each(ODD)('%j, as a value, in a list and as a key', (text) => {
  same({ value: text, list: [text], ...(text.length < 1000 && { [text]: 'key' }) })
})

test('what needs no quotes has none', () => {
  expect(writeYaml({ title: 'CreateUser on iam', on: ['arn:aws:iam', 'a-b', true, 5, null] })).toBe(
    'title: CreateUser on iam\n"on":\n  - "arn:aws:iam"\n  - a-b\n  - true\n  - 5\n  - null\n',
  )
})

test('any text, anywhere', { tags: 'property' }, () => {
  const texts = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom(...ODD),
    fc.stringMatching(/^[0-9:._eExXbo+-]{1,8}$/),
  )
  fc.assert(
    fc.property(
      fc.dictionary(
        texts.filter((text) => text !== '__proto__' && text.length < 1000),
        fc.oneof(texts, fc.array(texts)),
      ),
      (value) => {
        same(value as Json)
      },
    ),
    { numRuns: 300 },
  )
})
