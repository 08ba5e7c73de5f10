/** Names of AWS resources that people write into a configuration. */

/** "arn:aws:sns:us-east-1:123456789012:MyTopic" (SNS developer guide); the ARN of a subscription has one part more. */
export const TOPIC_ARN = /^arn:[\w-]+:sns:[\w-]+:\d{12}:[^:\s]+$/
export const TOPIC_EXPECTED = 'expected the ARN of an SNS topic, for example arn:aws:sns:eu-west-1:123456789012:alerts'
