/** What comes in: the queue, its dead letters, and who may put messages into it. */
import type { Json, JsonObject } from '../core/json.ts'
import { MAX_RECEIVES, VISIBILITY } from './functions.ts'
import { getAtt, ref } from './intrinsics.ts'
import type { DeploySettings } from './settings.ts'

const TWO_WEEKS = 1_209_600

export const intake = (settings: DeploySettings): JsonObject => {
  const rules: Readonly<Record<string, JsonObject>> = {
    ...(settings.topic === undefined && { NewLogs: newLogs(settings) }),
    ...(settings.realtime && realtimeRules()),
  }
  return {
    DeadLetters: {
      Type: 'AWS::SQS::Queue',
      Properties: { SqsManagedSseEnabled: true, MessageRetentionPeriod: TWO_WEEKS },
    },
    Queue: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        SqsManagedSseEnabled: true,
        MessageRetentionPeriod: TWO_WEEKS,
        VisibilityTimeout: VISIBILITY,
        RedrivePolicy: { deadLetterTargetArn: getAtt('DeadLetters', 'Arn'), maxReceiveCount: MAX_RECEIVES },
      },
    },
    QueuePolicy: policyOn('Queue', [
      ...Object.keys(rules).map((rule) => letIn('events.amazonaws.com', getAtt(rule, 'Arn'), rule)),
      ...(settings.topic === undefined ? [] : [letIn('sns.amazonaws.com', ref('TrailTopic'), 'TrailTopic')]),
    ]),
    DeadLettersPolicy: policyOn('DeadLetters', []),
    ...rules,
    ...(settings.topic !== undefined && {
      Subscription: {
        Type: 'AWS::SNS::Subscription',
        Properties: { TopicArn: ref('TrailTopic'), Protocol: 'sqs', Endpoint: getAtt('Queue', 'Arn') },
      },
    }),
  }
}

const policyOn = (queue: string, statements: readonly JsonObject[]): JsonObject => ({
  Type: 'AWS::SQS::QueuePolicy',
  Properties: {
    Queues: [ref(queue)],
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'DenyPlainText',
          Effect: 'Deny',
          Principal: '*',
          Action: 'sqs:*',
          Resource: getAtt(queue, 'Arn'),
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
        ...statements,
      ],
    },
  },
})

const letIn = (Service: string, source: Json, Sid: string): JsonObject => ({
  Sid,
  Effect: 'Allow',
  Principal: { Service },
  Action: 'sqs:SendMessage',
  Resource: getAtt('Queue', 'Arn'),
  Condition: { ArnEquals: { 'aws:SourceArn': source } },
})

/** Also in the template that makes the bucket: there the bucket is told to tell EventBridge. */
const newLogs = ({ bucket }: DeploySettings): JsonObject =>
  rule('New log files of the trail', 'ENABLED', {
    source: ['aws.s3'],
    'detail-type': ['Object Created'],
    detail: {
      bucket: { name: [ref(bucket === undefined ? 'NewBucket' : 'TrailBucket')] },
      object: { key: [{ wildcard: '*AWSLogs/*.json.gz' }] },
    },
  })

/** Without it a rule is not told of read-only calls (EventBridge User Guide, "Receiving read-only management events"). */
const WITH_READS = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'

const realtimeRules = (): Readonly<Record<string, JsonObject>> => ({
  RealtimeS3: rule('Buckets deleted, bucket policies changed', WITH_READS, {
    source: ['aws.s3'],
    'detail-type': ['AWS API Call via CloudTrail'],
    detail: {
      eventSource: ['s3.amazonaws.com'],
      eventName: ['DeleteBucket', 'DeleteBucketPolicy', 'PutBucketPolicy'],
    },
  }),
  RealtimeIam: rule('Access keys and roles created, changed, deleted', WITH_READS, {
    source: ['aws.iam'],
    'detail-type': ['AWS API Call via CloudTrail'],
    detail: {
      eventSource: ['iam.amazonaws.com'],
      eventName: ['CreateAccessKey', 'DeleteAccessKey', 'UpdateRole', 'DeleteRole'],
    },
  }),
  RealtimeSignin: rule('The root user signs in', WITH_READS, {
    source: ['aws.signin'],
    'detail-type': ['AWS Console Sign In via CloudTrail'],
    detail: { userIdentity: { type: ['Root'] }, eventName: ['ConsoleLogin'] },
  }),
  RealtimeGuardDuty: rule('Findings of GuardDuty', 'ENABLED', {
    source: ['aws.guardduty'],
    'detail-type': ['GuardDuty Finding'],
  }),
})

const rule = (Description: string, State: string, EventPattern: JsonObject): JsonObject => ({
  Type: 'AWS::Events::Rule',
  Properties: { Description, State, EventPattern, Targets: [{ Id: 'Queue', Arn: getAtt('Queue', 'Arn') }] },
})
