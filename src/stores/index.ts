/** The registry of stores: one line each. */
import { dynamodb } from './dynamodb.ts'
import { memory } from './memory.ts'
import { sqlite } from './sqlite.ts'

export { dynamodb, memory, sqlite }

export const stores = [memory, sqlite, dynamodb] as const
