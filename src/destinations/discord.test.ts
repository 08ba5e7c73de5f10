import { destinationContract, unsafe } from '../../test/contracts/destination.ts'
import type { Json } from '../core/json.ts'
import { discord } from './discord.ts'

interface Payload {
  readonly allowed_mentions: Json
  readonly embeds: readonly {
    readonly title: string
    readonly description: string
    readonly fields: readonly { readonly name: string; readonly value: string }[]
  }[]
}

/** What is left of a text once our own code span and links, and everything behind a backslash, are gone. */
const active = (text: string): string =>
  text
    .replace(/^`tattletrail investigate[ \w.:/+=,@-]*`$/gm, '')
    .replace(/^\[[\w -]+\]\(https:\/\/[^\s()]+\)$/gm, '')
    .replace(/\\[^0-9A-Za-z\s]/g, '')

destinationContract(discord, {
  settings: { webhook_url: 'env:DISCORD_URL' },
  secrets: (url) => ({ 'env:DISCORD_URL': `${url}/api/webhooks/123456789012345678/abcdefghijklmnopqrstuvwxyz` }),
  faults: (payload) => {
    const { allowed_mentions, embeds } = payload as unknown as Payload
    const { title = '', description = '', fields = [] } = embeds[0] ?? {}
    const all = [title, description, ...fields.flatMap(({ name, value }) => [name, value])]
    const size = all.join('').length
    return [
      ...unsafe(payload),
      ...(JSON.stringify(allowed_mentions) === '{"parse":[]}' ? [] : ['mentions are on']),
      ...all.filter((text) => /[*_~`|#<>[\]()@:\\]/.test(active(text))).map((text) => `active: ${text.slice(0, 90)}`),
      ...(title.length > 256 || description.length > 4096 || description === '' ? ['title or description'] : []),
      ...fields
        .filter(({ name, value }) => !name || !value || name.length > 256 || value.length > 1024)
        .map(({ name }) => name),
      ...(fields.length > 25 ? ['more than 25 fields'] : []),
      ...(size > 6000 ? [`${size} characters`] : []),
    ]
  },
  http: { yes: { status: 200, body: '{"id":"1"}' }, key: ({ path, body }) => [path, body] },
})
