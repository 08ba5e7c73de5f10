/** What a check found -> findings: each cause is an alert of its own, told again while it lasts. */

import type { Blind } from '../../checks/sight.ts'
import type { Cause } from '../../checks/watching.ts'
import type { Finding } from '../../core/finding.ts'
import { NO_CONTEXT } from '../../core/finding.ts'
import type { Level } from '../../core/rule.ts'
import { HOUR } from '../../notation/duration.ts'
import type { CheckedCanary } from './check.ts'

/** One finding for so long: an alert that hears nothing for a day has ended. */
const ONCE_IN = 12 * HOUR

export interface Checks {
  readonly checked: readonly CheckedCanary[]
  readonly way: readonly (Cause & { readonly account: string; readonly region: string })[]
}

/** @param now milliseconds */
export const checkFindings = ({ checked, way }: Checks, now: number): readonly Finding[] => [
  ...checked.flatMap((one) => [
    ...one.blind.flatMap((blind) => blind.causes.map((cause) => ofBlind(one, blind, cause, now))),
    ...one.causes.map((cause) => ofItself(one, cause, now)),
  ]),
  ...way.map(({ account, region, ...cause }) =>
    finding(
      { id: `way-${region}-${cause.check}`, title: 'Touches of canaries are stuck', level: 'high' },
      { account, region },
      cause,
      now,
    ),
  ),
]

/** At most so many names of calls in a sentence. */
const SOME = 3

/** Calls in a sentence. @param events none: whatever is called */
export const callsIn = (events: readonly string[]): string => {
  const names = [...new Set(events)]
  return names.length > SOME ? `${names.slice(0, SOME).join(', ')} and ${names.length - SOME} more` : names.join(', ')
}

const ofBlind = (one: CheckedCanary, { events, is }: Blind, cause: Cause, now: number): Finding => {
  const what =
    is === 'late' ? 'is told late' : one.seen === 'never' ? 'could not fire' : 'could not fire for some calls'
  const level: Level = is === 'late' ? 'medium' : 'high'
  const why = `canary ${one.id} (${one.kind} ${one.name}) ${what}: ${callsIn(events)}: ${cause.why}`
  return finding(
    { id: `${one.id}-${is}-${cause.check}`, title: `Canary ${one.id} ${what}`, level },
    one,
    { ...cause, why },
    now,
  )
}

/** That it was used where no log looks is a touch. */
const ofItself = (one: CheckedCanary, cause: Cause, now: number): Finding => {
  const isTouch = cause.check === 'used-unseen'
  const title = isTouch ? `Canary ${one.id} was used unseen` : `Canary ${one.id} is not as it was made`
  const why = `canary ${one.id} (${one.kind} ${one.name}): ${cause.why}`
  const level: Level = isTouch ? 'critical' : 'high'
  return finding({ id: `${one.id}-${cause.check}`, title, level, isTouch }, one, { ...cause, why }, now)
}

const finding = (
  rule: { readonly id: string; readonly title: string; readonly level: Level; readonly isTouch?: boolean },
  { account, region }: { readonly account: string; readonly region: string },
  { why, fix }: Cause,
  now: number,
): Finding => {
  const { title, level, isTouch } = rule
  const id = `canary-check-${rule.id}`
  const since = Math.floor(now / ONCE_IN) * ONCE_IN
  const event = { id: `${id} ${new Date(since).toISOString()}`, accountId: account, region, name: 'CanaryCheck' }
  return {
    rule: {
      ...{ id, title, level, status: 'stable', language: 'check' },
      tags: [isTouch ? 'tattletrail.canary' : 'tattletrail.canary-check'],
    },
    level,
    event: { ...event, time: new Date(now).toISOString(), source: 'tattletrail', errorCode: null },
    principal: {
      ...{ kind: 'Unknown', name: 'tattletrail', identity: `Unknown/${account}/tattletrail` },
      ...{ arn: null, principalId: null, accountId: account, accessKeyId: null, session: null },
    },
    ...{ who: 'tattletrail', sourceIp: '', tool: '', context: NO_CONTEXT, annotation: null, group: null },
    message: `${why}. To do: ${fix}`,
    eventIds: [event.id],
    file: 'canary check',
  }
}
