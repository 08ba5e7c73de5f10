/** Least privilege: what each function may do, and on what, from what is configured. */
import type { Json, JsonObject } from '../core/json.ts'
import { ACCOUNT, getAtt, literal, PARTITION, REGION, ref, sub, value, when } from './intrinsics.ts'
import type { DeployedDestination, DeployedSecret, DeploySettings } from './settings.ts'

/** The calls that each function makes of the store; `Scan` is for people at the command line. */
const STORE_ACTIONS = {
  ingest: ['BatchGetItem', 'DeleteItem', 'PutItem', 'Query', 'UpdateItem'],
  deliver: ['BatchGetItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'],
} as const

export type FunctionName = keyof typeof STORE_ACTIONS

/** What the service Lambda does in the name of the function, not its code. */
export const SERVICE_SIDS: readonly string[] = ['PollQueue', 'ReadStream', 'FindStream', 'WriteLogs', 'Trace']

/** `arn:aws:s3:::bucket` of the bucket that is read. */
export const bucketArn = ({ bucket }: Pick<DeploySettings, 'bucket'>, path = ''): JsonObject =>
  sub(`arn:${PARTITION}:s3:::${value(bucket === undefined ? 'NewBucket' : 'TrailBucket')}${path}`)

const allow = (Sid: string, Action: readonly string[], Resource: Json, Condition?: JsonObject): JsonObject => ({
  ...{ Sid, Effect: 'Allow', Action: [...Action], Resource },
  ...(Condition && { Condition }),
})

export const policyOf = (name: FunctionName, settings: DeploySettings): JsonObject => ({
  Version: '2012-10-17',
  Statement: [
    ...(name === 'ingest' ? ingestStatements(settings) : deliverStatements(settings)),
    allow(
      'UseTable',
      STORE_ACTIONS[name].map((action) => `dynamodb:${action}`),
      [getAtt('Table', 'Arn'), sub(`${value('Table.Arn')}/index/*`)],
    ),
    when(
      'HasConfig',
      allow(
        'ReadConfig',
        ['s3:GetObject'],
        sub(`arn:${PARTITION}:s3:::${value('ConfigBucket')}/${value('ConfigPath')}`),
      ),
    ),
    when('HasKeys', allow('UseKeys', keyActions(name, settings), ref('KmsKeyArns'))),
    allow('WriteLogs', ['logs:CreateLogStream', 'logs:PutLogEvents'], getAtt(`${title(name)}Logs`, 'Arn')),
    // X-Ray knows no resources (Service Authorization Reference, "AWS X-Ray").
    allow('Trace', ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], '*'),
  ],
})

/** Who writes to an encrypted topic or queue makes a data key (SNS and SQS Developer Guides, "Key management": publisher, producer). */
const keyActions = (name: FunctionName, { destinations }: DeploySettings): readonly string[] =>
  name === 'deliver' && destinations.some(({ type }) => type === 'sns' || type === 'sqs')
    ? ['kms:Decrypt', 'kms:GenerateDataKey']
    : ['kms:Decrypt']

export const title = (name: FunctionName): string => (name === 'ingest' ? 'Ingest' : 'Deliver')

const ingestStatements = (settings: DeploySettings): readonly JsonObject[] => [
  // Wherever a prefix puts them, log files lie below AWSLogs (CloudTrail User Guide, "Finding your CloudTrail log files").
  allow('ReadLogs', ['s3:GetObject'], bucketArn(settings, '/*AWSLogs/*')),
  allow('BuryMessages', ['sqs:SendMessage'], getAtt('DeadLetters', 'Arn')),
  allow('PollQueue', ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'], getAtt('Queue', 'Arn')),
  ...(settings.organizations
    ? [allow('NameAccounts', ['organizations:ListAccounts', 'organizations:ListTagsForResource'], '*')]
    : []),
]

const deliverStatements = ({ destinations, secrets }: DeploySettings): readonly JsonObject[] => [
  allow(
    'ReadStream',
    ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
    getAtt('Table', 'StreamArn'),
  ),
  allow('FindStream', ['dynamodb:ListStreams'], '*'),
  ...destinations
    .flatMap((destination) => destination.permissions.map((action) => ({ action, destination })))
    .map(({ action, destination }, index) => sending(index + 1, action, destination)),
  ...secretStatements(secrets),
]

/** IAM action of a destination -> what it is narrowed to. */
const NARROWED: Readonly<
  Record<string, (settings: DeployedDestination['settings']) => { readonly on: Json; readonly if?: JsonObject }>
> = {
  'sns:Publish': ({ sns_arn }) => ({ on: sns_arn ?? '*' }),
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
const sending = (index: number, action: string, { id, settings }: DeployedDestination): JsonObject => {
  const narrow = NARROWED[action]
  if (!narrow) throw new Error(`no resource is known for ${action}`)
  const { on, if: condition } = narrow(settings)
  return allow(`Send${index}${alphanumeric(id)}`, [action], on, condition)
}

const own = (service: string, resource: string, region = REGION): JsonObject =>
  sub(`arn:${PARTITION}:${service}:${region}:${ACCOUNT}:${literal(resource)}`)

/** `https://sqs.<region>.amazonaws.com/<account>/<name>`; of another form of address only the name is sure. */
const queueArn = (url: string): JsonObject => {
  const [, region = '*'] = /\bsqs\.([a-z]{2}(?:-[a-z]+)+-\d+)\./.exec(url) ?? []
  const [name = '*', account = '*'] = url.split('/').reverse()
  return sub(`arn:${PARTITION}:sqs:${region}:${/^\d{12}$/.test(account) ? account : '*'}:${literal(name)}`)
}

const secretStatements = (secrets: readonly DeployedSecret[]): readonly JsonObject[] => {
  const parameters = secrets.flatMap((one) => (one.kept === 'ssm' ? [own('ssm', `parameter${one.path}`)] : []))
  const kept = secrets.flatMap((one) => (one.kept === 'secretsmanager' ? [secretArn(one.name)] : []))
  return [
    ...(parameters.length > 0 ? [allow('ReadParameters', ['ssm:GetParameter'], parameters)] : []),
    ...(kept.length > 0 ? [allow('ReadSecrets', ['secretsmanager:GetSecretValue'], kept)] : []),
  ]
}

/** "Secrets Manager adds a hyphen and six random characters": six question marks stand for them. */
const secretArn = (name: string): Json =>
  name.startsWith('arn:') ? name : own('secretsmanager', `secret:${name}-??????`)

const alphanumeric = (text: string): string =>
  text.replace(/[^A-Za-z0-9]+(.)?/g, (_, next: string | undefined) => (next ?? '').toUpperCase())
