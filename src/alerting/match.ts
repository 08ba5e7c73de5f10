/** Matchers of routes and silences against a finding or an alert. */
import type { Alert, Matcher } from '../core/alert.ts'
import type { Finding } from '../core/finding.ts'
import { LEVELS, type Level } from '../core/rule.ts'
import { rangeTest } from '../notation/address.ts'
import { SHARED_BY_PEOPLE } from './group.ts'

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

/** Every key present must hold; each holds when one of its values does. `*` stands for any text. */
export const matches = (matcher: Matcher, { finding, level }: Subject): boolean => {
  const { rule, event, context, sourceIp } = finding
  const holds = (patterns: readonly string[] | undefined, ...texts: (string | null)[]): boolean =>
    !patterns || patterns.some((pattern) => texts.some((text) => text !== null && isLike(text, pattern)))
  return (
    (matcher.level === undefined || atLeast(level, matcher.level)) &&
    holds(matcher.rule, rule.id, rule.title) &&
    holds(matcher.tag, ...rule.tags) &&
    holds(matcher.account, event.accountId, context.account.name) &&
    holds(matcher.environment, context.account.environment) &&
    holds(matcher.region, event.region) &&
    holds(matcher.principal, ...namesOf(finding)) &&
    (!matcher.ip || matcher.ip.some((range) => isInside(sourceIp, range)))
  )
}

/**
 * Whoever assumes a role or asks for a federated session says what the session is called: by its name alone nobody may get
 * into another's silence. IAM Identity Center names its sessions itself.
 */
const namesOf = ({ principal, who }: Finding): readonly (string | null)[] => {
  const { kind, name, arn, session } = principal
  if (kind === 'FederatedUser') return [arn]
  return kind === 'AssumedRole' && !SHARED_BY_PEOPLE.test(name) ? [name, arn] : [name, arn, session, who]
}

/** Case does not matter. Linear: the parts between the stars are looked for one after the other. */
const isLike = (text: string, pattern: string): boolean => {
  const [first = '', ...parts] = pattern.toLowerCase().split('*')
  const lower = text.toLowerCase()
  const last = parts.pop()
  if (last === undefined) return lower === first
  if (!lower.startsWith(first)) return false
  let at = first.length
  for (const part of parts) {
    const found = lower.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return lower.length - last.length >= at && lower.endsWith(last)
}

/** An address or a CIDR range; what is no address is inside nothing but itself. */
const isInside = (address: string, range: string): boolean =>
  address === range || (rangeTest(range)?.(address) ?? false)
