/** What running software does with its session: objects, secrets, parameters, tables, log streams, and the key use behind them. */
import { folders } from '../clock.ts'
import { type CompanyAccount, HOME } from '../company.ts'
import { hex, uuid } from '../random.ts'
import { objectResources, s3Additional } from '../record.ts'
import { emit, kmsCall, type OpenSession, onBehalf, type World } from './world.ts'

export const keyOf = (account: CompanyAccount, name: string): string =>
  account.kmsKeys[name.length % account.kmsKeys.length] as string

/** An object of the one bucket whose data events the trail records, with the key use behind it. */
export const objectCall = (world: World, opened: OpenSession, second: number, agent: string, write: boolean): void => {
  const { account } = opened.session
  const bucket = `example-${account.name}-invoices`
  const object = `${folders(second)}/${hex(world.from, 16)}.pdf`
  const host = `${bucket}.s3.${HOME}.amazonaws.com`
  const size = 18_000 + world.from.below(90_000)
  emit(world, { ...opened.caller, agent }, HOME, second, {
    service: 's3',
    name: write ? 'PutObject' : 'GetObject',
    readOnly: !write,
    requestJson: `{"bucketName":"${bucket}","Host":"${host}","key":"${object}"}`,
    responseJson: write ? '{"x-amz-server-side-encryption":"aws:kms"}' : 'null',
    additionalJson: s3Additional(world.from, write ? size : 0, write ? 0 : size),
    resourcesJson: objectResources(account.id, bucket, object),
    host,
    data: true,
  })
  const context = `{"aws:s3:arn":"arn:aws:s3:::${bucket}/${object}"}`
  const call = kmsCall(account, HOME, keyOf(account, bucket), write ? 'GenerateDataKey' : 'Decrypt', context)
  emit(world, onBehalf(opened, 'AWS Internal'), HOME, second, call)
}

export const secretRead = (world: World, opened: OpenSession, region: string, second: number, agent: string): void => {
  const { account } = opened.session
  const secret = `arn:aws:secretsmanager:${region}:${account.id}:secret:${world.from.pick(account.secrets)}`
  emit(world, { ...opened.caller, agent }, region, second, {
    service: 'secretsmanager',
    name: 'GetSecretValue',
    readOnly: true,
    requestJson: `{"secretId":"${secret}"}`,
  })
  const context = `{"SecretARN":"${secret}","SecretVersionId":"${uuid(world.from)}"}`
  emit(
    world,
    onBehalf(opened, 'secretsmanager.amazonaws.com'),
    region,
    second,
    kmsCall(account, region, keyOf(account, 'secret'), 'Decrypt', context),
  )
}

export const parameterRead = (
  world: World,
  opened: OpenSession,
  region: string,
  second: number,
  agent: string,
): void => {
  const { account } = opened.session
  const missing = world.from.chance(0.03)
  const parameter = missing ? '/app/next' : world.from.pick(account.parameters)
  const arn = `arn:aws:ssm:${region}:${account.id}:parameter${parameter}`
  emit(world, { ...opened.caller, agent }, region, second, {
    service: 'ssm',
    name: 'GetParameter',
    readOnly: true,
    requestJson: `{"name":"${parameter}","withDecryption":true}`,
    resourcesJson: `[{"accountId":"${account.id}","ARN":"${arn}"}]`,
    error: missing ? NO_PARAMETER : undefined,
  })
  if (missing) return
  const call = kmsCall(account, region, keyOf(account, 'parameter'), 'Decrypt', `{"PARAMETER_ARN":"${arn}"}`)
  emit(world, onBehalf(opened, 'AWS Internal'), region, second, call)
}

export const tableUse = (world: World, opened: OpenSession, region: string, second: number): void => {
  const { account } = opened.session
  const table = world.from.pick(['orders', 'carts', 'stock', 'sessions'])
  const context = `{"aws:dynamodb:tableName":"${table}","aws:dynamodb:subscriberId":"${account.id}"}`
  const call = kmsCall(account, region, keyOf(account, table), 'Decrypt', context)
  emit(world, onBehalf(opened, 'dynamodb.amazonaws.com'), region, second, call)
}

const ALREADY_THERE = ['ResourceAlreadyExistsException', 'The specified log stream already exists'] as const
const NO_PARAMETER = ['ParameterNotFound', 'The parameter was not found'] as const

export const logStream = (
  world: World,
  opened: OpenSession,
  region: string,
  second: number,
  group: string,
  stream: string,
  agent: string,
) =>
  emit(world, { ...opened.caller, agent }, region, second, {
    service: 'logs',
    name: 'CreateLogStream',
    readOnly: false,
    requestJson: `{"logGroupName":"${group}","logStreamName":"${stream}"}`,
    error: world.from.chance(0.04) ? ALREADY_THERE : undefined,
  })
