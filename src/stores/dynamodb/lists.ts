/** Reads of more than one item: partitions of the list index, partitions of the table, and every finding. */
import type { Calls } from './calls.ts'
import { type Item, text } from './items.ts'
import { FINDINGS, type Key, LIST_INDEX } from './table.ts'

type Order = 'up' | 'down'

export interface Lists {
  /** The first keys of partitions of the list index taken together, in its order. */
  readonly first: (partitions: readonly string[], limit: number, order: Order) => Promise<readonly Key[]>
  /** Every item of a partition of the table; consistent. */
  readonly all: (
    pk: string,
    begins?: string,
    filter?: { readonly expression: string; readonly values: Item },
  ) => Promise<readonly Item[]>
  /** Of all findings the first by event time: reads the whole list index, page by page. */
  readonly firstFindings: (limit: number) => Promise<readonly Key[]>
}

export const createLists = (calls: Calls): Lists => {
  const first: Lists['first'] = (partitions, limit, order) =>
    calls.attempt(async () => {
      const found: Item[] = []
      for (const partition of partitions) {
        let left = limit
        const pages = calls.query({
          IndexName: LIST_INDEX,
          KeyConditionExpression: 'listPk = :partition',
          ExpressionAttributeValues: { ':partition': text(partition) },
          ScanIndexForward: order === 'up',
          Limit: Math.min(limit, 1_000),
        })
        for await (const page of pages) {
          found.push(...page.slice(0, left))
          left -= page.length
          if (left <= 0) break
        }
      }
      return firstOf(found, limit, order)
    })

  const all: Lists['all'] = (pk, begins = '', filter) =>
    calls.attempt(async () => {
      const items: Item[] = []
      const pages = calls.query({
        KeyConditionExpression: `pk = :pk${begins && ' AND begins_with(sk, :begins)'}`,
        ExpressionAttributeValues: { ':pk': text(pk), ...(begins && { ':begins': text(begins) }), ...filter?.values },
        FilterExpression: filter?.expression,
        ConsistentRead: true,
      })
      for await (const page of pages) items.push(...page)
      return items
    })

  const firstFindings: Lists['firstFindings'] = (limit) =>
    calls.attempt(async () => {
      let found: readonly Item[] = []
      const pages = calls.scan({
        IndexName: LIST_INDEX,
        FilterExpression: 'begins_with(listPk, :findings)',
        ExpressionAttributeValues: { ':findings': text(FINDINGS) },
      })
      for await (const page of pages) found = sorted([...found, ...page], 'up').slice(0, limit)
      return firstOf(found, limit, 'up')
    })

  return { first, all, firstFindings }
}

const sorted = (items: readonly Item[], order: Order): readonly Item[] => {
  const sign = order === 'up' ? 1 : -1
  return [...items].sort(
    (a, b) => sign * Buffer.compare(Buffer.from(a.listSk?.S ?? ''), Buffer.from(b.listSk?.S ?? '')),
  )
}

const firstOf = (items: readonly Item[], limit: number, order: Order): readonly Key[] =>
  sorted(items, order)
    .slice(0, limit)
    .map((item) => ({ pk: item.pk?.S ?? '', sk: item.sk?.S ?? '' }))
