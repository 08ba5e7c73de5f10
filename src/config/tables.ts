/** Tables of a document against their schemas: what is valid comes out, what is not becomes problems with places. */
import type { z } from 'zod'
import { isObject, type Json, own } from '../core/json.ts'
import type { Document } from './document.ts'
import { kindOf, problemAt, toProblems } from './issues.ts'
import type { LocatedProblem } from './located.ts'
import type { Path } from './tree.ts'

/** A valid value and where it stands. */
export interface Placed<Value> {
  readonly value: Value
  readonly path: Path
}

/** The tables of a `[[key]]` list. */
export const listOf = <Schema extends z.ZodObject>(
  document: Document,
  key: string,
  schema: Schema,
  problems: LocatedProblem[],
): readonly Placed<z.infer<Schema>>[] => {
  const written = own(document.value, key)
  if (written === undefined) return []
  if (!Array.isArray(written)) {
    const hint = document.format === 'toml' ? { hint: `begin each one with [[${key}]]` } : {}
    problems.push(problemAt(document, [key], `${key}: expected a list, got ${kindOf(written, document)}`, hint))
    return []
  }
  return written.flatMap((table: Json, index) => {
    const value = check(document, [key, index], table, schema, problems)
    return value ? [{ value, path: [key, index] }] : []
  })
}

/** The table of a `[key]`. */
export const tableOf = <Schema extends z.ZodObject>(
  document: Document,
  key: string,
  schema: Schema,
  problems: LocatedProblem[],
): z.infer<Schema> | undefined => {
  const written = own(document.value, key)
  return written === undefined ? undefined : check(document, [key], written, schema, problems)
}

const check = <Schema extends z.ZodObject>(
  document: Document,
  path: Path,
  value: Json,
  schema: Schema,
  problems: LocatedProblem[],
): z.infer<Schema> | undefined => {
  if (!isObject(value)) {
    const expected = `expected ${kindOf({}, document)}, got ${kindOf(value, document)}`
    problems.push(problemAt(document, path, `${path.join('.')}: ${expected}`))
    return undefined
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  problems.push(...toProblems(parsed.error.issues, { document, path, schema }))
  return undefined
}
