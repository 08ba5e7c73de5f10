/** A queue: bait for whoever reads what passes by. */
import { z } from 'zod'
import { arnIn, change, content, defineCanary, nameOf, posture } from './define.ts'

const DATA = { data: 'AWS::SQS::Queue' } as const

export const sqsQueue = defineCanary({
  kind: 'sqs_queue',
  title: 'SQS queue',
  source: 'sqs.amazonaws.com',
  config: z.strictObject({ name: nameOf(/^[\w-]{1,80}$/, 'what the queue is called') }),
  sees: [
    content(
      'ReceiveMessage SendMessage SendMessageBatch DeleteMessage DeleteMessageBatch ChangeMessageVisibility',
      DATA,
    ),
    content('ChangeMessageVisibilityBatch', DATA),
    content('PurgeQueue StartMessageMoveTask'),
    change('SetQueueAttributes AddPermission RemovePermission TagQueue UntagQueue DeleteQueue'),
    posture('GetQueueAttributes GetQueueUrl ListQueueTags ListDeadLetterSourceQueues ListMessageMoveTasks'),
  ],
  cannotSee: [
    'Messages are data events: without a trail that logs them for this queue only its settings are watched.',
    'ListQueues is in no log.',
  ],
  place: 'Its address in the configuration of a worker, or beside your other queues.',
  permissions: ['sqs:CreateQueue', 'sqs:GetQueueAttributes', 'sqs:SetQueueAttributes', 'sqs:DeleteQueue'],
  resources: ({ name }) => ({
    Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: name, SqsManagedSseEnabled: true } },
  }),
  names: ({ name }, deployed) => {
    const queue = arnIn(deployed, 'sqs', name)
    // A queue has several addresses, of old endpoints too.
    const address = { queueUrl: [`https://*/${deployed.account}/${name}`] }
    return {
      request: [address, { queueName: [name] }, { sourceArn: [queue] }, { destinationArn: [queue] }],
      arns: [queue],
    }
  },
  touch: ({ name }, { region, account }) => ({
    ...{ service: 'sqs', command: 'ReceiveMessage' },
    input: { QueueUrl: `https://sqs.${region}.amazonaws.com/${account}/${name}` },
  }),
  bait: ({ name }, { region, account }) => ({ QUEUE_URL: `https://sqs.${region}.amazonaws.com/${account}/${name}` }),
})
