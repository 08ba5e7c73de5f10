/** Warnings about programs that are valid jq and still not what the author of a rule meant. */
import type { Problem } from '../../core/problem.ts'
import { compileRe2, explainRegexError } from '../regex.ts'
import { adviseOnRegex, type RegexAdvice } from '../regex-advice.ts'
import { type Base, baseOfArgument, isCall, outputOf } from './base.ts'
import { children, type Node, type NodeOf } from './syntax/ast.ts'

/** Texts of every CloudTrail record ("CloudTrail record contents"): there is nothing inside them. */
const TEXTS = new Set([
  ...['eventVersion', 'eventTime', 'eventSource', 'eventName', 'eventType', 'eventCategory', 'eventID', 'awsRegion'],
  ...['sourceIPAddress', 'userAgent', 'errorCode', 'errorMessage', 'requestID', 'recipientAccountId', 'apiVersion'],
])
/** Fields that only an assignment by mistake would overwrite. */
const RECORD = new Set([
  ...TEXTS,
  'userIdentity',
  'requestParameters',
  'responseElements',
  'additionalEventData',
  'readOnly',
])

interface Advice {
  readonly text: string
  readonly problems: Problem[]
  /** Functions of the program's own. */
  readonly own: ReadonlySet<string>
}

/** @param text the program that `root` was parsed from */
export const adviseOn = (root: Node, text: string): readonly Problem[] => {
  const advice: Advice = { text, problems: [], own: new Set(definedIn(root)) }
  visit(root, [], advice)
  truth(root, false, advice)
  return [...new Map(advice.problems.map((one) => [`${one.offset} ${one.message}`, one])).values()]
}

const definedIn = (node: Node): readonly string[] => [
  ...(node.kind === 'define' ? [node.definition.name] : []),
  ...children(node).flatMap(definedIn),
]

const mistake = ({ problems }: Advice, start: number, end: number, message: string, hint: string): void => {
  problems.push({ message, offset: start, length: end - start, hint, warning: true, mistake: true })
}

const written = (node: Node, { text }: Advice): string => text.slice(node.start, node.end)

/**
 * Where only true or false counts.
 * @param sure the expression is nothing but a condition: the last step of a program may also make the annotation
 */
const truth = (node: Node, sure: boolean, advice: Advice): void => {
  switch (node.kind) {
    case 'update':
      if (node.op === '=' && (sure || RECORD.has(outputOf(node.left, [])?.[0] ?? ''))) assigns(node, advice)
      return
    case 'literal':
    case 'string':
      if (sure && !(node.kind === 'literal' && typeof node.value === 'boolean')) constant(node, advice)
      return
    case 'and':
    case 'or':
      truth(node.left, true, advice)
      truth(node.right, true, advice)
      return
    case 'pipe':
      truth(node.right, sure, advice)
      if (isCall(node.right, 'not', 0)) truth(node.left, true, advice)
      return
    case 'define':
    case 'bind':
      truth(node.body, sure, advice)
      return
    default:
      return
  }
}

const assigns = (node: NodeOf<'update'>, advice: Advice): void => {
  const at = advice.text.indexOf('=', node.left.end)
  const hint = `write  ${written(node.left, advice)} == ${written(node.right, advice)}`
  mistake(advice, at, at + 1, '"=" assigns and is true for every record; "==" compares', hint)
}

const constant = (node: Node, advice: Advice): void => {
  const isFalse = node.kind === 'literal' && node.value === null
  const hint = 'compare each one:  .eventName == "A" or .eventName == "B",  or  .eventName | IN("A", "B")'
  mistake(
    advice,
    node.start,
    node.end,
    `a bare ${written(node, advice)} is ${isFalse ? 'never' : 'always'} true: nothing is compared with it`,
    hint,
  )
}

/** Conditions inside, and steps to where no record has anything. */
const visit = (node: Node, base: Base, advice: Advice): void => {
  switch (node.kind) {
    case 'pipe':
      pipesCondition(node, advice)
      visit(node.left, base, advice)
      visit(node.right, outputOf(node.left, base), advice)
      return
    case 'if':
      truth(node.test, true, advice)
      break
    case 'call':
      if (['select', 'any', 'all'].includes(node.name) && node.args.length > 0)
        truth(node.args.at(-1) as Node, true, advice)
      if (!advice.own.has(node.name)) {
        asksForList(node, base, advice)
        searches(node, advice)
      }
      for (const [at, arg] of node.args.entries()) visit(arg, baseOfArgument(node, at, base), advice)
      return
    case 'bind':
      visit(node.source, base, advice)
      visit(node.body, base, advice)
      return
    case 'index':
      step(node, base, advice)
      break
    case 'comparison':
      comparesList(node, base, advice)
      break
    case 'and':
      crossesItems(node, base, advice)
      break
    case 'define':
    case 'reduce':
    case 'foreach':
      for (const child of children(node))
        visit(child, child === (node as NodeOf<'define'>).body ? base : undefined, advice)
      return
    default:
      break
  }
  for (const child of children(node)) visit(child, base, advice)
}

/** True or false has no fields. */
const pipesCondition = ({ left, right }: NodeOf<'pipe'>, advice: Advice): void => {
  if (!['comparison', 'and', 'or'].includes(left.kind)) return
  const reads = (node: Node): Node | undefined =>
    node.kind === 'index' && node.of.kind === 'identity'
      ? node
      : node.kind === 'pipe'
        ? reads(node.left)
        : children(node)
            .map(reads)
            .find((found) => found !== undefined)
  const found = reads(right)
  if (found)
    mistake(
      advice,
      found.start,
      found.end,
      `before the pipe stands true or false: there is no ${written(found, advice)} in it`,
      `join conditions by "and":  ${written(left, advice)} and ...`,
    )
}

/** Both sides go through one list by themselves: what they find may be two elements. */
const crossesItems = ({ left, right }: NodeOf<'and'>, base: Base, advice: Advice): void => {
  const before = new Set(listsIn(left, base).map(({ list }) => list))
  const same = listsIn(right, base).find(({ list }) => before.has(list))
  if (!same) return
  const { node, list } = same
  advice.problems.push({
    message: `.${list}[] is gone through twice: one element may meet the one condition and another the other`,
    offset: node.start,
    length: node.end - node.start,
    hint: `ask one element for both:  any(.${list}[]?; ... and ...)`,
    warning: true,
  })
}

/** What a function does with the list that it gets is its own. */
const listsIn = (node: Node, base: Base): readonly { readonly list: string; readonly node: Node }[] => {
  if (node.kind === 'call') return []
  const path = node.kind === 'iterate' ? outputOf(node.of, base) : undefined
  const own = path && path.length > 0 ? [{ list: path.join('.'), node }] : []
  return [...own, ...children(node).flatMap((child) => listsIn(child, base))]
}

const comparesList = ({ op, left, right }: NodeOf<'comparison'>, base: Base, advice: Advice): void => {
  if (op === '==') neverList(outputOf(left, base), right, advice)
}

/** Look for the whole list that they get, where its values are meant. */
const LIST_TAKERS = new Set(['IN', 'in', 'inside', 'contains'])

const asksForList = ({ name, args: [first, second] }: NodeOf<'call'>, base: Base, advice: Advice): void => {
  if (!LIST_TAKERS.has(name) || !first) return
  if (second) neverList(outputOf(first, base), second, advice)
  else neverList(base, first, advice)
}

const neverList = (path: Base, list: Node, advice: Advice): void => {
  const [text, more] = path ?? []
  if (list.kind !== 'array' || text === undefined || more !== undefined || !TEXTS.has(text)) return
  const values = written(list, advice).slice(1, -1)
  mistake(advice, list.start, list.end, `.${text} is a text, never a list`, `write  .${text} | IN(${values})`)
}

/** Take a regular expression first, and flags after it (jq manual, "Regular expressions"). */
const SEARCHES = new Set(['test', 'match', 'capture', 'scan', 'splits', 'sub', 'gsub'])

const searches = ({ name, args }: NodeOf<'call'>, advice: Advice): void => {
  const [regex, flags] = args
  if (!SEARCHES.has(name) && !(name === 'split' && flags)) return
  if (regex?.kind !== 'literal' || typeof regex.value !== 'string') return
  const hasBlanks = flags !== undefined && !(flags.kind === 'literal' && !String(flags.value).includes('x'))
  const found = (hasBlanks ? undefined : faultOf(regex.value)) ?? adviseOnRegex(regex.value)
  const place = { offset: regex.start, length: regex.end - regex.start }
  if (found) advice.problems.push({ ...found, ...place, warning: true })
}

/** It most likely is a mistake, but `try test("(")` is legal. */
const faultOf = (regex: string): RegexAdvice | undefined => {
  try {
    compileRe2(regex)
    return undefined
  } catch (error) {
    const { message, hint = 'regular expressions have RE2 syntax: no look-around, no back-references' } =
      explainRegexError(regex, error)
    return { message: `the regular expression ${JSON.stringify(regex)} is not valid: ${message}`, hint }
  }
}

const step = (node: NodeOf<'index'>, base: Base, advice: Advice): void => {
  if (isCall(node.of, 'not', 0)) {
    const field = written(node, advice).replace(/^not\s*/, '')
    mistake(advice, node.start, node.end, '"not" takes nothing: it negates what comes in', `write  ${field} | not`)
  }
  const path = outputOf(node, base)
  if (path?.length === 1 && path[0] === 'Records') {
    const hint = 'leave out  .Records[] |  and begin with  select(.eventName == ...)'
    mistake(advice, node.start, node.end, 'a rule sees one record at a time, not the file with its "Records"', hint)
  }
  if (path?.length === 2 && path[0] === 'resources' && node.of.kind === 'index') {
    const hint = `ask its elements:  any(.resources[]?; .${path[1]} == "...")`
    mistake(advice, node.start, node.end, `.resources is a list: there is no .${path[1]} in it`, hint)
  }
  const [text, key] = path ?? []
  if (text === undefined || key === undefined || path?.length !== 2 || !TEXTS.has(text)) return
  const inner = base?.length === 1
  const hint = inner
    ? `a pipe reaches to the end: write  (.${text} | ...) and .${key}`
    : `compare the text itself:  .${text} == "..."`
  mistake(
    advice,
    node.start,
    node.end,
    `.${text} is a text: there is no .${key} in it, so this fails on every record`,
    hint,
  )
}
