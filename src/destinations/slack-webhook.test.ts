import { expect, test } from 'vitest'
import { destinationContract } from '../../test/contracts/destination.ts'
import { aMessage, PLAIN, wholeFinding } from '../../test/contracts/messages.ts'
import { slackWebhook } from './slack-webhook.ts'
import { slackFaults } from './testing/slack.ts'

destinationContract(slackWebhook, {
  settings: { webhook_url: 'env:SLACK_WEBHOOK_URL' },
  secrets: (url) => ({ 'env:SLACK_WEBHOOK_URL': `${url}/services/T0001/B0002/abcdefghijklmnopqrstuvwx` }),
  faults: slackFaults,
  http: { yes: { status: 200, body: 'ok' }, key: ({ body }) => body },
})

const only = { webhook_url: 'env:SLACK_WEBHOOK_URL', layout: 'text' } as const

test('as one line it is the event and the sentence, as the tools before it wrote', () => {
  expect(slackWebhook.render(only, aMessage())).toMatchObject({
    text: 'StopLogging: dana (role Developer) stopped logging on trail org-trail',
  })
  expect(slackWebhook.render(only, aMessage())).not.toHaveProperty('blocks')
})

test.each([
  ['resolved', 'RESOLVED CRITICAL dana (role Developer) deleted 2 flow logs'],
  ['test', 'TEST dana (role Developer) stopped logging on trail org-trail'],
  ['storm', 'STORM MEDIUM 14 alerts at once: they are told in this one message'],
])('one line says first that it is %s', (name, text) => {
  expect(slackWebhook.render(only, PLAIN[name] ?? aMessage())).toMatchObject({ text })
})

test('an event without a name is the unknown event', () => {
  const message = aMessage('first', { findings: [wholeFinding({ event: { name: '' }, message: 'something' })] })
  expect(slackWebhook.render(only, message)).toMatchObject({ text: 'UNKNOWN EVENT: something' })
})
