/** Settings -> a SAM template: queue, table, two functions, alarms, and a trail when there is none. */
import type { Json, JsonObject } from '../core/json.ts'
import { alarms } from './alarms.ts'
import { functions } from './functions.ts'
import { intake } from './intake.ts'
import { getAtt, ref } from './intrinsics.ts'
import type { DeploySettings } from './settings.ts'
import { trail } from './trail.ts'

/** @param namespace of the metrics that the functions write */
export const templateOf = (settings: DeploySettings, namespace: string): JsonObject => {
  const secrets = environmentSecrets(settings)
  const environment = Object.fromEntries(secrets.map(({ name, parameter }) => [name, ref(parameter)]))
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Transform: 'AWS::Serverless-2016-10-31',
    Description: 'Tattletrail: reads CloudTrail and tells on whoever misbehaves',
    Parameters: {
      ...parameters(settings),
      ...Object.fromEntries(
        secrets.map(({ name, parameter }) => [
          parameter,
          { Type: 'String', NoEcho: true, Description: `The secret that the configuration calls env:${name}` },
        ]),
      ),
    },
    Conditions: {
      HasConfig: differs('ConfigBucket', ''),
      HasKeys: { 'Fn::Not': [{ 'Fn::Equals': [{ 'Fn::Join': ['', ref('KmsKeyArns')] }, ''] }] },
      HasMail: differs('OperationsEmail', ''),
      ReservesIngest: differs('IngestReservedConcurrency', '0'),
      ReservesDeliver: differs('DeliverReservedConcurrency', '0'),
    },
    Resources: {
      ...(settings.bucket === undefined && trail(settings)),
      ...intake(settings),
      Table: {
        Type: 'AWS::DynamoDB::Table',
        DeletionPolicy: 'Retain',
        UpdateReplacePolicy: 'Retain',
        Properties: {
          ...settings.table,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        },
      },
      ...functions(settings, environment),
      ...alarms(namespace),
    },
    Outputs: outputs(settings),
  }
}

const differs = (parameter: string, value: Json): JsonObject => ({
  'Fn::Not': [{ 'Fn::Equals': [ref(parameter), value] }],
})

/** `env:SLACK_URL` -> the parameter `SecretSlackUrl`. */
const environmentSecrets = ({
  secrets,
}: DeploySettings): readonly { readonly name: string; readonly parameter: string }[] => {
  const names = new Set(secrets.flatMap((one) => (one.kept === 'env' ? [one.name] : [])))
  return [...names].map((name, index) => {
    const words = name.split('_').filter(Boolean)
    const spoken = words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase()).join('')
    return { name, parameter: `Secret${index + 1}${spoken}` }
  })
}

const text = (Description: string, Default: string): JsonObject => ({ Type: 'String', Default, Description })
const number = (Description: string, Default: number, MinValue = 0): JsonObject => ({
  ...{ Type: 'Number', Default, MinValue, Description },
})

const parameters = ({ bucket, topic, org, builtin }: DeploySettings): JsonObject => ({
  ...(bucket !== undefined && { TrailBucket: text('The bucket that the trail writes to', bucket) }),
  ...(topic !== undefined && { TrailTopic: text('The topic that tells of new objects in the bucket', topic) }),
  ...(bucket === undefined && { TrailDays: number('Days that log files are kept', 365, 1) }),
  ...(bucket === undefined &&
    org && {
      OrganizationId: { Type: 'String', AllowedPattern: '^o-[a-z0-9]{10,32}$', Description: 'Such as o-exampleorgid' },
    }),
  BuiltinRules: { ...text('Whether the built-in rules are used', String(builtin)), AllowedValues: ['true', 'false'] },
  ConfigBucket: text('Where a configuration lies that comes before the one in the code; empty: nowhere', ''),
  ConfigPath: text('The key of that configuration', ''),
  KmsKeyArns: {
    Type: 'CommaDelimitedList',
    Default: '',
    Description:
      'Keys that log files, the configuration, secrets, topics or queues are encrypted with, when they are your own',
  },
  OperationsEmail: text('Who is told when Tattletrail itself is unwell; the subscription must be confirmed', ''),
  SilenceSeconds: {
    ...number('No record for so long is an alarm', 3600),
    AllowedValues: [900, 1800, 3600, 10800, 21600, 43200, 86400],
  },
  LogDays: { ...number("Days that the functions' own logs are kept", 30), AllowedValues: [1, 7, 14, 30, 90, 180, 365] },
  IngestMemory: number('Megabytes; more of them also mean more processor', 1024, 256),
  IngestConcurrency: number('Batches of log files that are read at the same time', 10, 2),
  IngestReservedConcurrency: number('0: none is reserved', 0),
  DeliverReservedConcurrency: number('0: none is reserved; 1 makes the rate limits of destinations exact', 0),
})

const outputs = ({ bucket }: DeploySettings): JsonObject => ({
  ...(bucket === undefined && { TrailBucketName: { Value: ref('NewBucket') } }),
  QueueUrl: { Value: ref('Queue'), Description: 'Where messages about log files go' },
  QueueArn: { Value: getAtt('Queue', 'Arn') },
  DeadLettersUrl: { Value: ref('DeadLetters'), Description: 'Messages that could not be handled, with the reason' },
  TableName: { Value: ref('Table'), Description: 'For [store] in the configuration, to use `alerts` and `silence`' },
  IngestFunction: { Value: ref('Ingest') },
  DeliverFunction: { Value: ref('Deliver') },
  OperationsTopic: { Value: ref('Operations') },
})
