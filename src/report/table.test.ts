import { expect, test } from 'vitest'
import type { Json } from '../core/json.ts'
import type { SqlResult } from '../core/sql-result.ts'
import { limited, rowsCsv, rowsJsonl, rowsText } from './table.ts'
import { PAGE } from './testing/rendered.ts'

const result = (columns: readonly string[], ...pieces: readonly (readonly (readonly Json[])[])[]): SqlResult => ({
  columns,
  rows: (async function* () {
    yield* pieces
  })(),
})
const all = async <T>(items: Iterable<T> | AsyncIterable<T>): Promise<readonly T[]> => {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

test('a table fits its width, and nothing in it reaches the terminal', async () => {
  const lines = await all(
    rowsText.render(result(['name', 'n'], [['\u001b[31mred', 1]], [['x'.repeat(200), null]]), { ...PAGE, width: 40 }),
  )
  expect(lines).toEqual([`name${' '.repeat(35)}n`, `\\u001b[31mred${' '.repeat(26)}1`, `${'x'.repeat(36)}…`])
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(40)
})

test('no rows: only the names', async () => {
  expect(await all(rowsText.render(result(['a', 'b']), { ...PAGE, width: 40 }))).toEqual(['a  b'])
})

test('many rows come as they are read', async () => {
  const piece = Array.from({ length: 2_000 }, (_, index) => [index])
  expect(await all(rowsText.render(result(['n'], piece), { ...PAGE, width: 40 }))).toHaveLength(2_001)
})

test('CSV: formulas are inert, objects are JSON', async () => {
  expect(await all(rowsCsv.render(result(['a', 'b'], [['=1+1', { x: [1] }]]), PAGE))).toEqual([
    'a,b',
    `'=1+1,"{""x"":[1]}"`,
  ])
})

test('JSON: one object a row, columns of one name told apart', async () => {
  expect(await all(rowsJsonl.render(result(['n', 'n'], [[1, null]]), PAGE))).toEqual(['{"n":1,"n_2":null}'])
})

test.each([
  [2, [[1], [2]], true],
  [3, [[1], [2], [3]], false],
  [9, [[1], [2], [3]], false],
])('a limit of %i', async (limit, rows, isMore) => {
  let more = false
  const some = limited(result(['n'], [[1], [2]], [[3]]).rows, limit, () => {
    more = true
  })
  expect((await all(some)).flat()).toEqual(rows)
  expect(more).toBe(isMore)
})
