/** Least privilege: what each function may do, and on what, from what is configured. */
import type { Permission } from '../core/permission.ts'
import {
  ACCOUNT,
  arnOf,
  joined,
  PARTITION,
  parameter,
  REGION,
  streamOf,
  type Text,
  type When,
  when,
} from './expressions.ts'
import type { Statement } from './model.ts'
import type { DeployedSecret, DeploySettings } from './settings.ts'
import { allow } from './statements.ts'
import { topicId } from './topics.ts'
import { trailBucket } from './trail.ts'

/** The calls that each function makes of the store; `Scan` is for people at the command line. */
const STORE_ACTIONS = {
  ingest: ['BatchGetItem', 'DeleteItem', 'PutItem', 'Query', 'UpdateItem'],
  deliver: ['BatchGetItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'],
} as const

export type FunctionName = keyof typeof STORE_ACTIONS

/** What the service Lambda does in the name of the function, not its code. */
export const SERVICE_SIDS: readonly string[] = ['PollQueue', 'ReadStream', 'FindStream', 'WriteLogs', 'Trace']

export const permissionsOf = (
  name: FunctionName,
  settings: DeploySettings,
): readonly (Statement | When<Statement>)[] => [
  ...(name === 'ingest' ? ingestStatements(settings) : deliverStatements(settings)),
  allow(
    'UseTable',
    STORE_ACTIONS[name].map((action) => `dynamodb:${action}`),
    [arnOf('Table'), joined`${arnOf('Table')}/index/*`],
  ),
  when(
    'HasConfig',
    allow(
      'ReadConfig',
      ['s3:GetObject'],
      joined`arn:${PARTITION}:s3:::${parameter('ConfigBucket')}/${parameter('ConfigPath')}`,
    ),
  ),
  when('HasKeys', allow('UseKeys', keyActions(name, settings), parameter('KmsKeyArns'))),
  allow('WriteLogs', ['logs:CreateLogStream', 'logs:PutLogEvents'], arnOf(`${title(name)}Logs`)),
  // X-Ray knows no resources (Service Authorization Reference, "AWS X-Ray").
  allow('Trace', ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], '*'),
]

/** Who writes to an encrypted topic or queue makes a data key (SNS and SQS Developer Guides, "Key management": publisher, producer). */
const MAKES_DATA_KEYS: ReadonlySet<string> = new Set(['sns:Publish', 'sqs:SendMessage'])

const keyActions = (name: FunctionName, { destinations }: DeploySettings): readonly string[] =>
  name === 'deliver' &&
  destinations.some(({ permissions }) => permissions.some(({ action }) => MAKES_DATA_KEYS.has(action)))
    ? ['kms:Decrypt', 'kms:GenerateDataKey']
    : ['kms:Decrypt']

export const title = (name: FunctionName): string => (name === 'ingest' ? 'Ingest' : 'Deliver')

const ingestStatements = (settings: DeploySettings): readonly Statement[] => [
  // Wherever a prefix puts them, log files lie below AWSLogs (CloudTrail User Guide, "Finding your CloudTrail log files").
  allow('ReadLogs', ['s3:GetObject'], joined`arn:${PARTITION}:s3:::${trailBucket(settings)}/*AWSLogs/*`),
  allow('BuryMessages', ['sqs:SendMessage'], arnOf('DeadLetters')),
  allow('PollQueue', ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'], arnOf('Queue')),
  ...(settings.organizations
    ? [allow('NameAccounts', ['organizations:ListAccounts', 'organizations:ListTagsForResource'], '*')]
    : []),
]

const deliverStatements = ({ destinations, secrets }: DeploySettings): readonly Statement[] => [
  allow(
    'ReadStream',
    ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
    streamOf('Table'),
  ),
  allow('FindStream', ['dynamodb:ListStreams'], '*'),
  ...destinations
    .flatMap(({ id, permissions }) => permissions.map((permission) => ({ id, permission })))
    .map(({ id, permission }, index) => sending(index + 1, id, permission)),
  ...secretStatements(secrets),
]

/** What is made for the variable `env:NAME`, or what an ARN names. */
const resourceOf = (resource: string): Text =>
  resource.startsWith('env:') ? arnOf(topicId(resource.slice('env:'.length))) : placed(resource)

/** A number makes the name its own: ids may differ in what a name may not hold. */
const sending = (index: number, id: string, { action, resource, condition }: Permission): Statement =>
  allow(`Send${index}${alphanumeric(id)}`, [action], resourceOf(resource), condition)

/** `arn::events:::event-bus/x`: what an ARN leaves empty is where this is deployed. */
const placed = (arn: string): Text => {
  const [, partition, service = '', region, account, ...resource] = arn.split(':')
  if (partition && region && account) return arn
  return joined`arn:${partition || PARTITION}:${service}:${region || REGION}:${account || ACCOUNT}:${resource.join(':')}`
}

const secretStatements = (secrets: readonly DeployedSecret[]): readonly Statement[] => {
  const parameters = secrets.flatMap((one) => (one.kept === 'ssm' ? [placed(`arn::ssm:::parameter${one.path}`)] : []))
  const kept = secrets.flatMap((one) => (one.kept === 'secretsmanager' ? [secretArn(one.name)] : []))
  return [
    ...(parameters.length > 0 ? [allow('ReadParameters', ['ssm:GetParameter'], parameters)] : []),
    ...(kept.length > 0 ? [allow('ReadSecrets', ['secretsmanager:GetSecretValue'], kept)] : []),
  ]
}

/** "Secrets Manager adds a hyphen and six random characters": six question marks stand for them. */
const secretArn = (name: string): Text =>
  name.startsWith('arn:') ? name : placed(`arn::secretsmanager:::secret:${name}-??????`)

const alphanumeric = (text: string): string =>
  text.replace(/[^A-Za-z0-9]+(.)?/g, (_, next: string | undefined) => (next ?? '').toUpperCase())
