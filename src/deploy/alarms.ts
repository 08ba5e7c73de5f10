/** What wakes a person: alarms on what the tool itself cannot tell, because it does not run. */
import { arnOf, joined, nameOf, parameter, STACK } from './expressions.ts'
import type { Alarm, Resources } from './model.ts'
import type { DeploySettings } from './settings.ts'

export const alarms = ({ namespace }: DeploySettings): Resources => ({
  Operations: { kind: 'topic', displayName: 'Tattletrail operations' },
  OperationsMail: {
    kind: 'subscription',
    when: 'HasMail',
    topic: arnOf('Operations'),
    protocol: 'email',
    endpoint: parameter('OperationsEmail'),
  },
  QueueAgeAlarm: alarm('Log files wait: the function that reads them does not keep up, or fails', {
    metric: ofQueue('ApproximateAgeOfOldestMessage', 'Queue'),
    statistic: 'Maximum',
    breached: { above: 900 },
  }),
  DeadLettersAlarm: alarm('Messages could not be read: each says why in its attribute "reason"', {
    metric: ofQueue('ApproximateNumberOfMessagesVisible', 'DeadLetters'),
    statistic: 'Maximum',
  }),
  IngestErrorsAlarm: alarm('The function that reads fails as a whole: see its log', {
    metric: ofFunction('AWS/Lambda', 'Errors', 'Ingest'),
    statistic: 'Sum',
  }),
  DeliverErrorsAlarm: alarm('The function that delivers fails as a whole: see its log', {
    metric: ofFunction('AWS/Lambda', 'Errors', 'Deliver'),
    statistic: 'Sum',
  }),
  UndeliveredAlarm: alarm('Alerts could not be delivered: `tattletrail alerts replay --list` shows which and why', {
    metric: ofFunction(namespace, 'DeadNotifications', 'Deliver'),
    statistic: 'Sum',
  }),
  OldConfigurationAlarm: alarm(
    'The configuration, as it is now, cannot be read or used: the log of the function says why',
    {
      metric: ofFunction(namespace, 'OldConfiguration', 'Ingest'),
      statistic: 'Maximum',
    },
  ),
  // Not `Records`: digests, which come every hour, would count too.
  SilenceAlarm: alarm('No record of any log came: is the trail on, and does the bucket tell of new files?', {
    metric: ofFunction(namespace, 'Evaluated', 'Ingest'),
    statistic: 'Sum',
    period: parameter('SilenceSeconds'),
    breached: { below: 1 },
  }),
})

/** Of five minutes in which anything at all was counted, unless it says otherwise. */
const alarm = (
  why: string,
  watched: Pick<Alarm, 'metric' | 'statistic'> & Partial<Pick<Alarm, 'period' | 'breached'>>,
): Alarm => ({
  kind: 'alarm',
  description: joined`Tattletrail (${STACK}): ${why}`,
  topic: 'Operations',
  period: 300,
  breached: { above: 0 },
  ...watched,
})

const ofQueue = (name: string, queue: string): Alarm['metric'] => ({
  ...{ namespace: 'AWS/SQS', name, dimensions: { QueueName: nameOf(queue) } },
})
const ofFunction = (namespace: string, name: string, of: string): Alarm['metric'] => ({
  ...{ namespace, name, dimensions: { FunctionName: nameOf(of) } },
})
