/** Least privilege: what each function may do, and on what, from what is configured. */
import {
  ACCOUNT,
  arnOf,
  joined,
  PARTITION,
  parameter,
  REGION,
  type Reference,
  streamOf,
  type Text,
  type When,
  when,
} from './expressions.ts'
import type { Statement } from './model.ts'
import type { DeployedDestination, DeployedSecret, DeploySettings } from './settings.ts'
import { allow } from './statements.ts'
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
const keyActions = (name: FunctionName, { destinations }: DeploySettings): readonly string[] =>
  name === 'deliver' && destinations.some(({ type }) => type === 'sns' || type === 'sqs')
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
    .flatMap((destination) => destination.permissions.map((action) => ({ action, destination })))
    .map(({ action, destination }, index) => sending(index + 1, action, destination)),
  ...secretStatements(secrets),
]

/** IAM action of a destination -> what it is narrowed to. */
const NARROWED: Readonly<
  Record<
    string,
    (settings: DeployedDestination['settings']) => { readonly on: Text; readonly if?: Statement['Condition'] }
  >
> = {
  'sns:Publish': ({ sns_arn }) => ({ on: String(sns_arn) }),
  'sqs:SendMessage': ({ queue_url }) => ({ on: queueArn(String(queue_url)) }),
  'events:PutEvents': ({ event_bus }) => ({
    on: String(event_bus).startsWith('arn:') ? String(event_bus) : own('events', `event-bus/${String(event_bus)}`),
  }),
  // In the sandbox the recipients are identities too, so the sender is what narrows it (SES Developer Guide, "ses:FromAddress").
  'ses:SendEmail': ({ from_email, region }) => ({
    on: own('ses', 'identity/*', typeof region === 'string' ? region : undefined),
    if: { StringEquals: { 'ses:FromAddress': /<([^<>]+)>\s*$/.exec(String(from_email))?.[1] ?? String(from_email) } },
  }),
}

/** The actions of destinations that a policy can be written for. */
export const KNOWN_ACTIONS: readonly string[] = Object.keys(NARROWED)

/** A number makes the name its own: ids may differ in what a name may not hold. */
const sending = (index: number, action: string, { id, settings }: DeployedDestination): Statement => {
  const narrow = NARROWED[action]
  if (!narrow) throw new Error(`no resource is known for ${action}`)
  const { on, if: condition } = narrow(settings)
  return allow(`Send${index}${alphanumeric(id)}`, [action], on, condition)
}

const own = (service: string, resource: string, region: string | Reference = REGION): Text =>
  joined`arn:${PARTITION}:${service}:${region}:${ACCOUNT}:${resource}`

/** `https://sqs.<region>.amazonaws.com/<account>/<name>`; of another form of address only the name is sure. */
const queueArn = (url: string): Text => {
  const [, region = '*'] = /\bsqs\.([a-z]{2}(?:-[a-z]+)+-\d+)\./.exec(url) ?? []
  const [name = '*', account = '*'] = url.split('/').reverse()
  return joined`arn:${PARTITION}:sqs:${region}:${/^\d{12}$/.test(account) ? account : '*'}:${name}`
}

const secretStatements = (secrets: readonly DeployedSecret[]): readonly Statement[] => {
  const parameters = secrets.flatMap((one) => (one.kept === 'ssm' ? [own('ssm', `parameter${one.path}`)] : []))
  const kept = secrets.flatMap((one) => (one.kept === 'secretsmanager' ? [secretArn(one.name)] : []))
  return [
    ...(parameters.length > 0 ? [allow('ReadParameters', ['ssm:GetParameter'], parameters)] : []),
    ...(kept.length > 0 ? [allow('ReadSecrets', ['secretsmanager:GetSecretValue'], kept)] : []),
  ]
}

/** "Secrets Manager adds a hyphen and six random characters": six question marks stand for them. */
const secretArn = (name: string): Text =>
  name.startsWith('arn:') ? name : own('secretsmanager', `secret:${name}-??????`)

const alphanumeric = (text: string): string =>
  text.replace(/[^A-Za-z0-9]+(.)?/g, (_, next: string | undefined) => (next ?? '').toUpperCase())
