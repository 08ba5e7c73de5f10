/** Suggested names are made as those that are there, and are none of them. */
import { expect, test } from 'vitest'
import { suggestNames } from './naming.ts'

const inventory = ['prod/orders-db', 'prod/mail-api', 'staging/orders-api', 'GrafanaAdmin', 'queue-1', 'queue-2']
const first = () => 0

test('words of one name in the place of those of another', () => {
  const names = suggestNames(inventory, 100, first)
  expect(names).toEqual(
    expect.arrayContaining(['prod/orders-api', 'prod/mail-db', 'staging/mail-api', 'staging/orders-db']),
  )
  for (const name of names) expect(name).toMatch(/^(?:prod|staging)\/(?:orders|mail)-(?:db|api)$/)
})

test('none is there already, none is there twice, and no more than are asked for', () => {
  const names = suggestNames(inventory, 100, first)
  expect(new Set([...names, ...inventory]).size).toBe(names.length + inventory.length)
  expect(suggestNames(inventory, 2, first)).toHaveLength(2)
  expect(suggestNames(inventory, 1, () => 0.999)).not.toEqual(suggestNames(inventory, 1, first))
})

test.each([[[]], [['orders-db']], [['orders-db', 'Orders_Api']]])('of %j nothing can be made', (few) => {
  expect(suggestNames(few, 10, first)).toEqual([])
})
