/** Microsoft Teams by a Workflows webhook ("Post to a channel when a webhook request is received"): an Adaptive Card. */
import { z } from 'zod'
import type { JsonObject } from '../core/json.ts'
import type { Level } from '../core/rule.ts'
import { defineDestination, secretUrl } from './define.ts'
import { adaptiveCard } from './escape.ts'
import { byStatus, type Judge, post } from './http-result.ts'
import { fitted, headline, layout, ROOMY } from './layout.ts'

const COLORS: Readonly<Record<Level, string>> = {
  critical: 'Attention',
  high: 'Attention',
  medium: 'Warning',
  low: 'Accent',
  informational: 'Default',
}

/** A block of text runs: unlike text blocks and facts they know no Markdown (adaptivecards.io, "TextRun"). */
const block = (...inlines: readonly JsonObject[]): JsonObject => ({ type: 'RichTextBlock', inlines })
const run = (text: string, style: JsonObject = {}): JsonObject => ({ type: 'TextRun', text, ...style })
const label = (text: string): JsonObject => run(`${text}  `, { isSubtle: true })

/** Older connectors answer 200 with the true status in the text (learn.microsoft.com, "Rate limiting for connectors"). */
const judge: Judge = (response, now) => {
  const [, status] = /delivery failed.{0,200}?HTTP error (\d{3})/.exec(response.body) ?? []
  return byStatus(status === undefined ? response : { ...response, status: Number(status) }, now)
}

export const teams = defineDestination({
  type: 'teams',
  title: 'Microsoft Teams workflow',
  config: z.strictObject({ webhook_url: secretUrl }),
  /** About 28 KB (learn.microsoft.com, connector "Microsoft Teams", Known issues: message size limit). */
  render: (_, message) => {
    const parts = fitted(layout(message), adaptiveCard, { ...ROOMY, sentence: 800, line: 160 })
    const color = parts.reason === 'resolved' ? 'Good' : COLORS[parts.level]
    const card = {
      $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
      type: 'AdaptiveCard',
      version: '1.4',
      msteams: { width: 'Full' },
      body: [
        block(run(headline(parts), { weight: 'Bolder', size: 'Medium', color })),
        ...parts.facts.map(({ name, text }) => block(label(name), run(text))),
        ...parts.more.map((line) => block(label('also'), run(line))),
        ...parts.steps.map((step, at) => block(label(`${at + 1}.`), run(step))),
        block(run(parts.command, { fontType: 'Monospace' })),
      ],
      actions: parts.links.map(({ label: title, url }) => ({ type: 'Action.OpenUrl', title, url })),
    }
    const contentType = 'application/vnd.microsoft.card.adaptive'
    return { type: 'message', attachments: [{ contentType, contentUrl: null, content: card }] }
  },
  send: ({ webhook_url }, payload, { id }, outside) => post(outside, id, { url: webhook_url, body: payload, judge }),
})
