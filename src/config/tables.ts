/** Tables of a document against their schemas: what is valid comes out, what is not becomes problems with places. */
import { z } from 'zod'
import { isObject, type Json, type JsonObject, own } from '../core/json.ts'
import type { Path } from '../notation/tree.ts'
import type { Document } from './document.ts'
import { isFilterConfig } from './filter-config.ts'
import { kindOf, problemAt, toProblems } from './issues.ts'
import type { LocatedProblem } from './located.ts'
import { ofConfig, type Section } from './section.ts'

/** A value and where it stands. */
export interface Placed<Value> {
  readonly value: Value
  readonly path: Path
}

/** `[key]`: undefined when it is absent or faulty. */
export const table = <Schema extends z.ZodType>(
  key: string,
  schema: Schema,
): Section<z.output<Schema> | undefined> => ({
  key,
  schema,
  read: ofConfig((document, _, problems) => validTable(document, key, schema, problems)),
})

/** `[[key]]`: the rows that are valid. @param check what else is wrong with rows that are valid each by itself */
export const list = <Schema extends z.ZodType>(
  key: string,
  schema: Schema,
  check: (document: Document, rows: readonly Placed<z.output<Schema>>[]) => readonly LocatedProblem[] = () => [],
): Section<readonly z.output<Schema>[]> => ({
  key,
  schema: z.array(schema),
  read: ofConfig((document, _, problems) => {
    const rows = validRows(document, key, schema, problems)
    problems.push(...check(document, rows))
    return rows.map(({ value }) => value)
  }),
})

export const validTable = <Schema extends z.ZodType>(
  document: Document,
  key: string,
  schema: Schema,
  problems: LocatedProblem[],
): z.output<Schema> | undefined => {
  const written = writtenTable(document, key, problems)
  return written && valid(document, [key], written, schema, problems)
}

export const validRows = <Schema extends z.ZodType>(
  document: Document,
  key: string,
  schema: Schema,
  problems: LocatedProblem[],
): readonly Placed<z.output<Schema>>[] =>
  writtenRows(document, key, problems).flatMap(({ value: row, path }) => {
    const value = valid(document, path, row, schema, problems)
    return value === undefined ? [] : [{ value, path }]
  })

const valid = <Schema extends z.ZodType>(
  document: Document,
  path: Path,
  written: JsonObject,
  schema: Schema,
  problems: LocatedProblem[],
): z.output<Schema> | undefined => {
  const parsed = schema.safeParse(written)
  problems.push(...toProblems(parsed.error?.issues ?? [], { document, path, schema }))
  return parsed.data
}

/** The table of a `[key]`, when it is one. */
export const writtenTable = (document: Document, key: string, problems: LocatedProblem[]): JsonObject | undefined => {
  const written = writtenAt(document, key)
  return written === undefined ? undefined : asTable(document, [key], key, written, problems)
}

/** The tables of a `[[key]]` list; what is no list of tables is a problem, told once. */
export const writtenRows = (
  document: Document,
  key: string,
  problems: LocatedProblem[],
): readonly Placed<JsonObject>[] => {
  const written = writtenAt(document, key)
  if (written === undefined) return []
  if (!Array.isArray(written)) {
    const hint = document.format === 'toml' ? { hint: `begin each one with [[${key}]]` } : {}
    problems.push(problemAt(document, [key], `${key}: expected a list, got ${kindOf(written, document)}`, hint))
    return []
  }
  return written.flatMap((row: Json, index) => {
    const value = asTable(document, [key, index], `${key}[${index}]`, row, problems)
    return value ? [{ value, path: [key, index] }] : []
  })
}

/** `source` of the AWS blog's file is no `[source]`; of our tables it may have `alerting`. */
const writtenAt = (document: Document, key: string): Json | undefined =>
  isFilterConfig(document.value) && key !== 'alerting' ? undefined : own(document.value, key)

const asTable = (
  document: Document,
  path: Path,
  name: string,
  written: Json,
  problems: LocatedProblem[],
): JsonObject | undefined => {
  if (isObject(written)) return written
  problems.push(
    problemAt(document, path, `${name}: expected ${kindOf({}, document)}, got ${kindOf(written, document)}`),
  )
  return undefined
}
