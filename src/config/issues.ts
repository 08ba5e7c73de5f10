/** What zod found wrong -> problems in plain words, each at its place. */
import { z } from 'zod'
import { isObject, type Json } from '../core/json.ts'
import { suggest } from '../notation/suggest.ts'
import type { Path } from '../notation/tree.ts'
import type { Document } from './document.ts'
import type { LocatedProblem } from './located.ts'

/** What was validated: a part of a document, by a schema that may know less than all of its keys. */
export interface Checked {
  readonly document: Document
  readonly path: Path
  readonly schema: z.ZodType
  /** Keys that are allowed besides those of the schema. */
  readonly also?: readonly string[]
}

export const problemAt = (
  document: Document,
  path: Path,
  message: string,
  extra: { readonly what?: 'key' | 'value'; readonly hint?: string; readonly severity?: 'warning' } = {},
): LocatedProblem => ({
  file: document.file,
  ...document.locate(path, extra.what),
  message,
  ...(extra.hint !== undefined && { hint: extra.hint }),
  severity: extra.severity ?? 'error',
})

export const toProblems = (issues: readonly z.core.$ZodIssue[], checked: Checked): LocatedProblem[] => {
  const { document } = checked
  // A key that was only misspelt is not also missing.
  const meant = new Set<string>()
  const unknown = issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return []
    const at = [...checked.path, ...steps(issue)]
    const known = keysAt(checked, steps(issue))
    return issue.keys.map((key) => {
      meant.add([...at, suggest(key, known)].join('\n'))
      const message = `unknown key ${quoted(key)} in ${placeName(document, at)}${didYouMean(key, known)}`
      return problemAt(document, [...at, key], message, { what: 'key' })
    })
  })
  const others = issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') return []
    const at = [...checked.path, ...steps(issue)]
    const value = valueAt(document.value, at)
    if (value !== undefined) return [problemAt(document, at, `${keyName(issue)}${complaint(issue, value, document)}`)]
    if (meant.has(at.join('\n'))) return []
    const holder = at.slice(0, -1)
    return [problemAt(document, holder, `missing key ${quoted(String(at.at(-1)))} in ${placeName(document, holder)}`)]
  })
  return [...unknown, ...others]
}

/** `[[rule]]` in TOML, `rule` elsewhere; what lies inside a rule goes by its own key. */
export const placeName = (document: Document, path: Path): string => {
  const names = path.filter((step) => typeof step === 'string')
  const last = names.at(-1)
  if (last === undefined) return 'the file'
  return names.length === 1 && document.format === 'toml' && path.length === 2 ? `[[${last}]]` : last
}

/** `: did you mean "x"?`, or nothing. */
export const didYouMean = (word: string, known: Iterable<string>): string => {
  const best = suggest(word, known)
  return best === undefined ? '' : `: did you mean "${best}"?`
}

export const quoted = (text: string): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 79)}…` : text)

export const kindOf = (value: Json, document: Document): string => {
  if (value === null) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return tableName(document)
  return typeof value === 'boolean' ? `${value}` : `a ${typeof value}`
}

const tableName = (document: Document): string => (document.format === 'toml' ? 'a table' : 'an object')

const steps = (issue: z.core.$ZodIssue): Path => issue.path.map((step) => (typeof step === 'symbol' ? '' : step))

/** `tests[0].match: `. */
const keyName = (issue: z.core.$ZodIssue): string => {
  const name = steps(issue).reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`),
    '',
  )
  return name === '' ? '' : `${name}: `
}

const complaint = (issue: z.core.$ZodIssue, value: Json, document: Document): string => {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${article(issue.expected, document)}, got ${kindOf(value, document)}`
    case 'invalid_value':
      return typeof value === 'string'
        ? `unknown value ${quoted(value)}${didYouMean(value, issue.values.map(String)) || `, expected ${oneOf(issue.values)}`}`
        : `expected ${oneOf(issue.values)}, got ${kindOf(value, document)}`
    case 'too_small':
      return 'must not be empty'
    case 'invalid_union':
      return `${issue.message}, got ${kindOf(value, document)}`
    default:
      return issue.message
  }
}

const oneOf = (values: readonly unknown[]): string => `one of ${values.map(String).join(', ')}`

const article = (expected: string, document: Document): string =>
  ({ string: 'a string', number: 'a number', boolean: 'true or false', array: 'a list' })[expected] ??
  (expected === 'object' || expected === 'record' ? tableName(document) : expected)

export const valueAt = (root: Json, path: Path): Json | undefined => {
  let value: Json | undefined = root
  for (const step of path) {
    if (Array.isArray(value)) value = value[Number(step)]
    else value = isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined
  }
  return value
}

/** The keys that the schema allows at a path. */
const keysAt = ({ schema, also = [] }: Checked, path: Path): readonly string[] => {
  let at: unknown = schema
  for (const step of path) {
    at = bare(at)
    if (at instanceof z.ZodArray) at = at.element
    else at = at instanceof z.ZodObject ? at.shape[step] : undefined
  }
  at = bare(at)
  return [...(at instanceof z.ZodObject ? Object.keys(at.shape) : []), ...(path.length === 0 ? also : [])]
}

const bare = (schema: unknown): unknown => {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return bare(schema.unwrap())
  return schema instanceof z.ZodPipe ? bare(schema.in) : schema
}
