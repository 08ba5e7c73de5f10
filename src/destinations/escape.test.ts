import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cpuTime } from '../../test/cpu-time.ts'
import { adaptiveCard, discord, type Escape, fit, html, plain, slack } from './escape.ts'

const CASES: readonly (readonly [name: string, inert: Escape, text: string, expected: string])[] = [
  ['plain', plain, 'a\r\nb\u001b[31m\u202e\u200b\ud83d', 'a\\u000d\\u000ab\\u001b[31m\\u202e\\u200b\\ud83d'],
  ['plain keeps what is whole', plain, 'Zoë 漢字 😀 <b>', 'Zoë 漢字 😀 <b>'],
  ['slack', slack, '<!channel> &lt; <@U1>', '&lt;!channel&gt; &amp;lt; &lt;@U1&gt;'],
  [
    'discord',
    discord,
    '@everyone **b** [x](https://e.example)',
    '\\@everyone \\*\\*b\\*\\* \\[x\\]\\(https\\://e.example\\)',
  ],
  ['discord, a backslash of its own', discord, '\\*', '\\\\\\*'],
  ['html', html, `<a href="x">'&`, '&lt;a href=&quot;x&quot;&gt;&#39;&amp;'],
  ['adaptive card', adaptiveCard, '{{DATE(x)}} {{{{', '{ {DATE(x)}} { { { {'],
]

test.each(CASES)('%s', (_, inert, text, expected) => expect(inert(text)).toBe(expected))

const ESCAPES: readonly (readonly [string, Escape, RegExp])[] = [
  ['plain', plain, /^(?!.*\\u[0-9a-f]{0,3}…$)[^\u0000-\u001f\u202e]*$/s],
  ['slack', slack, /^(?:&(?:amp|lt|gt);|[^&<>])*$/],
  ['discord', discord, /^(?:\\[^0-9A-Za-z\s]|\\u[0-9a-f]{4}|[^\\*_~`|>#()[\]<@:])*$/],
  ['html', html, /^(?:&(?:amp|lt|gt|quot|#39);|[^&<>"'])*$/],
  ['adaptive card', adaptiveCard, /^(?!.*\{\{)/s],
]
const anyText = fc.string({
  unit: fc.constantFrom(...`ab&<>"'*_\`[](){{\\:@`, '\ud83d', '\ude00', '😀', '漢', '\u0000', '\u202e', '\n'),
  maxLength: 80,
})

describe.each(ESCAPES)('%s', (_, inert, whole) => {
  test('is cut to any length, never inside an escape or a character', { tags: 'property' }, () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 120 }), (text, limit) => {
        const cut = fit(text, limit, inert)
        expect(cut.length).toBeLessThanOrEqual(limit)
        expect(cut).toMatch(whole)
        expect(Buffer.from(cut).toString()).toBe(cut)
        if (cut !== inert(text)) expect(cut.endsWith('…')).toBe(true)
      }),
    )
  })
  test('is never shorter than its source', { tags: 'property' }, () => {
    fc.assert(fc.property(anyText, (text) => inert(text).length >= text.length))
  })
})

test('as much is kept as fits', () => {
  expect(fit('abcdef', 6)).toBe('abcdef')
  expect(fit('abcdefg', 6)).toBe('abcde…')
  expect(fit('a&&&', 10, slack)).toBe('a&amp;…')
  expect(fit('a😀😀', 4)).toBe('a😀…')
})

test('a text of 5 MB is cut at once', { tags: 'scale' }, () => {
  const text = '&<\u0000'.repeat(1_700_000)
  const cost = cpuTime(() => {
    for (let at = 0; at < 100; at++) fit(text, 1000, slack)
  })
  expect(cost).toBeLessThan(2_000)
})
