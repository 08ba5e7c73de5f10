/** What a source is to the registry: its name, its settings and what opening it needs. */
import type { z } from 'zod'
import type { Clients } from '../aws/clients.ts'
import type { Source } from '../core/source.ts'
import type { Store } from '../core/store.ts'

/** What a source is given to read with. */
export interface SourceTools {
  readonly clients: Clients
  /** Remembers how far it was read. */
  readonly store: Store
  /** False: ends when everything that is there was offered. */
  readonly follow: boolean
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Something could not be used just now; it is tried again. */
  readonly onProblem: (reason: string) => void
}

/** A source that a configuration names, with its settings. */
export interface ConfiguredSource {
  /** For people: what it reads. */
  readonly name: string
  /** A path or `s3://bucket/prefix`: where its logs lie for whoever searches them; absent: they come and go. */
  readonly logs?: string | undefined
  readonly open: (tools: SourceTools) => Source
}

export interface SourceType<Config extends z.ZodObject> {
  readonly type: string
  readonly title: string
  /** Validates the settings. */
  readonly config: Config
  /** IAM actions that its calls need. */
  readonly permissions: readonly string[]
  /** For people: what it reads. */
  readonly name: (settings: z.output<Config>) => string
  /** Where its logs lie; absent: they come and go. */
  readonly logs?: (settings: z.output<Config>) => string
  /** Touches nothing: it is read when its inputs are asked for. */
  readonly open: (settings: z.output<Config>, tools: SourceTools) => Source
}

/** The types of `name` and `open` are inferred from `config`; `read` takes settings as they are written. */
export const defineSource = <Config extends z.ZodObject>(source: SourceType<Config>) => {
  const configured = (settings: z.output<Config>): ConfiguredSource => ({
    name: source.name(settings),
    logs: source.logs?.(settings),
    open: (tools) => source.open(settings, tools),
  })
  return {
    ...source,
    configured,
    read: (written: unknown) => source.config.transform(configured).safeParse(written),
  }
}
