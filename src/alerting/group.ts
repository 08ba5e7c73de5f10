/** Group: which findings are one alert, and how a finding is known again. */
import { createHash } from 'node:crypto'
import type { Finding } from '../core/finding.ts'

/**
 * Rule, account and identity: of a session the role, not the session, because tools make a new session name each time.
 * A rule with fields of its own to group by has their values in place of the principal.
 */
export const groupKey = (finding: Finding, byOwnFields: boolean): string => {
  const { rule, event, principal, group } = finding
  if (!byOwnFields && principal.identity === undefined) return olderGroupKey(finding)
  const who = byOwnFields ? [group] : [principal.kind, principal.identity]
  return JSON.stringify([rule.id, event.accountId, ...who])
}

/** Of findings before they had an identity: an alert that fires under this key goes on until it ends. */
export const olderGroupKey = ({ rule, event, principal }: Finding): string => {
  const { kind, name, arn, principalId, accountId, accessKeyId, session } = principal
  const unnamed = arn === null ? [principalId] : []
  const person = name.startsWith('AWSReservedSSO_') ? [session] : []
  const who = [kind, name || arn || accessKeyId, accountId, ...unnamed, ...person]
  return JSON.stringify([rule.id, event.accountId, ...who])
}

export const alertId = (key: string): string => digest(key).slice(0, 16)

/**
 * The same for the same match, from whichever source and however often its event comes in. Behavioural rules: the group, and
 * the event that completed it. An event without an id is known by everything else that was said of it.
 */
export const findingKey = (finding: Finding): string => {
  const { rule, event, group, file: _, record: __, ...rest } = finding
  const place = event.id === '' ? digest(JSON.stringify({ event, rest })) : event.id
  return [rule.id, place, ...(group === null ? [] : [digest(JSON.stringify(group)).slice(0, 16)])].join(' ')
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex')
