/** The rules that are used -> what the event bus is asked for, and what a person should know about the rest. */

import { type BusRule, exceedsQuota, MOST_RULES, planBus } from '../../bus/plan.ts'
import { atLeast, type Rule } from '../../core/rule.ts'
import { UsageError } from '../../core/usage-error.ts'
import { claimOf, patternOf } from '../../notation/claim.ts'
import { switchesOfRules } from '../rules/lint.ts'
import type { LoadedRules } from '../rules/load.ts'

export interface PreparedBus {
  readonly rules: readonly BusRule[]
  readonly warnings: readonly string[]
}

/** Of the pack what would notify somebody: routes begin there. */
const FROM_LEVEL = 'medium'
/** "Additional copies of data events" and read-only ones on a trail of their own (AWS CloudTrail pricing, data events). */
const PRICE = '0.10 USD per 100,000 events'

/** @throws UsageError when these are more rules than a bus takes */
export const prepareBus = ({ rules, places }: Pick<LoadedRules, 'rules' | 'places'>): PreparedBus => {
  const isOwn = (rule: Rule): boolean => places?.has(rule) ?? false
  const wanted = rules.filter((rule) => isOwn(rule) || (rule.reports && atLeast(rule.level, FROM_LEVEL)))
  const plan = planBus(
    wanted.map((rule) => ({
      title: rule.title,
      isOwn: isOwn(rule),
      pattern: patternOf(rule.compiled),
      claim: claimOf(rule.compiled),
    })),
  )
  // The one of GuardDuty, and the one of new log files.
  if (exceedsQuota(plan.rules.length, 2))
    throw new UsageError(
      `in real time these rules are ${plan.rules.length} rules of EventBridge, and a bus takes ${MOST_RULES}: join some patterns with "$or"`,
    )
  const own = new Set(wanted.filter(isOwn).map(({ title }) => title))
  return {
    rules: plan.rules,
    warnings: [
      ...plan.left
        .filter(({ title }) => own.has(title))
        .map(({ title, reason }) => `rule "${title}" is not in real time: ${reason}`),
      ...summaries(plan.left.filter(({ title }) => !own.has(title))),
      ...switchesOfRules(wanted.filter(isOwn)).map(
        ([title, what]) => `rule "${title}" sees nothing before this is switched on (${PRICE}): ${what}`,
      ),
    ],
  }
}

/** Of the pack, by reason. */
const summaries = (left: readonly { readonly title: string; readonly reason: string }[]): readonly string[] => {
  const reasons = new Map<string, string[]>()
  for (const { title, reason } of left) reasons.set(reason, [...(reasons.get(reason) ?? []), title])
  return [...reasons].map(([reason, titles]) => {
    const some = titles.slice(0, 2).map((title) => `"${title}"`)
    const which = `${some.join(', ')}${titles.length > some.length ? ' and others' : ''}`
    return `${titles.length} built-in ${titles.length === 1 ? 'rule is' : 'rules are'} not in real time (${which}): ${reason}`
  })
}
