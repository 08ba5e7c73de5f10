/** An alert as Slack blocks. Text from records stands in `plain_text` objects only, where no markup is read. */
import type { Message } from '../core/destination.ts'
import type { Json, JsonObject } from '../core/json.ts'
import { fit, slack } from './escape.ts'
import { fitted, headline, type Layout, layout, ROOMY } from './layout.ts'

/**
 * Header 150 characters, section 3,000, ten fields of 2,000, 50 blocks (docs.slack.dev, "Blocks" and "Section block").
 * All blocks together must stay below about 13,000 (github.com/slackapi/bolt-js, issue 2509: `msg_blocks_too_long`).
 */
const HEADER = 150
/** A preview on a phone; 40,000 would be allowed. */
const TEXT = 1500

const plainText = (text: string): JsonObject => ({ type: 'plain_text', text, emoji: false })
const section = (text: string): JsonObject => ({ type: 'section', text: plainText(text) })

/** `<eventName>: <message>`, after what a reader must know first: that it is over, or only a test. */
export const fallbackText = (message: Message): string => {
  const { reason, label, sentence } = layout(message)
  const event = message.alert.findings.at(-1)?.event.name || 'UNKNOWN EVENT'
  const isFiring = reason !== 'test' && reason !== 'resolved' && reason !== 'storm'
  return fit(isFiring ? `${event}: ${sentence}` : `${label} ${sentence}`, TEXT, slack)
}

/** What keeps Slack from reading markup into the text and from fetching addresses that stand in it. */
export const INERT = { mrkdwn: false, unfurl_links: false, unfurl_media: false }

export const blocks = (message: Message): readonly Json[] => {
  const whole = layout(message)
  const parts = fitted(whole, slack, ROOMY)
  const head = fit(headline(whole), HEADER, slack)
  const lists: readonly (readonly [string, readonly string[]])[] = [
    [parts.reason === 'storm' ? 'folded into this message' : 'also', parts.more.map((line) => `• ${line}`)],
    ['do', parts.steps.map((step, at) => `${at + 1}. ${step}`)],
  ]
  return [
    { type: 'header', text: plainText(head) },
    ...(head.endsWith('…') ? [section(parts.sentence)] : []),
    { type: 'section', fields: parts.facts.map(({ name, text }) => plainText(`${name}\n${text}`)) },
    ...lists.flatMap(([name, lines]) => (lines.length > 0 ? [section(`${name}\n${lines.join('\n')}`)] : [])),
    { type: 'context', elements: [{ type: 'mrkdwn', text: nextSteps(parts), verbatim: true }] },
  ]
}

/** The short form that stands in the thread of the first message. */
export const replyBlocks = (message: Message): readonly Json[] => {
  const parts = fitted(layout(message), slack, ROOMY)
  return [
    section(headline(parts)),
    { type: 'context', elements: parts.facts.filter(({ name }) => name === 'why').map(({ text }) => plainText(text)) },
  ]
}

/** The only markup: a command and addresses that are made of checked parts. */
const nextSteps = ({ command, links }: Layout): string =>
  [`\`${command}\``, ...links.map(({ label, url }) => `<${slack(url)}|${label}>`)].join('  ·  ')
