/** What wakes a person: alarms on what the tool itself cannot tell, because it does not run. */
import type { Json, JsonObject } from '../core/json.ts'
import { getAtt, ref, STACK, sub } from './intrinsics.ts'

export const alarms = (namespace: string): JsonObject => ({
  Operations: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: 'Tattletrail operations' } },
  OperationsMail: {
    Type: 'AWS::SNS::Subscription',
    Condition: 'HasMail',
    Properties: { TopicArn: ref('Operations'), Protocol: 'email', Endpoint: ref('OperationsEmail') },
  },
  QueueAgeAlarm: alarm('Log files wait: the function that reads them does not keep up, or fails', {
    ...metric('AWS/SQS', 'ApproximateAgeOfOldestMessage', { QueueName: getAtt('Queue', 'QueueName') }),
    ...above(900, 'Maximum'),
  }),
  DeadLettersAlarm: alarm('Messages could not be read: each says why in its attribute "reason"', {
    ...metric('AWS/SQS', 'ApproximateNumberOfMessagesVisible', { QueueName: getAtt('DeadLetters', 'QueueName') }),
    ...above(0, 'Maximum'),
  }),
  IngestErrorsAlarm: alarm('The function that reads fails as a whole: see its log', {
    ...metric('AWS/Lambda', 'Errors', { FunctionName: ref('Ingest') }),
    ...above(0, 'Sum'),
  }),
  DeliverErrorsAlarm: alarm('The function that delivers fails as a whole: see its log', {
    ...metric('AWS/Lambda', 'Errors', { FunctionName: ref('Deliver') }),
    ...above(0, 'Sum'),
  }),
  UndeliveredAlarm: alarm('Alerts could not be delivered: `tattletrail alerts replay --list` shows which and why', {
    ...metric(namespace, 'DeadNotifications', { FunctionName: ref('Deliver') }),
    ...above(0, 'Sum'),
  }),
  OldConfigurationAlarm: alarm('A newer configuration cannot be used: the log of the function says where it is wrong', {
    ...metric(namespace, 'OldConfiguration', { FunctionName: ref('Ingest') }),
    ...above(0, 'Maximum'),
  }),
  // Not `Records`: digests, which come every hour, would count too.
  SilenceAlarm: alarm('No record of any log came: is the trail on, and does the bucket tell of new files?', {
    ...metric(namespace, 'Evaluated', { FunctionName: ref('Ingest') }),
    Statistic: 'Sum',
    Period: ref('SilenceSeconds'),
    EvaluationPeriods: 1,
    ComparisonOperator: 'LessThanThreshold',
    Threshold: 1,
    TreatMissingData: 'breaching',
    OKActions: [ref('Operations')],
  }),
})

const alarm = (why: string, properties: JsonObject): JsonObject => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    AlarmDescription: sub(`Tattletrail (${STACK}): ${why}`),
    AlarmActions: [ref('Operations')],
    ...properties,
  },
})

const metric = (Namespace: string, MetricName: string, dimensions: Readonly<Record<string, Json>>): JsonObject => ({
  Namespace,
  MetricName,
  Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
})

const above = (Threshold: number, Statistic: 'Maximum' | 'Sum'): JsonObject => ({
  ...{ Statistic, Threshold, Period: 300, EvaluationPeriods: 1 },
  ComparisonOperator: 'GreaterThanThreshold',
  TreatMissingData: 'notBreaching',
})
