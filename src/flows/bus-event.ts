/** An event of the bus -> findings: GuardDuty's, those of rules that ask for it, or that nobody understands it. */
import { detailOf } from '../cloudtrail/kinds.ts'
import type { Finding } from '../core/finding.ts'
import { isObject, type Json, text } from '../core/json.ts'
import { busEvent, isBusEvent, unknownEvent } from '../detect/bus-event.ts'
import { toFinding } from '../detect/finding.ts'
import { guardDutyFinding } from '../detect/guardduty.ts'
import type { Engine } from './scan-file.ts'

/**
 * Undefined for a record of CloudTrail, which is read as a log is. Of the others only event patterns speak: every other rule is
 * made for records.
 * @throws Error when it is no event at all
 */
export const busFindings = (bytes: Buffer, name: string, engine: Engine): readonly Finding[] | undefined => {
  const written = bytes.toString()
  const envelope = JSON.parse(written) as Json
  if (!isObject(envelope)) throw new Error('not an event of the bus')
  if (detailOf(envelope)) return undefined
  const { ruleSet, attach, enrichment, isWanted } = engine
  const kind = text(envelope, 'detail-type') ?? ''
  if (!isBusEvent(envelope) || kind.endsWith('via CloudTrail'))
    return [unknownEvent(envelope, written.trim(), name, enrichment)]
  const known = kind === 'GuardDuty Finding' ? guardDutyFinding(envelope, name, enrichment) : undefined
  if (known) return [known]
  const event = busEvent(envelope)
  const findings: Finding[] = []
  attach(envelope)
  ruleSet.match(envelope, (rule, { matched, annotation = null }) => {
    if (!matched || rule.language !== 'event-pattern' || !rule.reports) return
    const finding = toFinding(rule, event, annotation, name, enrichment)
    if (isWanted(finding.level)) findings.push(finding)
  })
  return findings
}
