/** The company's own software at work: functions, containers and instances. */
import { awsCli, boto3, DOCKER_PULL, ECS_AGENT, goSdk, javascriptSdk, LAMBDA_WORKER, SSM_AGENT } from '../agents.ts'
import { folders } from '../clock.ts'
import { type CompanyAccount, GLOBAL, HOME, MACHINES, RECOVERY } from '../company.ts'
import { instanceWorkload } from '../identity.ts'
import { hex } from '../random.ts'
import { keyOf, logStream, objectCall, parameterRead, secretRead, tableUse } from './touches.ts'
import { anySecond, emit, kmsCall, onBehalf, sessionOf, type World, within } from './world.ts'

/** Most functions run at home; some answer for the content network, some stand by. */
const regionFor = (world: World): string => {
  const place = world.from.below(100)
  return place < 82 ? HOME : place < 93 ? GLOBAL : RECOVERY
}

/** A function wakes: its worker opens a log stream, then the code reads what it needs. */
export const functionRun = (world: World, account: CompanyAccount): void => {
  const region = regionFor(world)
  const second = anySecond(world)
  const name = world.from.pick(account.functions)
  const ip = world.from.pick(MACHINES)
  const opened = sessionOf(
    world,
    {
      account,
      role: `fn-${name}`,
      name,
      ip,
      agent: LAMBDA_WORKER,
      opener: 'lambda.amazonaws.com',
      lifetime: 3_600,
      churn: 0.16,
      issuedTo: { type: 'AWS::Lambda::Function', arn: `arn:aws:lambda:${region}:${account.id}:function:${name}` },
    },
    region,
    second,
  )
  const stream = `${folders(second)}/[$LATEST]${hex(world.from, 32)}`
  if (world.from.chance(0.55)) logStream(world, opened, region, second, `/aws/lambda/${name}`, stream, LAMBDA_WORKER)
  const context = `{"aws:lambda:FunctionArn":"arn:aws:lambda:${region}:${account.id}:function:${name}"}`
  if (world.from.chance(0.6)) {
    emit(
      world,
      onBehalf(opened, 'lambda.amazonaws.com'),
      region,
      second,
      kmsCall(account, region, keyOf(account, name), 'Decrypt', context),
    )
  }
  const later = within(world, second, 1)
  const kind = world.from.below(100)
  if (kind < 30) tableUse(world, opened, region, later)
  else if (kind < 48) objectCall(world, opened, later, javascriptSdk('s3'), kind < 38)
  else if (kind < 58) secretRead(world, opened, region, later, javascriptSdk('secrets-manager'))
  else if (kind < 70) parameterRead(world, opened, region, later, javascriptSdk('ssm'))
}

/** A container starts: its image is pulled, its secrets are read. */
export const taskStart = (world: World, account: CompanyAccount): void => {
  const name = world.from.pick(account.tasks)
  const second = anySecond(world)
  const task = hex(world.from, 32)
  const ip = world.from.pick(MACHINES)
  const spec = { account, ip, opener: 'ecs-tasks.amazonaws.com', lifetime: 21_600 } as const
  const execution = sessionOf(world, { ...spec, role: 'ecs-execution', name: task, agent: ECS_AGENT }, HOME, second)
  const repository = `{"registryId":"${account.id}","repositoryName":"${name}"`
  const resources = `[{"accountId":"${account.id}","ARN":"arn:aws:ecr:${HOME}:${account.id}:repository/${name}"}]`
  emit(world, execution.caller, HOME, second, { service: 'ecr', name: 'GetAuthorizationToken', readOnly: true })
  emit(world, { ...execution.caller, agent: DOCKER_PULL }, HOME, within(world, second, 1), {
    service: 'ecr',
    name: 'BatchGetImage',
    readOnly: true,
    requestJson: `${repository},"imageIds":[{"imageTag":"2026-${world.from.below(900) + 100}"}],"acceptedMediaTypes":["application/vnd.docker.distribution.manifest.v2+json"]}`,
    resourcesJson: resources,
  })
  for (let layer = 2 + world.from.below(3); layer > 0; layer--) {
    emit(world, { ...execution.caller, agent: DOCKER_PULL }, HOME, within(world, second, 2), {
      service: 'ecr',
      name: 'GetDownloadUrlForLayer',
      readOnly: true,
      requestJson: `${repository},"layerDigest":"sha256:${hex(world.from, 64)}"}`,
      resourcesJson: resources,
    })
  }
  secretRead(world, execution, HOME, within(world, second, 3), ECS_AGENT)
  logStream(world, execution, HOME, within(world, second, 4), `/ecs/${name}`, `ecs/${name}/${task}`, ECS_AGENT)
}

/** A running container: its role is renewed by the hour, and it uses tables and objects. */
export const taskWork = (world: World, account: CompanyAccount): void => {
  const name = world.from.pick(account.tasks)
  const second = anySecond(world)
  const opened = sessionOf(
    world,
    {
      account,
      role: `task-${name}`,
      name: `${name}-${world.from.below(3)}`,
      ip: world.from.pick(MACHINES),
      agent: goSdk('s3'),
      opener: 'ecs-tasks.amazonaws.com',
      lifetime: 3_600,
      churn: 0.12,
    },
    HOME,
    second,
  )
  const kind = world.from.below(10)
  if (kind < 6) tableUse(world, opened, HOME, second)
  else if (kind < 8) objectCall(world, opened, second, goSdk('s3'), kind === 6)
  else if (kind === 8) parameterRead(world, opened, HOME, second, goSdk('ssm'))
  else
    emit(world, { ...opened.caller, agent: goSdk('dynamodb') }, HOME, second, {
      service: 'dynamodb',
      name: 'DescribeTable',
      readOnly: true,
      requestJson: '{"tableName":"orders"}',
    })
}

/** An instance reports to Systems Manager and reads its settings. */
export const instanceBeat = (world: World, account: CompanyAccount): void => {
  const { id, ip, role } = world.from.pick(account.instances)
  const second = anySecond(world)
  const opened = sessionOf(
    world,
    {
      account,
      role,
      name: id,
      ip,
      agent: SSM_AGENT,
      opener: 'ec2.amazonaws.com',
      lifetime: 21_600,
      churn: 0.03,
      issuedTo: instanceWorkload(account, id),
    },
    HOME,
    second,
  )
  emit(world, opened.caller, HOME, second, {
    service: 'ssm',
    name: 'UpdateInstanceInformation',
    readOnly: false,
    requestJson: `{"instanceId":"${id}","agentVersion":"3.3.3572.0","agentStatus":"Active","platformType":"Linux","platformName":"Amazon Linux","platformVersion":"2023","agentName":"amazon-ssm-agent"}`,
  })
  const later = within(world, second, 2)
  const kind = world.from.below(10)
  if (kind < 3) {
    emit(world, opened.caller, HOME, later, {
      service: 'ssm',
      name: 'ListInstanceAssociations',
      readOnly: true,
      requestJson: `{"instanceId":"${id}","maxResults":20}`,
    })
  } else if (kind < 5) parameterRead(world, opened, HOME, later, boto3())
  else if (kind < 6) {
    emit(world, { ...opened.caller, agent: awsCli('ec2.describe-tags') }, HOME, later, {
      service: 'ec2',
      name: 'DescribeTags',
      readOnly: true,
      requestJson: `{"filterSet":{"items":[{"name":"resource-id","valueSet":{"items":[{"value":"${id}"}]}}]}}`,
    })
  }
}
