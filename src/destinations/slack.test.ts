import { expect, test } from 'vitest'
import { destinationContract } from '../../test/contracts/destination.ts'
import { aMessage, PLAIN } from '../../test/contracts/messages.ts'
import { type Received, type Reply, startWorld } from '../../test/contracts/outside.ts'
import type { Message } from '../core/destination.ts'
import { slack } from './slack.ts'
import { messagesIn, slackFaults } from './testing/slack.ts'

const TOKEN = 'xoxb-0000-example-token'
const said = (body: object): Reply => ({ status: 200, body: JSON.stringify(body) })
const YES = said({ ok: true, channel: 'C024BE91L', ts: '1503435956.000247' })
const THREAD = { channel: 'C024BE91L', ts: '1503435956.000247' }

const world = await startWorld()
const api = `${world.url}/api`

destinationContract(slack, {
  settings: { token: 'env:SLACK_TOKEN', channel: 'C024BE91L', api_url: api },
  secrets: () => ({ 'env:SLACK_TOKEN': TOKEN }),
  thread: THREAD,
  variants: { 'with the event': { show: ['event'] } },
  parts: messagesIn,
  faults: slackFaults,
  server: world,
  http: {
    yes: YES,
    key: ({ body }) => JSON.parse(body).metadata.event_payload.id,
    answers: [
      ...[
        'ratelimited',
        'internal_error',
        'fatal_error',
        'service_unavailable',
        'request_timeout',
        'team_added_to_org',
      ].map((error) => ({
        name: error,
        reply: said({ ok: false, error }),
        expect: 'retry' as const,
      })),
      ...['invalid_auth', 'channel_not_found', 'not_in_channel', 'is_archived', 'msg_too_long', 'invalid_blocks'].map(
        (error) => ({ name: error, reply: said({ ok: false, error }), expect: 'dead' as const }),
      ),
      { name: 'a page of a proxy', reply: { status: 200, body: '<html>log in</html>' }, expect: 'retry' },
    ],
  },
})

const settings = slack.config.parse({ token: 'env:SLACK_TOKEN', channel: 'C024BE91L', api_url: api })
const tell = async (message: Message, answer: (received: Received) => Reply) => {
  world.received.length = 0
  world.answer(answer)
  const outside = world.outside({ secret: async (reference) => (reference === 'env:SLACK_TOKEN' ? TOKEN : reference) })
  const result = await slack.send(settings, slack.render(settings, message), message, outside)
  return {
    result,
    calls: world.received.map(({ path, headers, body }) => ({
      path,
      token: headers.authorization,
      body: JSON.parse(body),
    })),
  }
}
const later = (name: string): Message => ({ ...(PLAIN[name] ?? aMessage()), thread: THREAD })

test('the first message opens the thread', async () => {
  const { result, calls } = await tell(aMessage(), () => YES)
  expect(result).toEqual({ ok: true, thread: THREAD })
  expect(calls).toMatchObject([
    { path: '/api/chat.postMessage', token: `Bearer ${TOKEN}`, body: { channel: 'C024BE91L' } },
  ])
  expect(calls[0]?.body).not.toHaveProperty('thread_ts')
})

test('what follows updates the first message and answers in its thread', async () => {
  const { result, calls } = await tell(later('new findings'), () => YES)
  expect(result.ok).toBe(true)
  expect(calls).toMatchObject([
    { path: '/api/chat.update', body: { ts: THREAD.ts } },
    { path: '/api/chat.postMessage', body: { thread_ts: THREAD.ts } },
  ])
  expect(calls[1]?.body).not.toHaveProperty('reply_broadcast')
})

test('a raised level is shown in the channel too', async () => {
  const { calls } = await tell(later('level raised'), () => YES)
  expect(calls[1]?.body).toMatchObject({ thread_ts: THREAD.ts, reply_broadcast: true })
})

test('when the first message is gone, a new one is sent', async () => {
  const { result, calls } = await tell(later('resolved'), ({ path }) =>
    path.endsWith('update') ? said({ ok: false, error: 'message_not_found' }) : YES,
  )
  expect(result.ok).toBe(true)
  expect(calls.map(({ path }) => path)).toEqual(['/api/chat.update', '/api/chat.postMessage'])
  expect(calls[1]?.body).not.toHaveProperty('thread_ts')
})

test.each(['edit_window_closed', 'cant_update_message'])('%s: the thread is answered all the same', async (error) => {
  const { result, calls } = await tell(later('new findings'), ({ path }) =>
    path.endsWith('update') ? said({ ok: false, error }) : YES,
  )
  expect(result.ok).toBe(true)
  expect(calls[1]?.body).toMatchObject({ thread_ts: THREAD.ts })
})

test('nothing is posted while the update must wait', async () => {
  const { result, calls } = await tell(later('resolved'), () => said({ ok: false, error: 'ratelimited' }))
  expect(result).toMatchObject({ ok: false, retry: true })
  expect(calls).toHaveLength(1)
})

test('an answer that was cut off is understood: it repeats the message', async () => {
  const text = '{"ok":false,"error":"x","ts":"1.1","channel":"C9"} '.repeat(200)
  const body = JSON.stringify({ ok: true, ...THREAD, message: { text, blocks: [text] } })
  expect(body.length).toBeGreaterThan(4096)
  const { result } = await tell(aMessage(), () => ({ status: 200, body }))
  expect(result).toEqual({ ok: true, thread: THREAD })
})

test('an address that ends in a slash is the same address', async () => {
  world.received.length = 0
  world.answer(YES)
  const slash = slack.config.parse({ token: 'env:SLACK_TOKEN', channel: 'C024BE91L', api_url: `${api}/` })
  await slack.send(slash, slack.render(slash, aMessage()), aMessage(), world.outside())
  expect(world.received.map(({ path }) => path)).toEqual(['/api/chat.postMessage'])
})
