/** Slack by bot token: the first message of an alert stands in the channel and is kept up to date, the rest in its thread. */
import { z } from 'zod'
import type { Message, SendResult } from '../core/destination.ts'
import { isObject, type Json, type JsonObject } from '../core/json.ts'
import { defineDestination, httpsUrl, secretText, show, showsEvent } from './define.ts'
import { post } from './http-result.ts'
import { judge } from './slack-answer.ts'
import { blocks, fallbackText, INERT, replyBlocks } from './slack-blocks.ts'

/** Where the alert's first message stands, as an earlier answer told. */
const threadOf = (thread: Json): { readonly channel: string; readonly ts: string } | undefined => {
  const { channel, ts } = isObject(thread) ? thread : {}
  return typeof channel === 'string' && typeof ts === 'string' ? { channel, ts } : undefined
}

/** The first message stands, but may not be edited any more (docs.slack.dev, chat.update, Errors). */
const UNCHANGEABLE = /\b(?:edit_window_closed|cant_update_message)\b/

/** Slack knows no idempotency key: this tells a person, or a program that reads the channel, which are the same. */
const shared = (message: Message): JsonObject => ({
  text: fallbackText(message),
  ...INERT,
  metadata: { event_type: 'tattletrail_alert', event_payload: { id: message.id, alert: message.alert.id } },
})

export const slack = defineDestination({
  type: 'slack',
  title: 'Slack, by bot token',
  config: z.strictObject({
    token: secretText.meta({ description: 'a bot token (xoxb-...) with the scope chat:write, or a reference to it' }),
    channel: z.string().min(1).meta({ description: 'the id of a channel that the bot is a member of' }),
    api_url: httpsUrl.default('https://slack.com/api').meta({ description: 'https://slack-gov.com/api for GovSlack' }),
    show,
  }),
  sendsResolved: true,
  needsRecord: showsEvent,
  render: ({ channel, show }, message) => {
    const thread = threadOf(message.thread)
    const first = { ...shared(message), channel, blocks: blocks(message, show) }
    if (!thread) return { first }
    const isUrgent = message.reason === 'level-raised'
    const place = { channel: thread.channel, thread_ts: thread.ts, ...(isUrgent && { reply_broadcast: true }) }
    const reply = { ...shared(message), ...place, blocks: replyBlocks(message) }
    return { first, update: { ...first, ...thread }, reply }
  },
  send: async ({ api_url, token }, payload, { id }, outside) => {
    const { first = null, update, reply } = payload as JsonObject
    const call = (method: string, body: Json): Promise<SendResult> =>
      post(outside, id, {
        url: `${api_url.replace(/\/$/, '')}/${method}`,
        body,
        secret: token,
        sign: (key) => ({ headers: { authorization: `Bearer ${key}` } }),
        judge,
      })
    if (!update || !reply) return call('chat.postMessage', first)
    // The update goes first: should the reply fail, both are tried again, and only an update may be done twice.
    const updated = await call('chat.update', update)
    if (!updated.ok && updated.retry) return updated
    const isThere = updated.ok || UNCHANGEABLE.test(updated.reason)
    // The first message is gone: what must be told is told anew.
    return call('chat.postMessage', isThere ? reply : first)
  },
})
