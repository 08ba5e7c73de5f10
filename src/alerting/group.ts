/** Group: which findings are one alert, and how a finding is known again. */
import { createHash } from 'node:crypto'
import type { Finding } from '../core/finding.ts'

/** IAM Identity Center gives each permission set one role, shared by people: the session is the person. */
export const SHARED_BY_PEOPLE = /^AWSReservedSSO_/

/**
 * Rule, account and principal: the role of a session, not the session, because tools make a new session name each time.
 * A rule with fields of its own to group by has their values in place of the principal.
 */
export const groupKey = ({ rule, event, principal, group }: Finding, byOwnFields: boolean): string => {
  const { kind, name, arn, principalId, accountId, accessKeyId, session } = principal
  // Callers of another account often come without a name or an ARN: one account's callers are several.
  const unnamed = arn === null ? [principalId] : []
  const person = SHARED_BY_PEOPLE.test(name) ? [session] : []
  const who = byOwnFields ? [group] : [kind, name || arn || accessKeyId, accountId, ...unnamed, ...person]
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
