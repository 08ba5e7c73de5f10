/** The two functions: their roles, their logs, and what wakes them. */
import type { JsonObject } from '../core/json.ts'
import { getAtt, ref, STACK, sub, when } from './intrinsics.ts'
import { type FunctionName, policyOf, title } from './policy.ts'
import type { DeploySettings } from './settings.ts'

/** A message is tried so often; "at least 5" (Lambda Developer Guide, "Configuring an Amazon SQS queue to use as an event source"). */
export const MAX_RECEIVES = 5
const INGEST_TIMEOUT = 60
const DELIVER_TIMEOUT = 120
/** "At least six times" the time limit of the function (same page). */
export const VISIBILITY = 6 * INGEST_TIMEOUT

export const functions = (settings: DeploySettings, environment: Readonly<Record<string, JsonObject>>): JsonObject => ({
  ...roleAndLogs('ingest', settings),
  ...roleAndLogs('deliver', settings),
  Ingest: functionOf('ingest', settings, {
    Timeout: INGEST_TIMEOUT,
    MemorySize: ref('IngestMemory'),
    ReservedConcurrentExecutions: when('ReservesIngest', ref('IngestReservedConcurrency')),
    Environment: {
      Variables: {
        ...shared(),
        DLQ_URL: ref('DeadLetters'),
        MAX_RECEIVES: String(MAX_RECEIVES),
        BUILTIN_RULES: ref('BuiltinRules'),
      },
    },
    Events: {
      Queue: {
        Type: 'SQS',
        Properties: {
          Queue: getAtt('Queue', 'Arn'),
          BatchSize: 10,
          FunctionResponseTypes: ['ReportBatchItemFailures'],
          ScalingConfig: { MaximumConcurrency: ref('IngestConcurrency') },
        },
      },
    },
    // For those who let a bucket, a topic or a rule call the function itself.
    EventInvokeConfig: {
      MaximumRetryAttempts: 2,
      DestinationConfig: { OnFailure: { Type: 'SQS', Destination: getAtt('DeadLetters', 'Arn') } },
    },
  }),
  Deliver: functionOf('deliver', settings, {
    Timeout: DELIVER_TIMEOUT,
    MemorySize: 512,
    ReservedConcurrentExecutions: when('ReservesDeliver', ref('DeliverReservedConcurrency')),
    Environment: { Variables: { ...shared(), ...environment } },
    Events: {
      Outbox: {
        Type: 'DynamoDB',
        Properties: {
          Stream: getAtt('Table', 'StreamArn'),
          StartingPosition: 'LATEST',
          BatchSize: 100,
          // What a wake-up misses, the next minute finds.
          MaximumRetryAttempts: 1,
          FilterCriteria: {
            Filters: [
              {
                Pattern: JSON.stringify({
                  eventName: ['INSERT'],
                  dynamodb: { Keys: { sk: { S: [{ prefix: settings.wakingRows }] } } },
                }),
              },
            ],
          },
        },
      },
      EveryMinute: { Type: 'Schedule', Properties: { Schedule: 'rate(1 minute)' } },
    },
    EventInvokeConfig: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
  }),
})

const shared = (): JsonObject => ({
  TABLE: ref('Table'),
  S3_CONFIG_BUCKET: when('HasConfig', ref('ConfigBucket')),
  S3_CONFIG_PATH: when('HasConfig', ref('ConfigPath')),
})

const functionOf = (name: FunctionName, { code }: DeploySettings, properties: JsonObject): JsonObject => ({
  Type: 'AWS::Serverless::Function',
  Properties: {
    CodeUri: code,
    Handler: `${name}.handler`,
    Runtime: 'nodejs22.x',
    Architectures: ['arm64'],
    Role: getAtt(`${title(name)}Role`, 'Arn'),
    Tracing: 'Active',
    LoggingConfig: { LogFormat: 'JSON', LogGroup: ref(`${title(name)}Logs`) },
    ...properties,
  },
})

const roleAndLogs = (name: FunctionName, settings: DeploySettings): JsonObject => ({
  [`${title(name)}Logs`]: {
    Type: 'AWS::Logs::LogGroup',
    DeletionPolicy: 'Delete',
    UpdateReplacePolicy: 'Delete',
    Properties: { LogGroupName: sub(`/tattletrail/${STACK}/${name}`), RetentionInDays: ref('LogDays') },
  },
  [`${title(name)}Role`]: {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
      Policies: [{ PolicyName: name, PolicyDocument: policyOf(name, settings) }],
    },
  },
})
