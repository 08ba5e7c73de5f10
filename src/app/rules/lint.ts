/** What `rules lint` says: every problem, what each rule costs, and what must be switched on for it. */
import type { LocatedProblem } from '../../config/located.ts'
import type { Problem } from '../../core/problem.ts'
import type { Rule } from '../../core/rule.ts'
import { linkCorrelations } from '../../detect/correlation/link.ts'
import { createRuleSet } from '../../detect/rule-set.ts'
import { tagFault } from '../../enrich/attack.ts'
import { type Call, callsOf } from '../../lint/calls.ts'
import { judge } from '../../lint/judge.ts'
import { sampleFaults } from '../../lint/samples.ts'
import { switchesOf } from '../../lint/switches.ts'
import { type Claim, claimOf } from '../../notation/claim.ts'
import { openConfig } from '../config/open-config.ts'
import type { OpenConfig } from '../config/read-sources.ts'
import { renderEach } from '../config/refusal.ts'
import { type KnownRecords, readKnowledge } from './knowledge.ts'
import { compileRules, type LoadedRules } from './load.ts'

export interface LintReport {
  readonly rules: number
  readonly errors: number
  readonly warnings: number
  /** Titles of the rules that make the engine parse every record. */
  readonly readEverything: readonly string[]
  /** Rules whose events are not recorded, or not delivered, unless somebody sees to it: title, place and what to do. */
  readonly switches: readonly (readonly [title: string, origin: string, what: string])[]
  readonly problems: readonly LocatedProblem[]
  /** The problems, drawn; empty when there are none. */
  readonly rendered: string
}

/** Without paths the built-in pack is looked at. */
export const lintRules = async (paths: readonly string[]): Promise<LintReport> => {
  const opened = await openConfig({ rules: paths })
  const loaded = await compileRules(opened, paths.length === 0)
  const { rules, correlations } = loaded
  const known = readKnowledge()
  const asked = rules.map((rule) => askedBy(rule, known))
  const problems = [
    ...loaded.problems,
    ...judged(loaded, asked, known),
    ...namesakes(loaded),
    ...(await problemsOfTags(loaded, opened)),
  ].map(asError)
  const errors = problems.filter(({ severity }) => severity === 'error').length
  return {
    rules: rules.length + correlations.length,
    errors,
    warnings: problems.length - errors,
    readEverything: createRuleSet(rules).readEverything.map(({ title }) => title),
    switches: switchesIn(rules, asked).map(([{ title, origin }, what]) => [title, origin, what]),
    problems,
    rendered: renderEach({ ...opened, problems }),
  }
}

/** What a rule asks, as far as that can be read off, and the calls that it is about. */
type Asked = { readonly claim: Claim; readonly calls: readonly Call[] | undefined } | undefined

const askedBy = ({ compiled }: Rule, { names }: KnownRecords): Asked => {
  const claim = claimOf(compiled)
  return claim && { claim, calls: callsOf(claim, names) }
}

const switchesIn = (
  rules: readonly Rule[],
  asked: readonly Asked[],
): readonly (readonly [rule: Rule, what: string])[] =>
  rules.flatMap((rule, index) => {
    const one = asked[index]
    const found = one ? switchesOf(one.claim, one.calls, rule.language === 'event-pattern') : []
    return found.map((what) => [rule, what] as const)
  })

/** What must be switched on before each sees anything. */
export const switchesOfRules = (rules: readonly Rule[]): readonly (readonly [title: string, what: string])[] => {
  if (rules.length === 0) return []
  const known = readKnowledge()
  const asked = rules.map((rule) => askedBy(rule, known))
  return switchesIn(rules, asked).map(([{ title }, what]) => [title, what])
}

const judged = (loaded: LoadedRules, asked: readonly Asked[], known: KnownRecords): readonly LocatedProblem[] => {
  const { silentRules } = linkCorrelations(loaded.rules, loaded.correlations)
  // Of the same place its language has spoken already; of a list, where it begins.
  const isNew = ({ file, line, column }: LocatedProblem): boolean =>
    !loaded.problems.some(
      (other) =>
        other.file === file &&
        other.line === line &&
        column >= other.column &&
        column <= other.column + (other.length ?? 1),
    )
  return loaded.rules.flatMap((rule, index) => {
    const hasMistake = rule.compiled.warnings.some(({ mistake }) => mistake)
    const one = asked[index]
    const wrong = one ? judge(one.claim, one.calls, known) : []
    const odd =
      hasMistake || wrong.length > 0 || silentRules.has(index) ? [] : sampleFaults(rule.compiled, known.samples)
    return [...wrong, ...odd].map(loaded.places?.get(rule) ?? inFile(rule)).filter(isNew)
  })
}

/** Two rules of one name look like one in every message, and of one id in every silence. */
const namesakes = ({ rules, places }: LoadedRules): readonly LocatedProblem[] =>
  (['title', 'id'] as const).flatMap((key) => {
    const first = new Map<string, Rule>()
    return rules.flatMap((rule) => {
      const place = places?.get(rule)
      const other = first.get(rule[key])
      if (!place || !other) {
        if (place) first.set(rule[key], rule)
        return []
      }
      // Whoever shares the id shares the name that the id was made of.
      if (key === 'id' && other.title === rule.title) return []
      const message = `another rule has the ${key === 'id' ? 'id' : 'name'} "${rule[key]}" too`
      return [place({ message, hint: `the first is at ${other.origin}`, warning: true })]
    })
  })

/** Of the built-in pack the file is known, and no more. */
const inFile =
  ({ origin }: Pick<Rule, 'origin'>) =>
  ({ message, hint, mistake }: Problem): LocatedProblem => ({
    ...{ file: origin, line: 1, column: 1, message, hint, severity: 'warning' },
    ...(mistake && { mistake }),
  })

const asError = (problem: LocatedProblem): LocatedProblem =>
  problem.mistake ? { ...problem, severity: 'error' } : problem

const problemsOfTags = async (
  { rules, correlations }: LoadedRules,
  { config, sigma }: OpenConfig,
): Promise<readonly LocatedProblem[]> => {
  if (config) return (await import('./tag-problems.ts')).tagProblems(config.rules, sigma)
  return [...rules, ...correlations].flatMap((rule) =>
    rule.tags.flatMap((tag) => {
      const fault = tagFault(tag)
      return fault ? [inFile(rule)(fault)] : []
    }),
  )
}
