/** Only who is meant becomes a target: a name that somebody else chose never does. */
import { describe, expect, test } from 'vitest'
import type { Get } from '../../containment/define.ts'
import type { Entity, Standing } from '../../core/case.ts'
import { makeCase } from '../../report/testing/case.ts'
import { targetsNamed, targetsOf } from './targets.ts'

const ACCOUNT = '123456789012'
const KEY = 'AKIAIOSFODNN7EXAMPLE'
const get: Get = async (_, command) => (command === 'GetAccessKeyLastUsed' ? { UserName: 'dana' } : undefined)
const inCase = (kind: Entity['kind'], value: string) => {
  const found = makeCase()
  const [entity] = found.entities
  return { ...found, standing: [], entities: [{ ...(entity as Entity), kind, value, acted: 3 }] }
}

describe.each<[value: string, kind: Entity['kind'], names: readonly string[]]>([
  [`arn:aws:iam::${ACCOUNT}:user/dana`, 'user', ['user dana']],
  [`arn:aws-cn:iam::${ACCOUNT}:user/eu/dana`, 'user', ['user dana']],
  [`arn:aws:iam::${ACCOUNT}:role/eu/Deploy`, 'role', ['role Deploy']],
  [`arn:aws:sts::${ACCOUNT}:assumed-role/Deploy/dana`, 'session', ['role Deploy']],
  [KEY, 'key', ['user dana', `key ${KEY}`]],
])('%s', (value, kind, names) => {
  test('is a target by itself and in a case', async () => {
    for (const { targets, left } of [
      await targetsNamed(value, ACCOUNT, get),
      await targetsOf(inCase(kind, value), ACCOUNT, 'aws', get),
    ]) {
      expect(targets.map((target) => `${target.kind} ${target.name}`)).toEqual(names)
      expect(left).toEqual([])
    }
  })
})

test('what stands is a target where an action takes it away, in this account, once', async () => {
  const stands = (kind: string, value: string, account = ACCOUNT): Standing => ({
    ...{ what: `${kind} ${value}`, kind, value, account, region: 'us-gov-west-1', proof: [] },
  })
  const standing = [
    stands('key', KEY),
    stands('user', 'dana'),
    stands('trust of role', 'Deploy'),
    stands('trust of role', 'Deploy', '210987654321'),
    stands('policy on user', ''),
    stands('stack', 'zq'),
  ]
  const { targets, left } = await targetsOf({ ...makeCase(), entities: [], standing }, ACCOUNT, 'aws-us-gov', get)
  expect(targets.map(({ kind, name, region }) => [kind, name, region])).toEqual([
    ['user', 'dana', undefined],
    ['key', KEY, undefined],
    ['trust of role', 'Deploy', 'us-gov-west-1'],
  ])
  expect(left).toEqual([])
})

test.each<[value: string, kind: Entity['kind'], says: RegExp]>([
  [`arn:aws:sts::${ACCOUNT}:federated-user/dana`, 'session', /the user that called GetFederationToken/],
  [`arn:aws:iam::${ACCOUNT}:root`, 'user', /root user/],
  ['arn:aws:iam::210987654321:user/dana', 'user', /plan there/],
])('%s is no target, and is named as what is left', async (value, kind, says) => {
  const { targets, left } = await targetsOf(inCase(kind, value), ACCOUNT, 'aws', get)
  expect([targets, left]).toEqual([[], [expect.stringMatching(says)]])
  await expect(targetsNamed(value, ACCOUNT, get)).rejects.toThrow(says)
})
