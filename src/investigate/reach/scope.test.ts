/** Which entity brings an event into scope, case by case; and how soon after its caller's own call a service acts for it. */
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../core/json.ts'
import { networkTest } from '../filter/networks.ts'
import { boardOver, entryOf } from '../testing/board.ts'
import {
  bot,
  call,
  HOME,
  INTRUDER,
  keyId,
  LEAKED,
  ROLE,
  roleArn,
  service,
  session,
  sessionArn,
  user,
  userArn,
} from '../testing/scene.ts'
import type { Blackboard } from './blackboard.ts'
import { inScope, whyOptional } from './scope.ts'

const NETWORK = '198.51.100.0/24'
const MACHINE = 'i-0123456789abcdef0'

const byBot = call('e', 0, bot, INTRUDER, 's3:ListBuckets')
const inRole = call('e', 0, session('Deploy', 'ci', ROLE), INTRUDER, 's3:ListBuckets')
const byMachine = call('e', 0, session('app', MACHINE, ROLE), HOME, 's3:ListBuckets')
const byAgent = { ...byMachine, userAgent: 'amazon-ssm-agent/3' }
const ofService = call('e', 0, service('ec2.amazonaws.com'), INTRUDER, 'sts:AssumeRole')

interface Row {
  readonly name: string
  readonly record: JsonObject
  readonly know: (board: Blackboard) => void
  readonly because: string | undefined
}
const rows: readonly Row[] = [
  { name: 'nothing is known', record: byBot, know: () => {}, because: undefined },
  {
    name: 'the event itself',
    record: ofService,
    know: (board) => board.bringIn(entryOf(board, 'e'), 'key:x'),
    because: 'key:x',
  },
  {
    name: 'its address',
    record: byBot,
    know: (board) => board.follow('address', INTRUDER, true, '', []),
    because: `address:${INTRUDER}`,
  },
  {
    name: 'its address, but a service called by itself',
    record: ofService,
    know: (board) => board.follow('address', INTRUDER, true, '', []),
    because: undefined,
  },
  {
    name: 'its address, though an agent called',
    record: byAgent,
    know: (board) => board.follow('address', HOME, true, '', []),
    because: `address:${HOME}`,
  },
  {
    name: 'all of its key',
    record: byBot,
    know: (board) => board.follow('key', LEAKED, true, '', []),
    because: `key:${LEAKED}`,
  },
  {
    name: 'some of its key',
    record: byBot,
    know: (board) => board.follow('key', LEAKED, false, '', []),
    because: undefined,
  },
  {
    name: 'its key from there',
    record: byBot,
    know: (board) => {
      board.follow('key', LEAKED, false, '', [])
      board.partOf(`key:${LEAKED}`, INTRUDER)
    },
    because: `key:${LEAKED}`,
  },
  {
    name: 'its key from elsewhere',
    record: byBot,
    know: (board) => {
      board.follow('key', LEAKED, false, '', [])
      board.partOf(`key:${LEAKED}`, HOME)
    },
    because: undefined,
  },
  {
    name: 'its user',
    record: byBot,
    know: (board) => board.follow('user', userArn('build-bot'), true, '', []),
    because: `user:${userArn('build-bot')}`,
  },
  {
    name: 'its session',
    record: inRole,
    know: (board) => board.follow('session', sessionArn('Deploy', 'ci'), true, '', []),
    because: `session:${sessionArn('Deploy', 'ci')}`,
  },
  {
    name: 'the role behind its session',
    record: inRole,
    know: (board) => board.follow('role', roleArn('Deploy'), true, '', []),
    because: `role:${roleArn('Deploy')}`,
  },
  {
    name: 'all sessions of the role',
    record: inRole,
    know: (board) => board.wildcards.push(`session:${sessionArn('Deploy', '*')}`),
    because: `session:${sessionArn('Deploy', '*')}`,
  },
  {
    name: 'all sessions of another role',
    record: inRole,
    know: (board) => board.wildcards.push(`session:${sessionArn('Dep', '*')}`),
    because: undefined,
  },
  {
    name: 'all sessions of a role, which a caller without a name has not',
    record: call('e', 0, { type: 'AWSAccount', accountId: '111122223333' }, INTRUDER, 's3:ListBuckets'),
    know: (board) => board.wildcards.push(`session:${sessionArn('Deploy', '*')}`),
    because: undefined,
  },
  {
    name: 'its machine',
    record: byMachine,
    know: (board) => board.machines.add(MACHINE),
    because: `resource:${MACHINE}`,
  },
  {
    name: 'its machine, of which only the agent called',
    record: byAgent,
    know: (board) => board.machines.add(MACHINE),
    because: undefined,
  },
]
test.each(rows)('in scope by: $name', ({ record, know, because }) => {
  const board = boardOver([record])
  know(board)
  expect(inScope(board, entryOf(board, 'e'))).toBe(because)
})

test('in scope by the network that the investigation starts with', () => {
  for (const [address, because] of [
    ['198.51.100.255', 'address:198.51.100.255'],
    ['198.51.101.0', undefined],
  ] as const) {
    const board = boardOver([{ ...byBot, sourceIPAddress: address }], { inSeedNetwork: networkTest([NETWORK]) })
    expect(inScope(board, entryOf(board, 'e'))).toBe(because)
  }
})

describe('AWS calls with a key: for the intruder, or for its owner', () => {
  const HOST = 'secretsmanager.amazonaws.com'
  const SECOND = 1 / 60
  const decrypt = (minutes: number): JsonObject => call('e', minutes, { ...bot, invokedBy: HOST }, HOST, 'kms:Decrypt')
  const own = (id: string, minutes: number, address: string): JsonObject =>
    call(id, minutes, bot, address, 'secretsmanager:GetSecretValue')
  const OURS = `key:${LEAKED}`
  const cases: readonly (readonly [string, readonly JsonObject[], string | undefined])[] = [
    ['at once, for the intruder', [own('a', 100, INTRUDER), decrypt(100)], OURS],
    ['at once, for the owner', [own('h', 100, HOME), decrypt(100)], undefined],
    ["the last call was the intruder's", [own('h', 90, HOME), own('a', 100, INTRUDER), decrypt(101)], OURS],
    ["the last call was the owner's", [own('a', 90, INTRUDER), own('h', 100, HOME), decrypt(101)], undefined],
    ['a call that comes later is not the cause', [own('h', 90, HOME), decrypt(91), own('a', 92, INTRUDER)], undefined],
    ['fifteen minutes after', [own('h', 50, HOME), own('a', 100, INTRUDER), decrypt(115)], OURS],
    ['a second later', [own('h', 50, HOME), own('a', 100, INTRUDER), decrypt(115 + SECOND)], undefined],
    ['any time, with a key that nobody else used', [own('a', 100, INTRUDER), decrypt(115 + SECOND)], OURS],
  ]
  test.each(cases)('%s', (_, records, because) => {
    const board = boardOver(records)
    board.follow('key', LEAKED, false, '', [])
    board.partOf(OURS, INTRUDER)
    expect(inScope(board, entryOf(board, 'e'))).toBe(because)
  })
})

describe('what may belong', () => {
  const HOST = 'ec2.amazonaws.com'
  const OTHER = user('build-bot', keyId('AKIA', 'other'))
  const cases: readonly (readonly [string, JsonObject, RegExp | undefined])[] = [
    ['the key from elsewhere', call('e', 0, bot, '192.0.2.1', 's3:ListBuckets'), /^the same key, from an address/],
    ['the key from where its owner is', call('e', 0, bot, HOME, 's3:ListBuckets'), undefined],
    ['AWS with the key', call('e', 0, bot, HOST, 's3:ListBuckets'), /^AWS acted with the same key/],
    ['the user with another key', call('e', 0, OTHER, '192.0.2.1', 's3:ListBuckets'), /^the same user, from/],
    ['AWS for the user', call('e', 0, OTHER, HOST, 's3:ListBuckets'), /^AWS acted for the same user/],
    ['somebody else', call('e', 0, user('dana', keyId('AKIA', 'dana')), '192.0.2.1', 's3:ListBuckets'), undefined],
    ['the agent on a machine of the case', byAgent, /^the agent of AWS on a machine/],
    [
      'the agent in a role of the case',
      { ...byAgent, userIdentity: session('Whole', 'i-1', ROLE) },
      /^the agent of AWS/,
    ],
    ['root, who is shared', { ...byBot, userIdentity: { ...bot, arn: 'arn:aws:iam::123456789012:root' } }, undefined],
    ['a service that names the key', { ...ofService, userIdentity: { ...bot, type: 'AWSService' } }, undefined],
    ['the agent on another machine', { ...byAgent, userIdentity: session('app', 'i-1', ROLE) }, undefined],
    ['a service', ofService, undefined],
  ]
  test.each(cases)('%s', (_, record, why) => {
    const board = boardOver([record])
    board.follow('key', LEAKED, false, '', [])
    board.follow('user', userArn('build-bot'), false, '', [])
    board.follow('role', roleArn('Whole'), true, '', [])
    board.machines.add(MACHINE)
    board.usual.add(HOME)
    const found = whyOptional(board, entryOf(board, 'e'))
    if (why === undefined) expect(found).toBeUndefined()
    else expect(found).toMatch(why)
  })
})
