/** Continuous delivery: GitHub Actions jobs that sign in by OIDC, plan and apply Terraform, and ship code. */
import { CI_CLI, GITHUB_CREDENTIALS, terraform } from '../agents.ts'
import { anyRead, BUCKET_READS, bucketRead, regionOf } from '../catalogue.ts'
import { spoken } from '../clock.ts'
import { type CompanyAccount, GLOBAL, HOME, RUNNERS, uniqueId } from '../company.ts'
import { assumedRole, type Session, type SimulatedCaller, sessionArn, webIdentity } from '../identity.ts'
import { base64, hex, uuid } from '../random.ts'
import { bucketResource, type Call } from '../record.ts'
import { anySecond, assumedJson, byService, emit, roleResource, type World, within } from './world.ts'

const REPOSITORIES = ['shop', 'orders', 'payments', 'infrastructure', 'data-jobs'] as const

/** A job's first call: its GitHub token for a session of the deploy role. */
const signIn = (world: World, account: CompanyAccount, region: string, second: number): SimulatedCaller => {
  const ip = world.from.pick(RUNNERS)
  const repository = world.from.pick(REPOSITORIES)
  const provider = `arn:aws:iam::${account.id}:oidc-provider/token.actions.githubusercontent.com`
  const subject = `repo:example/${repository}:ref:refs/heads/main`
  const session: Session = {
    account,
    role: 'ci-deploy',
    roleId: world.company.roleId(account, 'ci-deploy'),
    name: `${repository}-${world.from.below(90_000) + 10_000}`,
    key: uniqueId('ASIA', account, world.from),
    since: second,
    provider,
  }
  const caller: SimulatedCaller = { account, identity: webIdentity(provider, subject), ip, agent: GITHUB_CREDENTIALS }
  const answer = assumedJson(world.from, session, second + 3600).slice(0, -1)
  emit(world, caller, region, second, {
    service: 'sts',
    name: 'AssumeRoleWithWebIdentity',
    readOnly: true,
    requestJson: `{"roleArn":"arn:aws:iam::${account.id}:role/ci-deploy","roleSessionName":"${session.name}","durationSeconds":3600}`,
    responseJson: `${answer},"subjectFromWebIdentityToken":"${subject}","provider":"${provider}","audience":"sts.amazonaws.com"}`,
    resourcesJson: roleResource(account, 'ci-deploy'),
  })
  return {
    account,
    identity: assumedRole(session),
    ip,
    agent: terraform('sts'),
    key: session.key,
    arn: sessionArn(session),
  }
}

type RoutineChange = (
  world: World,
  account: CompanyAccount,
) => { readonly region: string; readonly call: Call; readonly requestId?: string }

const tags = '"tags":[{"key":"managed-by","value":"terraform"}]'

/** What applying a plan changes; the first few are everyday, the rest are rare but legitimate. */
const everyday: readonly RoutineChange[] = [
  (world, account) => {
    const name = world.from.pick(account.functions)
    const arn = `arn:aws:lambda:${HOME}:${account.id}:function:${name}`
    return {
      region: HOME,
      call: {
        service: 'lambda',
        name: 'UpdateFunctionCode20150331v2',
        readOnly: false,
        requestJson: `{"fullyQualifiedArn":{"arnPrefix":{"partition":"aws","region":"${HOME}","account":"${account.id}"},"relativeId":{"functionName":"${name}"},"functionQualifier":{}},"functionName":"${name}","s3Bucket":"example-${account.name}-artifacts","s3Key":"${name}/${hex(world.from, 8)}.zip","publish":true,"dryRun":false}`,
        responseJson: `{"functionName":"${name}","functionArn":"${arn}","runtime":"nodejs22.x","role":"arn:aws:iam::${account.id}:role/fn-${name}","handler":"index.handler","codeSize":${40_000 + world.from.below(900_000)},"description":"","timeout":10,"memorySize":512,"codeSha256":"${base64(world.from, 21)}=","version":"${1 + world.from.below(400)}","tracingConfig":{"mode":"PassThrough"},"revisionId":"${uuid(world.from)}","state":"Active","lastUpdateStatus":"InProgress","packageType":"Zip","architectures":["arm64"]}`,
      },
    }
  },
  (world, account) => {
    const task = world.from.pick(account.tasks)
    return {
      region: HOME,
      call: {
        service: 'ecs',
        name: 'UpdateService',
        readOnly: false,
        requestJson: `{"cluster":"shop","service":"${task}","taskDefinition":"arn:aws:ecs:${HOME}:${account.id}:task-definition/${task}:${1 + world.from.below(300)}","forceNewDeployment":false}`,
        responseJson: `{"service":{"serviceArn":"arn:aws:ecs:${HOME}:${account.id}:service/shop/${task}","serviceName":"${task}","clusterArn":"arn:aws:ecs:${HOME}:${account.id}:cluster/shop","status":"ACTIVE","desiredCount":3,"runningCount":3,"pendingCount":0,"launchType":"FARGATE"}}`,
      },
    }
  },
  (_, account) => ({
    region: HOME,
    call: {
      service: 'logs',
      name: 'PutRetentionPolicy',
      readOnly: false,
      requestJson: `{"logGroupName":"/aws/lambda/${account.functions[0]}","retentionInDays":30}`,
    },
  }),
]

const rare: readonly RoutineChange[] = [
  (world, account) => {
    const name = `fn-${world.from.pick(['loyalty', 'coupon', 'delivery', 'survey'])}-${hex(world.from, 4)}`
    const trust =
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}'
    return {
      region: GLOBAL,
      call: {
        service: 'iam',
        name: 'CreateRole',
        readOnly: false,
        requestJson: `{"path":"/","roleName":"${name}","assumeRolePolicyDocument":${JSON.stringify(trust)},"maxSessionDuration":3600,${tags}}`,
        responseJson: `{"role":{"path":"/","roleName":"${name}","roleId":"${uniqueId('AROA', account, world.from)}","arn":"arn:aws:iam::${account.id}:role/${name}","createDate":"${spoken(world.slot)}","assumeRolePolicyDocument":"${encodeURIComponent(trust)}",${tags}}}`,
      },
    }
  },
  (world, account) => {
    const name = `fn-${world.from.pick(account.functions)}`
    const policy = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["dynamodb:GetItem","dynamodb:PutItem"],"Resource":"arn:aws:dynamodb:${HOME}:${account.id}:table/orders"}]}`
    return {
      region: GLOBAL,
      call: {
        service: 'iam',
        name: 'PutRolePolicy',
        readOnly: false,
        requestJson: `{"roleName":"${name}","policyName":"tables","policyDocument":${JSON.stringify(policy)}}`,
      },
    }
  },
  (_, account) => {
    const bucket = `example-${account.name}-assets`
    const host = `${bucket}.s3.${HOME}.amazonaws.com`
    return {
      region: HOME,
      call: {
        service: 's3',
        name: 'PutBucketPolicy',
        readOnly: false,
        requestJson: `{"bucketPolicy":{"Version":"2012-10-17","Statement":[{"Sid":"cdn","Effect":"Allow","Principal":{"Service":"cloudfront.amazonaws.com"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::${bucket}/*","Condition":{"StringEquals":{"aws:SourceAccount":"${account.id}"}}}]},"bucketName":"${bucket}","Host":"${host}","policy":""}`,
        resourcesJson: bucketResource(account.id, bucket),
        host,
      },
    }
  },
  (world, account) => {
    const requestId = uuid(world.from)
    const office = '203.0.113.0/24'
    return {
      region: HOME,
      requestId,
      call: {
        service: 'ec2',
        name: 'AuthorizeSecurityGroupIngress',
        readOnly: false,
        requestJson: `{"groupId":"${account.securityGroup}","ipPermissions":{"items":[{"ipProtocol":"tcp","fromPort":443,"toPort":443,"groups":{},"ipRanges":{"items":[{"cidrIp":"${office}","description":"offices"}]},"ipv6Ranges":{},"prefixListIds":{}}]}}`,
        responseJson: `{"requestId":"${requestId}","_return":true,"securityGroupRuleSet":{"items":[{"groupOwnerId":"${account.id}","groupId":"${account.securityGroup}","securityGroupRuleId":"sgr-0${hex(world.from, 16)}","description":"offices","isEgress":false,"ipProtocol":"tcp","fromPort":443,"toPort":443,"cidrIpv4":"${office}"}]}}`,
      },
    }
  },
]

/** Plan (many reads), sometimes apply (few changes). */
export const terraformRun = (world: World, account: CompanyAccount): void => {
  let second = anySecond(world)
  const caller = signIn(world, account, HOME, second)
  emit(world, caller, HOME, within(world, second, 1), { service: 'sts', name: 'GetCallerIdentity', readOnly: true })
  const act = ({ region, call, requestId }: ReturnType<RoutineChange>): void => {
    second = within(world, second, world.from.below(3))
    const ids = requestId === undefined ? undefined : { eventId: uuid(world.from), requestId }
    emit(world, { ...caller, agent: terraform(call.service) }, region, second, call, account.id, ids)
  }
  for (let left = 12 + world.from.below(30); left > 0; left--) {
    const read = anyRead(world.from)
    act({ region: regionOf(read.service, HOME), call: read })
  }
  const bucket = world.from.pick(account.buckets)
  for (const row of BUCKET_READS) act({ region: HOME, call: bucketRead(row, account.id, bucket, HOME) })
  if (world.from.chance(0.3)) act(world.from.pick(everyday)(world, account))
  if (world.from.chance(0.02)) act(world.from.pick(rare)(world, account))
}

/** A stack is updated; CloudFormation then works under the job's session. */
export const stackUpdate = (world: World, account: CompanyAccount): void => {
  let second = anySecond(world)
  const signedIn = signIn(world, account, HOME, second)
  const caller = { ...signedIn, agent: `${CI_CLI}cloudformation.deploy` }
  const stack = world.from.pick(['shop-web', 'orders', 'payments'])
  const arn = `arn:aws:cloudformation:${HOME}:${account.id}:stack/${stack}/${uuid(world.from)}`
  const change = `deploy-${second}`
  const call = (name: string, readOnly: boolean, requestJson: string, responseJson?: string): void => {
    second = within(world, second, 1 + world.from.below(4))
    const body = { service: 'cloudformation', name, readOnly, requestJson, responseJson }
    emit(world, caller, HOME, second, body)
  }
  call('DescribeStacks', true, `{"stackName":"${stack}"}`)
  call(
    'CreateChangeSet',
    false,
    `{"stackName":"${stack}","changeSetName":"${change}","capabilities":["CAPABILITY_IAM"]}`,
    `{"id":"${arn}","stackId":"${arn}"}`,
  )
  call('DescribeChangeSet', true, `{"stackName":"${stack}","changeSetName":"${change}"}`)
  call('ExecuteChangeSet', false, `{"stackName":"${stack}","changeSetName":"${change}"}`)
  const host = 'cloudformation.amazonaws.com'
  const service = {
    ...caller,
    identity: `${caller.identity.slice(0, -1)},"invokedBy":"${host}"}`,
    ip: host,
    agent: host,
  }
  for (let left = 3 + world.from.below(5); left > 0; left--) {
    const read = anyRead(world.from)
    emit(world, service, regionOf(read.service, HOME), within(world, second, 2), read)
  }
  for (let left = 2 + world.from.below(4); left > 0; left--)
    call('DescribeStackEvents', true, `{"stackName":"${stack}"}`)
}

/** An image is pushed, and ECR scans it. */
export const imagePush = (world: World, account: CompanyAccount): void => {
  let second = anySecond(world)
  const signedIn = signIn(world, account, HOME, second)
  const caller = { ...signedIn, agent: `${CI_CLI}ecr.get-login-password` }
  const repository = world.from.pick(account.tasks)
  const resourcesJson = `[{"accountId":"${account.id}","ARN":"arn:aws:ecr:${HOME}:${account.id}:repository/${repository}"}]`
  const call = (name: string, readOnly: boolean, rest = ''): void => {
    second = within(world, second, world.from.below(3))
    const requestJson = `{"registryId":"${account.id}","repositoryName":"${repository}"${rest}}`
    emit(world, caller, HOME, second, { service: 'ecr', name, readOnly, requestJson, resourcesJson })
  }
  emit(world, caller, HOME, second, { service: 'ecr', name: 'GetAuthorizationToken', readOnly: true })
  for (let layer = 0; layer < 3; layer++) {
    const upload = `,"uploadId":"${uuid(world.from)}"`
    call('InitiateLayerUpload', false)
    call('UploadLayerPart', false, `${upload},"partFirstByte":0,"partLastByte":${world.from.below(20_000_000)}`)
    call('CompleteLayerUpload', false, `${upload},"layerDigests":["sha256:${hex(world.from, 64)}"]`)
  }
  call('PutImage', false, `,"imageTag":"2026-${world.from.below(900) + 100}"`)
  emit(world, byService(account, 'ecr.amazonaws.com'), HOME, second, {
    service: 'ecr',
    name: 'PolicyExecutionEvent',
    readOnly: false,
    eventType: 'AwsServiceEvent',
    serviceEventJson: `{"repositoryName":"${repository}","managedPolicies":[]}`,
    sharedEventId: uuid(world.from),
  })
}
