import { expect, test } from 'vitest'
import type { Json } from '../core/json.ts'
import type { SqlResult } from '../core/sql-result.ts'
import { csvLines, jsonLinesOf, limited, tableLines } from './table.ts'

const result = (columns: readonly string[], ...pieces: readonly (readonly (readonly Json[])[])[]): SqlResult => ({
  columns,
  rows: (async function* () {
    yield* pieces
  })(),
})
const all = async <T>(items: AsyncIterable<T>): Promise<readonly T[]> => {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}
const plain = (text: string): string => text

test('a table fits its width, and nothing in it reaches the terminal', async () => {
  const lines = await all(
    tableLines(result(['name', 'n'], [['\u001b[31mred', 1]], [['x'.repeat(200), null]]), 40, plain),
  )
  expect(lines).toEqual([`name${' '.repeat(35)}n`, `\\u001b[31mred${' '.repeat(26)}1`, `${'x'.repeat(36)}…`])
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(40)
})

test('no rows: only the names', async () => {
  expect(await all(tableLines(result(['a', 'b']), 40, plain))).toEqual(['a  b'])
})

test('many rows come as they are read', async () => {
  const piece = Array.from({ length: 2_000 }, (_, index) => [index])
  expect(await all(tableLines(result(['n'], piece), 40, plain))).toHaveLength(2_001)
})

test('CSV: formulas are inert, objects are JSON', async () => {
  expect(await all(csvLines(result(['a', 'b'], [['=1+1', { x: [1] }]])))).toEqual(['a,b', `'=1+1,"{""x"":[1]}"`])
})

test('JSON: one object a row, columns of one name told apart', async () => {
  expect(await all(jsonLinesOf(result(['n', 'n'], [[1, null]])))).toEqual(['{"n":1,"n_2":null}'])
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
