/** The events that touches of a canary write: what has to be seen for it to be of use. */
import type { Wanted } from '../checks/watching.ts'
import type { JsonObject } from '../core/json.ts'
import type { Canary, Decoy, Deployed, Fields, Names, Touch } from './canary.ts'
import type { CanaryKind } from './define.ts'

/** Where services without Regions write their records ("Global service events", CloudTrail user guide). */
const GLOBAL_REGIONS: Readonly<Record<string, string>> = {
  aws: 'us-east-1',
  'aws-cn': 'cn-north-1',
  'aws-us-gov': 'us-gov-west-1',
}
const GLOBAL = new Set(['iam.amazonaws.com'])
/** A role is taken in whatever Region the caller likes. */
const ANYWHERE = new Set(['sts.amazonaws.com'])

/** Of what is read, used or changed; looks at settings are no reason to be there. */
export const wantedOf = ({ deployed }: Pick<Canary, 'deployed'>, kind: CanaryKind, decoy: Decoy): readonly Wanted[] => {
  const names = decoy.names(deployed)
  return decoy.sees
    .filter(({ grade }) => grade === 'content')
    .flatMap((touch) =>
      (touch.events ?? ['GetCallerIdentity']).map((eventName) =>
        wanted(
          touch,
          touch.events ? (touch.source ?? kind.source ?? '') : 'sts.amazonaws.com',
          eventName,
          names,
          deployed,
        ),
      ),
    )
}

const wanted = (touch: Touch, eventSource: string, eventName: string, names: Names, deployed: Deployed): Wanted => {
  const isGlobal = GLOBAL.has(eventSource)
  const { partition, region } = deployed
  const resourceArn = known(names.logged ?? names.arns)[0]
  return {
    ...{ eventSource, eventName, isGlobal },
    region: ANYWHERE.has(eventSource) ? '*' : isGlobal ? (GLOBAL_REGIONS[partition] ?? region) : region,
    category: touch.data === undefined ? 'Management' : 'Data',
    ...(touch.data !== undefined && { resourceType: touch.data, resourceArn }),
    events: recordsOf(touch, names, deployed).map((record) => onBus(eventSource, eventName, record, deployed)),
  }
}

/** `*` stands for any text. */
const known = (marks: readonly (string | undefined)[] = []): readonly string[] =>
  marks.flatMap((mark) => mark?.replaceAll('*', 'x') ?? [])

/** What names the decoy in a record: of a call that is allowed, and of one that is not. */
const recordsOf = (
  { events, denied = 'message' }: Touch,
  names: Names,
  { account }: Deployed,
): readonly JsonObject[] => {
  if (!events) return firstOf(names.caller).map((userIdentity) => ({ userIdentity }))
  const resources = known(names.arns)
    .slice(0, 1)
    .map((ARN) => ({ ARN, accountId: account }))
  const allowed = firstOf(names.request).map((requestParameters) => ({ requestParameters, resources }))
  const [resource] = [...known(names.arns), ...known(names.denied)]
  const errorMessage = `User: arn:aws:iam::${account}:user/x is not authorized to perform: x on resource: ${resource} because x`
  return [
    ...allowed,
    ...(denied === 'message' && resource !== undefined
      ? [{ errorCode: 'AccessDenied', errorMessage, requestParameters: null }]
      : []),
  ]
}

/** The first way to be named of which everything is known, as an object. */
const firstOf = (ways: readonly Fields[] = []): readonly JsonObject[] =>
  ways
    .filter((fields) => Object.values(fields).every((marks) => known(marks).length > 0))
    .slice(0, 1)
    .map((fields) =>
      Object.entries(fields).reduce<JsonObject>(
        (all, [path, marks]) => placed(all, path.split('.'), known(marks)[0] ?? ''),
        {},
      ),
    )

const placed = (tree: JsonObject, [key = '', ...rest]: readonly string[], value: string): JsonObject => ({
  ...tree,
  [key]: rest.length === 0 ? value : placed((tree[key] ?? {}) as JsonObject, rest, value),
})

/** As EventBridge has it ("AWS service events delivered via AWS CloudTrail", EventBridge user guide). */
const onBus = (eventSource: string, eventName: string, record: JsonObject, deployed: Deployed): JsonObject => ({
  ...{ version: '0', id: '00000000-0000-0000-0000-000000000000', 'detail-type': 'AWS API Call via CloudTrail' },
  ...{ source: `aws.${eventSource.split('.')[0]}`, account: deployed.account, region: deployed.region },
  ...{ time: '2026-01-01T00:00:00Z', resources: [] },
  detail: {
    ...{ eventVersion: '1.11', eventSource, eventName, awsRegion: deployed.region, eventType: 'AwsApiCall' },
    ...{ userIdentity: { type: 'IAMUser', arn: `arn:aws:iam::${deployed.account}:user/x` } },
    ...{ eventTime: '2026-01-01T00:00:00Z', sourceIPAddress: '192.0.2.1', recipientAccountId: deployed.account },
    ...record,
  },
})
