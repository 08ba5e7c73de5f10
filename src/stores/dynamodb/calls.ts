/** Calls of DynamoDB as the store needs them: paged, resumed when only a part was done, and with errors that say what to do. */
import { setTimeout } from 'node:timers/promises'
import {
  type AttributeValue,
  BatchGetItemCommand,
  type DynamoDBClient,
  paginateQuery,
  paginateScan,
  type QueryCommandInput,
  ResourceNotFoundException,
  type ScanCommandInput,
  TransactionCanceledException,
  TransactionConflictException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb'
import { isRetryable } from '../../aws/retry.ts'
import { reasonOf } from '../../core/reason.ts'
import { StoreBusyError, StoreError } from '../../core/store.ts'
import { backoff } from '../backoff.ts'
import { type Item, keyItem } from './items.ts'
import type { Key } from './table.ts'

/** DynamoDB API Reference, `TransactWriteItems` and `BatchGetItem`. */
export const MAX_ACTIONS = 100
const MAX_KEYS = 100
/** For answers that were partial, and transactions that met another: milliseconds. */
const FIRST_WAIT = 25
const LONGEST_WAIT = 3_200
const MAX_TRIES = 8
/** A little longer with every try, and never in step with others. */
export const wait = (tries: number): Promise<void> => setTimeout(backoff(tries, FIRST_WAIT, LONGEST_WAIT))

const BUSY_REASONS = new Set(['ProvisionedThroughputExceeded', 'ThrottlingError'])
const CONFLICT_REASONS = new Set(['ConditionalCheckFailed', 'TransactionConflict', 'DuplicateItem'])

/** What became of a transaction: per action the reason why it stopped the whole, when it did. */
export type Outcome = { readonly done: true } | { readonly done: false; readonly reasons: readonly string[] }

export interface Calls {
  readonly client: DynamoDBClient
  readonly table: string
  /** @throws StoreBusyError, or an error that names the table */
  readonly attempt: <Result>(work: () => Promise<Result>) => Promise<Result>
  /** `done: false` when a condition failed, or another transaction was faster. */
  readonly transact: (actions: readonly TransactWriteItem[]) => Promise<Outcome>
  /** In the order of the keys; consistent. */
  readonly get: (keys: readonly Key[], only?: 'keys') => Promise<readonly Item[]>
  /** Page by page. */
  readonly query: (input: Omit<QueryCommandInput, 'TableName'>) => AsyncIterable<readonly Item[]>
  readonly scan: (input: Omit<ScanCommandInput, 'TableName'>) => AsyncIterable<readonly Item[]>
  /** `wait`. @throws StoreBusyError when it was tried often enough */
  readonly pause: (tries: number) => Promise<void>
}

/** A write of one item met a transaction on it (API Reference, `TransactionConflictException`). */
export const isMet = (error: unknown): boolean => error instanceof TransactionConflictException

/** What DynamoDB threw, in words that name the table. */
const explain = (table: string, error: unknown): unknown => {
  if (error instanceof StoreBusyError) return error
  const reasons = error instanceof TransactionCanceledException ? reasonsOf(error) : []
  if (isRetryable(error) || isMet(error) || reasons.some((reason) => BUSY_REASONS.has(reason)))
    return new StoreBusyError(`store table ${table}: ${reasonOf(error)}; try again later`, { cause: error })
  const reason =
    error instanceof ResourceNotFoundException ? 'there is no such table in this account and region' : reasonOf(error)
  return new StoreError(`store table ${table}: ${reason}`, { cause: error })
}

export const createCalls = (client: DynamoDBClient, table: string): Calls => {
  const attempt: Calls['attempt'] = async (work) => {
    try {
      return await work()
    } catch (error) {
      throw explain(table, error)
    }
  }
  const pause = async (tries: number): Promise<void> => {
    if (tries >= MAX_TRIES) throw new StoreBusyError(`store table ${table}: still busy after ${tries} tries`)
    await wait(tries)
  }

  const getSome = async (keys: readonly Key[], only: 'keys' | undefined): Promise<readonly Item[]> => {
    const items: Item[] = []
    const projection = only && { ProjectionExpression: 'pk, sk' }
    let rest: Record<string, AttributeValue>[] = keys.map(keyItem)
    // Above 16 MB, or throttled in part, some keys come back unprocessed (API Reference, `BatchGetItem`).
    for (let tries = 0; rest.length > 0; tries++) {
      if (tries > 0) await pause(tries)
      const { Responses, UnprocessedKeys } = await client.send(
        new BatchGetItemCommand({ RequestItems: { [table]: { Keys: rest, ConsistentRead: true, ...projection } } }),
      )
      const found = Responses?.[table] ?? []
      if (found.length > 0) tries = 0
      items.push(...found)
      rest = UnprocessedKeys?.[table]?.Keys ?? []
    }
    return items
  }

  return {
    client,
    table,
    attempt,
    pause,
    transact: (actions) => attempt(() => transact(client, actions)),
    get: (keys, only) =>
      attempt(async () => {
        const distinct = new Map(keys.map((key) => [`${key.pk}\n${key.sk}`, key]))
        const wanted = [...distinct.values()]
        const found = new Map<string, Item>()
        for (let start = 0; start < wanted.length; start += MAX_KEYS)
          for (const item of await getSome(wanted.slice(start, start + MAX_KEYS), only))
            found.set(`${item.pk?.S}\n${item.sk?.S}`, item)
        return [...distinct.keys()].map((key) => found.get(key)).filter((item) => item !== undefined)
      }),
    query: async function* (input) {
      for await (const { Items } of paginateQuery({ client }, { ...input, TableName: table })) yield Items ?? []
    },
    scan: async function* (input) {
      for await (const { Items } of paginateScan({ client }, { ...input, TableName: table })) yield Items ?? []
    },
  }
}

const transact = async (client: DynamoDBClient, actions: readonly TransactWriteItem[]): Promise<Outcome> => {
  try {
    await client.send(new TransactWriteItemsCommand({ TransactItems: [...actions] }))
    return { done: true }
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error
    const reasons = reasonsOf(error)
    if (reasons.some((reason) => CONFLICT_REASONS.has(reason))) return { done: false, reasons }
    throw error
  }
}

/** `None` for the actions that did not stop it. */
const reasonsOf = (error: TransactionCanceledException): readonly string[] =>
  (error.CancellationReasons ?? []).map(({ Code }) => Code ?? 'None')
