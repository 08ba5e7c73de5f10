/** What must be switched on before a rule can see anything: data events, Insights and network events on the trail, read-only events on EventBridge. */

import { hasReadingVerb } from '../checks/read-only.ts'
import type { Claim } from '../notation/claim.ts'
import { could, NO } from '../notation/could.ts'
import type { Call } from './calls.ts'
import { dataEventsOf } from './data-events.ts'

const isReadOnly = (call: Call): boolean => hasReadingVerb(call.name) && !dataEventsOf(call)

/** @param calls that the rule is about; undefined for any @param onBus the rule is an event pattern, which EventBridge may run @returns sentences; none when nothing is to be done */
export const switchesOf = (claim: Claim, calls: readonly Call[] | undefined, onBus: boolean): readonly string[] => {
  return [...dataSwitches(calls ?? []), ...categorySwitches(claim), ...(onBus ? busSwitches(calls) : [])]
}

const some = (calls: readonly Call[]): string => {
  const found = [...new Set(calls.map(({ name }) => name))]
  return found.length > 3 ? `${found.slice(0, 3).join(', ')} and ${found.length - 3} more` : found.join(', ')
}

const dataSwitches = (calls: readonly Call[]): readonly string[] => {
  const types = new Map<string, Call[]>()
  for (const call of calls) {
    const found = dataEventsOf(call)
    if (found) types.set(found.type, [...(types.get(found.type) ?? []), call])
  }
  return [...types].map(
    ([type, found]) =>
      `${some(found)}: data events, recorded only by a trail that selects them (eventCategory Data, resources.type ${type})`,
  )
}

const categorySwitches = (claim: Claim): readonly string[] => {
  const only = (field: string, value: string, other: string): boolean =>
    could(claim, new Map([[field, other]])) === NO && could(claim, new Map([[field, value]])) !== NO
  const isOf = (category: string, type: string): boolean =>
    only('eventCategory', category, 'Management') || only('eventType', type, 'AwsApiCall')
  return [
    ...(isOf('Insight', 'AwsCloudTrailInsight')
      ? ['Insights events: recorded only by a trail with Insights switched on']
      : []),
    ...(isOf('NetworkActivity', 'AwsVpceEvent')
      ? [
          'network activity events: recorded only by a trail that selects them (eventCategory NetworkActivity, by eventSource)',
        ]
      : []),
    ...(only('eventType', 'AwsServiceEvent', 'AwsApiCall')
      ? [
          'events of services: on EventBridge their detail-type is "AWS Service Event via CloudTrail", not that of calls',
        ]
      : []),
  ]
}

const busSwitches = (calls: readonly Call[] | undefined): readonly string[] => {
  const reads = calls?.filter(isReadOnly) ?? []
  if (calls && reads.length === 0) return []
  const which = !calls
    ? 'read-only events among these (GetCallerIdentity and so on)'
    : `${some(reads)}: read-only management events, which`
  return [`${which} reach a rule of EventBridge only in the state ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS`]
}
