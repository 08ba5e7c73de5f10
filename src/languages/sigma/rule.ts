/** Rule: one Sigma document with a `detection`. */
import { own } from '../../core/json.ts'
import type { RuleInfo, RuleTest } from '../../core/rule.ts'
import type { Legible } from '../../notation/claim.ts'
import { asksOf } from './detection/asks.ts'
import { type ConditionScope, parseCondition } from './detection/condition.ts'
import { anyOf, type ConditionNode, compileNode } from './detection/node.ts'
import { compileSelection } from './detection/selection.ts'
import { type Locate, toProblem } from './document/fault.ts'
import { readInfo } from './document/info.ts'
import { type RuleBlock, readBlock, readText } from './document/read.ts'
import { readTests } from './document/tests.ts'

export interface SigmaRule extends RuleInfo {
  readonly tests: readonly RuleTest[]
  readonly compiled: Legible
  /** Which document of the body it is, from 0. */
  readonly document: number
  /** Of the document in its text, from 1; absent when the body was not a text. */
  readonly line?: number | undefined
}

/** Keys of `detection` that are not selections. */
const RESERVED = ['condition', 'timeframe']

/** Undefined after reporting what is wrong. */
export const compileRule = (
  block: RuleBlock,
  locate: Locate,
  line: number | undefined,
): Omit<SigmaRule, 'document'> | undefined => {
  const { faults } = block
  const before = faults.length
  const info = readInfo(block)
  const tests = readTests(block)
  checkLogsource(block)
  const detection = readBlock(block, 'detection')
  const node = detection && compileDetection(detection, info.name ?? info.id)
  const own = faults.slice(before)
  if (!node || own.some(({ warning }) => !warning)) return undefined
  const warnings = own.map((fault) => toProblem(fault, locate))
  const compiled = compileNode(node, { warnings, asks: () => asksOf(node, locate) })
  return { ...info, tests, compiled, line }
}

const checkLogsource = (block: RuleBlock): void => {
  const logsource = readBlock(block, 'logsource')
  const missing = !logsource && (own(block.object, 'logsource') ?? null) === null
  if (missing) {
    block.faults.push({
      message: 'the rule has no logsource: taken as product aws, service cloudtrail',
      path: block.path,
      warning: true,
    })
  }
  if (!logsource) return
  const said = ['category', 'product', 'service'].flatMap((key) => {
    const value = readText(logsource, key)
    return value === undefined ? [] : [{ key, value }]
  })
  const fits = said.every(
    ({ key, value }) => (key === 'product' && value === 'aws') || (key === 'service' && value === 'cloudtrail'),
  )
  if (fits) return
  block.faults.push({
    message: `the rule is for ${said.map(({ key, value }) => `${key} ${value}`).join(', ')}, not CloudTrail: it is run on CloudTrail records all the same`,
    path: logsource.path,
    hint: 'logsource: { product: aws, service: cloudtrail }',
    warning: true,
  })
}

const compileDetection = (detection: RuleBlock, ruleName: string): ConditionNode | undefined => {
  const { object, path, faults } = detection
  const selections = new Map<string, ConditionNode | undefined>()
  for (const name of Object.keys(object)) {
    if (RESERVED.includes(name)) continue
    selections.set(name, compileSelection(name, object[name] ?? null, [...path, name], faults))
  }
  if (selections.size === 0) faults.push({ message: '"detection" holds no selection', path })
  const timeframe = own(object, 'timeframe')
  const scope: ConditionScope = {
    selections,
    timeframe: typeof timeframe === 'string' ? timeframe : undefined,
    ruleName,
  }
  const node = compileConditions(detection, scope)
  if (timeframe !== undefined && node) {
    faults.push({
      message: '"timeframe" belongs to the old aggregation syntax, which correlations replaced',
      path: [...path, 'timeframe'],
      inKey: true,
      hint: 'split the selections into rules and join them with a correlation of type temporal',
    })
  }
  return [...selections.values()].every((selection) => selection !== undefined) ? node : undefined
}

const compileConditions = ({ object, path, faults }: RuleBlock, scope: ConditionScope): ConditionNode | undefined => {
  const condition = own(object, 'condition') ?? null
  if (condition === null) {
    faults.push({
      message: 'the detection has no condition',
      path,
      hint: `for example  condition: ${[...scope.selections.keys()][0] ?? 'selection'}`,
    })
    return undefined
  }
  // "The condition can be a list, in this case, each of them generates a query. They are logically linked with OR."
  const list = Array.isArray(condition) ? condition : [condition]
  if (list.length === 0) faults.push({ message: '"condition" is an empty list', path: [...path, 'condition'] })
  const used = new Set<string>()
  const nodes: ConditionNode[] = []
  let broken = false
  for (const [at, text] of list.entries()) {
    const place = Array.isArray(condition) ? [...path, 'condition', at] : [...path, 'condition']
    if (typeof text !== 'string') {
      faults.push({ message: 'a condition must be a text', path: place })
      broken = true
      continue
    }
    const parsed = parseCondition(text, scope)
    for (const fault of parsed.faults) faults.push({ ...fault, path: place })
    for (const name of parsed.used) used.add(name)
    if (parsed.node && parsed.faults.length === 0) nodes.push(parsed.node)
    else broken = true
  }
  if (broken || nodes.length === 0) return undefined
  for (const name of scope.selections.keys()) {
    // One that begins so is parked.
    if (used.has(name) || name.startsWith('_')) continue
    faults.push({
      message: `the condition does not use the selection "${name}"`,
      path: [...path, name],
      inKey: true,
      hint: 'name it in the condition, or park it by an underscore before its name',
      warning: true,
    })
  }
  return anyOf(nodes, 'any of the conditions')
}
