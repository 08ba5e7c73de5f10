/** Event patterns against recorded answers of event-ruler: matches, refusals, accepted patterns, and patterns over CloudTrail events. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JsonObject } from '../../src/core/json.ts'
import { CompileError } from '../../src/core/problem.ts'
import { eventPattern } from '../../src/languages/event-pattern/index.ts'
import type { Row, Suite } from './suite.ts'

interface RulerCase {
  readonly case: string
  readonly kind: 'match' | 'invalid' | 'valid'
  readonly pattern: string
  readonly event: string
  readonly expected: boolean
}
interface PatternCase {
  readonly i: number
  readonly pattern: JsonObject | null
  readonly raw: string | null
  readonly valid: boolean
}
interface EventCase {
  readonly e: number
  readonly event: JsonObject
  /** The `i` of every pattern that matches. */
  readonly hits: readonly number[]
}

const lines = <T>(path: string): T[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T)

/** The pattern when it compiles, else the reason why not. Anything but a CompileError is a defect and ends the run. */
const compile = (body: JsonObject | string) => {
  try {
    return eventPattern.compile(body)
  } catch (error) {
    if (error instanceof CompileError) return error.message
    throw error
  }
}

const row = <T>(what: string, cases: readonly T[], required: number, failure: (one: T) => string | undefined): Row => {
  const failures = cases.flatMap((one) => failure(one) ?? [])
  return {
    suite: 'event-pattern',
    what,
    passed: cases.length - failures.length,
    total: cases.length,
    required,
    failures,
  }
}

export const eventPatternSuite: Suite = (folder) => {
  const ruler = lines<RulerCase>(join(folder, 'eventbridge', 'ruler_tests.jsonl'))
  const kind = (name: RulerCase['kind']) => ruler.filter((one) => one.kind === name)
  const patterns = JSON.parse(
    readFileSync(join(folder, 'eventbridge', 'cloudtrail_patterns.json'), 'utf8'),
  ) as PatternCase[]
  const events = lines<EventCase>(join(folder, 'eventbridge', 'cloudtrail_expected.jsonl'))

  const compiled = patterns.map((one) => ({ ...one, rule: compile(one.raw ?? (one.pattern as JsonObject)) }))
  const pairs = compiled.flatMap(({ i, rule }) =>
    typeof rule === 'string' ? [] : events.map((one) => ({ ...one, i, rule })),
  )
  const disagreement = ({ e, i, hits, rule }: (typeof pairs)[number], event: JsonObject): string | undefined =>
    rule.matches(event) === hits.includes(i) ? undefined : `pattern ${i}, event ${e}: expected ${hits.includes(i)}`
  const derivable = pairs.filter(({ event }) => event['detail-type'] === 'AWS API Call via CloudTrail')

  return [
    row('pattern and event: matches or not', kind('match'), kind('match').length, (one) => {
      const rule = compile(one.pattern)
      if (typeof rule === 'string') return `${one.case}: refused: ${rule}`
      return rule.matches(JSON.parse(one.event)) === one.expected
        ? undefined
        : `${one.case}: expected ${one.expected}: ${one.pattern}`
    }),
    row('wrong patterns refused', kind('invalid'), kind('invalid').length - 1, (one) =>
      typeof compile(one.pattern) === 'string' ? undefined : `${one.case}: accepted: ${one.pattern}`,
    ),
    row('valid patterns accepted', kind('valid'), kind('valid').length, (one) => {
      const rule = compile(one.pattern)
      return typeof rule === 'string' ? `${one.case}: refused: ${rule}: ${one.pattern}` : undefined
    }),
    row('CloudTrail patterns: accepted or refused', compiled, compiled.length, ({ i, valid, rule }) =>
      valid === (typeof rule !== 'string') ? undefined : `pattern ${i}: expected ${valid ? 'accepted' : 'refused'}`,
    ),
    row('CloudTrail patterns over envelopes', pairs, pairs.length, (pair) => disagreement(pair, pair.event)),
    row('CloudTrail patterns over bare records', derivable, derivable.length, (pair) =>
      disagreement(pair, pair.event.detail as JsonObject),
    ),
  ]
}
