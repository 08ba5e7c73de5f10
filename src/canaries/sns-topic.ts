/** A topic: bait for whoever subscribes to what others hear. */
import { z } from 'zod'
import { arnIn, change, content, defineCanary, nameOf, posture } from './define.ts'

export const snsTopic = defineCanary({
  kind: 'sns_topic',
  title: 'SNS topic',
  source: 'sns.amazonaws.com',
  config: z.strictObject({ name: nameOf(/^[\w-]{1,256}$/, 'what the topic is called') }),
  sees: [
    content('Publish PublishBatch', { data: 'AWS::SNS::Topic' }),
    content('Subscribe ConfirmSubscription Unsubscribe SetSubscriptionAttributes'),
    change('SetTopicAttributes AddPermission RemovePermission PutDataProtectionPolicy DeleteTopic'),
    change('TagResource UntagResource'),
    posture(
      'GetTopicAttributes ListSubscriptionsByTopic GetDataProtectionPolicy ListTagsForResource GetSubscriptionAttributes',
    ),
  ],
  cannotSee: ['Messages are data events: without a trail that logs them for this topic a Publish is not seen.'],
  place: 'Its ARN in the configuration of a service, named as the topic of something that matters.',
  permissions: ['sns:CreateTopic', 'sns:GetTopicAttributes', 'sns:SetTopicAttributes', 'sns:DeleteTopic'],
  resources: ({ name }) => ({ Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: name } } }),
  names: ({ name }, deployed) => {
    const topic = arnIn(deployed, 'sns', name)
    return {
      request: [{ topicArn: [topic] }, { resourceArn: [topic] }, { subscriptionArn: [`${topic}:*`] }],
      arns: [topic],
    }
  },
  touch: ({ name }, deployed) => ({
    ...{ service: 'sns', command: 'Publish' },
    input: { TopicArn: arnIn(deployed, 'sns', name), Message: 'test' },
  }),
  bait: ({ name }, deployed) => ({ TOPIC_ARN: arnIn(deployed, 'sns', name) }),
})
