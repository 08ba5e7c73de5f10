/** Matchers of routes and silences against a finding or an alert. */
import type { Alert, Matcher } from '../core/alert.ts'
import type { Finding } from '../core/finding.ts'
import { isCanary, LEVELS, type Level } from '../core/rule.ts'
import { rangeTest } from '../notation/address.ts'
import { namesIdentity } from '../notation/identity.ts'
import { isLike } from '../notation/wildcard.ts'

export const atLeast = (level: Level, wanted: Level): boolean => LEVELS.indexOf(level) >= LEVELS.indexOf(wanted)

/** What matchers look at: one finding, with the level that counts. */
export interface Subject {
  readonly finding: Finding
  readonly level: Level
}

/** An alert is matched by its latest finding. */
export const subjectOf = ({ findings, level }: Alert): Subject | undefined => {
  const finding = findings.at(-1)
  return finding && { finding, level }
}

/**
 * Every key present must hold; each holds when one of its values does. `*` stands for any text. A principal is its identity,
 * never what it is called: names of sessions and of federated users are chosen by whoever opens them.
 */
export const matches = (matcher: Matcher, { finding, level }: Subject): boolean => {
  const { rule, event, principal, context, sourceIp } = finding
  const { identity } = principal
  const holds = (patterns: readonly string[] | undefined, ...texts: (string | null)[]): boolean =>
    !patterns || patterns.some((pattern) => texts.some((text) => text !== null && isLike(text, pattern)))
  return (
    (matcher.level === undefined || atLeast(level, matcher.level)) &&
    holds(matcher.rule, rule.id, rule.title) &&
    holds(matcher.tag, ...rule.tags) &&
    holds(matcher.account, event.accountId, context.account.name) &&
    holds(matcher.environment, context.account.environment) &&
    holds(matcher.region, event.region) &&
    (!matcher.principal ||
      (identity !== undefined && matcher.principal.some((pattern) => namesIdentity(pattern, identity)))) &&
    (!matcher.ip || matcher.ip.some((range) => isInside(sourceIp, range)))
  )
}

/** Whether a silence with this matcher hides the finding: never that of a canary, whose touch is news to whoever set it out. */
export const hides = (matcher: Matcher, subject: Subject): boolean =>
  !isCanary(subject.finding.rule.tags) && matches(matcher, subject)

/** An address or a CIDR range; what is no address is inside nothing but itself. */
const isInside = (address: string, range: string): boolean =>
  address === range || (rangeTest(range)?.(address) ?? false)
