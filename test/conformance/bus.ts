/** Rules compiled to the event bus, over real events: whatever a rule matches comes through its patterns; how much comes besides is said. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { builtinRules } from '../../src/app/rules/pack.ts'
import { conditionOf, isAnything } from '../../src/bus/condition.ts'
import { patternsOf } from '../../src/bus/pattern.ts'
import { isObject, type JsonObject } from '../../src/core/json.ts'
import type { Compiled } from '../../src/core/language.ts'
import { atLeast } from '../../src/core/rule.ts'
import { eventPattern } from '../../src/languages/event-pattern/index.ts'
import { sigma } from '../../src/languages/sigma/index.ts'
import { claimOf } from '../../src/notation/claim.ts'
import type { Row, Suite } from './suite.ts'

interface AnyRule {
  readonly title: string
  readonly compiled: Compiled
}

const eventsIn = (path: string): readonly JsonObject[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as JsonObject)
    .map((line) => (isObject(line.event) ? line.event : line))
    .filter((record) => typeof record.eventName === 'string')

const conditionOfRule = ({ compiled }: AnyRule) => {
  const claim = claimOf(compiled)
  return claim ? conditionOf(claim) : [{}]
}

const row = (what: string, rules: readonly AnyRule[], events: readonly JsonObject[]): Row => {
  const failures: string[] = []
  let [matched, through, total] = [0, 0, 0]
  for (const rule of rules) {
    const condition = conditionOfRule(rule)
    if (isAnything(condition)) continue
    const patterns = patternsOf([condition]).map((pattern) => eventPattern.compile(pattern))
    for (const event of events) {
      const comes = patterns.some((pattern) => pattern.matches(event))
      if (comes) through++
      if (!rule.compiled.matches(event)) continue
      matched++
      if (!comes) failures.push(`${rule.title}: keeps back ${String(event.eventName)}`)
    }
    total++
  }
  const said = `${what} (${total} of ${rules.length}; brings ${(through / matched).toFixed(2)} x)`
  return { suite: 'bus', what: said, passed: matched - failures.length, total: matched, required: matched, failures }
}

export const busSuite: Suite = (folder) => {
  const stratus = readdirSync(join(folder, 'stratus')).map((file) => join('stratus', file))
  const files = [
    'evasion/attack.jsonl',
    'evasion/benign.jsonl',
    'panther/cases.jsonl',
    'sigma/events.jsonl',
    ...stratus,
  ]
  const events = files.flatMap((file) => eventsIn(join(folder, file)))
  const pack = builtinRules().rules
  const others = readFileSync(join(folder, 'sigma/rules.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line): readonly AnyRule[] => {
      const { yaml_docs: documents } = JSON.parse(line) as { readonly yaml_docs: readonly JsonObject[] }
      try {
        return sigma.compile(documents.map((one) => JSON.stringify(one)).join('\n---\n')).rules
      } catch {
        return []
      }
    })
  return [
    row('pack, each rule by itself', pack, events),
    row(
      'pack, medium and above',
      pack.filter(({ level }) => atLeast(level, 'medium')),
      events,
    ),
    row('published rules of Sigma', others, events),
  ]
}
