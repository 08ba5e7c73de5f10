/** Discord by webhook: one embed for each notification; nobody is ever pinged. */
import { z } from 'zod'
import type { JsonObject } from '../core/json.ts'
import type { Level } from '../core/rule.ts'
import { defineDestination, secretUrl } from './define.ts'
import { discord as inert } from './escape.ts'
import { post } from './http-result.ts'
import { fitted, type Layout, layout } from './layout.ts'

const COLORS: Readonly<Record<Level, number>> = {
  critical: 0xd92d20,
  high: 0xf79009,
  medium: 0xfac515,
  low: 0x2e90fa,
  informational: 0x98a2b3,
}
const GREEN = 0x12b76a

/**
 * Title 256, description 4,096, 25 fields, field value 1,024, and 6,000 characters in all (discord.com/developers/docs,
 * "Message Resource", Embed Limits). At most 60 + 1,000 + 8 x 250 + 2 x 7 x 160 + 5 links come together here.
 */
const ROOM = { sentence: 800, fact: 220, line: 120, lines: 6, record: 0 }

const field = (name: string, lines: readonly string[]): readonly JsonObject[] =>
  lines.length > 0 ? [{ name, value: lines.join('\n'), inline: false }] : []

/** Made of checked parts: neither a backtick nor a bracket is in them. */
const further = ({ command, links }: Pick<Layout, 'command' | 'links'>): readonly string[] => [
  `\`${command}\``,
  ...links.map(({ label, url }) => `[${label}](${url})`),
]

export const discord = defineDestination({
  type: 'discord',
  title: 'Discord webhook',
  config: z.strictObject({ webhook_url: secretUrl }),
  render: (_, message) => {
    const whole = layout(message)
    const parts = fitted(whole, inert, ROOM)
    const embed = {
      title: `${parts.mark} ${parts.label}`,
      description: parts.sentence,
      color: parts.reason === 'resolved' ? GREEN : COLORS[parts.level],
      fields: [
        ...parts.facts.map(({ name, text }) => ({
          name,
          value: text,
          inline: name === 'account' || name === 'region',
        })),
        ...field(parts.reason === 'storm' ? 'folded into this message' : 'also', parts.more),
        ...field(
          'do',
          parts.steps.map((step, at) => `${at + 1}\\. ${step}`),
        ),
        ...field('look further', further({ ...parts, command: whole.command, links: parts.links.slice(0, 2) })),
      ],
    }
    return { allowed_mentions: { parse: [] }, embeds: [embed] }
  },
  // Without `wait` Discord answers before it has looked at the message.
  send: ({ webhook_url }, payload, { id }, outside) =>
    post(outside, id, { url: webhook_url, query: { wait: 'true' }, body: payload }),
})
