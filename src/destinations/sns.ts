/** Amazon SNS: text for people who subscribe by mail, or JSON for programs. */
import { z } from 'zod'
import type { CommandInput } from '../aws/clients.ts'
import type { Message } from '../core/destination.ts'
import type { JsonObject } from '../core/json.ts'
import { TOPIC_ARN, TOPIC_EXPECTED } from '../notation/arn.ts'
import { alertJson, jsonText } from './alert-json.ts'
import { attributes, awsResult, ordering } from './aws-result.ts'
import { defineDestination, show, showsEvent } from './define.ts'
import { fit, plain } from './escape.ts'
import { asLines, type Fitted, fitted, inShort, isFiring, layout, ROOMY, type Room } from './layout.ts'
import { subject } from './mail.ts'
import { eventLines, tattletail } from './tattletail.ts'

const SHAPES = ['text', 'sentence', 'json', 'tattletail', 'event'] as const

export const sns = defineDestination({
  type: 'sns',
  title: 'Amazon SNS topic',
  config: z.strictObject({
    sns_arn: z.string().regex(TOPIC_ARN, { error: TOPIC_EXPECTED }).meta({ description: 'the ARN of the topic' }),
    show,
    shape: z.enum(SHAPES).default('text').meta({
      description:
        'text: all there is to say; sentence: the sentence and a link to the event, with its name as the subject; json: the alert; tattletail: the JSON of cloudtrail-tattletail; event: the call as four lines, as in the AWS Security Blog',
    }),
  }),
  needsRecord: (settings) => settings.shape === 'tattletail' || settings.shape === 'event' || showsEvent(settings),
  permissions: ({ sns_arn }) => [{ action: 'sns:Publish', resource: sns_arn }],
  render: ({ sns_arn, shape, show }, message) => {
    const parts = fitted(layout(message, show), plain, ROOM)
    return {
      TopicArn: sns_arn,
      Subject: asciiLine(shape === 'sentence' && isFiring(parts) ? parts.event : subject(message)),
      Message: BODIES[shape](message, parts),
      MessageAttributes: attributes(message),
      ...(sns_arn.endsWith('.fifo') && ordering(message)),
    } satisfies CommandInput<'sns', 'Publish'>
  },
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

/** A record of most calls is whole in it. */
const ROOM: Room = { ...ROOMY, record: 20_000 }

const BODIES: Readonly<Record<(typeof SHAPES)[number], (message: Message, parts: Fitted) => string>> = {
  text: (_, parts) => asLines(parts).join('\n'),
  sentence: (_, parts) => inShort(parts, parts.sentence).join('\n'),
  json: (message) => jsonText(alertJson(message)),
  tattletail: (message) => jsonText(tattletail(message)),
  event: (message, parts) => eventLines(message, parts) ?? asLines(parts).join('\n'),
}
