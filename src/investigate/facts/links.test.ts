/** Which links a record holds: names, addresses, and where a text is too long to be one. */
import { expect, test } from 'vitest'
import { toEvent } from '../../cloudtrail/event.ts'
import type { JsonObject } from '../../core/json.ts'
import { ACCOUNT, call, idsOf, keyId, reachOver, roleArn, session, sessionArn, user } from '../testing/scene.ts'
import { linksOf, sessionsOfRole } from './links.ts'

const INSIDE = '10.0.1.5'
const INTRUDER = '198.51.100.7'
const WORK = keyId('ASIA', 'work')
const mine = session('Box', 'i-0123456789abcdef0', WORK)
const theirs = { ...user('app', keyId('AKIA', 'app')), accountId: '111122223333' }
const through = (vpcEndpointId: string): JsonObject => ({ vpcEndpointId })

test('a private address of another account is another machine, whichever endpoint was used', () => {
  const records = [
    call('a1', 0, mine, INSIDE, 'sts:GetCallerIdentity', through('vpce-0a')),
    call('a2', 1, mine, INSIDE, 'iam:ListUsers', through('vpce-0b')),
    call('h1', 2, theirs, INSIDE, 's3:ListBuckets', through('vpce-0c')),
    call('a3', 3, mine, INTRUDER, 'iam:ListUsers'),
  ]
  for (const seed of [{ kind: 'address', value: INTRUDER } as const, { kind: 'key', value: WORK } as const]) {
    const { closure } = reachOver(records, seed)
    expect(idsOf(closure)).toBe('a1 a2 a3')
    expect([...closure.nodes.keys()]).toContain(`address:${INSIDE}@${ACCOUNT}`)
  }
  const { closure } = reachOver(records, { kind: 'address', value: INSIDE })
  expect(idsOf(closure)).toContain('a1 a2 h1')
  expect(idsOf(reachOver(records, { kind: 'network', value: '10.0.0.0/8' }).closure)).toContain('a1 a2 h1')
})

test('a private address without an endpoint, and a public one with one, are what they are', () => {
  const records = [
    call('a1', 0, mine, INSIDE, 'iam:ListUsers'),
    call('a2', 1, theirs, INSIDE, 'iam:ListUsers'),
    call('a3', 2, mine, INTRUDER, 'iam:ListUsers', through('vpce-0a')),
  ]
  const { closure } = reachOver(records, { kind: 'address', value: INSIDE })
  expect(idsOf(closure)).toBe('a1 a2 a3')
})

test.each([
  [2048, true],
  [2049, false],
])('a text of %i characters is a name: %s', (length, isName) => {
  const long = (begin: string): string => begin.padEnd(length, 'x')
  const role = long(roleArn(''))
  expect(sessionsOfRole(role)).toBe(isName ? `${sessionArn(role.slice(roleArn('').length), '')}` : undefined)
  const who = { ...user('app', long('AKIA')), arn: long(ACCOUNT) }
  const assume = call('a', 0, who, INTRUDER, 'sts:AssumeRole', { requestParameters: { roleArn: role } })
  const make = call('m', 0, who, INTRUDER, 'ec2:RunInstances', {
    responseElements: { instancesSet: { items: [{ instanceId: long('i-') }] } },
  })
  const { key, arn, assumes } = linksOf(toEvent(assume))
  const [made] = linksOf(toEvent(make)).made
  expect([key, arn, assumes, made?.value].map((found) => found?.length)).toEqual(
    Array.from({ length: 4 }, () => (isName ? length : undefined)),
  )
})
