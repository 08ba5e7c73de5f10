/** What comes in: the queue, its dead letters, and who may put messages into it. */
import { arnOf, parameter, type Reference } from './expressions.ts'
import { MOST_RECEIVES, VISIBILITY } from './functions.ts'
import type { EventRule, Pattern, Resources, Statement } from './model.ts'
import type { DeploySettings } from './settings.ts'
import { denyPlainText } from './statements.ts'
import { trailBucket } from './trail.ts'

const TWO_WEEKS = 1_209_600

export const intake = (settings: DeploySettings): Resources => {
  const { topic, realtime } = settings
  const rules: Readonly<Record<string, EventRule>> = {
    ...(topic === undefined && { NewLogs: newLogs(settings) }),
    ...(realtime && REALTIME_RULES),
  }
  const senders = [
    ...Object.keys(rules).map((rule) => send(rule, 'events.amazonaws.com', arnOf(rule))),
    ...(topic === undefined ? [] : [send('TrailTopic', 'sns.amazonaws.com', parameter('TrailTopic'))]),
  ]
  return {
    DeadLetters: { kind: 'queue', retention: TWO_WEEKS },
    Queue: {
      kind: 'queue',
      retention: TWO_WEEKS,
      visibilityTimeout: VISIBILITY,
      redrive: { to: 'DeadLetters', maxReceives: MOST_RECEIVES },
    },
    QueuePolicy: {
      kind: 'policy',
      on: 'Queue',
      statements: [denyPlainText('sqs:*', arnOf('Queue')), ...senders],
    },
    DeadLettersPolicy: {
      kind: 'policy',
      on: 'DeadLetters',
      statements: [denyPlainText('sqs:*', arnOf('DeadLetters'))],
    },
    ...rules,
    ...(topic !== undefined && {
      Subscription: {
        kind: 'subscription',
        topic: parameter('TrailTopic'),
        protocol: 'sqs',
        endpoint: arnOf('Queue'),
      },
    }),
  }
}

const send = (Sid: string, Service: string, source: Reference): Statement => ({
  Sid,
  Effect: 'Allow',
  Principal: { Service },
  Action: 'sqs:SendMessage',
  Resource: arnOf('Queue'),
  Condition: { ArnEquals: { 'aws:SourceArn': source } },
})

const rule = (description: string, state: EventRule['state'], pattern: Pattern): EventRule => ({
  ...{ kind: 'event-rule', description, state, pattern, queue: 'Queue' },
})

/** Also with a bucket of our own: that one is told to tell EventBridge. */
const newLogs = (settings: DeploySettings): EventRule =>
  rule('New log files of the trail', 'ENABLED', {
    source: ['aws.s3'],
    'detail-type': ['Object Created'],
    detail: {
      bucket: { name: [trailBucket(settings)] },
      object: { key: [{ wildcard: '*AWSLogs/*.json.gz' }] },
    },
  })

/** Without it a rule is not told of read-only calls (EventBridge User Guide, "Receiving read-only management events"). */
const WITH_READS = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'

const REALTIME_RULES: Readonly<Record<string, EventRule>> = {
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
}
