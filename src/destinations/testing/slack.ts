/** What Slack would refuse, or obey, in a payload. */
import { bytes, texts, unsafe } from '../../../test/contracts/destination.ts'
import { isObject, type Json, type JsonObject } from '../../core/json.ts'

const LIMITS: Readonly<Record<string, number>> = { header: 150, section: 3000, context: 2000 }

/** Text objects, each with the type of the block that it stands in. */
const textObjects = (value: Json, block = ''): readonly { readonly block: string; readonly object: JsonObject }[] => {
  if (Array.isArray(value)) return value.flatMap((one) => textObjects(one, block))
  if (!isObject(value)) return []
  if (value.type === 'plain_text' || value.type === 'mrkdwn') return [{ block, object: value }]
  const inside = typeof value.type === 'string' ? value.type : block
  return Object.values(value).flatMap((one) => textObjects(one, inside))
}

/** All the markup that there may be: the command and links made of checked parts. */
const OUR_MARKUP = /^`tattletrail investigate[ \w.:/+=,@-]*`(?: {2}· {2}<https:\/\/[^\s<>|]+\|[\w .:-]+>)*$/

const messageFaults = (message: JsonObject): readonly string[] => {
  const { text, mrkdwn, blocks = [], unfurl_links, unfurl_media } = message
  const objects = textObjects(blocks)
  const words = [
    String(text),
    ...objects.flatMap(({ object }) => (object.type === 'mrkdwn' ? [] : texts(object.text ?? null))),
  ]
  return [
    ...(mrkdwn === false && unfurl_links === false && unfurl_media === false ? [] : ['markup or unfurling is on']),
    ...words.filter((word) => /[<>]|&(?!(?:amp|lt|gt);)/.test(word)).map((word) => `not escaped: ${word.slice(0, 80)}`),
    ...objects.flatMap(({ block, object }) => {
      const { type, text: said, emoji } = object
      const limit = LIMITS[block] ?? 0
      return [
        ...(String(said).length > limit || said === '' ? [`${block} of ${String(said).length} characters`] : []),
        ...(type === 'plain_text' && emoji !== false ? ['emoji would be read'] : []),
        ...(type === 'mrkdwn' && !OUR_MARKUP.test(String(said)) ? [`foreign markup: ${String(said)}`] : []),
      ]
    }),
    ...(Array.isArray(blocks) && blocks.length > 50 ? ['more than 50 blocks'] : []),
    ...(JSON.stringify(blocks).length > 13_000 ? [`${JSON.stringify(blocks).length} characters of blocks`] : []),
    ...(String(text).length > 40_000 || text === '' ? ['text too long or empty'] : []),
  ]
}

/** By bot token a payload holds the first message, and later what becomes of it and the reply. */
export const messagesIn = (payload: Json): readonly JsonObject[] => {
  const { first, update, reply } = payload as JsonObject
  return first ? [first, update, reply].filter(isObject) : [payload as JsonObject]
}

export const slackFaults = (payload: Json): readonly string[] => {
  return [
    ...unsafe(payload),
    ...messagesIn(payload).flatMap(messageFaults),
    ...(bytes(payload) > 200_000 ? ['too large'] : []),
  ]
}
