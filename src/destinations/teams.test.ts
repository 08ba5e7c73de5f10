import { expect, test } from 'vitest'
import { bytes, destinationContract, texts, unsafe } from '../../test/contracts/destination.ts'
import { aMessage } from '../../test/contracts/messages.ts'
import { isObject, type Json, type JsonObject } from '../core/json.ts'
import { teams } from './teams.ts'

/** Every object of the card, at any depth. */
const objects = (value: Json): readonly JsonObject[] =>
  Array.isArray(value)
    ? value.flatMap(objects)
    : isObject(value)
      ? [value, ...Object.values(value).flatMap(objects)]
      : []

/** The elements that do not read Markdown: text must stand in no other. */
const INERT = ['AdaptiveCard', 'RichTextBlock', 'TextRun', 'Action.OpenUrl', 'message']

const FAILED = 'Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error'

destinationContract(teams, {
  settings: { webhook_url: 'env:TEAMS_URL' },
  secrets: (url) => ({
    'env:TEAMS_URL': `${url}/workflows/0a1b2c3d4e5f60718293/triggers/manual/paths/invoke?sig=Zm9vYmFyYmF6`,
  }),
  faults: (payload) => [
    ...unsafe(payload),
    ...objects(payload).flatMap(({ type }) =>
      type === undefined || INERT.includes(String(type)) ? [] : [String(type)],
    ),
    ...texts(payload).filter((text) => text.includes('{{')),
    ...(objects(payload).some((object) => 'entities' in object) ? ['a mention'] : []),
    ...objects(payload).flatMap((object) => (object.type === 'TextRun' && !object.text ? ['an empty run'] : [])),
    ...(bytes(payload) > 28_000 ? [`${bytes(payload)} bytes`] : []),
  ],
  http: {
    yes: { status: 202 },
    key: ({ body }) => body,
    answers: [
      { name: 'an old connector that says 1', reply: { status: 200, body: '1' }, expect: 'ok' },
      {
        name: '200 with 429 in the text',
        reply: { status: 200, body: `${FAILED} 429 with ContextId x` },
        expect: 'retry',
      },
      {
        name: '200 with 413 in the text',
        reply: { status: 200, body: `${FAILED} 413 with ContextId x` },
        expect: 'dead',
      },
    ],
  },
})

test('it is the message that the Workflows template expects', () => {
  expect(teams.render({ webhook_url: 'env:TEAMS_URL' }, aMessage())).toMatchObject({
    type: 'message',
    attachments: [
      { contentType: 'application/vnd.microsoft.card.adaptive', content: { type: 'AdaptiveCard', version: '1.4' } },
    ],
  })
})
