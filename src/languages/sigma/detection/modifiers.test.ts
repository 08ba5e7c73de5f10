/** Modifiers and values: a table of (item, record, matches?). */
import { expect, test } from 'vitest'
import type { Json, JsonObject } from '../../../core/json.ts'
import { compileSigma } from '../compile.ts'

const rule = (selection: Json, condition = 'selection'): JsonObject => ({
  title: 'T',
  logsource: { product: 'aws', service: 'cloudtrail' },
  detection: { selection, condition },
})
const matches = (selection: Json, record: JsonObject) => compileSigma(rule(selection)).matches(record)

const encoded = Buffer.from('run cmd.exe now').toString('base64')
const wide = Buffer.from('run cmd.exe now', 'utf16le').toString('base64')
const deepList = (depth: number): Json => {
  let value: Json = 'x'
  for (let at = 0; at < depth; at++) value = [value]
  return value
}

/** key, value, record, whether it matches. */
const CASES: readonly (readonly [string, Json, JsonObject, boolean])[] = [
  // Plain values: whole value, case ignored.
  ['a', 'CreateUser', { a: 'createUSER' }, true],
  ['a', 'CreateUser', { a: 'CreateUserX' }, false],
  ['a', 'É', { a: 'é' }, true],
  ['a', 'x', {}, false],
  ['a', ['x', 'y'], { a: 'Y' }, true],
  ['a', ['x', 'y'], { a: 'z' }, false],
  ['a', ['x', 'Éa'], { a: 'éA' }, true],
  ['a', 22, { a: '22' }, true],
  ['a', '22', { a: 22 }, true],
  ['a', 22, { a: 221 }, false],
  ['a', true, { a: 'true' }, true],
  ['a', false, { a: false }, true],
  ['a', false, {}, false],
  ['a', '', { a: '' }, true],
  ['a', '', { a: 'x' }, false],
  ['a', '', {}, false],
  ['a', null, {}, true],
  ['a', null, { a: null }, true],
  ['a', null, { a: '' }, false],
  ['a', [null, 'x'], { a: 'x' }, true],
  ['a', [null, 'x'], {}, true],
  ['a', [null, 'x'], { a: 'y' }, false],
  ['a', 'null', { a: null }, false],
  // Wildcards and escapes.
  ['a', 'list*', { a: 'ListUsers' }, true],
  ['a', '*users', { a: 'ListUsers' }, true],
  ['a', 'l*t*s', { a: 'ListUsers' }, true],
  ['a', 'l*x*s', { a: 'ListUsers' }, false],
  ['a', 'ab*ba', { a: 'aba' }, false],
  ['a', 'a?c', { a: 'abc' }, true],
  ['a', 'a?c', { a: 'ac' }, false],
  ['a', '*?b', { a: 'b' }, false],
  ['a', '*?b?cd?*', { a: 'bcbxcdcd' }, true],
  ['a', '*?b?cd?*', { a: 'xbxcd' }, false],
  ['a', '*???*', { a: 'ab' }, false],
  ['a', '*a*??*b', { a: 'a12b' }, true],
  ['a', '*', { a: '' }, true],
  ['a', '*', {}, false],
  ['a', 'a\\*c', { a: 'a*c' }, true],
  ['a', 'a\\*c', { a: 'abc' }, false],
  ['a', 'a\\?', { a: 'a?' }, true],
  ['a', 'a\\\\*', { a: 'a\\bc' }, true],
  ['a', 'a\\\\\\*', { a: 'a\\*' }, true],
  ['a', 'a\\\\\\*', { a: 'a\\b' }, false],
  ['a', 'C:\\x', { a: 'c:\\X' }, true],
  ['a', 'C:\\\\x', { a: 'c:\\X' }, true],
  ['a', '\\\\\\\\host', { a: '\\\\host' }, true],
  // Shapes.
  ['a|contains', 'ser', { a: 'CreateUSER' }, true],
  ['a|contains', 'a*c', { a: 'xxabbcxx' }, true],
  ['a|contains', '*', { a: 'x' }, true],
  ['a|contains', '*', {}, false],
  ['a|startswith', 'create', { a: 'CreateUser' }, true],
  ['a|startswith', 'user', { a: 'CreateUser' }, false],
  ['a|endswith', 'user', { a: 'CreateUser' }, true],
  ['a|endswith', ['x', 'user'], { a: 'CreateUser' }, true],
  ['a|contains|all', ['x', 'y'], { a: 'a y b x' }, true],
  ['a|contains|all', ['x', 'y'], { a: 'a x' }, false],
  ['a|all', ['x', 'y'], { a: ['y', 'x', 'z'] }, true],
  ['a|all', ['x', 'y'], { a: ['x'] }, false],
  ['a|cased', 'Ab', { a: 'Ab' }, true],
  ['a|cased', 'Ab', { a: 'ab' }, false],
  ['a|cased', ['Ab', 'Cd'], { a: 'cd' }, false],
  ['a|contains|cased', 'Ab', { a: 'xAbx' }, true],
  ['a|contains|cased', 'Ab', { a: 'xabx' }, false],
  ['a|neq', 'x', { a: 'y' }, true],
  ['a|neq', ['x', 'y'], { a: 'Y' }, false],
  ['a|neq', 5, { a: 6 }, true],
  // Regular expressions: anywhere, case as written.
  ['a|re', 'b.d', { a: 'abcde' }, true],
  ['a|re', '^b', { a: 'ab' }, false],
  ['a|re', 'B', { a: 'b' }, false],
  ['a|re|i', 'B', { a: 'b' }, true],
  ['a|re', 'a.b', { a: 'a\nb' }, false],
  ['a|re|s', 'a.b', { a: 'a\nb' }, true],
  ['a|re|m', '^b$', { a: 'a\nb\nc' }, true],
  ['a|re|i|m', '^B$', { a: 'a\nb' }, true],
  ['a|re', '^(a+)+$', { a: `${'a'.repeat(5000)}!` }, false],
  ['a|re', ['x', 'y$'], { a: 'zy' }, true],
  ['a|re', '\\*', { a: '*' }, true],
  ['a|re|startswith', 'b|c', { a: 'ab' }, false],
  ['a|re|endswith', 'b|c', { a: 'ab' }, true],
  // Networks.
  ['a|cidr', '192.0.2.0/24', { a: '192.0.2.77' }, true],
  ['a|cidr', '192.0.2.0/24', { a: '192.0.3.77' }, false],
  ['a|cidr', ['10.0.0.0/8', '192.0.2.0/24'], { a: '10.9.9.9' }, true],
  ['a|cidr', '2001:db8::/32', { a: '2001:db8:1::7' }, true],
  ['a|cidr', '2001:db8::/32', { a: '192.0.2.7' }, false],
  ['a|cidr', '192.0.2.0/24', { a: '::ffff:192.0.2.7' }, true],
  ['a|cidr', '192.0.2.7', { a: '192.0.2.7' }, true],
  ['a|cidr', '::ffff:192.0.2.0/120', { a: '192.0.2.7' }, true],
  ['a|cidr', '::ffff:192.0.2.0/120', { a: '192.0.3.7' }, false],
  ['a|cidr', '0.0.0.0/0', { a: 'cloudtrail.amazonaws.com' }, false],
  ['a|cidr', '0.0.0.0/0', { a: '1' }, false],
  ['a|cidr', '0.0.0.0/0', { a: 7 }, false],
  // Encodings.
  ['a|base64', 'foobar', { a: 'Zm9vYmFy' }, true],
  ['a|base64|contains', 'run', { a: encoded }, true],
  ['a|base64offset|contains', 'cmd.exe', { a: encoded }, true],
  ['a|base64offset|contains', 'cmd.com', { a: encoded }, false],
  ['a|wide|base64offset|contains', 'cmd.exe', { a: wide }, true],
  ['a|utf16le|base64offset|contains', 'cmd.exe', { a: wide }, true],
  ['a|utf16be|base64|startswith', 'ab', { a: Buffer.from('\0a\0b', 'latin1').toString('base64') }, true],
  ['a|utf16|base64', 'é', { a: Buffer.from([0xff, 0xfe, 0xe9, 0]).toString('base64') }, true],
  ['a|windash', 'ping -n 3', { a: 'ping /n 3' }, true],
  ['a|windash|contains', '-a -b', { a: 'x \u2013a \u2015b y' }, true],
  ['a|contains|windash', '-a -b', { a: 'x \u2014a -b y' }, true],
  ['a|windash', 'multi-part', { a: 'multi/part' }, false],
  // Numbers and times.
  ['a|lt', 5, { a: 4 }, true],
  ['a|lt', 5, { a: 5 }, false],
  ['a|lte', 5, { a: '5' }, true],
  ['a|gt', 5, { a: 'six' }, false],
  ['a|gt', 5, { a: '' }, false],
  ['a|gte', 5, { a: [1, 9] }, true],
  ['a|gt', 5, {}, false],
  ['a|hour', 14, { a: '2026-03-04T14:59:59Z' }, true],
  ['a|hour|gte', 18, { a: '2026-03-04T14:59:59Z' }, false],
  ['a|minute', 59, { a: '2026-03-04T14:59:59Z' }, true],
  ['a|day', [3, 4], { a: '2026-03-04T14:59:59Z' }, true],
  ['a|week', 10, { a: '2026-03-04T14:59:59Z' }, true],
  ['a|week', 53, { a: '2027-01-01T00:00:00Z' }, true],
  ['a|month|lt', 4, { a: '2026-03-04' }, true],
  ['a|year', 2026, { a: '2026-03-04T14:59:59Z' }, true],
  ['a|year', 2026, { a: 'never' }, false],
  ['a|hour|neq', 3, { a: '2026-03-04T14:59:59Z' }, true],
  // Presence: "only verifies the presence of a field, not its value, be it empty or null".
  ['a|exists', true, { a: null }, true],
  ['a|exists', true, { a: '' }, true],
  ['a|exists', true, {}, false],
  ['a|exists', false, {}, true],
  ['a.b|exists', false, { a: null }, true],
  ['a.b|exists', true, { a: [{ c: 1 }, { b: null }] }, true],
  ['constructor|exists', true, {}, false],
  ['a.__proto__|exists', true, { a: {} }, false],
  ['__proto__', 'x', JSON.parse('{"__proto__":"x"}'), true],
  // Field references.
  ['a|fieldref', 'b', { a: 'X', b: 'x' }, true],
  ['a|fieldref', 'b', { a: 'x', b: 'y' }, false],
  ['a|fieldref', 'b', {}, false],
  ['a|fieldref|cased', 'b', { a: 'X', b: 'x' }, false],
  ['a|fieldref|endswith', 'b.c', { a: 'arn:aws:iam::123456789012:user/dana', b: { c: 'dana' } }, true],
  ['a|fieldref|startswith', 'b', { a: 'dana', b: 'arn' }, false],
  ['a|contains|fieldref', 'b', { a: 'a-dana-b', b: 'dana' }, true],
  ['a|fieldref|neq', 'b', { a: 'x', b: 'y' }, true],
  // Paths.
  ['a.b.c', 'x', { a: { b: { c: 'x' } } }, true],
  ['a.b.c', 'x', { a: [{ b: [{ c: 'y' }, { c: ['z', 'x'] }] }] }, true],
  ['a.b.c', 'x', { a: { b: 'x' } }, false],
  ['a.b', 'x', { 'a.b': 'x' }, true],
  ['a.b.c', 'x', { a: { 'b.c': 'x' } }, true],
  ['a.b.c', 'x', { 'a.b': { c: 'x' } }, true],
  ['a.b', null, { a: { b: null } }, true],
  ['a', 'x', { a: deepList(5) }, true],
  // Objects and lists as compact JSON.
  ['a|contains', '"key":"v', { a: { key: 'value' } }, true],
  ['a|contains', 'x', { a: { key: 'y' } }, false],
  ['a|contains', '{"k":1},{"k":2}', { a: [{ k: 1 }, { k: 2 }] }, true],
  ['a', '{"k":1}', { a: { k: 1 } }, true],
  ['a|re', '"k":[12]', { a: { k: 2 } }, true],
  // A map as a value: the shape of one element.
  ['a', [{ e: { d: 1 } }], { a: [{ e: { d: 2 } }, { e: { d: 1 }, f: 0 }] }, true],
  ['a', { e: 1, f: 2 }, { a: [{ e: 1 }, { f: 2 }] }, false],
  ['a', { 'e|startswith': 'x' }, { a: { e: 'Xy' } }, true],
  // Keywords with modifiers.
  ['|all', ['foo', 'bar'], { a: 'xfoo', b: { c: ['bar'] } }, true],
  ['|all', ['foo', 'bar'], { a: 'xfoo' }, false],
  ['|re', 'fo+$', { a: { b: 'xfoo' } }, true],
  ['|startswith', 'foo', { a: { b: 'xfoo' } }, false],
]

test.each(CASES)('%s: %j on %j is %s', (key, value, record, expected) => {
  expect(matches({ [key]: value }, record)).toBe(expected)
})

test('a list nested without end is not followed to its end', () => {
  const record = { a: deepList(10_000) }
  for (const key of ['a', 'a|contains', 'a.b', 'a|re', 'a|cidr', 'a|gt', '|all']) {
    const value: Json = key === 'a|cidr' ? '10.0.0.0/8' : key === 'a|gt' ? 1 : key === '|all' ? ['y', 'z'] : 'y'
    expect(matches({ [key]: value }, record)).toBe(false)
  }
})

test('every modifier of the appendix has a case', () => {
  const tried = new Set(CASES.flatMap(([key]) => key.split('|').slice(1)))
  const appendix = [
    ...[
      'all',
      'startswith',
      'endswith',
      'contains',
      'exists',
      'cased',
      'neq',
      'windash',
      're',
      'i',
      'm',
      's',
      'base64',
    ],
    ...[
      'base64offset',
      'utf16le',
      'utf16be',
      'utf16',
      'wide',
      'lt',
      'lte',
      'gt',
      'gte',
      'minute',
      'hour',
      'day',
      'week',
    ],
    ...['month', 'year', 'cidr', 'fieldref'],
  ]
  expect(appendix.filter((name) => !tried.has(name))).toEqual([])
})

test('selections: maps are AND, lists of maps OR, plain lists keywords', () => {
  expect(matches({ a: 1, b: 2 }, { a: 1 })).toBe(false)
  expect(matches([{ a: 1 }, { b: 2 }], { b: 2 })).toBe(true)
  expect(matches([{ a: 1, c: 1 }, { b: 2 }], { a: 1 })).toBe(false)
  expect(matches(['needle'], { deep: [{ er: 'a NEEDLE b' }] })).toBe(true)
  expect(matches('need*le', { deep: 'xxneedxxlexx' })).toBe(true)
  expect(matches([12345], { deep: { number: 9123459 } })).toBe(true)
  expect(matches(['needle'], { needle: 'keys are not values' })).toBe(false)
  expect(matches(['needle', { a: 1 }], { a: 1 })).toBe(true)
})
