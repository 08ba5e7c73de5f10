/** What a store is to the registry: its name, its settings and what opening it needs. */
import type { z } from 'zod'
import type { Store } from '../core/store.ts'

export interface StoreType<Schema extends z.ZodType = z.ZodType> {
  readonly type: string
  readonly title: string
  /** Validates the settings. */
  readonly config: Schema
  /** IAM actions that its calls need. */
  readonly permissions: readonly string[]
  /** @throws Error with a reason for people when it cannot be opened. */
  readonly open: (settings: z.output<Schema>) => Promise<Store>
}

export const defineStore = <Schema extends z.ZodType>(store: StoreType<Schema>): StoreType<Schema> => store
