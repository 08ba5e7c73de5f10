import { expect, test } from 'vitest'
import { destinationContract } from '../../test/contracts/destination.ts'
import { alertOf, aMessage, PLAIN, wholeFinding } from '../../test/contracts/messages.ts'
import { slackWebhook } from './slack-webhook.ts'
import { slackFaults } from './testing/slack.ts'

destinationContract(slackWebhook, {
  settings: { webhook_url: 'env:SLACK_WEBHOOK_URL' },
  variants: {
    'as text': { layout: 'text' },
    'with the event': { show: ['event'] },
    'as text, with the event': { layout: 'text', show: ['event'] },
  },
  secrets: (url) => ({ 'env:SLACK_WEBHOOK_URL': `${url}/services/T0001/B0002/abcdefghijklmnopqrstuvwx` }),
  faults: slackFaults,
  http: { yes: { status: 200, body: 'ok' }, key: ({ body }) => body },
})

const only = { webhook_url: 'env:SLACK_WEBHOOK_URL', layout: 'text' } as const

const LINK =
  'https://eu-west-1.console.aws.amazon.com/cloudtrailv2/home?region=eu-west-1#/events/6f0c1d2e-3b4a-4c5d-8e6f-7a8b9c0d1e91'

test('as text it is the event and the sentence, as the tools before it wrote, and a link to the event', () => {
  expect(slackWebhook.render(only, aMessage())).toMatchObject({
    text: `StopLogging: dana (role Developer) stopped logging on trail org-trail\n${LINK}`,
  })
  expect(slackWebhook.render(only, aMessage())).not.toHaveProperty('blocks')
})

test.each([
  ['resolved', 'RESOLVED CRITICAL dana (role Developer) deleted 2 flow logs'],
  ['test', 'TEST dana (role Developer) stopped logging on trail org-trail'],
  ['storm', 'STORM MEDIUM 60 alerts at once'],
])('text says first that it is %s', (name, first) => {
  const { text } = slackWebhook.render(only, PLAIN[name] ?? aMessage()) as { text: string }
  expect(text.split('\n')[0]).toBe(first)
})

test('text of several events says how many, which, and links to the latest', () => {
  const { text } = slackWebhook.render(only, alertOf(3_000, 'new-findings')) as { text: string }
  expect(text.split('\n')).toEqual([
    'TerminateInstances: mallory terminated instance i-02999',
    expect.stringMatching(/^×3,000 since 2026-03-04 02:14:09 UTC, last /),
    '- 2026-03-04 02:14:09 UTC · mallory terminated instance i-00000',
    ...[1, 2, 3, 4, 5, 6, 7, 8].map((at) => `- 2026-03-04 02:14:09 UTC · mallory terminated instance i-0${2990 + at}`),
    '- and 2,990 more',
    expect.stringMatching(/#\/events\/6f0c1d2e-3b4a-4c5d-8e6f-000000002999$/),
  ])
})

test('an event without a name is the unknown event', () => {
  const message = aMessage('first', { findings: [wholeFinding({ event: { name: '' }, message: 'something' })] })
  expect(slackWebhook.render(only, message)).toMatchObject({ text: `UNKNOWN EVENT: something\n${LINK}` })
})
