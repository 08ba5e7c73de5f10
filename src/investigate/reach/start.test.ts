import { describe, expect, test } from 'vitest'
import type { Indicator } from '../../core/case.ts'
import { networkTest } from '../filter/networks.ts'
import { boardOver } from '../testing/board.ts'
import { call, idsOf, keyId, reachOver, roleArn, session, sessionArn, user, userArn } from '../testing/scene.ts'
import { start } from './start.ts'

const LEAKED = keyId('AKIA', 'leaked')
const OTHER = keyId('AKIA', 'other')
const ROLE = keyId('ASIA', 'role')
const INTRUDER = '198.51.100.7'
const OFFICE = '203.0.113.20'

const bot = user('build-bot', LEAKED)
const admin = user('dana', OTHER)
const theft = [
  call('a1', 1000, bot, INTRUDER, 'sts:GetCallerIdentity'),
  call('a2', 1001, bot, INTRUDER, 'iam:PutUserPolicy', {
    requestParameters: { userName: 'build-bot', policyName: 'zq' },
  }),
]

describe('a function, by its ARN', () => {
  const ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:orders'
  const work = Array.from({ length: 3 }, (_, n) => {
    const who = {
      ...session('fn', 'orders', ROLE),
      inScopeOf: { issuerType: 'AWS::Lambda::Function', credentialsIssuedTo: ARN },
    }
    return call(`w${n}`, 900 + n, who, '192.0.2.9', 'dynamodb:PutItem')
  })
  const change = call('a3', 1002, bot, INTRUDER, 'lambda:UpdateFunctionCode20150331v2', {
    requestParameters: { functionName: 'orders' },
  })
  const other = call('b1', 1003, admin, OFFICE, 's3:PutBucketPolicy', { requestParameters: { bucketName: 'orders' } })
  test('its work is not the work of who changed it', () => {
    expect(idsOf(reachOver([...theft, ...work, change, other], { kind: 'resource', value: ARN }).closure)).toBe(
      'a1 a2 a3',
    )
  })
  test('nobody changed it: its own work is all there is', () => {
    expect(idsOf(reachOver([...theft, ...work, other], { kind: 'resource', value: ARN }).closure)).toBe('w0 w1 w2')
  })
})

test('what only has the name of a resource of another kind is not even fetched', () => {
  const table = 'arn:aws:dynamodb:eu-west-1:123456789012:table/prod'
  const crowd = Array.from({ length: 50 }, (_, n) =>
    call(`b${n}`, n, admin, OFFICE, 'ec2:CreateTags', { requestParameters: { tags: { value: 'prod' } } }),
  )
  const change = call('a3', 1002, bot, INTRUDER, 'dynamodb:DeleteTable', { requestParameters: { tableName: 'prod' } })
  const { closure, all } = reachOver([...crowd, ...theft, change], { kind: 'resource', value: table })
  expect(idsOf(closure)).toBe('a1 a2 a3')
  expect(all.filter(({ id }) => id.startsWith('b'))).toEqual([])
})

test('up to the bound all who changed a resource are followed, of more only its maker', () => {
  const snapshot = 'snap-0123456789abcdef0'
  const idsWith = (count: number): string => {
    const changes = Array.from({ length: count }, (_, n) =>
      call(`c${n}`, 10 + n, user(`person${n}`, keyId('AKIA', `p${n}`)), `192.0.2.${n}`, 'ec2:ModifySnapshotAttribute', {
        requestParameters: { snapshotId: snapshot },
      }),
    )
    const made = call('m', 1, bot, INTRUDER, 'ec2:CreateSnapshot', { responseElements: { snapshotId: snapshot } })
    return idsOf(reachOver([made, ...changes], { kind: 'resource', value: snapshot }, { bound: 3 }).closure)
  }
  expect(idsWith(1)).toBe('m c0')
  expect(idsWith(2)).toBe('m c0 c1')
  expect(idsWith(3)).toBe('m')
})

describe('what is followed before anything else is known: all of it, or some', () => {
  const bucket = 'arn:aws:s3:::prod'
  const inside = call('p1', 1, { ...bot, accountId: '123456789012' }, '10.0.1.5', 's3:ListBuckets', {
    vpcEndpointId: 'vpce-0a',
  })
  const sessions = sessionArn('Deploy', '*')
  test.each<[Indicator, string]>([
    [{ kind: 'address', value: INTRUDER }, `all address:${INTRUDER}`],
    [{ kind: 'address', value: '192.0.2.1' }, 'all address:192.0.2.1'],
    [{ kind: 'address', value: '10.0.1.5' }, 'all address:10.0.1.5@123456789012 by p1'],
    [{ kind: 'network', value: '198.51.100.0/24' }, `all address:${INTRUDER} by a1,a2`],
    [{ kind: 'network', value: '192.0.2.0/24' }, ''],
    [{ kind: 'key', value: LEAKED }, `some key:${LEAKED}`],
    [{ kind: 'user', value: userArn('build-bot') }, `some user:${userArn('build-bot')}`],
    [{ kind: 'session', value: sessions }, `all session:${sessions} *`],
    [{ kind: 'role', value: roleArn('Deploy') }, `all role:${roleArn('Deploy')}`],
    [{ kind: 'resource', value: bucket }, ''],
  ])('$kind $value', (indicator, followed) => {
    const inSeedNetwork = indicator.kind === 'network' ? networkTest([indicator.value]) : () => false
    const board = boardOver([...theft, inside], { seed: indicator, inSeedNetwork })
    start(board)
    const found = [...board.nodes.values()].map(({ id, whole, proof }) =>
      [
        whole ? 'all' : 'some',
        id,
        ...(proof.length > 0 ? ['by', proof.join()] : []),
        ...(board.wildcards.includes(id) ? ['*'] : []),
      ].join(' '),
    )
    expect(found.join('; ')).toBe(followed)
  })
})

test('who only looked at a resource, or is an agent, did not change it', () => {
  const change = (id: string, more: object) =>
    call(id, 1, user(id, keyId('AKIA', id)), `192.0.2.${id.length}`, 's3:PutBucketPolicy', {
      requestParameters: { bucketName: 'prod' },
      ...more,
    })
  const records = [
    change('c', {}),
    change('ro', { readOnly: true }),
    change('rot', { readOnly: 'true' }),
    change('ssm1', { userAgent: 'amazon-ssm-agent/3' }),
  ]
  expect(idsOf(reachOver(records, { kind: 'resource', value: 'arn:aws:s3:::prod' }).closure)).toBe('c')
})
