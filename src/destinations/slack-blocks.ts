/** An alert as Slack blocks. Text from records stands in `plain_text` objects only, where no markup is read. */
import type { Message } from '../core/destination.ts'
import type { Json, JsonObject } from '../core/json.ts'
import { fit, slack } from './escape.ts'
import { type Fitted, fitted, headline, inShort, isFiring, layout, ROOMY, type Shown } from './layout.ts'

/**
 * Header 150 characters, section 3,000, ten fields of 2,000, 50 blocks (docs.slack.dev, "Blocks" and "Section block").
 * All blocks together must stay below about 13,000 (github.com/slackapi/bolt-js, issue 2509: `msg_blocks_too_long`).
 */
const HEADER = 150
const plainText = (text: string): JsonObject => ({ type: 'plain_text', text, emoji: false })
const section = (text: string): JsonObject => ({ type: 'section', text: plainText(text) })

/** `<eventName>: <message>`, after what a reader must know first: that it is over, or only a test. */
const firstLine = (parts: Fitted): string =>
  isFiring(parts) ? `${parts.event}: ${parts.sentence}` : `${parts.label} ${parts.sentence}`

/** What stands in a preview, and is read aloud. */
export const fallbackText = (message: Message): string => {
  const parts = fitted(layout(message), slack, ROOMY)
  return [firstLine(parts), parts.seen].filter((line) => line !== '').join('\n')
}

/** The message without blocks; at most 6,000 of the 40,000 characters that a text may have. */
export const shortText = (message: Message, show: readonly Shown[] | undefined): string => {
  const parts = fitted(layout(message, show), slack, ROOMY)
  return inShort(parts, firstLine(parts)).join('\n')
}

/** What keeps Slack from reading markup into the text and from fetching addresses that stand in it. */
export const INERT = { mrkdwn: false, unfurl_links: false, unfurl_media: false }

export const blocks = (message: Message, show: readonly Shown[] | undefined): readonly Json[] => {
  const whole = layout(message, show)
  const parts = fitted(whole, slack, ROOMY)
  const head = fit(headline(whole), HEADER, slack)
  return [
    { type: 'header', text: plainText(head) },
    ...(head.endsWith('…') ? [section(parts.sentence)] : []),
    ...(parts.description === '' ? [] : [section(parts.description)]),
    { type: 'section', fields: parts.facts.map(({ name, text }) => plainText(`${name}\n${text}`)) },
    ...also(parts),
    ...list(
      'do',
      parts.steps.map((step, at) => `${at + 1}. ${step}`),
    ),
    ...list('event', parts.record === '' ? [] : [parts.record]),
    { type: 'context', elements: [{ type: 'mrkdwn', text: nextSteps(parts), verbatim: true }] },
  ]
}

/** The short form that stands in the thread of the first message. */
export const replyBlocks = (message: Message): readonly Json[] => {
  const parts = fitted(layout(message), slack, ROOMY)
  return [
    section(headline(parts)),
    ...also(parts),
    { type: 'context', elements: parts.facts.filter(({ name }) => name === 'why').map(({ text }) => plainText(text)) },
  ]
}

const also = ({ reason, more }: Fitted): readonly Json[] =>
  list(
    reason === 'storm' ? 'folded into this message' : 'also',
    more.map((line) => `• ${line}`),
  )

const list = (name: string, lines: readonly string[]): readonly Json[] =>
  lines.length > 0 ? [section([name, ...lines].join('\n'))] : []

/** The only markup: a command and addresses that are made of checked parts. */
const nextSteps = ({ command, links }: Fitted): string =>
  [`\`${command}\``, ...links.map(({ label, url }) => `<${slack(url)}|${label}>`)].join('  ·  ')
