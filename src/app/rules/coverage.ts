/**
 * Which techniques of ATT&CK the rules look for, and with which calls: those in any test of the same rules that they match.
 */

import type { Correlation } from '../../core/correlation.ts'
import { type JsonObject, own } from '../../core/json.ts'
import { LEVELS, type Rule, type RuleInfo } from '../../core/rule.ts'
import {
  ATTACK_VERSION,
  type Technique,
  tactics,
  techniqueById,
  techniqueIdIn,
  techniques,
} from '../../enrich/attack.ts'
import type { CoveringRule, RuleCoverage } from '../../report/rules/coverage.ts'
import { type LoadedRules, loadRules, type RuleSelection } from './load.ts'
import { streamOf } from './test-stream.ts'

export { techniqueName } from '../../enrich/attack.ts'

type Loaded = Pick<LoadedRules, 'rules' | 'correlations'>
type Calls = ReadonlyMap<Rule, readonly string[]>

/** @throws RefusedRules, UsageError */
export const loadCoverage = async (selection: RuleSelection): Promise<RuleCoverage> =>
  coverageOf(await loadRules(selection))

export const coverageOf = (loaded: Loaded): RuleCoverage => {
  const { rules, correlations } = loaded
  const shown = shownBy(loaded)
  const calls: Calls = new Map(rules.map((rule) => [rule, matchedBy(rule, shown)]))
  const byTechnique = new Map<string, CoveringRule[]>()
  const unmapped: string[] = []
  for (const one of [...rules, ...correlations]) {
    const ids = new Set(one.tags.flatMap((tag) => techniqueById(techniqueIdIn(tag) ?? '')?.id ?? []))
    // Of a rule that feeds a correlation, the correlation has the tags.
    if (ids.size === 0 && !correlations.some((correlation) => refersTo(correlation, one))) unmapped.push(one.title)
    const { id, title, level, origin } = one
    const events = 'compiled' in one ? (calls.get(one) ?? []) : namedBy(one, loaded, calls)
    for (const technique of ids) {
      const known = byTechnique.get(technique) ?? []
      byTechnique.set(technique, [...known, { id, title, level, origin, events }])
    }
  }
  // A technique that nobody looks for in any form is one gap; of one that is looked for, each part that is left out.
  const families = new Set([...byTechnique.keys()].map(familyOf))
  const isGap = ({ id, inCloud }: Technique): boolean =>
    inCloud && !byTechnique.has(id) && id.includes('.') === families.has(familyOf(id))
  return {
    version: ATTACK_VERSION,
    tactics,
    techniques: techniques
      .filter((technique) => byTechnique.has(technique.id) || isGap(technique))
      .map(({ id, name, tactics: of }) => ({ id, name, tactics: of, rules: worstFirst(byTechnique.get(id) ?? []) })),
    rules: rules.length + correlations.length,
    unmapped,
  }
}

const familyOf = (id: string): string => id.slice(0, 'T1234'.length)

const worstFirst = (rules: readonly CoveringRule[]): readonly CoveringRule[] =>
  [...rules].sort(
    (a, b) => LEVELS.indexOf(b.level) - LEVELS.indexOf(a.level) || (a.title < b.title ? -1 : a.title > b.title ? 1 : 0),
  )

/** Every event in a test of the rules, the parts of a stream once. */
const shownBy = ({ rules, correlations }: Loaded): readonly JsonObject[] => [
  ...rules.flatMap(({ tests }) => tests.map(({ event }) => event)),
  ...correlations.flatMap(({ tests }) =>
    tests.flatMap(({ events }) => streamOf(events.map((part) => ({ ...part, times: 1 })))),
  ),
]

const matchedBy = ({ compiled }: Rule, shown: readonly JsonObject[]): readonly string[] => {
  const calls = shown
    .filter((event) => compiled.couldMatch?.(textOf(event, 'eventName')) !== false && compiled.matches(event))
    .map((event) => `${textOf(event, 'eventSource') ?? ''}:${textOf(event, 'eventName') ?? ''}`)
  return [...new Set(calls)].sort()
}

/** The calls of the rules that a correlation names, and of those that these name. */
const namedBy = (correlation: Correlation, { rules, correlations }: Loaded, calls: Calls): readonly string[] => {
  const found = new Set<string>()
  const reached = new Set([correlation])
  for (const each of reached) {
    for (const rule of rules) if (refersTo(each, rule)) for (const call of calls.get(rule) ?? []) found.add(call)
    for (const other of correlations) if (refersTo(each, other)) reached.add(other)
  }
  return [...found].sort()
}

const refersTo = (correlation: Correlation, { id, name, title }: RuleInfo): boolean =>
  [id, name, title].some((word) => word !== undefined && correlation.rules.includes(word))

const textOf = (event: JsonObject, key: string): string | undefined => {
  const value = own(event, key)
  return typeof value === 'string' ? value : undefined
}
