import fc from 'fast-check'
import { expect, test } from 'vitest'
import { visible } from './visible.ts'

/** A text as language models read it and people do not: ASCII moved to the tag characters (Unicode, "Tags"). */
const inTags = (text: string): string =>
  String.fromCodePoint(...[...text].map((letter) => 0xe0000 + (letter.codePointAt(0) ?? 0)))
/** A byte as a variation selector: the other way to smuggle. */
const inSelectors = (bytes: readonly number[]): string =>
  String.fromCodePoint(...bytes.map((byte) => (byte < 16 ? 0xfe00 + byte : 0xe0100 + byte - 16)))

test.each<[what: string, text: string, shown: string]>([
  ['letters of any script', 'Zoë 山田 नमस्ते 🔴', 'Zoë 山田 नमस्ते 🔴'],
  ['a sign as an emoji', '❤️ ☠️', '❤️ ☠️'],
  ['a sign with more than that', '❤\ufe0f\ufe01', '❤\\ufe0f\\ufe01'],
  ['a selector behind a letter', 'a\ufe0fb', 'a\\ufe0fb'],
  ['tags', `a${inTags('hi')}`, 'a\\udb40\\udc68\\udb40\\udc69'],
  ['selectors', `😀${inSelectors([200, 3])}`, '😀\\udb40\\uddb8\\ufe03'],
  ['a soft hyphen, a joiner and a filler', 'a\u00ad\u034f\u3164\uffa0z', 'a\\u00ad\\u034f\\u3164\\uffa0z'],
  ['a Braille blank', 'a\u2800b', 'a\\u2800b'],
  ['musical and shorthand controls', '\u{1d173}\u{1bca0}', '\\ud834\\udd73\\ud82f\\udca0'],
  ['a noncharacter', 'a\ufdd0\u{1ffff}', 'a\\ufdd0\\ud83f\\udfff'],
  ['half a surrogate pair', '\udc00a\ud83d', '\\udc00a\\ud83d'],
])('%s', (_, text, shown) => {
  expect(visible(text)).toBe(shown)
})

test('nothing hides, whatever is written; and escaped JSON is the same value', { tags: 'property' }, () => {
  const hidden = /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\u{e0000}-\u{e0fff}\u200b-\u200f\u202a-\u202e\u2060-\u206f]/u
  const anything = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string().map(inTags),
    fc.array(fc.nat(255), { minLength: 1 }).map((bytes) => `😀${inSelectors(bytes)}`),
  )
  fc.assert(
    fc.property(anything, (text) => {
      const shown = visible(text)
      expect(shown).not.toMatch(hidden)
      expect(visible(shown)).toBe(shown)
      expect(JSON.parse(visible(JSON.stringify(text)))).toBe(text)
    }),
  )
})
