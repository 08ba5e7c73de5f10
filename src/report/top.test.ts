import { expect, test } from 'vitest'
import { rendered } from './testing/rendered.ts'
import { type TopRow, type TopTable, topCsv, topJsonl, topText } from './top.ts'

const row = (values: TopRow['values'], count: number, changes: Partial<TopRow> = {}): TopRow => ({
  values,
  count,
  first: '2026-03-04T02:14:09Z',
  last: '2026-03-04T02:14:09Z',
  example: `e-${values.join('-')}`,
  ...changes,
})
const table = (by: readonly string[], rows: readonly TopRow[], changes: Partial<TopTable> = {}): TopTable => ({
  by,
  rows,
  total: rows.reduce((sum, { count }) => sum + count, 0),
  overflow: 0,
  ...changes,
})
const COUNTRIES = table(
  ['country'],
  [row(['KP'], 1), row([null], 20), row(['NL'], 12_345, { first: '2026-03-02T00:00:00Z' })],
)
const report = (tables: readonly TopTable[], limit = 10) => ({ tables, isOverview: false, limit })
const draw = (tables: readonly TopTable[], limit?: number): Promise<string> => rendered(topText, report(tables, limit))

test('a table on a screen', async () => {
  expect(await draw([COUNTRIES])).toBe(`country  3 different values
  KP                        1   <0.01 %  ▏
    2026-03-04 02:14:09 UTC · event e-KP
  -                        20    0.16 %  ▏
    2026-03-04 02:14:09 UTC · event e-
  NL                   12,345   99.83 %  ████████████
    2026-03-02 00:00:00 – 2026-03-04 02:14:09 UTC · event e-NL

`)
})

const TEXTS: readonly (readonly [string, Promise<string>, readonly string[], readonly string[]])[] = [
  ['what is left out is counted', draw([COUNTRIES], 1), ['and 2 more (--limit 0 shows all)'], ['NL ']],
  ['0 shows all', draw([COUNTRIES], 0), ['NL '], ['more (']],
  [
    'of several tables, one with a single value is a line',
    draw([COUNTRIES, table(['region'], [row(['eu-west-1'], 4)])]),
    ['region  eu-west-1 for every event'],
    ['e-eu-west-1'],
  ],
  ['a single table is always drawn', draw([table(['region'], [row(['eu-west-1'], 4)])]), ['e-eu-west-1'], []],
  [
    'fields together',
    draw([table(['principal', 'event'], [row(['dana', null], 2)])]),
    ['principal · event', 'dana · -'],
    [],
  ],
  ['nothing', draw([table(['error'], [])]), ['nothing was counted'], []],
  [
    'what cannot be known is said once',
    draw([table(['country'], [], { unknown: 'no database' }), table(['city'], [], { unknown: 'no database' })]),
    ['country, city: no database'],
    ['nothing was counted'],
  ],
  [
    'what was too much is counted',
    draw([table(['ip'], [row(['a'], 1)], { overflow: 3 })]),
    ['too many to keep apart: 3 events', 'the rarest may be missing'],
    [],
  ],
  [
    'an event without id and time',
    draw([table(['ip'], [row(['a'], 1, { first: '', last: '', example: '' })])]),
    ['no time · no event id'],
    [],
  ],
  [
    'nothing moves the cursor',
    draw([table(['tool'], [row(['\u001b[2Jx\n'], 1, { example: '\u001b[1A' })])]),
    ['\\u001b[2Jx\\u000a', 'event \\u001b[1A'],
    ['\u001b'],
  ],
]
test.each(TEXTS)('%s', async (_name, text, parts, absent) => {
  for (const part of parts) expect(await text).toContain(part)
  for (const part of absent) expect(await text).not.toContain(part)
})

test('CSV has a column for each field, and no cell is a formula', async () => {
  const tables = [COUNTRIES, table(['event', 'country'], [row(['=cmd()', 'NL'], 2)])]
  expect((await rendered(topCsv, report(tables, 1))).trimEnd().split('\n')).toEqual([
    'by,country,event,count,share,first,last,event_id',
    'country,KP,,1,0.0000808669,2026-03-04T02:14:09Z,2026-03-04T02:14:09Z,e-KP',
    "event country,NL,'=cmd(),2,1,2026-03-04T02:14:09Z,2026-03-04T02:14:09Z,e-=cmd()-NL",
  ])
})

test('JSON lines: what an event does not say is null', async () => {
  const tables = [table(['country', 'city'], [row(['NL', null], 3, { first: '', last: '', example: '' })])]
  expect(JSON.parse(await rendered(topJsonl, report(tables, 0)))).toEqual({
    by: ['country', 'city'],
    values: { country: 'NL', city: null },
    count: 3,
    share: 1,
    first: null,
    last: null,
    eventId: null,
  })
})
