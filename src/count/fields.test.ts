import { expect, test } from 'vitest'
import { toEvent } from '../cloudtrail/event.ts'
import { NO_CONTEXT } from '../core/finding.ts'
import type { JsonObject } from '../core/json.ts'
import { FIELDS, OVERVIEW } from './fields.ts'

const role = (session: string): JsonObject => ({
  userIdentity: {
    type: 'AssumedRole',
    arn: `arn:aws:sts::123456789012:assumed-role/ci/${session}`,
    accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
  },
})
const CONTEXT = {
  ...NO_CONTEXT,
  place: { country: 'NL', city: 'Utrecht', asn: 64_500, org: 'Example Net' },
  network: { name: null, kind: 'vpn' },
  account: { ...NO_CONTEXT.account, name: 'shop' },
}

const CASES: readonly (readonly [string, JsonObject, string | null])[] = [
  ['country', {}, 'NL'],
  ['city', {}, 'Utrecht'],
  ['asn', {}, 'AS64500 Example Net'],
  ['network', {}, 'vpn'],
  ['principal', role('dana'), 'dana (role ci)'],
  ['principal', role('build-4711'), 'build-# (role ci)'],
  ['principal', role('dana2'), 'dana2 (role ci)'],
  ['tool', { userAgent: 'aws-cli/2.15.0 Python/3.11.6 Linux/5.10-kali exe/x86_64' }, 'AWS CLI on Kali Linux'],
  ['tool', {}, null],
  ['error', { errorCode: 'AccessDenied', errorMessage: 'no' }, 'AccessDenied'],
  ['error', { eventName: 'ConsoleLogin', errorMessage: 'Failed authentication' }, 'Failed authentication'],
  ['error', { errorCode: '' }, null],
  ['event', { eventName: 'ListBuckets' }, 'ListBuckets'],
  ['event', { eventName: 7 }, null],
  ['source', { eventSource: 's3.amazonaws.com' }, 's3.amazonaws.com'],
  ['account', { recipientAccountId: '123456789012' }, 'shop (123456789012)'],
  ['region', { awsRegion: 'eu-west-1' }, 'eu-west-1'],
  ['ip', { sourceIPAddress: '198.51.100.7' }, '198.51.100.7'],
  ['key', role('dana'), 'ASIAIOSFODNN7EXAMPLE'],
  ['key', {}, null],
]

test('every field has a case', () => {
  expect(new Set(CASES.map(([name]) => name))).toEqual(new Set(Object.keys(FIELDS)))
  expect(OVERVIEW.length).toBeGreaterThan(10)
})

test.each(CASES)('%s of %j is %j', (name, raw, expected) => {
  expect(FIELDS[name]?.({ event: toEvent(raw), context: CONTEXT })).toBe(expected)
})

test('without a context nothing is made up', () => {
  const facts = { event: toEvent({ recipientAccountId: '123456789012' }), context: NO_CONTEXT }
  expect(['country', 'city', 'asn', 'network', 'account'].map((name) => FIELDS[name]?.(facts))).toEqual([
    null,
    null,
    null,
    null,
    '123456789012',
  ])
})
