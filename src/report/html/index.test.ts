import { expect, test } from 'vitest'
import type { CaseEvent } from '../../core/case.ts'
import type { ReportPage } from '../case/report.ts'
import { makeCase, makeContext } from '../testing/case.ts'
import { type PageData, TEXT_FIELDS } from './data.ts'
import { renderHtml } from './index.ts'

const PAGE: ReportPage = {
  script: 'draw()',
  style: 'p{}',
  scriptHash: 'sha256-script',
  styleHash: 'sha256-style',
  world: { width: 2, height: 1, countries: [['BY', 'M0,0']] },
}
const dataIn = (html: string): PageData =>
  JSON.parse(/<script type="application\/json" id="data">(.*?)<\/script>/s.exec(html)?.[1] ?? '')

test('what the page reads is the case', () => {
  const found = makeCase({ events: 30 })
  const { events, total, case: written, evidence, contain } = dataIn(renderHtml(found, makeContext(), PAGE))
  const unpacked = events.flags.map((_, row) =>
    Object.fromEntries(TEXT_FIELDS.map((field) => [field, events.texts[events.columns[field][row] as number] ?? null])),
  )
  expect(unpacked).toEqual(
    found.events.map((event) => Object.fromEntries(TEXT_FIELDS.map((field) => [field, event[field]]))),
  )
  expect(events.tactics.map((row) => row.map((place) => events.texts[place]))).toEqual(
    found.events.map(({ tactics }) => tactics),
  )
  expect(total).toBe(30)
  expect(written.edges).toEqual(found.edges)
  expect(evidence).toHaveLength(3)
  expect(contain).toMatch(/ && tattletrail contain plan case\.json$/)
})

test.each(['</script><script>alert(1)</script>', '<!--', '\u2028\u2029', '\u202etxt', '\ud800', '"\\', '__proto__'])(
  'the text %j stays data',
  (hostile) => {
    const html = renderHtml(makeCase({ hostile }), makeContext({ hostile }), PAGE)
    expect(html.match(/<\/script/g)).toHaveLength(3)
    expect(html).not.toMatch(/[\u2028\u2029\u202e]|<!--/)
    expect(dataIn(html).case.standing[1]?.value).toBe(`zq${hostile}`)
  },
)

test('only its own script and style may run, and nothing is loaded', () => {
  const html = renderHtml({ ...makeCase(), id: '"><b>' }, makeContext(), PAGE)
  expect(/Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1]).toBe(
    "default-src 'none'; script-src 'sha256-script'; style-src 'sha256-style'; base-uri 'none'; form-action 'none'",
  )
  expect(html).toContain('<title>&#34;&#62;&#60;b&#62;</title>')
  expect(html).not.toMatch(/https?:/)
})

test('the map comes only with places', () => {
  expect(renderHtml(makeCase(), makeContext({ places: true }), PAGE)).toContain('id="world"')
  expect(renderHtml(makeCase(), makeContext({ places: false }), PAGE)).not.toContain('id="world"')
})

test('long texts and long cases are cut', () => {
  const long = 'x'.repeat(40_000)
  const html = renderHtml(makeCase({ events: 50, hostile: long }), makeContext({ hostile: long }), PAGE)
  expect(html.length).toBeLessThan(100_000)
  const event = makeCase({ events: 1 }).events[0] as CaseEvent
  const { events, total } = dataIn(
    renderHtml({ ...makeCase(), events: new Array(100_001).fill(event) }, makeContext(), PAGE),
  )
  expect([events.flags.length, total]).toEqual([100_000, 100_001])
})
