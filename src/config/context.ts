/** The tables that say what the user knows: `[[account]]`, `[[network]]`, `[context]` and `[levels]`. */
import { z } from 'zod'
import { isObject, own } from '../core/json.ts'
import type { Document } from './document.ts'
import { kindOf, problemAt, toProblems } from './issues.ts'
import type { LocatedProblem } from './located.ts'
import { listOf, type Placed, tableOf } from './tables.ts'
import type { Path } from './tree.ts'

const text = z.string().min(1)
const accountId = z.string().regex(/^\d{12}$/, { error: 'expected an account id: 12 digits in quotes' })
const range = z.union([z.cidrv4(), z.cidrv6(), z.ipv4(), z.ipv6()], {
  error: 'expected an address range, for example "198.51.100.0/24"',
})

export const accountSchema = z.strictObject({
  id: accountId,
  name: text.optional().meta({ description: 'what people call it' }),
  environment: text.optional().meta({ description: 'for example production or sandbox: may raise or lower levels' }),
  owner: text.optional(),
  contact: text.optional(),
  data_classes: z.array(text).optional().meta({ description: 'what it holds, for example pii' }),
})

export const networkSchema = z.strictObject({
  name: text,
  kind: text.meta({ description: 'for example office, vpn or sso' }),
  ranges: z.array(range).min(1).meta({ description: 'addresses and CIDR blocks' }),
})

export const contextSchema = z.strictObject({
  accounts_csv: text
    .optional()
    .meta({ description: 'a CSV file of accounts: account_id,name,environment,owner,contact,data_classes' }),
  accounts: z.literal('organizations').optional().meta({ description: 'ask AWS Organizations for the accounts' }),
  aws_ranges: text.optional().meta({ description: "AWS's ip-ranges.json" }),
  city_mmdb: text.optional().meta({ description: 'a MaxMind DB file of cities' }),
  country_mmdb: text.optional().meta({ description: 'a MaxMind DB file of countries' }),
  asn_mmdb: text.optional().meta({ description: 'a MaxMind DB file of autonomous systems' }),
  home_countries: z
    .array(
      z.string().regex(/^[A-Z]{2}$/, { error: 'expected a country code of two capital letters, for example "DE"' }),
    )
    .optional()
    .meta({ description: 'where the people who work here are' }),
})

export const levelsSchema = z
  .record(z.string(), z.enum(['raise', 'lower', 'keep']))
  .meta({ description: 'environment -> what it does to the level of a finding' })

export type AccountEntry = z.infer<typeof accountSchema>
export type NetworkEntry = z.infer<typeof networkSchema>
export type LevelChange = z.infer<typeof levelsSchema>[string]

/** A file that the configuration names, by the path as it is written. */
export interface NamedFile {
  readonly key: 'accounts_csv' | 'aws_ranges' | 'city_mmdb' | 'country_mmdb' | 'asn_mmdb'
  readonly path: string
  readonly document: Document
  readonly at: Path
}

export interface ContextEntry {
  readonly accounts: readonly AccountEntry[]
  readonly networks: readonly NetworkEntry[]
  readonly files: readonly NamedFile[]
  /** Where AWS Organizations is named as the source of accounts. */
  readonly organizations?: { readonly document: Document; readonly at: Path }
  readonly homeCountries: readonly string[]
  readonly levels: Readonly<Record<string, LevelChange>>
}

export const CONTEXT_KEYS = ['account', 'network', 'context', 'levels'] as const

const FILE_KEYS = ['accounts_csv', 'aws_ranges', 'city_mmdb', 'country_mmdb', 'asn_mmdb'] as const

/** What of the tables of one document is valid; what is not is among the problems. Never throws. */
export const readContext = (
  document: Document,
): { readonly context: ContextEntry; readonly problems: readonly LocatedProblem[] } => {
  const problems: LocatedProblem[] = []
  const accounts = listOf(document, 'account', accountSchema, problems)
  problems.push(...givenTwice(document, accounts))
  const networks = listOf(document, 'network', networkSchema, problems)
  const settings = tableOf(document, 'context', contextSchema, problems) ?? {}
  const files = FILE_KEYS.flatMap((key): NamedFile[] => {
    const path = settings[key]
    return path === undefined ? [] : [{ key, path, document, at: ['context', key] }]
  })
  return {
    context: {
      accounts: accounts.map(({ value }) => value),
      networks: networks.map(({ value }) => value),
      files,
      ...(settings.accounts && { organizations: { document, at: ['context', 'accounts'] } }),
      homeCountries: settings.home_countries ?? [],
      levels: readLevels(document, problems),
    },
    problems,
  }
}

const givenTwice = (document: Document, accounts: readonly Placed<AccountEntry>[]): LocatedProblem[] => {
  const first = new Map<string, Path>()
  return accounts.flatMap(({ value: { id }, path }) => {
    const earlier = first.get(id)
    if (!earlier) {
      first.set(id, path)
      return []
    }
    const hint = `the first is at ${document.file}:${document.locate(earlier).line}`
    return [problemAt(document, [...path, 'id'], `account ${id} is given twice`, { hint })]
  })
}

const readLevels = (document: Document, problems: LocatedProblem[]): ContextEntry['levels'] => {
  const written = own(document.value, 'levels')
  if (written === undefined) return {}
  if (!isObject(written)) {
    problems.push(
      problemAt(document, ['levels'], `levels: expected ${kindOf({}, document)}, got ${kindOf(written, document)}`),
    )
    return {}
  }
  const parsed = levelsSchema.safeParse(written)
  if (parsed.success)
    return Object.fromEntries(Object.entries(parsed.data).map(([name, change]) => [name.toLowerCase(), change]))
  problems.push(...toProblems(parsed.error.issues, { document, path: ['levels'], schema: z.object({}) }))
  return {}
}
