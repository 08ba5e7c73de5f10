/** `[[rule]]`: everything about a rule that can be checked without compiling it. */
import { z } from 'zod'
import { isObject, type JsonObject, own } from '../core/json.ts'
import type { RuleTest } from '../core/rule.ts'
import { suggest } from '../notation/suggest.ts'
import type { Path } from '../notation/tree.ts'
import type { Document } from './document.ts'
import { filterConfigProblems, filterIn, isFilterConfig, topicIn } from './filter-config.ts'
import { assignIds, slug } from './ids.ts'
import { didYouMean, problemAt, quoted, toProblems } from './issues.ts'
import type { LocatedProblem } from './located.ts'
import type { RuleBody, RuleDraft, RuleEntry } from './rule-entry.ts'
import { BODIES, type RuleSettings, ruleSchema } from './schema.ts'
import type { Documents, Section } from './section.ts'
import { writtenRows } from './tables.ts'

/** Every rule that has one readable body, even when something else about it is wrong, so that it can be compiled and one run finds all mistakes. */
export const rules: Section<readonly RuleEntry[]> = {
  key: 'rule',
  schema: z.array(ruleSchema.meta({ oneOf: BODIES.map(({ key }) => ({ required: [key] })) })),
  read: ({ all, destinations }, problems) => {
    const drafts = all.flatMap((document) =>
      isFilterConfig(document.value)
        ? draftOfFilter(document, problems)
        : writtenRows(document, 'rule', problems).flatMap(({ path, value: table }): readonly RuleDraft[] => {
            const { body, ...draft } = readRule(document, path, table, problems)
            problems.push(...unknownDestinations(document, path, table, destinations))
            return body ? [{ ...draft, body }] : []
          }),
    )
    const { rules, problems: duplicates } = assignIds(drafts)
    problems.push(...duplicates)
    return rules
  },
}

const draftOfFilter = (document: Document, problems: LocatedProblem[]): readonly RuleDraft[] => {
  problems.push(...filterConfigProblems(document))
  const filter = filterIn(document)
  const topic = topicIn(document)
  if (!filter) return []
  const name = document.file.split(/[\\/]/).at(-1) as string
  return [
    {
      title: `Call that ${name} asks for`,
      id: slug(name.replace(/\.[a-z]+$/i, '')),
      level: 'medium',
      tags: [],
      respond: [],
      falsepositives: [],
      tests: [],
      // The blog's function sends a message for each record that matches.
      groupBy: ['eventID'],
      destinations: topic === undefined ? [] : [topic],
      body: { language: 'filter-config', value: filter, path: [] },
      document,
      path: [],
    },
  ]
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
  known: Documents['destinations'],
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
