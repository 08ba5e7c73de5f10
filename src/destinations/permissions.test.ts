/** What sending is narrowed to, for each form that the settings may have. */
import { expect, test } from 'vitest'
import { destinations } from './index.ts'

const from = (address: string) => ({ StringEquals: { 'ses:FromAddress': address } })
const TO = ['oncall@example.com']

test.each([
  ['sns', { sns_arn: 'arn:aws-cn:sns:cn-north-1:123456789012:t' }, 'arn:aws-cn:sns:cn-north-1:123456789012:t'],
  [
    'sqs',
    { queue_url: 'https://sqs.us-gov-west-1.amazonaws.com/123456789012/q.fifo' },
    'arn::sqs:us-gov-west-1:123456789012:q.fifo',
  ],
  ['sqs', { queue_url: 'https://queue.example.com/q' }, 'arn::sqs:*:*:q'],
  ['eventbridge', {}, 'arn::events:::event-bus/default'],
  ['eventbridge', { event_bus: 'alerts' }, 'arn::events:::event-bus/alerts'],
  [
    'eventbridge',
    { event_bus: 'arn:aws:events:eu-west-1:123456789012:event-bus/b' },
    'arn:aws:events:eu-west-1:123456789012:event-bus/b',
  ],
  ['ses', { to_emails: TO, from_email: 'a@example.com' }, 'arn::ses:::identity/*', from('a@example.com')],
  [
    'ses',
    { to_emails: TO, from_email: 'Us <a@example.com>', region: 'eu-west-3' },
    'arn::ses:eu-west-3::identity/*',
    from('a@example.com'),
  ],
])('%s with %o', (type, written, resource, condition?: object) => {
  const kind = destinations.find((one) => one.type === type)
  const [permission, ...more] = kind?.read(written).data?.permissions ?? []
  expect(permission).toMatchObject({ resource })
  expect(permission?.condition).toEqual(condition)
  expect(more).toEqual([])
})
