/** What comes in: the queue, its dead letters, and who may put messages into it. */
import { busRules } from './bus.ts'
import { arnOf, parameter, type Text } from './expressions.ts'
import { MOST_RECEIVES, VISIBILITY } from './functions.ts'
import type { EventRule, Resources, Statement, Target } from './model.ts'
import type { DeploySettings } from './settings.ts'
import { denyPlainText } from './statements.ts'
import { trailBucket } from './trail.ts'

const TWO_WEEKS = 1_209_600

export const intake = (settings: DeploySettings): Resources => {
  const { topic, bus = [] } = settings
  const rules: Readonly<Record<string, EventRule>> = {
    ...(topic === undefined && { NewLogs: newLogs(settings) }),
    ...busRules(bus, TO_QUEUE),
  }
  // One statement for all of them: SQS takes 20 ("Amazon SQS policy quotas").
  const arns = Object.keys(rules).map(arnOf)
  const byRules = (queue: string): readonly Statement[] =>
    arns.length === 0 ? [] : [send('EventRules', queue, 'events.amazonaws.com', arns)]
  const topics = topic === undefined ? [] : [send('TrailTopic', 'Queue', 'sns.amazonaws.com', parameter('TrailTopic'))]
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
      statements: [denyPlainText('sqs:*', arnOf('Queue')), ...byRules('Queue'), ...topics],
    },
    DeadLettersPolicy: {
      kind: 'policy',
      on: 'DeadLetters',
      statements: [denyPlainText('sqs:*', arnOf('DeadLetters')), ...byRules('DeadLetters')],
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

const send = (Sid: string, queue: string, Service: string, source: Text | readonly Text[]): Statement => ({
  Sid,
  Effect: 'Allow',
  Principal: { Service },
  Action: 'sqs:SendMessage',
  Resource: arnOf(queue),
  Condition: { ArnEquals: { 'aws:SourceArn': source } },
})

/** What a target cannot be given for a day goes to the dead letters. */
const TO_QUEUE: Target = { queue: 'Queue', deadLetters: 'DeadLetters' }

/** Also with a bucket of our own: that one is told to tell EventBridge. */
const newLogs = (settings: DeploySettings): EventRule => ({
  kind: 'event-rule',
  description: 'New log files of the trail',
  state: 'ENABLED',
  pattern: {
    source: ['aws.s3'],
    'detail-type': ['Object Created'],
    detail: {
      bucket: { name: [trailBucket(settings)] },
      object: { key: [{ wildcard: '*AWSLogs/*.json.gz' }] },
    },
  },
  target: TO_QUEUE,
})
