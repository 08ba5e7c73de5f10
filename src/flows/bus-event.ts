/** An event of the bus -> findings: GuardDuty's, those of rules that ask for it, or that nobody understands it. */
import { busEventOf, detailOf } from '../cloudtrail/kinds.ts'
import type { Finding } from '../core/finding.ts'
import { isObject, type Json, type JsonObject, text } from '../core/json.ts'
import type { Rule } from '../core/rule.ts'
import { busEvent, unknownEvent } from '../detect/bus-event.ts'
import { toFinding } from '../detect/finding.ts'
import { guardDutyFinding } from '../detect/guardduty.ts'
import type { Engine } from './engine.ts'

export type OnRuleError = (rule: Rule, message: string) => void

/**
 * What was handed over as an event of the bus: however deep it nests, and as it came when nobody understands it. Undefined for what is read as
 * a log is: a record of CloudTrail, and an event on which a rule fails, so that this is counted.
 * @throws Error when it is no object at all
 */
export const handedOver = (bytes: Buffer, name: string, engine: Engine): readonly Finding[] | undefined => {
  const written = bytes.toString()
  const envelope = JSON.parse(written) as Json
  if (!isObject(envelope)) throw new Error('not an event of the bus')
  if (detailOf(envelope)) return undefined
  if (!busEventOf(envelope)) return [unknownEvent(envelope, written.trim(), name, engine.enrichment)]
  let hasFailed = false
  const findings = busFindings(envelope, name, engine, () => {
    hasFailed = true
  })
  return hasFailed ? undefined : findings
}

/** Of one that holds no record; correlations are made for records. @param envelope with a `detail` */
export const busFindings = (
  envelope: JsonObject,
  name: string,
  { ruleSet, attach, enrichment, inScope, isWanted }: Engine,
  onError: OnRuleError,
): readonly Finding[] => {
  const event = busEvent(envelope)
  if (!inScope(event)) return []
  const isOfGuardDuty = text(envelope, 'detail-type') === 'GuardDuty Finding'
  const findings = isOfGuardDuty ? [guardDutyFinding(envelope, name, enrichment)].flatMap((one) => one ?? []) : []
  attach(envelope)
  ruleSet.matchBusEvent?.(envelope, (rule, { matched, annotation = null, error = '' }) => {
    if (!matched) onError(rule, error)
    else if (rule.reports) findings.push(toFinding(rule, event, annotation, name, enrichment))
  })
  return findings.filter(({ level }) => isWanted(level))
}
