/** Rules and correlations for tests: one that is whole, and what differs from it. */
import type { Correlation } from '../../core/correlation.ts'
import { type Compiled, NO } from '../../core/language.ts'
import type { Rule } from '../../core/rule.ts'

const INFO = { level: 'low', tags: [], falsepositives: [], references: [], respond: [], tests: [] } as const

/** @param compiled all that is not given matches nothing */
export const aRule = (id: string, more: Partial<Rule> = {}, compiled: Partial<Compiled> = {}): Rule => {
  const evaluate = compiled.evaluate ?? (() => NO)
  return {
    ...INFO,
    ...{ id, title: id, language: 'jq', destinations: [], origin: 'here', renderMessage: () => id, reports: true },
    ...more,
    compiled: {
      ...{ evaluate, matches: (record) => evaluate(record).matched, explain: () => [], warnings: [] },
      ...compiled,
    },
  }
}

/** Two events of some rules within a minute. */
export const aCorrelation = (id: string, rules: readonly string[], more: Partial<Correlation> = {}): Correlation => ({
  ...INFO,
  ...{ id, title: id, type: 'event_count', rules, groupBy: [], timespan: 60_000 },
  ...{ condition: [{ op: 'gte', value: 2 }], fields: [], aliases: {}, generate: false, origin: 'here' },
  ...more,
})
