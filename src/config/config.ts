/** Documents -> Config: everything that can be checked without compiling a rule, with all problems at once. */
import { z } from 'zod'
import { isObject, type JsonObject, own } from '../core/json.ts'
import type { Level, RuleTest, Status } from '../core/rule.ts'
import { suggest } from '../notation/suggest.ts'
import { ALERTING_KEYS, type AlertingEntry, readAlerting } from './alerting.ts'
import { CONTEXT_KEYS, type ContextEntry, readContext } from './context.ts'
import type { Document } from './document.ts'
import { isFilterConfig, readFilterConfig } from './filter-config.ts'
import { assignIds } from './ids.ts'
import { didYouMean, kindOf, placeName, problemAt, quoted, toProblems } from './issues.ts'
import type { LocatedProblem } from './located.ts'
import { BODIES, type DestinationSchemas, type RuleSettings, ruleSchema } from './schema.ts'
import type { Path } from './tree.ts'

export interface RuleBody {
  readonly language: (typeof BODIES)[number]['language']
  /** As it was written: a text, or a structure. */
  readonly value: string | JsonObject
  /** Where it stands in the document. */
  readonly path: Path
}

export interface RuleEntry {
  readonly id: string
  readonly title: string
  readonly level: Level
  readonly status?: Status
  readonly tags: readonly string[]
  readonly description?: string
  /** A jq string without its quotes. */
  readonly message?: string
  readonly respond: readonly string[]
  readonly falsepositives: readonly string[]
  readonly tests: readonly RuleTest[]
  readonly groupBy?: readonly string[]
  /** Ids of destinations. */
  readonly destinations: readonly string[]
  readonly body: RuleBody
  readonly document: Document
  readonly path: Path
}

export interface DestinationEntry {
  readonly id: string
  readonly type: string
  /** Valid for the schema of the type; secrets are still as written. */
  readonly settings: JsonObject
  readonly document: Document
  readonly path: Path
}

export interface Config {
  readonly rules: readonly RuleEntry[]
  readonly destinations: readonly DestinationEntry[]
  /** What the user knows of accounts and networks: one entry a document. */
  readonly contexts: readonly ContextEntry[]
  /** Routes, store, source: one entry a document. */
  readonly alerting: readonly AlertingEntry[]
}

export interface ConfigResult {
  /** Holds every rule that has one readable body, even when something else about it is wrong, so that it can be compiled and one run finds all mistakes. */
  readonly config: Config
  readonly problems: readonly LocatedProblem[]
}

/** An entry whose id is not settled yet. */
export type RuleDraft = Omit<RuleEntry, 'id'> & { readonly id?: string }

/** Never throws. Nothing may be run while a problem of severity `error` is among the problems. */
export const readConfig = (documents: readonly Document[], schemas: DestinationSchemas): ConfigResult => {
  const problems: LocatedProblem[] = []
  const drafts: RuleDraft[] = []
  const destinations: DestinationEntry[] = []
  const contexts: ContextEntry[] = []
  /** Faulty destinations count too: a rule may name them. */
  const known = new Map<string, string>()

  for (const document of documents) {
    if (isFilterConfig(document.value)) {
      const { rule, destination, problems: found } = readFilterConfig(document)
      problems.push(...found)
      if (rule) drafts.push(rule)
      const settings = schemas.sns?.safeParse(destination?.settings).data as JsonObject | undefined
      if (destination && settings && !known.has(destination.id)) destinations.push({ ...destination, settings })
      if (destination) known.set(destination.id, placeOf(document, destination.path))
      continue
    }
    problems.push(...unknownTopKeys(document))
    const { context, problems: contextProblems } = readContext(document)
    contexts.push(context)
    problems.push(...contextProblems)
    for (const { path, table } of tables(document, 'destination', problems)) {
      const destination = readDestination(document, path, table, schemas, problems)
      const id = own(table, 'id')
      if (typeof id !== 'string') continue
      const first = known.get(id)
      if (first !== undefined) {
        const message = `a destination with the id ${quoted(id)} exists already`
        problems.push(problemAt(document, [...path, 'id'], message, { hint: `the first is at ${first}` }))
        continue
      }
      known.set(id, placeOf(document, path))
      if (destination) destinations.push(destination)
    }
  }
  const alerting: AlertingEntry[] = []
  for (const document of documents) {
    if (isFilterConfig(document.value)) continue
    const told = readAlerting(document, new Set(known.keys()))
    alerting.push(told.alerting)
    problems.push(...told.problems)
    for (const { path, table } of tables(document, 'rule', problems)) {
      const draft = readRule(document, path, table, problems)
      problems.push(...unknownDestinations(document, path, table, known))
      if (draft.body) drafts.push({ ...draft, body: draft.body })
    }
  }
  const { rules, problems: duplicates } = assignIds(drafts)
  return { config: { rules, destinations, contexts, alerting }, problems: [...problems, ...duplicates] }
}

const placeOf = (document: Document, path: Path): string => `${document.file}:${document.locate(path).line}`

const TOP_KEYS = ['rule', 'destination'] as const

const ALL_KEYS: readonly string[] = [...TOP_KEYS, ...CONTEXT_KEYS, ...ALERTING_KEYS]

const unknownTopKeys = (document: Document): LocatedProblem[] =>
  Object.keys(document.value)
    .filter((key) => !ALL_KEYS.includes(key))
    .map((key) => {
      const message = `unknown key ${quoted(key)} in ${placeName(document, [])}${didYouMean(key, ALL_KEYS)}`
      return problemAt(document, [key], message, { what: 'key' })
    })

/** The tables of a `[[key]]` list; what is no list of tables is a problem, told once. */
const tables = (
  document: Document,
  key: (typeof TOP_KEYS)[number],
  problems: LocatedProblem[],
): { path: Path; table: JsonObject }[] => {
  const list = own(document.value, key)
  if (list === undefined) return []
  if (!Array.isArray(list)) {
    const hint = document.format === 'toml' ? { hint: `begin each one with [[${key}]]` } : {}
    problems.push(problemAt(document, [key], `${key}: expected a list, got ${kindOf(list, document)}`, hint))
    return []
  }
  return list.flatMap((table, index) => {
    const path = [key, index]
    if (isObject(table)) return [{ path, table }]
    const expected = kindOf({}, document)
    problems.push(problemAt(document, path, `${key}[${index}]: expected ${expected}, got ${kindOf(table, document)}`))
    return []
  })
}

const readRule = (
  document: Document,
  path: Path,
  table: JsonObject,
  problems: LocatedProblem[],
): Omit<RuleDraft, 'body'> & { readonly body?: RuleBody } => {
  const parsed = ruleSchema.safeParse(table)
  const issues = parsed.success ? [] : parsed.error.issues
  problems.push(...toProblems(issues, { document, path, schema: ruleSchema }))
  const faulty = new Set(
    issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys : [String(issue.path[0])],
    ),
  )
  // Every key has a default or may be absent: what is left of the table is valid.
  const settings = parsed.success ? parsed.data : ruleSchema.parse(without(table, faulty))

  const title = settings.name ?? `Rule ${Number(path[1]) + 1}`
  if (own(table, 'name') === undefined) {
    const message = `a rule without a name: it is called ${quoted(title)}`
    problems.push(problemAt(document, path, message, { severity: 'warning' }))
  }
  const body = readBody(document, path, table, settings, problems)
  return {
    ...(settings.id !== undefined && { id: settings.id }),
    title,
    level: settings.level,
    ...(settings.status !== undefined && { status: settings.status }),
    tags: settings.tags,
    ...(settings.description !== undefined && { description: settings.description }),
    ...(settings.message !== undefined && { message: settings.message }),
    respond: settings.respond,
    falsepositives: settings.falsepositives,
    // As written: what a record holds is not for the schema to copy.
    tests: faulty.has('tests') ? [] : ((own(table, 'tests') ?? []) as unknown as readonly RuleTest[]),
    ...(settings.group_by && { groupBy: settings.group_by }),
    destinations: settings.destinations,
    ...(body && { body }),
    document,
    path,
  }
}

const without = (table: JsonObject, keys: ReadonlySet<string>): JsonObject =>
  Object.fromEntries(Object.entries(table).filter(([key]) => !keys.has(key)))

/** Looks at the list as it was written: a wrong element of it does not hide a second mistake. */
const unknownDestinations = (
  document: Document,
  path: Path,
  table: JsonObject,
  known: ReadonlyMap<string, string>,
): LocatedProblem[] => {
  const list = own(table, 'destinations')
  return (Array.isArray(list) ? list : []).flatMap((id, index) => {
    if (typeof id !== 'string' || id === '' || known.has(id)) return []
    const message = `no destination has the id ${quoted(id)}${didYouMean(id, known.keys())}`
    return [problemAt(document, [...path, 'destinations', index], message)]
  })
}

const RULE_KEYS = Object.keys(ruleSchema.shape)
const BODY_KEYS = BODIES.map(({ key }) => key)

const readBody = (
  document: Document,
  path: Path,
  table: JsonObject,
  settings: RuleSettings,
  problems: LocatedProblem[],
): RuleBody | undefined => {
  const written = BODIES.filter(({ key }) => Object.hasOwn(table, key))
  const [first, second] = written
  if (!first) {
    const misspelt = Object.keys(table).filter((key) => !RULE_KEYS.includes(key))
    const meant = misspelt.map((key) => suggest(key, RULE_KEYS))
    if (BODIES.some(({ key }) => meant.includes(key))) return undefined
    const hint = `add one of ${BODY_KEYS.join(', ')}`
    problems.push(problemAt(document, path, 'the rule does not say what it matches', { hint }))
    return undefined
  }
  if (second) {
    const keys = written.map(({ key }) => key).join(' and ')
    const message = `a rule has one of ${BODY_KEYS.join(', ')}: this one has ${keys}`
    problems.push(problemAt(document, [...path, second.key], message, { what: 'key' }))
    return undefined
  }
  // The table's own value, not the validated copy: its keys are as they were written.
  const value = settings[first.key] === undefined ? undefined : table[first.key]
  if (typeof value !== 'string' && !isObject(value)) return undefined
  return { language: first.language, value, path: [...path, first.key] }
}

const identity = z.looseObject({ id: z.string().min(1), type: z.string().min(1) })

const readDestination = (
  document: Document,
  path: Path,
  table: JsonObject,
  schemas: DestinationSchemas,
  problems: LocatedProblem[],
): DestinationEntry | undefined => {
  const named = identity.safeParse(table)
  const type = own(table, 'type')
  const schema = typeof type === 'string' && Object.hasOwn(schemas, type) ? schemas[type] : undefined
  if (typeof type === 'string' && type !== '' && !schema) {
    const types = Object.keys(schemas)
    const message = `no destination type is called ${quoted(type)}${didYouMean(type, types)}`
    problems.push(problemAt(document, [...path, 'type'], message, { hint: `known types: ${types.join(', ')}` }))
  }
  const settings = schema?.safeParse(without(table, new Set(['id', 'type'])))
  problems.push(
    ...toProblems([...(named.error?.issues ?? []), ...(settings?.error?.issues ?? [])], {
      document,
      path,
      schema: schema ?? identity,
      also: ['id', 'type'],
    }),
  )
  if (!named.success || !settings?.success) return undefined
  return { id: named.data.id, type: named.data.type, settings: settings.data as JsonObject, document, path }
}
