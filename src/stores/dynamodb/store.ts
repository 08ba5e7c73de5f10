/** A store in a DynamoDB table: its facets over one client. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Store } from '../../core/store.ts'
import { createAlertStore } from './alert-store.ts'
import { createCalls } from './calls.ts'
import { createCanaryStore, createPlanStore } from './canary-store.ts'
import { createCursorStore } from './cursor-store.ts'
import { createHandledStore } from './handled-store.ts'
import { createLists } from './lists.ts'
import { createMemory } from './memory.ts'
import { createOutbox } from './outbox.ts'
import { createSilenceStore } from './silence-store.ts'

export const openDynamodb = (client: DynamoDBClient, table: string): Store => {
  const calls = createCalls(client, table)
  const lists = createLists(calls)
  return {
    ...createAlertStore(calls, lists),
    ...createOutbox(calls, lists),
    ...createMemory(calls, lists),
    ...createSilenceStore(calls, lists),
    ...createCanaryStore(calls, lists),
    ...createPlanStore(calls, lists),
    ...createCursorStore(calls),
    ...createHandledStore(calls, lists),
    close: async () => client.destroy(),
  }
}
