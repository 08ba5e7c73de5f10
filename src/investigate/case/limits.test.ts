/** How much of a case is listed: proofs, places, names, machines, the query for Athena. */
import { expect, test } from 'vitest'
import type { Case } from '../../core/case.ts'
import type { JsonObject } from '../../core/json.ts'
import { bot, call, caseOf, INTRUDER, keyId, LEAKED, roleArn, session, user } from '../testing/scene.ts'

const fromIntruder = (records: readonly JsonObject[]): Case => caseOf(records, { kind: 'address', value: INTRUDER })
const each = (count: number, make: (n: number) => JsonObject): readonly JsonObject[] =>
  Array.from({ length: count }, (_, n) => make(n))
const padded = (n: number): string => String(n).padStart(3, '0')

test.each([
  [2, 2],
  [3, 3],
  [4, 3],
])('of %i events that show the same, %i are its proof', (count, shown) => {
  const denied = { errorCode: 'AccessDenied' }
  const found = fromIntruder(each(count, (n) => call(`a${n}`, n, bot, INTRUDER, 's3:ListBuckets', denied)))
  const proof = Array.from({ length: shown }, (_, n) => `a${n}`)
  expect(found.refusals[0]).toMatchObject({ count, proof })
  expect(found.edges.find(({ kind }) => kind === 'used')?.proof).toEqual(proof)
  for (const one of ['key', 'address'])
    expect(found.entities.find(({ kind }) => kind === one)?.proof, one).toEqual(proof)
  const policy = { requestParameters: { roleName: 'Deploy', policyName: 'zq' } }
  const changed = fromIntruder(each(count, (n) => call(`a${n}`, n, bot, INTRUDER, 'iam:PutRolePolicy', policy)))
  expect(changed.standing[0]?.proof).toEqual(proof)
})

test.each([
  [7, 7],
  [8, 8],
  [9, 8],
])('of %i Regions and tools, the %i most used are listed', (count, listed) => {
  const found = fromIntruder(
    each(count, (n) =>
      call(`a${n}`, n, bot, INTRUDER, 's3:ListBuckets', { awsRegion: `region-${n}`, userAgent: `tool-${n}` }),
    ),
  )
  const address = found.entities.find(({ kind }) => kind === 'address')
  expect([address?.places.length, address?.tools.length]).toEqual([listed, listed])
})

test.each([
  [5, /r000, role r001, role r002, role r003, role r004 \(/],
  [6, /r000, role r001, role r002, role r003, role r004 and 1 more \(/],
])('of %i roles five are named', (count, words) => {
  const found = fromIntruder(
    each(count, (n) =>
      call(`a${n}`, n, bot, INTRUDER, 'sts:AssumeRole', { requestParameters: { roleArn: roleArn(`r${padded(n)}`) } }),
    ),
  )
  expect(found.movement[0]?.text).toMatch(words)
})

test.each([
  [19, 19, undefined],
  [20, 20, undefined],
  [21, 20, 'used the credentials of 1 more instances'],
])('of %i machines %i stand by themselves', (count, listed, more) => {
  const machine = (n: number): string => `i-00000000000000${padded(n)}`
  const { movement } = fromIntruder(
    each(count, (n) =>
      call(`a${n}`, n, session('app', machine(n), keyId('ASIA', `m${n}`)), INTRUDER, 's3:ListBuckets'),
    ),
  )
  const used = movement.filter(({ text }) => text.startsWith('used the credentials of instance'))
  expect(used).toHaveLength(listed)
  expect(movement.find(({ text }) => text.endsWith('more instances'))?.text).toBe(more)
})

test.each([
  [199, 199],
  [200, 200],
  [201, 200],
])('of %i keys, %i are in the query for Athena', (count, listed) => {
  const made = each(count - 1, (n) =>
    call(`a${n}`, n, bot, INTRUDER, 'iam:CreateAccessKey', {
      requestParameters: { userName: `u${n}` },
      responseElements: { accessKey: { userName: `u${n}`, accessKeyId: keyId('AKIA', `made${padded(n)}`) } },
    }),
  )
  const first = call('a', 0, bot, INTRUDER, 'iam:CreateAccessKey', {
    requestParameters: { userName: 'u' },
    responseElements: { accessKey: { userName: 'u', accessKeyId: keyId('AKIA', 'made') } },
  })
  const [sql = ''] = fromIntruder([first, ...made]).data.sql
  expect(sql.match(/AKIA/g)).toHaveLength(listed)
})

test.each([
  [199, 199],
  [200, 200],
  [201, 200],
])('of an error of %i characters, %i are shown', (length, shown) => {
  const failed = { errorMessage: 'x'.repeat(length) }
  const login = call('a', 0, user('dana', LEAKED), INTRUDER, 'signin:ConsoleLogin', failed)
  const found = fromIntruder([login])
  expect([found.events[0]?.errorCode?.length, found.refusals[0]?.errorCode.length]).toEqual([shown, shown])
})
