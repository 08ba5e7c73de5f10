/** Amazon SQS: each alert as JSON, for programs of your own. */
import { z } from 'zod'
import type { CommandInput } from '../aws/clients.ts'
import type { JsonObject } from '../core/json.ts'
import { alertJson, jsonText } from './alert-json.ts'
import { attributes, awsResult, ordering } from './aws-result.ts'
import { defineDestination, isSafeUrl } from './define.ts'

/** `https://sqs.eu-west-1.amazonaws.com/...`, also of China and of endpoints inside a VPC. */
const regionOf = (url: string): string | undefined => /\bsqs\.([a-z]{2}(?:-[a-z]+)+-\d+)\./.exec(url)?.[1]

/** `https://sqs.<region>.amazonaws.com/<account>/<name>`; of another form of address only the name is sure. */
const arnOf = (url: string): string => {
  const [name = '*', account = '*'] = url.split('/').reverse()
  return `arn::sqs:${regionOf(url) ?? '*'}:${/^\d{12}$/.test(account) ? account : '*'}:${name}`
}

export const sqs = defineDestination({
  type: 'sqs',
  title: 'Amazon SQS queue',
  sendsResolved: true,
  config: z.strictObject({
    queue_url: z
      .string()
      .refine(isSafeUrl, { error: 'expected the URL of a queue, which begins with "https://sqs."' })
      .meta({ description: 'the URL of the queue; one that ends in .fifo keeps the order of an alert' }),
  }),
  permissions: ({ queue_url }) => [{ action: 'sqs:SendMessage', resource: arnOf(queue_url) }],
  render: ({ queue_url }, message) =>
    ({
      QueueUrl: queue_url,
      MessageBody: jsonText(alertJson(message)),
      MessageAttributes: attributes(message),
      ...(queue_url.endsWith('.fifo') && ordering(message)),
    }) satisfies CommandInput<'sqs', 'SendMessage'>,
  send: ({ queue_url }, payload, _, outside) =>
    awsResult(() => outside.aws('sqs', 'SendMessage', payload as JsonObject, regionOf(queue_url))),
})
