/** YAML with several documents: what each becomes, and where its faults are. */
import { expect, test } from 'vitest'
import { toJson } from './tree.ts'
import { parseDocuments } from './yaml.ts'

const read = (text: string) => {
  const { documents, problems } = parseDocuments(text)
  return {
    values: documents.map(({ root }) => root && toJson(root)),
    problems: problems.map(({ message, offset = 0, length = 0, warning }) =>
      [...(warning ? ['warning:'] : []), message, '@', text.slice(offset, offset + length)].join(' '),
    ),
  }
}

const VALUES: readonly (readonly [what: string, text: string, values: readonly unknown[]])[] = [
  ['nothing', '', []],
  ['nothing but a comment', '# a\n', []],
  ['an empty document', '---\n', [null]],
  ['several documents', 'a: 1\n---\n- b\n', [{ a: 1 }, ['b']]],
  ['an account id with a zero in front is a text', 'a: 012345678901', [{ a: '012345678901' }]],
  ['a number too long for a number is a text', 'a: 12345678901234567890', [{ a: '12345678901234567890' }]],
  ['other numbers are numbers', 'a: [123456789012, 0x10, 1.0, -7]', [{ a: [123456789012, 16, 1, -7] }]],
  ['an alias', 'a: &x { b: 1 }\nc: *x', [{ a: { b: 1 }, c: { b: 1 } }]],
  ['a merge', 'a: &x { b: 1, c: 2 }\nd: { <<: *x, c: 3 }', [{ a: { b: 1, c: 2 }, d: { b: 1, c: 3 } }]],
  [
    'a merge of several: the first counts',
    'a: [&x { b: 1 }, &y { b: 2, c: 2 }]\nd: { <<: [*x, *y] }',
    [{ a: [{ b: 1 }, { b: 2, c: 2 }], d: { b: 1, c: 2 } }],
  ],
  ['a quoted << is a key', 'a: { "<<": 1 }', [{ a: { '<<': 1 } }]],
]
test.each(VALUES)('%s', (_, text, values) => {
  expect(read(text)).toEqual({ values, problems: [] })
})

const FAULTS: readonly (readonly [
  what: string,
  text: string,
  values: readonly unknown[],
  problems: readonly string[],
])[] = [
  [
    'a broken document leaves the others readable',
    'a: b: c\n---\nc: 1\nc: 2\n---\nd: 3',
    [undefined, undefined, { d: 3 }],
    ['nested mappings are not allowed in compact mappings @ b', 'the key "c" is given twice @ c'],
  ],
  ['a merge of a text', 'a: { <<: b }', [undefined], ['"<<" takes a map, or a list of maps @ <<']],
  ['an unknown tag is odd, not wrong', 'a: !b c', [{ a: 'c' }], ['warning: unresolved tag: !b @ !b']],
]
test.each(FAULTS)('%s', (_, text, values, problems) => {
  expect(read(text)).toEqual({ values, problems })
})

test('too deep a text is refused as a whole', () => {
  expect(read(`a: 1\n---\n${'['.repeat(1000)}`)).toMatchObject({
    values: [],
    problems: [expect.stringContaining('nested')],
  })
})
