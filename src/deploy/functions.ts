/** The two functions: their roles, their logs, and what wakes them. */
import { joined, nameOf, parameter, STACK, urlOf, when } from './expressions.ts'
import type { LambdaFunction, Resources } from './model.ts'
import { secretParameters } from './parameters.ts'
import { type FunctionName, permissionsOf, title } from './permissions.ts'
import type { DeploySettings } from './settings.ts'
import { topicVariables } from './topics.ts'

/** So often `ingest` tries a message that something is wrong with; then it puts it among the dead letters itself, with the reason. */
const MAX_RECEIVES = 5
/**
 * After so many the queue does it, for messages that end the function each time. As late as SQS allows (1 to 1,000: SQS API
 * Reference, "SetQueueAttributes"), because it also counts what was given back for want of time, or with a busy store: with
 * `VISIBILITY` between them these are more than four days. Lambda asks for "at least 5" (Lambda Developer Guide, "Configuring an
 * Amazon SQS queue to use as an event source").
 */
export const MOST_RECEIVES = 1_000
const INGEST_TIMEOUT = 60
const DELIVER_TIMEOUT = 120
/** "At least six times" the time limit of the function (same page). */
export const VISIBILITY = 6 * INGEST_TIMEOUT

export const functions = (settings: DeploySettings): Resources => ({
  ...roleAndLogs('ingest', settings),
  ...roleAndLogs('deliver', settings),
  Ingest: {
    ...common('ingest', settings),
    timeout: INGEST_TIMEOUT,
    memory: parameter('IngestMemory'),
    reservedConcurrency: when('ReservesIngest', parameter('IngestReservedConcurrency')),
    environment: {
      ...SHARED,
      DLQ_URL: urlOf('DeadLetters'),
      MAX_RECEIVES: String(MAX_RECEIVES),
      BUILTIN_RULES: parameter('BuiltinRules'),
    },
    triggers: {
      Queue: { type: 'queue', queue: 'Queue', batch: 10, concurrency: parameter('IngestConcurrency') },
    },
    // For those who let a bucket, a topic or a rule call the function itself.
    asynchronous: { retries: 2, onFailure: 'DeadLetters' },
  },
  Deliver: {
    ...common('deliver', settings),
    timeout: DELIVER_TIMEOUT,
    memory: 512,
    reservedConcurrency: when('ReservesDeliver', parameter('DeliverReservedConcurrency')),
    environment: { ...SHARED, ...secrets(settings) },
    triggers: {
      Outbox: {
        type: 'stream',
        table: 'Table',
        batch: 100,
        // What a wake-up misses, the next minute finds.
        retries: 1,
        filter: { eventName: ['INSERT'], dynamodb: { Keys: { sk: { S: [{ prefix: settings.wakingRows }] } } } },
      },
      EveryMinute: { type: 'schedule', schedule: 'rate(1 minute)' },
    },
    asynchronous: { retries: 0, maxAge: 60 },
  },
})

/** With their names, so that a configuration in S3 gets these and no other variables. */
const secrets = (settings: DeploySettings): LambdaFunction['environment'] => {
  const given = {
    ...Object.fromEntries(secretParameters(settings).map((secret) => [secret.name, parameter(secret.parameter)])),
    ...topicVariables(settings),
  }
  const names = Object.keys(given)
  return names.length === 0 ? {} : { TATTLETRAIL_SECRETS: names.join(','), ...given }
}

const SHARED: LambdaFunction['environment'] = {
  TABLE: nameOf('Table'),
  S3_CONFIG_BUCKET: when('HasConfig', parameter('ConfigBucket')),
  S3_CONFIG_PATH: when('HasConfig', parameter('ConfigPath')),
}

const common = (name: FunctionName, { code }: DeploySettings) =>
  ({
    kind: 'function',
    code,
    handler: `${name}.handler`,
    runtime: 'nodejs22.x',
    architecture: 'arm64',
    role: `${title(name)}Role`,
    logGroup: `${title(name)}Logs`,
  }) as const

const roleAndLogs = (name: FunctionName, settings: DeploySettings): Resources => ({
  [`${title(name)}Logs`]: {
    kind: 'log-group',
    kept: false,
    name: joined`/tattletrail/${STACK}/${name}`,
    retentionDays: parameter('LogDays'),
  },
  [`${title(name)}Role`]: {
    kind: 'role',
    service: 'lambda.amazonaws.com',
    policyName: name,
    statements: permissionsOf(name, settings),
  },
})
