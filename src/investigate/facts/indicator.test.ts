import { expect, test } from 'vitest'
import { toEvent } from '../../cloudtrail/event.ts'
import type { IndicatorKind } from '../../core/case.ts'
import { call, keyId, roleArn, session, sessionArn, user, userArn } from '../testing/scene.ts'
import { guessIndicator, identify, isName } from './indicator.ts'

test.each<[string, readonly IndicatorKind[]]>([
  ['198.51.100.7', ['address']],
  [' 2001:db8::1 ', ['address']],
  ['255.18.064.253', ['address']],
  ['198.51.100.0/24', ['network']],
  ['AKIAIOSFODNN7EXAMPLE', ['key']],
  ['ASIAIOSFODNN7EXAMPLE', ['key']],
  [userArn('dana'), ['user']],
  ['arn:aws:iam::123456789012:root', ['user']],
  [roleArn('team/Deploy'), ['role']],
  [sessionArn('Deploy', 'dana'), ['session']],
  ['arn:aws-cn:sts::123456789012:federated-user/dana', ['session']],
  ['assumed-role/Developer/*', ['session']],
  ['arn:aws:s3:::invoices', ['resource']],
  ['i-0123456789abcdef0', ['resource']],
  ['123456789012', ['account']],
  ['6f0c0000-0000-4000-8000-000000000091', ['event', 'resource']],
  ['build-bot', ['user', 'role', 'session', 'resource', 'event']],
])('%s', (written, kinds) => {
  expect(guessIndicator(written, undefined)).toEqual({ value: written.trim(), kinds })
  expect(guessIndicator(written, 'alert').kinds).toEqual(['alert'])
})

test.each<[string, string]>([
  ['arn:aws:ec2:eu-west-1:123456789012:instance/i-0123456789abcdef0', 'i-0123456789abcdef0'],
  ['arn:aws:ec2:eu-west-1:123456789012:instance/i-01234567', 'i-01234567'],
  ['arn:aws:ec2:eu-west-1::snapshot/snap-0123456789abcdef0', 'snap-0123456789abcdef0'],
  ['arn:aws:ec2:eu-west-1:123456789012:vpc-flow-log/fl-0123456789abcdef0', 'fl-0123456789abcdef0'],
  [
    'arn:aws:ec2:eu-west-1:123456789012:transit-gateway-attachment/tgw-attach-0123456789abcdef0',
    'tgw-attach-0123456789abcdef0',
  ],
  [`arn:aws:guardduty:eu-west-1:123456789012:detector/${'0a'.repeat(16)}`, '0a'.repeat(16)],
  [`arn:aws:guardduty:eu-west-1:123456789012:detector/${'0a'.repeat(16)}/finding/${'1b'.repeat(16)}`, '1b'.repeat(16)],
  [
    'arn:aws:kms:eu-west-1:123456789012:key/6f0c0000-0000-4000-8000-000000000091',
    '6f0c0000-0000-4000-8000-000000000091',
  ],
  [`arn:aws:ecs:eu-west-1:123456789012:task/orders/${'0a'.repeat(16)}`, '0a'.repeat(16)],
  // A name stays with its ARN, for others may be called so; so does one that looks like an id.
  ['arn:aws:ec2:eu-west-1:123456789012:key-pair/deploy', 'arn:aws:ec2:eu-west-1:123456789012:key-pair/deploy'],
  ['arn:aws:sqs:eu-west-1:123456789012:orders-20260301', 'arn:aws:sqs:eu-west-1:123456789012:orders-20260301'],
  ['arn:aws:s3:::6f0c0000-0000-4000-8000-000000000091', 'arn:aws:s3:::6f0c0000-0000-4000-8000-000000000091'],
  [
    'arn:aws:cloudformation:eu-west-1:123456789012:stack/shop/6f0c0000-0000-4000-8000-000000000091',
    'arn:aws:cloudformation:eu-west-1:123456789012:stack/shop/6f0c0000-0000-4000-8000-000000000091',
  ],
  [
    'arn:aws:logs:eu-west-1:123456789012:log-group:/app/shop:*',
    'arn:aws:logs:eu-west-1:123456789012:log-group:/app/shop',
  ],
])('%s is looked up as %s', (arn, value) => {
  expect(guessIndicator(arn, undefined)).toEqual({ value, kinds: ['resource'] })
  expect(guessIndicator(arn, 'resource')).toEqual({ value, kinds: ['resource'] })
})

test('an IPv6 address that AWS spells otherwise is looked for in every spelling', () => {
  expect(guessIndicator('2001:DB8:0:0::1', undefined)).toEqual({ value: '2001:DB8:0:0::1/128', kinds: ['network'] })
})

const events = [
  call('1', 0, user('build-bot', keyId('AKIA', 'a')), '198.51.100.7', 'iam:CreateUser', {
    requestParameters: { userName: 'helper2' },
  }),
  call('2', 0, session('Deploy', 'dana', keyId('ASIA', 'b')), '198.51.100.7', 's3:ListBuckets'),
  call('3', 0, session('Deploy', 'emil', keyId('ASIA', 'c')), '198.51.100.7', 's3:ListBuckets'),
].map(toEvent)

test.each<[string, readonly string[]]>([
  ['build-bot', [userArn('build-bot')]],
  ['helper2', [userArn('helper2')]],
  ['Deploy', [roleArn('Deploy')]],
  ['dana', [sessionArn('Deploy', 'dana')]],
  ['assumed-role/Deploy/*', [sessionArn('Deploy', '*')]],
  ['assumed-role/Deploy/emil', [sessionArn('Deploy', 'emil')]],
  ['2', ['2']],
  ['nobody', []],
])('the name %s is', (name, values) => {
  const guess = guessIndicator(name, undefined)
  expect(isName(guess)).toBe(true)
  expect(identify(guess, events).map(({ value }) => value)).toEqual(values)
})
