/** Google Chat by webhook: a card for each notification, those of one alert in one thread. */
import { z } from 'zod'
import type { JsonObject } from '../core/json.ts'
import { defineDestination, secretUrl } from './define.ts'
import { fit, html, plain } from './escape.ts'
import { post } from './http-result.ts'
import { fitted, headline, layout, ROOMY } from './layout.ts'

/** Text of widgets is HTML (developers.google.com/chat, "Format messages", Card text); that of the message would read `<users/all>`. */
const paragraph = (text: string): JsonObject => ({ textParagraph: { text } })

const button = ({ label, url }: { readonly label: string; readonly url: string }): JsonObject => ({
  text: label,
  onClick: { openLink: { url } },
})

export const googleChat = defineDestination({
  type: 'google_chat',
  title: 'Google Chat webhook',
  config: z.strictObject({ webhook_url: secretUrl }),
  sendsResolved: true,
  /** 32,000 bytes in all (developers.google.com/chat, spaces.messages.create). */
  render: (_, message) => {
    const { alert } = message
    const whole = layout(message)
    const parts = fitted(whole, html, { ...ROOMY, sentence: 800 })
    const lines = [
      ...(parts.more.length > 0 ? [paragraph(parts.more.map((line) => `• ${line}`).join('<br>'))] : []),
      ...(parts.steps.length > 0 ? [paragraph(parts.steps.map((step, at) => `${at + 1}. ${step}`).join('<br>'))] : []),
    ]
    const widgets = [
      paragraph(`<b>${headline(parts)}</b>`),
      ...parts.facts.map(({ name, text }) => ({ decoratedText: { topLabel: name, text, wrapText: true } })),
      ...lines,
      paragraph(parts.command),
      ...(parts.links.length > 0 ? [{ buttonList: { buttons: parts.links.map(button) } }] : []),
    ]
    return {
      fallbackText: fit(headline(whole), 300, plain),
      thread: { threadKey: `${alert.id}:${alert.episode}` },
      cardsV2: [{ cardId: 'alert', card: { sections: [{ widgets }] } }],
    }
  },
  // A request id that Chat has seen returns the message that it made then (spaces.messages.create, requestId).
  send: ({ webhook_url }, payload, { id }, outside) =>
    post(outside, id, {
      url: webhook_url,
      query: { requestId: id, messageReplyOption: 'REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD' },
      body: payload,
    }),
})
