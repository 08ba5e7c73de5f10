/** The tables that say what the user knows: `[[account]]`, `[[network]]`, `[context]` and `[levels]`. */
import { z } from 'zod'
import type { Path } from '../notation/tree.ts'
import { problemAt } from './issues.ts'
import { type DocumentPlace, ofConfig, type Section } from './section.ts'
import { list, table, validTable } from './tables.ts'

const text = z.string().min(1)
const accountId = z.string().regex(/^\d{12}$/, { error: 'expected an account id: 12 digits in quotes' })
const range = z.union([z.cidrv4(), z.cidrv6(), z.ipv4(), z.ipv6()], {
  error: 'expected an address range, for example "198.51.100.0/24"',
})

export const accountSchema = z.strictObject({
  id: accountId,
  name: text.optional().meta({ description: 'what people call it' }),
  environment: text.optional().meta({ description: 'for example production or sandbox: may raise or lower levels' }),
  application: text.optional().meta({ description: 'what runs in it' }),
  owner: text.optional(),
  contact: text.optional(),
  data_classes: z.array(text).optional().meta({ description: 'what it holds, for example pii' }),
})

export const networkSchema = z.strictObject({
  name: text,
  kind: text.meta({ description: 'for example office, vpn or sso' }),
  ranges: z.array(range).min(1).meta({ description: 'addresses and CIDR blocks' }),
})

const homeCountries = z
  .array(z.string().regex(/^[A-Z]{2}$/, { error: 'expected a country code of two capital letters, for example "DE"' }))
  .meta({ description: 'where the people who work here are' })

/** One of the registry of enrichers: what `[context]` may name by this key. */
export interface Enricher<Configured extends object = object> {
  readonly key: string
  readonly config: z.ZodType
  /** The value as it is written -> ready for use. */
  readonly read: (written: unknown) => z.ZodSafeParseResult<Configured>
}

/** What was named, and where. */
export type Enriching<Configured extends object> = Configured & DocumentPlace & { readonly key: string }

export interface ContextTable<Configured extends object> {
  /** In the order of the registry. */
  readonly enrichers: readonly Enriching<Configured>[]
  readonly homeCountries: readonly string[]
}

export const contextOf = <Configured extends object>(
  enrichers: readonly Enricher<Configured>[],
): Section<ContextTable<Configured>> => {
  const keys = Object.fromEntries(enrichers.map(({ key, config }) => [key, config.optional()]))
  const schema = z.strictObject({ ...keys, home_countries: homeCountries.optional() })
  return {
    key: 'context',
    schema,
    read: ofConfig((document, _, problems) => {
      const valid = validTable(document, 'context', schema, problems)
      const written: Readonly<Record<string, unknown>> = valid ?? {}
      return {
        enrichers: enrichers.flatMap(({ key, read }) => {
          const configured = written[key] === undefined ? undefined : read(written[key]).data
          return configured ? [{ ...configured, key, document, path: ['context', key] }] : []
        }),
        homeCountries: valid?.home_countries ?? [],
      }
    }),
  }
}

const levelsSchema = z
  .record(z.string(), z.enum(['raise', 'lower', 'keep']))
  .meta({ description: 'environment -> what it does to the level of a finding' })

/** Case does not count. */
export const levels = table(
  'levels',
  levelsSchema.transform((changes) =>
    Object.fromEntries(Object.entries(changes).map(([environment, change]) => [environment.toLowerCase(), change])),
  ),
)

export const accounts = list('account', accountSchema, (document, rows) => {
  const first = new Map<string, Path>()
  return rows.flatMap(({ value: { id }, path }) => {
    const earlier = first.get(id)
    if (!earlier) {
      first.set(id, path)
      return []
    }
    const hint = `the first is at ${document.file}:${document.locate(earlier).line}`
    return [problemAt(document, [...path, 'id'], `account ${id} is given twice`, { hint })]
  })
})

export const networks = list('network', networkSchema)
