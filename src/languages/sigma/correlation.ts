/** Correlation: one Sigma document with a `correlation` (Sigma correlation rules specification 2.0, plus `new_value`). */
import type { Correlation, CorrelationType } from '../../core/correlation.ts'
import { isObject, type JsonObject, own } from '../../core/json.ts'
import { didYouMean, MAX_FIELD, refuseUnknownKeys } from './document/fault.ts'
import { readInfo } from './document/info.ts'
import { type RuleBlock, readBlock, readChoice, readFlag, readTexts } from './document/read.ts'
import { readStreamTests } from './document/tests.ts'
import { readTimespan } from './document/timespan.ts'

export interface SigmaCorrelation extends Omit<Correlation, 'origin'> {
  /** Which document of the body it is, from 0. */
  readonly document: number
  /** Of the document in its text, from 1; absent when the body was not a text. */
  readonly line?: number | undefined
}

const TYPES: readonly CorrelationType[] = ['event_count', 'value_count', 'temporal', 'temporal_ordered', 'new_value']
const KEYS = ['type', 'rules', 'group-by', 'timespan', 'condition', 'aliases', 'generate', 'field', 'learning']
const OPERATORS = ['gt', 'gte', 'lt', 'lte', 'eq', 'neq'] as const
/** Each rule of an ordered correlation costs time on every event. */
const MAX_RULES = 64

/** Undefined after reporting what is wrong. */
export const compileCorrelation = (
  document: RuleBlock,
  line: number | undefined,
): Omit<SigmaCorrelation, 'document'> | undefined => {
  const { faults } = document
  const before = faults.length
  const info = readInfo(document)
  const tests = readStreamTests(document)
  const block = readBlock(document, 'correlation')
  if (!block) return undefined
  refuseUnknownKeys(block.object, KEYS, block.path, faults)
  if (refusesType(block)) return undefined
  const type = readChoice(block, 'type', TYPES) ?? required(block, 'type', `one of ${TYPES.join(', ')}`)
  const rules = readTexts(block, 'rules')
  if (rules.length === 0) required(block, 'rules', 'the ids or names of the rules that feed it')
  if (rules.length > MAX_RULES) faults.push({ message: `more than ${MAX_RULES} rules`, path: [...block.path, 'rules'] })
  refuseTwice(block, 'rules', rules)
  const timespan = readTimespan(block, 'timespan') ?? required(block, 'timespan', 'for example 10m')
  const learning = readTimespan(block, 'learning')
  if (learning !== undefined && type !== 'new_value') misplaced(block, 'learning', 'only new_value learns')
  const limits = type && readCondition(block, type, rules.length)
  const groupBy = readTexts(block, 'group-by')
  refuseTwice(block, 'group-by', groupBy)
  refuseLong(block, groupBy)
  const aliases = readAliases(block, rules, groupBy)
  // The schema has `generate` beside `correlation`; rules in the wild write it inside.
  const generate = readFlag(block, 'generate') ?? readFlag(document, 'generate') ?? false
  if (faults.slice(before).some(({ warning }) => !warning) || !type || timespan === undefined || !limits)
    return undefined
  return {
    ...info,
    tests,
    type,
    rules,
    groupBy,
    timespan,
    ...limits,
    aliases,
    generate,
    learning,
    line,
  }
}

/** They add up what a field holds, and fields of records are names. */
const refusesType = ({ object, path, faults }: RuleBlock): boolean => {
  const type = own(object, 'type')
  if (typeof type !== 'string' || !/^value_(?:sum|avg|percentile|median)$/.test(type)) return false
  faults.push({
    message: `the type "${type}" (Sigma 2.1) is not supported`,
    path: [...path, 'type'],
    hint: 'event_count counts the matches, value_count the distinct values of a field',
  })
  return true
}

/** Only for a key that is absent: one of a wrong type was reported where it was read. */
const required = (block: RuleBlock, key: string, hint: string): undefined => {
  const value = own(block.object, key) ?? null
  if (value === null || (Array.isArray(value) && value.length === 0)) {
    block.faults.push({ message: `the correlation has no ${key}`, path: block.path, hint })
  }
  return undefined
}

const misplaced = (block: RuleBlock, key: string, message: string): void => {
  block.faults.push({ message: `"${key}" has no meaning here: ${message}`, path: [...block.path, key], inKey: true })
}

const refuseTwice = (block: RuleBlock, key: string, names: readonly string[]): void => {
  for (const [at, name] of names.entries()) {
    if (names.indexOf(name) < at)
      block.faults.push({ message: `"${name}" is given twice`, path: [...block.path, key, at] })
  }
}

const refuseLong = (block: RuleBlock, fields: readonly string[]): void => {
  if (fields.every(({ length }) => length <= MAX_FIELD)) return
  block.faults.push({ message: `a field name of more than ${MAX_FIELD} characters`, path: block.path })
}

type Limits = Pick<Correlation, 'condition' | 'fields'>

const readCondition = (block: RuleBlock, type: CorrelationType, rules: number): Limits | undefined => {
  const counts = type === 'event_count' || type === 'value_count'
  const temporal = type === 'temporal' || type === 'temporal_ordered'
  const written = own(block.object, 'condition') ?? undefined
  if (temporal && typeof written === 'string') {
    block.faults.push({
      message: 'a condition over the names of rules is not supported',
      path: [...block.path, 'condition'],
      hint: 'without a condition all the rules must match; with { gte: 2 } any two of them',
    })
    return undefined
  }
  const condition = readBlock(block, 'condition')
  if (!condition && written !== undefined) return undefined
  if (!condition && counts) required(block, 'condition', 'for example { gte: 10 }')
  const fields = readFields(block, condition, type)
  const limits = condition ? readLimits(condition) : []
  if (condition && counts && limits.length === 0) {
    block.faults.push({
      message: 'the condition states no count',
      path: condition.path,
      hint: 'for example { gte: 10 }',
    })
  }
  if (type === 'new_value' && limits.length > 0) misplaced(block, 'condition', 'new_value counts nothing')
  // "All events defined by the rules referred by the rule field must occur": the default of the temporal types.
  const all = temporal && limits.length === 0 ? [{ op: 'gte' as const, value: rules }] : limits
  return { condition: all, fields }
}

const readLimits = (condition: RuleBlock): Correlation['condition'] => {
  refuseUnknownKeys(condition.object, [...OPERATORS, 'field'], condition.path, condition.faults)
  return OPERATORS.flatMap((op) => {
    const value = own(condition.object, op)
    if (value === undefined) return []
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return [{ op, value }]
    condition.faults.push({ message: `"${op}" must be a whole number`, path: [...condition.path, op] })
    return []
  })
}

/** The specification has `field` in the condition, and may name several (2.1); beside it is accepted too, for a type that has no condition. */
const readFields = (block: RuleBlock, condition: RuleBlock | undefined, type: CorrelationType): readonly string[] => {
  const fields = [...(condition ? readTexts(condition, 'field') : []), ...readTexts(block, 'field')]
  const takes = type === 'value_count' || type === 'new_value'
  if (takes && fields.length === 0 && !block.faults.some(({ path }) => path.at(-1) === 'field')) {
    block.faults.push({
      message: `${type} needs a field`,
      path: (condition ?? block).path,
      hint: 'field: sourceIPAddress',
    })
  }
  if (condition) refuseTwice(condition, 'field', readTexts(condition, 'field'))
  if (!takes && fields.length > 0) misplaced(block, 'field', `${type} looks at no field`)
  refuseLong(block, fields)
  return fields
}

const readAliases = (
  block: RuleBlock,
  rules: readonly string[],
  groupBy: readonly string[],
): Correlation['aliases'] => {
  const aliases = readBlock(block, 'aliases')
  if (!aliases) return {}
  const entries = Object.entries(aliases.object).map(([alias, mapping]) => {
    const path = [...aliases.path, alias]
    if (!isObject(mapping)) {
      block.faults.push({ message: `the alias "${alias}" must map rules to fields`, path })
      return [alias, {}] as const
    }
    if (!groupBy.includes(alias)) {
      block.faults.push({ message: `the alias "${alias}" is not in group-by`, path, inKey: true, warning: true })
    }
    return [alias, readMapping(block, mapping, rules, path)] as const
  })
  return Object.fromEntries(entries)
}

const readMapping = (
  { faults }: RuleBlock,
  mapping: JsonObject,
  rules: readonly string[],
  path: RuleBlock['path'],
): Readonly<Record<string, string>> => {
  const fields: [string, string][] = []
  for (const [rule, field] of Object.entries(mapping)) {
    if (!rules.includes(rule)) {
      faults.push({
        message: `"${rule}" is not in rules`,
        path: [...path, rule],
        inKey: true,
        ...didYouMean(rule, rules),
      })
    }
    if (typeof field === 'string' && field !== '' && field.length <= MAX_FIELD) fields.push([rule, field])
    else faults.push({ message: 'the name of a field was expected', path: [...path, rule] })
  }
  return Object.fromEntries(fields)
}
