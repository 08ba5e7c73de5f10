/** The techniques that the calls of a case are, by what the rules say of such calls. */
import type { TechniqueCoverage } from '../rules/coverage.ts'
import type { StixTechnique, TechniquesOf } from './report.ts'

/**
 * A technique that some rule for the call names, and that has a tactic of the event: a rule for reading an object may name
 * what another object's reader is after.
 */
export const techniquesByCall = (techniques: readonly TechniqueCoverage[]): TechniquesOf => {
  const byCall = new Map<string, StixTechnique[]>()
  for (const { id, name, tactics, rules } of techniques)
    for (const call of new Set(rules.flatMap(({ events }) => events))) {
      const known = byCall.get(call) ?? []
      if (known.length === 0) byCall.set(call, known)
      known.push({ id, name, tactics })
    }
  return ({ source, name, tactics }) =>
    (byCall.get(`${source}:${name}`) ?? []).filter((technique) =>
      technique.tactics.some((one) => tactics.includes(one)),
    )
}
