/** What a store is to the registry: its name, its settings and what opening it needs. */
import type { z } from 'zod'
import type { Store } from '../core/store.ts'

/** A store that a configuration names, with its settings. */
export interface ConfiguredStore {
  /** For people: where things are kept. */
  readonly name: string
  /** @throws Error with a reason for people when it cannot be opened. */
  readonly open: () => Promise<Store>
}

export interface StoreType<Config extends z.ZodObject> {
  readonly type: string
  readonly title: string
  /** Validates the settings. */
  readonly config: Config
  /** IAM actions that its calls need. */
  readonly permissions: readonly string[]
  /** For people: where things are kept. */
  readonly name: (settings: z.output<Config>) => string
  /** @throws Error with a reason for people when it cannot be opened. */
  readonly open: (settings: z.output<Config>) => Promise<Store>
}

/** The types of `name` and `open` are inferred from `config`; `read` takes settings as they are written. */
export const defineStore = <Config extends z.ZodObject>(store: StoreType<Config>) => {
  const configured = (settings: z.output<Config>): ConfiguredStore => ({
    name: store.name(settings),
    open: () => store.open(settings),
  })
  return { ...store, configured, read: (written: unknown) => store.config.transform(configured).safeParse(written) }
}
