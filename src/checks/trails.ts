/** Why a trail does not log an event: a line for each cause, the first that holds. That its bucket is not read is the last: then the bus has it. */
import { logs } from './selectors.ts'
import type { Cause, Trail, Wanted, Watching } from './watching.ts'

interface TrailCheck {
  readonly check: string
  readonly holds: (trail: Trail, event: Wanted, watching: Watching) => boolean
  readonly why: (trail: Trail, event: Wanted, watching: Watching) => string
  readonly fix: (trail: Trail, event: Wanted) => string
}

/** Fields of selectors that say of whom or how, and not what. */
const OTHERS = [
  'eventName',
  'eventType',
  'userIdentity.arn',
  'errorCode',
  'sessionCredentialFromConsole',
  'vpcEndpointId',
]
const isKept = ({ selectors }: Trail, event: Wanted, aside?: readonly string[]): boolean =>
  selectors !== null && logs(selectors, event, aside)

const OWN_TRAIL = 'a trail of its own for data events: tattletrail canary trail'
const selectorsOf = ({ region, arn }: Trail): string =>
  `aws cloudtrail get-event-selectors --region ${region} --trail-name ${arn} shows what it logs; put-event-selectors replaces all of it`

const TRAIL_CHECKS: readonly TrailCheck[] = [
  {
    check: 'trail-off',
    holds: ({ isLogging }) => !isLogging,
    why: ({ name }) => `trail ${name} is switched off`,
    fix: ({ region, arn }) => `aws cloudtrail start-logging --region ${region} --name ${arn}`,
  },
  {
    check: 'trail-failing',
    holds: ({ failure }) => failure !== null,
    why: ({ name, failure }) => `trail ${name} cannot deliver its log files: ${failure}`,
    fix: ({ bucket }) => `let CloudTrail write to the bucket ${bucket}: its policy, and that of its key`,
  },
  {
    check: 'region',
    holds: ({ isMultiRegion, region }, event) => !isMultiRegion && !(event.region === region),
    why: ({ name, region }, event) =>
      `trail ${name} logs ${region} alone, and ${event.region === '*' ? 'a call may be made in any Region' : `the call is logged in ${event.region}`}`,
    fix: ({ region, arn }) => `aws cloudtrail update-trail --region ${region} --name ${arn} --is-multi-region-trail`,
  },
  {
    check: 'global-events',
    holds: ({ hasGlobalEvents }, { isGlobal }) => isGlobal && !hasGlobalEvents,
    why: ({ name }) => `trail ${name} leaves out services without Regions, such as IAM`,
    fix: ({ region, arn }) =>
      `aws cloudtrail update-trail --region ${region} --name ${arn} --include-global-service-events`,
  },
  {
    check: 'selectors-unknown',
    holds: ({ selectors }) => selectors === null,
    why: ({ name }) => `what trail ${name} logs may not be read`,
    fix: ({ arn }) => `allow cloudtrail:GetEventSelectors on ${arn}`,
  },
  {
    check: 'write-only',
    holds: (trail, event) => !isKept(trail, event) && isKept(trail, event, ['readOnly']),
    why: ({ name }, { eventName }) => `trail ${name} leaves out what only reads or only writes, such as ${eventName}`,
    fix: selectorsOf,
  },
  {
    check: 'source-excluded',
    holds: (trail, event) => !isKept(trail, event) && isKept(trail, event, ['eventSource']),
    why: ({ name }, { eventSource }) => `trail ${name} leaves out ${eventSource}`,
    fix: selectorsOf,
  },
  {
    check: 'not-covered',
    holds: (trail, event) => !isKept(trail, event) && isKept(trail, event, ['resources.ARN']),
    why: ({ name }, { resourceArn, resourceType }) =>
      `the selectors of trail ${name} cover ${resourceType}, and not ${resourceArn}`,
    fix: () => OWN_TRAIL,
  },
  {
    check: 'partly-excluded',
    holds: (trail, event) => !isKept(trail, event) && isKept(trail, event, OTHERS),
    why: ({ name }) => `trail ${name} leaves out some names, callers or errors`,
    fix: selectorsOf,
  },
  {
    check: 'data-events',
    holds: (trail, event) => event.category === 'Data' && !isKept(trail, event),
    why: ({ name }, { resourceType }) => `trail ${name} logs no data events of ${resourceType}`,
    fix: () => OWN_TRAIL,
  },
  {
    check: 'management-events',
    holds: (trail, event) => !isKept(trail, event),
    why: ({ name }) => `trail ${name} logs no management events`,
    fix: selectorsOf,
  },
  {
    check: 'other-bucket',
    holds: ({ bucket }, _, watching) => watching.bucket !== undefined && watching.bucket !== bucket,
    why: ({ name, bucket }, _, watching) => `trail ${name} writes to ${bucket}, and what is read is ${watching.bucket}`,
    fix: ({ bucket }) => `read that bucket too: [source] type = "s3", bucket = "${bucket}"`,
  },
]

const NO_TRAIL: Cause = {
  check: 'no-trail',
  why: 'the account has no trail',
  fix: 'tattletrail template --new-trail --out deploy makes one',
}

/** @returns none when a trail logs it, and it is read */
export const unloggedFor = (event: Wanted, watching: Watching): readonly Cause[] => {
  if (watching.trails.length === 0) return [NO_TRAIL]
  const causes = watching.trails.map((trail) => {
    const found = TRAIL_CHECKS.find(({ holds }) => holds(trail, event, watching))
    return found && { check: found.check, why: found.why(trail, event, watching), fix: found.fix(trail, event) }
  })
  return causes.every((cause) => cause !== undefined) ? causes : []
}
