/** Runs the tests that rules carry. */
import { toEvent } from '../cloudtrail/event.ts'
import { readLog } from '../cloudtrail/read-log.ts'
import type { JsonObject } from '../core/json.ts'
import type { Rule, RuleTest } from '../core/rule.ts'

export interface RuleTestReport {
  readonly passed: number
  readonly failures: readonly { readonly rule: string; readonly test: string; readonly reason: string }[]
  /** Titles of rules that carry no test. */
  readonly untested: readonly string[]
}

export const testRules = (rules: readonly Rule[]): RuleTestReport => {
  const failures: { rule: string; test: string; reason: string }[] = []
  let passed = 0
  for (const rule of rules)
    for (const test of rule.tests) {
      const reason = whyFailed(rule, test)
      if (reason === undefined) passed++
      else failures.push({ rule: rule.title, test: test.name, reason })
    }
  return { passed, failures, untested: rules.filter(({ tests }) => tests.length === 0).map(({ title }) => title) }
}

const whyFailed = (rule: Rule, { match, event, message }: RuleTest): string | undefined => {
  const [record] = recordsOf(event)
  if (!record) return 'its event is no CloudTrail record'
  const verdict = rule.compiled.evaluate(record)
  if (verdict.error !== undefined) return `the rule failed while running: ${verdict.error}`
  if (verdict.matched !== match) return match ? 'expected a match' : 'expected no match'
  const said = message === undefined ? undefined : rule.say(toEvent(record))
  return said === message ? undefined : `expected the sentence ${JSON.stringify(message)}, got ${JSON.stringify(said)}`
}

/** The test's event as the reader would hand it over: an envelope becomes the record in it. */
const recordsOf = (event: JsonObject): readonly JsonObject[] => {
  const records: JsonObject[] = []
  readLog(Buffer.from(JSON.stringify(event)), {}, (record) => records.push(record))
  return records
}
