/** Condition: the grammar of `condition`, from text to a tree over the selections. */
import { didYouMean, type Fault } from '../document/fault.ts'
import { oldAggregation } from './aggregation.ts'
import { allOf, anyOf, type ConditionNode, group } from './node.ts'

/** What the parser needs to know of the rule. A selection that itself is wrong maps to undefined: it is known all the same. */
export interface ConditionScope {
  readonly selections: ReadonlyMap<string, ConditionNode | undefined>
  readonly timeframe: string | undefined
  readonly ruleName: string
}

export interface ParsedCondition {
  readonly node: ConditionNode | undefined
  readonly used: ReadonlySet<string>
  /** Without their path. */
  readonly faults: readonly Omit<Fault, 'path'>[]
}

interface Token {
  readonly text: string
  readonly start: number
}

const MAX_DEPTH = 64
const NEVER: ConditionNode = { kind: 'of', least: 1, nodes: [], label: 'never' }
const OPERATORS = ['and', 'or', 'not', 'of', 'them', 'all', 'any']

class Refused extends Error {
  readonly fault: Omit<Fault, 'path'>
  constructor(fault: Omit<Fault, 'path'>) {
    super(fault.message)
    this.fault = fault
  }
}

/**
 * Names of selections may hold characters that also mean something here: the longest defined name is taken first.
 */
const tokenize = (text: string, names: readonly string[]): readonly Token[] => {
  const odd = names.filter((name) => /[\s()|]/.test(name)).sort((a, b) => b.length - a.length)
  const tokens: Token[] = []
  const word = /[^\s()|]+|[()|]/y
  for (let at = 0; at < text.length; ) {
    if (/\s/.test(text[at] as string)) {
      at++
      continue
    }
    const name = odd.find(
      (candidate) => text.startsWith(candidate, at) && /^(?:[\s()|]|$)/.test(text[at + candidate.length] ?? ''),
    )
    word.lastIndex = at
    const token = name ?? (word.exec(text)?.[0] as string)
    tokens.push({ text: token, start: at })
    at += token.length
  }
  return tokens
}

/** `*` stands for any number of characters, at arbitrary positions. */
const fits = (pattern: string, name: string): boolean => {
  const [first = '', ...rest] = pattern.split('*')
  const last = rest.pop()
  if (last === undefined) return name === pattern
  if (!name.startsWith(first)) return false
  let at = first.length
  for (const part of rest) {
    const found = name.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return name.length - last.length >= at && name.endsWith(last)
}

const parked = ([name]: readonly string[]): { readonly hint: string } | undefined =>
  name === undefined
    ? undefined
    : { hint: `"of" leaves out names that begin with "_": write ${name} itself, or rename it` }

export const parseCondition = (text: string, scope: ConditionScope): ParsedCondition => {
  const names = [...scope.selections.keys()]
  const tokens = tokenize(text, names)
  const used = new Set<string>()
  const faults: Omit<Fault, 'path'>[] = []
  let at = 0
  let depth = 0

  const refuse = (message: string, token: Token | undefined, hint?: string): never => {
    const part = token ? { start: token.start, length: token.text.length } : { start: text.length, length: 0 }
    throw new Refused({ message, part, hint })
  }
  /** The operator at hand, in whatever case; a selection of that very name comes first. */
  const is = (operator: string, token = tokens[at]): boolean =>
    token !== undefined && token.text.toLowerCase() === operator && !scope.selections.has(token.text)
  const nested = <T>(parse: () => T): T => {
    if (++depth > MAX_DEPTH) refuse(`the condition is nested more than ${MAX_DEPTH} deep`, tokens[at])
    const result = parse()
    depth--
    return result
  }

  const chain = (operator: 'and' | 'or', operand: () => ConditionNode): ConditionNode => {
    const nodes = [operand()]
    while (is(operator)) {
      at++
      nodes.push(operand())
    }
    return operator === 'and' ? allOf(nodes, 'all of') : anyOf(nodes, 'any of')
  }
  const either = (): ConditionNode => chain('or', both)
  const both = (): ConditionNode => chain('and', negation)
  const negation = (): ConditionNode => {
    if (!is('not')) return primary()
    at++
    return { kind: 'not', node: nested(negation) }
  }
  const primary = (): ConditionNode => {
    const token = tokens[at]
    if (token === undefined) return refuse('the condition ends where a selection was expected', token)
    if (token.text === '|') return refuseAggregation(token)
    if (token.text === '(') {
      at++
      const inner = nested(either)
      if (tokens[at]?.text !== ')') {
        if (tokens[at]?.text === '|') return refuseAggregation(tokens[at] as Token)
        return refuse('a ")" is missing', tokens[at])
      }
      at++
      return inner
    }
    if (is('of', tokens[at + 1])) return quantified(token)
    at++
    if (token.text === ')' || ((is('and', token) || is('or', token)) && !scope.selections.has(token.text))) {
      return refuse(`expected a selection, not "${token.text}"`, token)
    }
    return selection(token)
  }
  const selection = (token: Token): ConditionNode => {
    if (scope.selections.has(token.text)) {
      used.add(token.text)
      return scope.selections.get(token.text) ?? NEVER
    }
    const { hint = names.length > 0 ? `defined here: ${names.join(', ')}` : undefined } = didYouMean(token.text, [
      ...names,
      ...OPERATORS,
    ])
    faults.push({
      message: `the condition names "${token.text}", which is not defined`,
      part: { start: token.start, length: token.text.length },
      hint,
    })
    return NEVER
  }
  const quantified = (quantity: Token): ConditionNode => {
    const pattern = tokens[at + 2]
    const word = quantity.text.toLowerCase()
    if (word !== 'all' && word !== 'any' && !/^[1-9]\d{0,3}$/.test(word)) {
      return refuse(`expected a number, "any" or "all" before "of", not "${quantity.text}"`, quantity)
    }
    if (pattern === undefined || '()|'.includes(pattern.text)) {
      return refuse('expected "them" or the name of a selection after "of"', pattern, 'for example  1 of selection_*')
    }
    at += 3
    // "A search identifier `_example` wouldn't be included because detections starting with underscores are excluded by convention":
    // from patterns as from `them`, so that a selection is parked by an underscore before its name.
    const fitting = is('them', pattern) ? names : names.filter((name) => fits(pattern.text, name))
    const chosen = fitting.filter((name) => !name.startsWith('_'))
    const label = `${quantity.text} of ${pattern.text}`
    const part = { start: quantity.start, length: pattern.start + pattern.text.length - quantity.start }
    const least = word === 'all' ? chosen.length : word === 'any' ? 1 : Number(word)
    for (const name of chosen) used.add(name)
    if (chosen.length === 0) {
      faults.push({
        message: `no selection fits "${pattern.text}"`,
        part,
        ...{ hint: `defined here: ${names.join(', ')}`, ...didYouMean(pattern.text, names), ...parked(fitting) },
      })
    } else if (least > chosen.length) {
      faults.push({ message: `"${label}" can never hold: only ${chosen.length} fit`, part })
    }
    return group(
      chosen.map((name) => scope.selections.get(name) ?? NEVER),
      least,
      label,
    )
  }
  const refuseAggregation = (pipe: Token): never => {
    const { message, hint } = oldAggregation(text, pipe.start, scope)
    throw new Refused({ message, hint, part: { start: pipe.start, length: text.trimEnd().length - pipe.start } })
  }

  try {
    const node = either()
    const rest = tokens[at]
    if (rest?.text === '|') refuseAggregation(rest)
    if (rest) refuse(`expected "and", "or" or the end, not "${rest.text}"`, rest)
    return { node, used, faults }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return { node: undefined, used, faults: [...faults, error.fault] }
  }
}
