/** Rule language `event-pattern`: Amazon EventBridge event patterns, with the behaviour of aws/event-ruler. */
import type { JsonObject } from '../../core/json.ts'
import { type Compiled, defineLanguage, NO, type Verdict, YES } from '../../core/language.ts'
import { CompileError, type Problem } from '../../core/problem.ts'
import type { Legible } from '../../notation/claim.ts'
import { adviseOn } from './advice.ts'
import { asksOf } from './asks.ts'
import { asksForEnvelope, isBareRecord, KNOWN_DETAIL_TYPES } from './envelope.ts'
import { explainPattern } from './explain.ts'
import { type Conjunction, conjunction, conjunctionMatches, newBudget, SearchLimit } from './match.ts'
import { mend } from './mend.ts'
import { NodeError, nodeOf, nodeOfText, type PatternNode } from './node.ts'
import { parsePattern } from './parse.ts'

/** Shows the whole pattern, when that can be guessed and is one. */
const withMended = (problem: Problem, body: string): Problem => {
  const mended = mend(body)
  if (!mended || parsePattern(nodeOfText(mended.text)).problems.length > 0) return problem
  const hint = [...(problem.hint ? [problem.hint] : []), `as a whole:\n${mended.text}`].join('\n')
  return { ...problem, message: `${problem.message}: ${mended.what}`, hint }
}

const read = (body: JsonObject | string): PatternNode => {
  try {
    return typeof body === 'string' ? nodeOfText(body) : nodeOf(body)
  } catch (error) {
    if (!(error instanceof NodeError)) throw error
    throw new CompileError([typeof body === 'string' ? withMended(error.problem, body) : error.problem])
  }
}

/** False when no alternative accepts the name; undefined when some alternative does not ask for it. */
const nameTest = (alternatives: readonly Conjunction[], path: string): Compiled['couldMatch'] => {
  const matchers = alternatives.map(({ fields }) => fields.find((field) => field.path === path)?.matcher)
  if (matchers.includes(undefined)) return undefined
  return (eventName) =>
    matchers.some((matcher) => (eventName === undefined ? matcher?.absent : matcher?.test(eventName)) ?? true)
}

/** A pattern that speaks of a record, inside the envelope that CloudTrail's events have there. */
const onBus = (pattern: JsonObject, ofEnvelope: boolean): JsonObject =>
  ofEnvelope ? pattern : { 'detail-type': [{ suffix: ' via CloudTrail' }], detail: pattern }

const compile = (body: JsonObject | string): Legible => {
  const root = read(body)
  const { alternatives: parsed, problems, warnings } = parsePattern(root)
  if (problems.length > 0) throw new CompileError(problems)

  const alternatives = parsed.map(conjunction)
  const paths = [...new Set(parsed.flat().map(({ path }) => path))]
  const ofEnvelope = asksForEnvelope([...new Set(paths.map((path) => path.split('.')[0] as string))])
  const isBare = (event: JsonObject): boolean => ofEnvelope && isBareRecord(event)
  // Of other services: no record of CloudTrail has such a type.
  const isOfOthers = alternatives.every(({ fields }) =>
    fields.some(({ path, matcher }) => path === 'detail-type' && !KNOWN_DETAIL_TYPES.some(matcher.test)),
  )
  const couldMatch =
    ofEnvelope && isOfOthers ? () => false : nameTest(alternatives, ofEnvelope ? 'detail.eventName' : 'eventName')

  const matched = (event: JsonObject): boolean => {
    const bare = isBare(event)
    const budget = newBudget()
    for (const alternative of alternatives) if (conjunctionMatches(alternative, event, bare, budget)) return true
    return false
  }
  const evaluate = (event: JsonObject): Verdict => {
    try {
      return matched(event) ? YES : NO
    } catch (error) {
      if (error instanceof SearchLimit) return { matched: false, error: error.message }
      if (error instanceof RangeError) return { matched: false, error: 'the event is nested too deep for this pattern' }
      throw error
    }
  }
  return {
    evaluate,
    matches: (event) => evaluate(event).matched,
    couldMatch,
    asks: asksOf(parsed, ofEnvelope),
    pattern: onBus(typeof body === 'string' ? (JSON.parse(body) as JsonObject) : body, ofEnvelope),
    explain: (event) => explainPattern(alternatives, paths, event, isBare(event)),
    warnings: [...warnings, ...adviseOn(root, parsed)],
  }
}

/**
 * Event patterns of EventBridge ("Amazon EventBridge event patterns", user guide; behaviour: github.com/aws/event-ruler) over bare
 * CloudTrail records, EventBridge envelopes, or any JSON object. A pattern that names only envelope fields sees a bare record inside
 * the envelope that EventBridge would put around it. The body is JSON text (problems carry offsets) or a structure (paths).
 */
export const eventPattern = defineLanguage({
  type: 'event-pattern',
  title: 'EventBridge event pattern',
  configKey: 'event_pattern',
  compile,
})
