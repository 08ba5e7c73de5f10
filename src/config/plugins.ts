/** Tables whose `type` chooses a plug-in, which decides what else they hold: `[[destination]]`, `[store]`, `[source]`. */
import { z } from 'zod'
import { type JsonObject, own } from '../core/json.ts'
import type { Document } from './document.ts'
import { isFilterConfig, topicIn } from './filter-config.ts'
import { didYouMean, problemAt, quoted, toProblems } from './issues.ts'
import type { LocatedProblem } from './located.ts'
import { type DocumentPlace, ofConfig, type Section } from './section.ts'
import { type Placed, writtenRows, writtenTable } from './tables.ts'

/** One of a registry, for a configuration to choose by its type. */
export interface Plugin<Configured = unknown> {
  readonly type: string
  /** Validates every key but `type`. */
  readonly config: z.ZodObject
  /** Settings as they are written -> ready for use. */
  readonly read: (written: unknown) => z.ZodSafeParseResult<Configured>
}

type ConfiguredBy<P extends Plugin> = P extends Plugin<infer Configured> ? Configured : never

/** What was chosen, with its settings. */
export type Chosen<P extends Plugin> = { readonly type: string; readonly plugin: P } & ConfiguredBy<P>

/** One of a list, which others name by its id. */
export type Named<P extends Plugin> = { readonly id: string } & Chosen<P>

const text = z.string().min(1)
const typed = z.looseObject({ type: text })
const named = z.looseObject({ id: text, type: text })

/** `[key]`: undefined when it is absent or faulty. @param usual the type of one that does not say its own */
export const oneOf = <P extends Plugin>(
  key: string,
  plugins: readonly P[],
  usual?: string,
): Section<Chosen<P> | undefined> => ({
  key,
  schema: z.union(
    plugins.map(({ type, config }) => {
      const literal = z.literal(type)
      return z.strictObject({ type: type === usual ? literal.optional() : literal, ...config.shape })
    }),
  ),
  read: ofConfig((document, _, problems) => {
    const written = writtenTable(document, key, problems)
    if (!written) return undefined
    const table = { ...(usual !== undefined && { type: usual }), ...written }
    return choose(key, plugins, { document, path: [key], table, identity: typed }, problems)
  }),
})

/** `[[key]]`: each has an id of its own, in all documents. */
export const manyOf = <P extends Plugin>(key: string, plugins: readonly P[]): Section<readonly Named<P>[]> => ({
  key,
  schema: z.array(
    z.union(plugins.map(({ type, config }) => z.strictObject({ id: text, type: z.literal(type), ...config.shape }))),
  ),
  read: (documents, problems) => {
    const places = placesById(key, documents.all)
    return ofConfig((document): readonly Named<P>[] => {
      // What is wrong with the AWS blog's file is told with its rule.
      const reported = isFilterConfig(document.value) ? [] : problems
      return writtenIn(document, key, reported).flatMap(({ path, value: table }) => {
        const chosen = choose(key, plugins, { document, path, table, identity: named }, reported)
        const id = own(table, 'id')
        if (typeof id !== 'string') return []
        const first = places.get(id)
        if (!first || isSame(first, { document, path })) return chosen ? [{ id, ...chosen }] : []
        const hint = `the first is at ${first.document.file}:${first.document.locate(first.path).line}`
        const message = `a ${key} with the id ${quoted(id)} exists already`
        reported.push(problemAt(document, [...path, 'id'], message, { hint }))
        return []
      })
    })(documents, problems)
  },
})

const isSame = (a: DocumentPlace, b: DocumentPlace): boolean =>
  a.document === b.document && a.path.at(-1) === b.path.at(-1)

/** Of a `[[key]]` list: id -> where it is first. */
export const placesById = (key: string, documents: readonly Document[]): ReadonlyMap<string, DocumentPlace> => {
  const places = new Map<string, DocumentPlace>()
  for (const document of documents)
    for (const { path, value: table } of writtenIn(document, key, [])) {
      const id = own(table, 'id')
      if (typeof id === 'string' && !places.has(id)) places.set(id, { document, path })
    }
  return places
}

/** The AWS blog's file has one destination: its topic. */
const writtenIn = (document: Document, key: string, problems: LocatedProblem[]): readonly Placed<JsonObject>[] => {
  if (!isFilterConfig(document.value)) return writtenRows(document, key, problems)
  const topic = key === 'destination' ? topicIn(document) : undefined
  if (topic === undefined) return []
  return [{ path: ['sns'], value: { id: topic, type: 'sns', sns_arn: topic, shape: 'event' } }]
}

interface Written extends DocumentPlace {
  readonly table: JsonObject
  /** The keys that every type has. */
  readonly identity: z.ZodObject
}

const choose = <P extends Plugin>(
  key: string,
  plugins: readonly P[],
  { document, path, table, identity }: Written,
  problems: LocatedProblem[],
): Chosen<P> | undefined => {
  const identified = identity.safeParse(table)
  const written = own(table, 'type')
  const plugin = plugins.find(({ type }) => type === written)
  if (!plugin && typeof written === 'string' && written !== '') {
    const types = plugins.map(({ type }) => type)
    const message = `no ${key} type is called ${quoted(written)}${didYouMean(written, types)}`
    problems.push(problemAt(document, [...path, 'type'], message, { hint: `known types: ${types.join(', ')}` }))
  }
  const also = Object.keys(identity.shape)
  const settings = Object.fromEntries(Object.entries(table).filter(([key]) => !also.includes(key)))
  const read = plugin?.read(settings)
  const issues = [...(identified.error?.issues ?? []), ...(read?.error?.issues ?? [])]
  problems.push(...toProblems(issues, { document, path, schema: plugin?.config ?? identity, also }))
  return plugin && identified.success && read?.success
    ? ({ type: plugin.type, plugin, ...(read.data as object) } as Chosen<P>)
    : undefined
}
