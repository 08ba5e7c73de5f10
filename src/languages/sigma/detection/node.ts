/** Node: the tree of a rule's condition over its field items; run, asked about an event name alone, and explained. */
import type { JsonObject } from '../../../core/json.ts'
import type { Condition, Needs } from '../../../core/language.ts'
import { NO as NO_VERDICT, YES as YES_VERDICT } from '../../../core/language.ts'
import type { Legible } from '../../../notation/claim.ts'
import type { DetectionItem } from './item.ts'
import { needsOfAll, needsOfAny } from './needs.ts'

export type ConditionNode =
  /** `label`: the selection that the item was written in. */
  | { readonly kind: 'item'; readonly item: DetectionItem; readonly label: string }
  | { readonly kind: 'not'; readonly node: ConditionNode }
  /** At least `least` of the nodes: all of them is AND, one is OR. */
  | { readonly kind: 'of'; readonly least: number; readonly nodes: readonly ConditionNode[]; readonly label: string }

export const allOf = (nodes: readonly ConditionNode[], label: string): ConditionNode =>
  group(nodes, nodes.length, label)
export const anyOf = (nodes: readonly ConditionNode[], label: string): ConditionNode => group(nodes, 1, label)

export const group = (nodes: readonly ConditionNode[], least: number, label: string): ConditionNode => {
  const [only] = nodes
  return nodes.length === 1 && least === 1 && only ? only : { kind: 'of', least, nodes, label }
}

type Test = (record: JsonObject) => boolean

const toTest = (node: ConditionNode): Test => {
  if (node.kind === 'item') return node.item.test
  if (node.kind === 'not') {
    const inner = toTest(node.node)
    return (record) => !inner(record)
  }
  const tests = node.nodes.map(toTest)
  const [first, second] = tests
  if (tests.length === 2 && first && second) {
    return node.least === 1 ? (record) => first(record) || second(record) : (record) => first(record) && second(record)
  }
  const { least } = node
  if (least === tests.length) {
    return (record) => {
      for (const test of tests) if (!test(record)) return false
      return true
    }
  }
  return (record) => {
    let left = least
    for (const test of tests) if (test(record) && --left === 0) return true
    return false
  }
}

/** Kleene's three values: the answer when only the event name is known. */
const NO = 0
const MAYBE = 1
const YES = 2
type Known = typeof NO | typeof MAYBE | typeof YES

const byName = (node: ConditionNode, named: JsonObject): Known => {
  if (node.kind === 'item') return !node.item.byName ? MAYBE : node.item.test(named) ? YES : NO
  if (node.kind === 'not') return (YES - byName(node.node, named)) as Known
  let yes = 0
  let maybe = 0
  for (const inner of node.nodes) {
    const known = byName(inner, named)
    if (known === YES) yes++
    else if (known === MAYBE) maybe++
  }
  return yes >= node.least ? YES : yes + maybe >= node.least ? MAYBE : NO
}

/** Whether some event name could settle the node as `answer`. */
const canBe = (node: ConditionNode, answer: boolean): boolean => {
  if (node.kind === 'item') return node.item.byName
  if (node.kind === 'not') return canBe(node.node, !answer)
  const settled = node.nodes.filter((inner) => canBe(inner, answer)).length
  return settled >= (answer ? node.least : node.nodes.length - node.least + 1)
}

const needsOf = (node: ConditionNode): Needs => {
  if (node.kind === 'item') return node.item.needs
  if (node.kind === 'not') return []
  const needs = node.nodes.map(needsOf)
  return node.least === needs.length ? needsOfAll(needs) : needsOfAny(needs)
}

/** The lines of a node, each where a reader of the condition would look for it; returns what the node came to. */
const explainInto = (
  lines: Condition[],
  node: ConditionNode,
  record: JsonObject,
  { depth, reached, inAll }: { readonly depth: number; readonly reached: boolean; readonly inAll: boolean },
): boolean => {
  const outcome = (yes: boolean) => (!reached ? 'not-reached' : yes ? 'yes' : 'no')
  if (node.kind === 'item') {
    const yes = reached && node.item.test(record)
    const saw = reached ? node.item.look(record) : undefined
    lines.push({ text: `${node.label}: ${node.item.text}`, outcome: outcome(yes), depth, saw })
    return yes
  }
  const isAll = node.kind === 'of' && node.least === node.nodes.length
  // Conditions joined by `and` read as a plain list.
  const heading = !(isAll && inAll)
  const at = lines.length
  const title = node.kind === 'not' ? 'not' : node.label
  if (heading) lines.push({ text: title, outcome: 'not-reached', depth, heading: true })
  const inner = { depth: heading ? depth + 1 : depth, inAll: isAll }
  let yes: boolean
  if (node.kind === 'not') yes = !explainInto(lines, node.node, record, { ...inner, reached, inAll: true }) && reached
  else {
    let passed = 0
    let failed = 0
    const most = node.nodes.length - node.least
    for (const child of node.nodes) {
      const open = reached && passed < node.least && failed <= most
      if (explainInto(lines, child, record, { ...inner, reached: open })) passed++
      else if (open) failed++
    }
    yes = reached && passed >= node.least
  }
  if (heading) lines[at] = { text: title, outcome: outcome(yes), depth, heading: true }
  return yes
}

export const compileNode = (node: ConditionNode, rest: Pick<Legible, 'asks' | 'warnings'>): Legible => {
  const matches = toTest(node)
  const needs = needsOf(node)
  return {
    matches,
    evaluate: (record) => (matches(record) ? YES_VERDICT : NO_VERDICT),
    couldMatch: canBe(node, false)
      ? (eventName) => byName(node, eventName === undefined ? {} : { eventName }) !== NO
      : undefined,
    needs: needs.length > 0 ? needs : undefined,
    explain: (record) => {
      const lines: Condition[] = []
      explainInto(lines, node, record, { depth: 0, reached: true, inAll: true })
      return lines
    },
    ...rest,
  }
}
