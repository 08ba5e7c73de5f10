/** Slack by incoming webhook: one message for each notification, without threads. */
import { z } from 'zod'
import { defineDestination, secretUrl, show, showsEvent } from './define.ts'
import { post } from './http-result.ts'
import { blocks, fallbackText, INERT, shortText } from './slack-blocks.ts'

export const slackWebhook = defineDestination({
  type: 'slack_webhook',
  title: 'Slack incoming webhook',
  config: z.strictObject({
    webhook_url: secretUrl,
    layout: z
      .enum(['blocks', 'text'])
      .default('blocks')
      .meta({ description: 'text: "<event name>: <message>", what else happened, and a link to the event' }),
    show,
  }),
  needsRecord: showsEvent,
  render: ({ layout, show }, message) =>
    layout === 'text'
      ? { text: shortText(message, show), ...INERT }
      : { text: fallbackText(message), ...INERT, blocks: blocks(message, show) },
  // Its statuses say it all: 400 invalid_payload, 403 action_prohibited, 404 no_service, 410 channel_is_archived, 429.
  send: ({ webhook_url }, payload, { id }, outside) => post(outside, id, { url: webhook_url, body: payload }),
})
