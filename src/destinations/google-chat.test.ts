import { expect, test } from 'vitest'
import { bytes, destinationContract, texts, unsafe } from '../../test/contracts/destination.ts'
import { aMessage, PLAIN } from '../../test/contracts/messages.ts'
import type { JsonObject } from '../core/json.ts'
import { googleChat } from './google-chat.ts'

const SETTINGS = { webhook_url: 'env:CHAT_URL' }

destinationContract(googleChat, {
  settings: SETTINGS,
  secrets: (url) => ({ 'env:CHAT_URL': `${url}/v1/spaces/AAAAexample/messages?key=abcdefgh&token=ijklmnop%3D` }),
  faults: (payload) => {
    const { text, cardsV2 = null } = payload as JsonObject
    const ours = texts(cardsV2).map((one) => one.replace(/<\/?b>|<br>/g, ''))
    return [
      ...unsafe(payload),
      ...(text === undefined ? [] : ['the text of a message reads markup']),
      ...ours.filter((one) => !one.startsWith('https://') && /[<>"]|&(?!(?:amp|lt|gt|quot|#39);)/.test(one)),
      ...(bytes(payload) > 32_000 ? [`${bytes(payload)} bytes`] : []),
    ]
  },
  http: {
    yes: { status: 200, body: '{"name":"spaces/AAAAexample/messages/x"}' },
    key: ({ path }) => new URL(path, 'http://x').searchParams.get('requestId'),
  },
})

test('messages of one alert share a thread', () => {
  const threads = ['first', 'resolved'].map(
    (name) => (googleChat.render(SETTINGS, PLAIN[name] ?? aMessage()) as JsonObject).thread,
  )
  expect(threads).toEqual([{ threadKey: 'a1b2c3d4e5f60718:1' }, { threadKey: 'a1b2c3d4e5f60718:1' }])
})
