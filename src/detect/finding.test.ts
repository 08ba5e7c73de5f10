/** A finding holds the event's record exactly where some destination sends it. */
import { expect, test } from 'vitest'
import { toEvent } from '../cloudtrail/event.ts'
import { NO_CONTEXT } from '../core/finding.ts'
import { type Enrichment, factsOf, toFinding } from './finding.ts'
import { aRule } from './testing/rules.ts'

const rule = aRule('r1', { title: 'Title', tags: ['attack.t1098'], renderMessage: ({ name }) => `did ${name}` })
const raw = {
  eventID: 'e1',
  eventTime: '2026-03-04T02:14:09Z',
  eventSource: 'iam.amazonaws.com',
  eventName: 'CreateUser',
  requestParameters: { userName: 'bob' },
}
const enrichment = (more: Partial<Enrichment> = {}): Enrichment => ({
  who: () => 'dana',
  tool: () => 'aws-cli',
  context: () => NO_CONTEXT,
  level: () => 'high',
  keepsRecord: false,
  ...more,
})

test('without the record', () => {
  const finding = toFinding(rule, toEvent(raw), null, 'a.json', enrichment())
  expect('record' in finding).toBe(false)
})

test('with the record as it is', () => {
  const event = toEvent(raw)
  expect(toFinding(rule, event, null, 'a.json', enrichment({ keepsRecord: true })).record).toBe(event.raw)
})

test('what is looked up, and what the rule says', () => {
  const finding = toFinding(
    { ...rule, groupBy: ['requestParameters.userName', 'x'] },
    toEvent(raw),
    7,
    'a',
    enrichment(),
  )
  expect(finding).toMatchObject({
    rule: { id: 'r1', level: 'low', status: 'stable' },
    level: 'high',
    who: 'dana',
    tool: 'aws-cli',
    message: 'did CreateUser',
    annotation: 7,
    eventIds: ['e1'],
    group: { 'requestParameters.userName': 'bob', x: null },
    file: 'a',
  })
  const { eventID: _, ...anonymous } = raw
  expect(toFinding(rule, toEvent(anonymous), null, 'a', enrichment())).toMatchObject({ eventIds: [], group: null })
})

test('the facts of the event as they are, and null where it has none', () => {
  const userIdentity = {
    ...{ type: 'AssumedRole', arn: 'arn:aws:sts::123456789012:assumed-role/Developer/dana', accountId: '123456789012' },
    ...{ principalId: 'AROAEXAMPLE:dana', accessKeyId: 'ASIAIOSFODNN7EXAMPLE' },
  }
  const whole = {
    ...raw,
    userIdentity,
    errorCode: 'AccessDenied',
    awsRegion: 'eu-west-1',
    recipientAccountId: '123456789012',
  }
  expect(factsOf(toEvent(whole))).toEqual({
    event: {
      ...{ id: 'e1', time: raw.eventTime, accountId: '123456789012', region: 'eu-west-1', source: raw.eventSource },
      ...{ name: 'CreateUser', errorCode: 'AccessDenied' },
    },
    principal: {
      ...{
        kind: 'AssumedRole',
        identity: 'arn:aws:iam::123456789012:role/Developer',
        name: 'Developer',
        arn: userIdentity.arn,
        principalId: 'AROAEXAMPLE',
      },
      ...{ accountId: '123456789012', accessKeyId: 'ASIAIOSFODNN7EXAMPLE', session: 'dana' },
    },
  })
  const { event, principal } = factsOf(toEvent({}))
  expect([event.errorCode, principal.arn, principal.principalId, principal.accountId]).toEqual([null, null, null, null])
  expect([principal.accessKeyId, principal.session]).toEqual([null, null])
})
