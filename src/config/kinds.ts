/** Tables whose `type` decides what else they hold, each type with a schema of its own: `[[destination]]`, `[store]`, `[source]`. */
import { z } from 'zod'
import { type JsonObject, own } from '../core/json.ts'
import type { Document } from './document.ts'
import { isFilterConfig, topicIn } from './filter-config.ts'
import { didYouMean, problemAt, quoted, toProblems } from './issues.ts'
import type { LocatedProblem } from './located.ts'
import { ofConfig, type Place, type Section } from './section.ts'
import { type Placed, writtenRows, writtenTable } from './tables.ts'

/** One of a registry, for a configuration to choose by its type. */
export interface Kind<Configured = unknown> {
  readonly type: string
  /** Validates every key but `type`. */
  readonly config: z.ZodObject
  /** Settings as they are written -> ready for use. */
  readonly read: (written: unknown) => z.ZodSafeParseResult<Configured>
}

/** What was chosen, with its settings. */
export type Chosen<K extends Kind> = { readonly kind: K } & (K extends Kind<infer Configured> ? Configured : never)

/** One of a list, which others name by its id. */
export type Named<K extends Kind> = { readonly id: string } & Chosen<K>

const text = z.string().min(1)
const typed = z.looseObject({ type: text })
const named = z.looseObject({ id: text, type: text })

/** `[key]`: undefined when it is absent or faulty. @param usual the type of one that does not say its own */
export const oneOf = <K extends Kind>(
  key: string,
  kinds: readonly K[],
  usual?: string,
): Section<Chosen<K> | undefined> => ({
  key,
  schema: z.union(
    kinds.map(({ type, config }) => {
      const literal = z.literal(type)
      return z.strictObject({ type: type === usual ? literal.optional() : literal, ...config.shape })
    }),
  ),
  read: ofConfig((document, _, problems) => {
    const written = writtenTable(document, key, problems)
    if (!written) return undefined
    const table = { ...(usual !== undefined && { type: usual }), ...written }
    return choose(key, kinds, { document, path: [key], table, identity: typed }, problems)
  }),
})

/** `[[destination]]`: their ids are unique over all documents. */
export const destinationsOf = <K extends Kind>(kinds: readonly K[]): Section<readonly Named<K>[]> => ({
  key: 'destination',
  schema: z.array(
    z.union(kinds.map(({ type, config }) => z.strictObject({ id: text, type: z.literal(type), ...config.shape }))),
  ),
  read: ofConfig((document, { destinations }, all) => {
    // What is wrong with the AWS blog's file is told with its rule.
    const problems = isFilterConfig(document.value) ? [] : all
    return writtenDestinations(document, problems).flatMap(({ path, value: table }): readonly Named<K>[] => {
      const chosen = choose('destination', kinds, { document, path, table, identity: named }, problems)
      const id = own(table, 'id')
      if (typeof id !== 'string') return []
      const first = destinations.get(id)
      if (!first || isSame(first, { document, path })) return chosen ? [{ id, ...chosen }] : []
      const hint = `the first is at ${first.document.file}:${first.document.locate(first.path).line}`
      const message = `a destination with the id ${quoted(id)} exists already`
      problems.push(problemAt(document, [...path, 'id'], message, { hint }))
      return []
    })
  }),
})

const isSame = (a: Place, b: Place): boolean => a.document === b.document && a.path.at(-1) === b.path.at(-1)

/** Id -> where it is first. */
export const placesOfDestinations = (documents: readonly Document[]): ReadonlyMap<string, Place> => {
  const places = new Map<string, Place>()
  for (const document of documents)
    for (const { path, value: table } of writtenDestinations(document, [])) {
      const id = own(table, 'id')
      if (typeof id === 'string' && !places.has(id)) places.set(id, { document, path })
    }
  return places
}

const writtenDestinations = (document: Document, problems: LocatedProblem[]): readonly Placed<JsonObject>[] => {
  if (!isFilterConfig(document.value)) return writtenRows(document, 'destination', problems)
  const topic = topicIn(document)
  const value = { id: topic ?? '', type: 'sns', sns_arn: topic ?? '', shape: 'event' }
  return topic === undefined ? [] : [{ path: ['sns'], value }]
}

interface Written extends Place {
  readonly table: JsonObject
  /** The keys that every type has. */
  readonly identity: z.ZodObject
}

const choose = <K extends Kind>(
  family: string,
  kinds: readonly K[],
  { document, path, table, identity }: Written,
  problems: LocatedProblem[],
): Chosen<K> | undefined => {
  const identified = identity.safeParse(table)
  const written = own(table, 'type')
  const kind = kinds.find(({ type }) => type === written)
  if (!kind && typeof written === 'string' && written !== '') {
    const types = kinds.map(({ type }) => type)
    const message = `no ${family} type is called ${quoted(written)}${didYouMean(written, types)}`
    problems.push(problemAt(document, [...path, 'type'], message, { hint: `known types: ${types.join(', ')}` }))
  }
  const also = Object.keys(identity.shape)
  const settings = Object.fromEntries(Object.entries(table).filter(([key]) => !also.includes(key)))
  const read = kind?.read(settings)
  const issues = [...(identified.error?.issues ?? []), ...(read?.error?.issues ?? [])]
  problems.push(...toProblems(issues, { document, path, schema: kind?.config ?? identity, also }))
  return kind && identified.success && read?.success ? ({ kind, ...(read.data as object) } as Chosen<K>) : undefined
}
