/** Amazon SNS: text for people who subscribe by mail, or JSON for programs. */
import { z } from 'zod'
import type { CommandInput } from '../aws/clients.ts'
import type { Message } from '../core/destination.ts'
import type { JsonObject } from '../core/json.ts'
import { TOPIC_ARN, TOPIC_EXPECTED } from '../notation/arn.ts'
import { alertJson, jsonText } from './alert-json.ts'
import { attributes, awsResult, ordering } from './aws-result.ts'
import { defineDestination, show, showsEvent, textOrVariable } from './define.ts'
import { fit, plain } from './escape.ts'
import { asLines, type Fitted, fitted, inShort, isFiring, layout, ROOMY, type Room } from './layout.ts'
import { subject } from './mail.ts'
import { eventLines, tattletail } from './tattletail.ts'

const SHAPES = ['text', 'sentence', 'json', 'tattletail', 'event'] as const

export const sns = defineDestination({
  type: 'sns',
  title: 'Amazon SNS topic',
  config: z.strictObject({
    sns_arn: textOrVariable(TOPIC_ARN, TOPIC_EXPECTED).meta({
      description: 'the ARN of the topic, or env:NAME; a deployment makes a topic for the variable',
    }),
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
      ...orderIn(sns_arn, message),
    } satisfies CommandInput<'sns', 'Publish'>
  },
  send: async ({ sns_arn }, payload, message, outside) => {
    const TopicArn = await outside.secret(sns_arn)
    if (!TOPIC_ARN.test(TopicArn)) return { ok: false, retry: true, reason: `${sns_arn}: ${TOPIC_EXPECTED}` }
    const publish = { ...(payload as JsonObject), TopicArn, ...orderIn(TopicArn, message) }
    return awsResult(() => outside.aws('sns', 'Publish', publish, TopicArn.split(':')[3] || undefined))
  },
})

const orderIn = (topic: string, message: Message) => topic.endsWith('.fifo') && ordering(message)

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
