/** AWS services that act by themselves or through service-linked roles: recorders, scalers, scanners, the trail. */
import { goSdk } from '../agents.ts'
import { anyRead, BUCKET_READS, bucketRead, regionOf } from '../catalogue.ts'
import { DAY, HOUR, longStamp } from '../clock.ts'
import { type CompanyAccount, GLOBAL, HOME, MACHINES, RECOVERY } from '../company.ts'
import { foreign } from '../identity.ts'
import { uuid } from '../random.ts'
import { type Call, s3Additional } from '../record.ts'
import {
  anySecond,
  assumedJson,
  byService,
  emit,
  kmsCall,
  type OpenSession,
  onBehalf,
  roleResource,
  sessionOf,
  type World,
  within,
} from './world.ts'

/** The session of a service-linked role, and the service as its caller. */
const linkedRole = (
  world: World,
  account: CompanyAccount,
  host: string,
  role: string,
  name: string,
  second: number,
): OpenSession =>
  sessionOf(
    world,
    {
      account,
      role: `aws-service-role/${host}/${role}`,
      name,
      ip: host,
      agent: host,
      opener: host,
      lifetime: HOUR,
      churn: 0.12,
    },
    HOME,
    second,
  )

const slowDown = ['ThrottlingException', 'Rate exceeded'] as const

/** Config looks at everything, bucket by bucket; buckets answer with errors for what was never set. */
export const configRecorder = (world: World, account: CompanyAccount): void => {
  let second = anySecond(world)
  const opened = linkedRole(
    world,
    account,
    'config.amazonaws.com',
    'AWSServiceRoleForConfig',
    'AWSConfig-Describe',
    second,
  )
  const caller = onBehalf(opened, 'config.amazonaws.com')
  if (world.from.chance(0.3)) {
    const bucket = world.from.pick(account.buckets)
    for (const row of BUCKET_READS) {
      emit(world, caller, HOME, second, bucketRead(row, account.id, bucket, HOME))
      second = within(world, second, world.from.below(2))
    }
    return
  }
  const region = world.from.pick([HOME, HOME, HOME, GLOBAL, RECOVERY])
  for (let left = 6 + world.from.below(10); left > 0; left--) {
    const call = anyRead(world.from)
    emit(
      world,
      caller,
      regionOf(call.service, region),
      second,
      world.from.chance(0.06) ? { ...call, error: slowDown } : call,
    )
    second = within(world, second, world.from.below(3))
  }
}

const SCANNERS = [
  ['access-analyzer.amazonaws.com', 'AWSServiceRoleForAccessAnalyzer', 'access-analyzer'],
  ['securityhub.amazonaws.com', 'AWSServiceRoleForSecurityHub', 'securityhub'],
  ['inspector2.amazonaws.com', 'AWSServiceRoleForAmazonInspector2', 'inspector'],
  ['trustedadvisor.amazonaws.com', 'AWSServiceRoleForTrustedAdvisor', 'TrustedAdvisor'],
] as const

/** Security scanners read in short bursts. */
export const scanner = (world: World, account: CompanyAccount): void => {
  let second = anySecond(world)
  const [host, role, name] = world.from.pick(SCANNERS)
  const caller = onBehalf(linkedRole(world, account, host, role, name, second), host)
  for (let left = 4 + world.from.below(8); left > 0; left--) {
    const call = anyRead(world.from)
    emit(world, caller, regionOf(call.service, HOME), second, call)
    second = within(world, second, world.from.below(2))
  }
}

const SCALING_READS: readonly Call[] = ['DescribeTargetHealth', 'DescribeTargetGroups'].map((name) => ({
  service: 'elasticloadbalancing',
  name,
  readOnly: true,
}))

/** Auto Scaling and ECS watch their targets. */
export const scaling = (world: World, account: CompanyAccount): void => {
  const second = anySecond(world)
  const ecs = world.from.chance(0.5)
  const host = ecs ? 'ecs.amazonaws.com' : 'autoscaling.amazonaws.com'
  const opened = ecs
    ? linkedRole(world, account, host, 'AWSServiceRoleForECS', 'ecs-service-scheduler', second)
    : linkedRole(world, account, host, 'AWSServiceRoleForAutoScaling', 'AutoScaling', second)
  const caller = onBehalf(opened, host)
  emit(world, caller, HOME, second, world.from.pick(SCALING_READS))
  if (!ecs) {
    const { id } = world.from.pick(account.instances)
    const gone = world.from.chance(0.02)
    const error = ['Client.InvalidInstanceID.NotFound', `The instance ID '${id}' does not exist`] as const
    emit(world, caller, HOME, within(world, second, 1), {
      service: 'ec2',
      name: 'DescribeInstanceStatus',
      readOnly: true,
      requestJson: `{"instancesSet":{"items":[{"instanceId":"${id}"}]},"filterSet":{},"includeAllInstances":false}`,
      error: gone ? error : undefined,
    })
  }
}

/** The trail checks its bucket and encrypts what it delivers. */
export const trailDelivery = (world: World, account: CompanyAccount): void => {
  const second = anySecond(world)
  const caller = byService(account, 'cloudtrail.amazonaws.com')
  const region = world.from.pick([HOME, HOME, GLOBAL, RECOVERY])
  const bucket = 'example-org-cloudtrail'
  const object = `AWSLogs/${account.id}/CloudTrail/${region}/${longStamp(second - (second % DAY)).slice(0, 8)}`
  const context = `{"aws:cloudtrail:arn":"arn:aws:cloudtrail:${HOME}:${account.id}:trail/org-trail","aws:s3:arn":"arn:aws:s3:::${bucket}/${object}"}`
  emit(world, caller, HOME, second, {
    ...kmsCall(account, HOME, account.kmsKeys[0] as string, 'GenerateDataKey', context),
    sharedEventId: uuid(world.from),
  })
  if (world.from.chance(0.3)) {
    emit(world, caller, HOME, second, {
      service: 's3',
      name: 'GetBucketAcl',
      readOnly: true,
      requestJson: `{"bucketName":"${bucket}","Host":"${bucket}.s3.${HOME}.amazonaws.com","acl":""}`,
      additionalJson: s3Additional(world.from, 0, 552),
      resourcesJson: `[{"accountId":"${account.id}","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::${bucket}"}]`,
      sharedEventId: uuid(world.from),
    })
  }
}

/** Volumes, queues and topics under customer keys. */
export const storageKeys = (world: World, account: CompanyAccount): void => {
  const second = anySecond(world)
  const key = world.from.pick(account.kmsKeys)
  const [host, context] = world.from.pick([
    ['sqs.amazonaws.com', `{"aws:sqs:arn":"arn:aws:sqs:${HOME}:${account.id}:orders"}`],
    ['sns.amazonaws.com', `{"aws:sns:topicArn":"arn:aws:sns:${HOME}:${account.id}:alarms"}`],
    ['rds.amazonaws.com', '{"aws:rds:db-id":"db-orders"}'],
    ['logs.amazonaws.com', `{"aws:logs:arn":"arn:aws:logs:${HOME}:${account.id}:log-group:/ecs/orders"}`],
  ] as const)
  const call = kmsCall(account, HOME, key, world.from.chance(0.6) ? 'Decrypt' : 'GenerateDataKey', context)
  emit(world, byService(account, host), HOME, second, { ...call, sharedEventId: uuid(world.from) })
}

/**
 * The inventory job of prod reads the other accounts. One AssumeRole makes two records with one `sharedEventID`:
 * the caller's account sees the whole session, the other account sees the role and the caller's account.
 */
export const crossAccountAudit = (world: World): void => {
  const { prod, staging, sandbox } = world.company
  let second = anySecond(world)
  const name = 'inventory'
  const spec = { ip: world.from.pick(MACHINES), agent: goSdk('sts') }
  const home = sessionOf(
    world,
    { ...spec, account: prod, role: 'fn-inventory', name, opener: 'lambda.amazonaws.com', lifetime: 12 * HOUR },
    HOME,
    second,
  )
  const target = world.from.pick([staging, sandbox])
  const audit = sessionOf(world, { ...spec, account: target, role: 'inventory-read', name, lifetime: 1 }, HOME, second)
  const call: Call = {
    service: 'sts',
    name: 'AssumeRole',
    readOnly: true,
    requestJson: `{"roleArn":"arn:aws:iam::${target.id}:role/inventory-read","roleSessionName":"${name}","durationSeconds":900}`,
    responseJson: assumedJson(world.from, audit.session, second + 900),
    resourcesJson: roleResource(target, 'inventory-read'),
    sharedEventId: uuid(world.from),
  }
  emit(world, home.caller, HOME, second, call)
  const seen = { ...home.caller, identity: foreign(`${home.session.roleId}:${name}`, prod.id) }
  emit(world, seen, HOME, second, call, target.id)
  for (let left = 5 + world.from.below(6); left > 0; left--) {
    second = within(world, second, 1)
    const read = anyRead(world.from)
    emit(world, { ...audit.caller, agent: goSdk(read.service) }, regionOf(read.service, HOME), second, read)
  }
}
