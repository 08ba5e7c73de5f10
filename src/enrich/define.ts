/** What an enricher is to the registry: a key under `[context]`, and how what stands there becomes facts. */
import { z } from 'zod'
import type { Account, CsvProblem, OrganizationAccount } from './accounts.ts'
import type { Database, GeoKind } from './geo.ts'
import type { NamedNetwork } from './networks.ts'

/** Plain data, so that every worker makes the same of it. */
export interface Facts {
  readonly accounts?: readonly Account[]
  /** Published ones: the user's own are asked first. */
  readonly networks?: readonly NamedNetwork[]
  /** Opened once, in memory that all workers share. */
  readonly databases?: readonly Database[]
}

/** Why there are no facts: the end of a sentence that begins with the name of the file. */
export interface NoFacts {
  readonly problem: string
  readonly hint?: string
}

/** @param faults of a file that is text: what is wrong in it, and where */
export type Learnt = NoFacts | { readonly facts: Facts; readonly faults?: readonly CsvProblem[] }

/** The outside world, handed in. */
export interface EnricherTools {
  /** The file that the configuration names. @throws Error */
  readonly file: () => Buffer
  readonly openDatabase: (file: Buffer, kind: GeoKind) => Database | NoFacts
  /** The accounts that AWS Organizations knows. @throws Error */
  readonly organization: () => Promise<readonly OrganizationAccount[]>
}

/** An enricher that a configuration names, with its value. */
export interface ConfiguredEnricher {
  readonly title: string
  /** The one kind of facts that it knows. */
  readonly gives: keyof Facts
  /** IAM actions that it needs. */
  readonly permissions: readonly string[]
  /** What it reads, as it is written: from the folder of the configuration. */
  readonly file?: string | undefined
  /** @throws what the tools throw, and nothing for what a file holds */
  readonly learn: (tools: EnricherTools) => Promise<Learnt>
}

export interface EnricherType<Config extends z.ZodType> {
  /** Under `[context]`. */
  readonly key: string
  readonly title: string
  /** Validates the value. */
  readonly config: Config
  readonly gives: keyof Facts
  readonly permissions: readonly string[]
  /** The file that the value names. */
  readonly file?: (value: z.output<Config>) => string
  readonly learn: (tools: EnricherTools, value: z.output<Config>) => Promise<Learnt>
}

/** One of the registry, whatever its value is. */
export interface EnricherPlugin
  extends Pick<EnricherType<z.ZodType>, 'key' | 'title' | 'config' | 'gives' | 'permissions'> {
  /** The value as it is written -> an enricher. */
  readonly read: (written: unknown) => z.ZodSafeParseResult<ConfiguredEnricher>
}

/** The types of `file` and `learn` are inferred from `config`; `read` takes the value as it is written. */
export const defineEnricher = <Config extends z.ZodType>(enricher: EnricherType<Config>) => {
  const { title, gives, permissions, file, learn } = enricher
  const configured = (value: z.output<Config>): ConfiguredEnricher => ({
    ...{ title, gives, permissions },
    file: file?.(value),
    learn: (tools) => learn(tools, value),
  })
  return { ...enricher, read: (written: unknown) => enricher.config.transform(configured).safeParse(written) }
}

/** The value of one that reads a file. */
export const filePath = (description: string) => z.string().min(1).meta({ description })
