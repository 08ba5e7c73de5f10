/** Amazon SNS: text for people who subscribe by mail, or JSON for programs. */
import { z } from 'zod'
import type { CommandInput } from '../aws/clients.ts'
import type { Message } from '../core/destination.ts'
import type { JsonObject } from '../core/json.ts'
import { alertJson, jsonText } from './alert-json.ts'
import { attributes, awsResult, ordering } from './aws-result.ts'
import { defineDestination } from './define.ts'
import { fit, plain } from './escape.ts'
import { asLines, fitted, type Layout, layout, ROOMY } from './layout.ts'
import { subject } from './mail.ts'
import { eventLines, tattletail } from './tattletail.ts'

const SHAPES = ['text', 'sentence', 'json', 'tattletail', 'event'] as const

export const sns = defineDestination({
  type: 'sns',
  title: 'Amazon SNS topic',
  config: z.strictObject({
    sns_arn: z
      .string()
      .startsWith('arn:', { error: 'expected the ARN of a topic, which begins with "arn:"' })
      .meta({ description: 'the ARN of the topic' }),
    shape: z.enum(SHAPES).default('text').meta({
      description:
        'text: all there is to say; sentence: only the sentence, with the name of the event as the subject; json: the alert; tattletail: the JSON of cloudtrail-tattletail; event: the call as four lines, as in the AWS Security Blog',
    }),
  }),
  needsRecord: ({ shape }) => shape === 'tattletail' || shape === 'event',
  permissions: ({ sns_arn }) => [{ action: 'sns:Publish', resource: sns_arn }],
  render: ({ sns_arn, shape }, message) =>
    ({
      TopicArn: sns_arn,
      Subject: asciiLine(shape === 'sentence' ? eventName(message) : subject(message)),
      Message: BODIES[shape](message, fitted(layout(message), plain, ROOMY)),
      MessageAttributes: attributes(message),
      ...(sns_arn.endsWith('.fifo') && ordering(message)),
    }) satisfies CommandInput<'sns', 'Publish'>,
  send: ({ sns_arn }, payload, _, outside) =>
    awsResult(() => outside.aws('sns', 'Publish', payload as JsonObject, sns_arn.split(':')[3] || undefined)),
})

/** "No line breaks or control characters, and less than 100 characters long" (SNS API reference, "Publish"); older pages ask for ASCII. */
const asciiLine = (text: string): string => ascii(fit(ascii(text), 97))

/** Letters lose their marks, `…` becomes three dots; what is left is a question mark. */
const ascii = (text: string): string =>
  plain(text)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^ -~]/gu, '?')

const eventName = ({ alert }: Message): string => alert.findings.at(-1)?.event.name.trim() || 'UNKNOWN EVENT'

const BODIES: Readonly<Record<(typeof SHAPES)[number], (message: Message, parts: Layout) => string>> = {
  text: (_, parts) => asLines(parts).join('\n'),
  sentence: (_, { sentence }) => sentence,
  json: (message) => jsonText(alertJson(message)),
  tattletail: ({ alert }) => jsonText(tattletail(alert)),
  event: (message, parts) => eventLines(message) ?? asLines(parts).join('\n'),
}
