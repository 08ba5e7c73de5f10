/** Identities as people write them: what is one, and whom it names. */
import { describe, expect, test } from 'vitest'
import { identityFault, namesIdentity } from './identity.ts'

const A = '123456789012'

describe('whom a pattern names', () => {
  test.each<[pattern: string, names: readonly string[], others: readonly string[]]>([
    [
      `arn:aws:iam::${A}:role/Deploy`,
      [`arn:aws:iam::${A}:role/Deploy`, `arn:aws:iam::${A}:role/deploy`],
      [`arn:aws:iam::${A}:role/Deploy2`, `arn:aws:iam::111122223333:role/Deploy`, `arn:aws:iam::${A}:role/x/Deploy`],
    ],
    [
      `arn:aws:iam::${A}:role/ci-*`,
      [`arn:aws:iam::${A}:role/ci-1`, `arn:aws:iam::${A}:role/ci-/x:y`],
      [`arn:aws:iam::${A}:user/ci-1`, 'arn:aws:iam::111122223333:role/ci-1', `arn:aws:sts::${A}:role/ci-1`],
    ],
    [
      'arn:aws:iam::*:role/Deploy',
      [`arn:aws:iam::${A}:role/Deploy`, 'arn:aws:iam::111122223333:role/Deploy'],
      // A path may have colons: a star stays within its part.
      [`arn:aws:iam::${A}:role/x:role/Deploy`, `arn:aws:iam::${A}:user/x:role/Deploy`],
    ],
    [
      `arn:aws:sts::${A}:assumed-role/AWSReservedSSO_Admin_*/dana@example.com`,
      [`arn:aws:sts::${A}:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/dana@example.com`],
      [`arn:aws:iam::${A}:role/AWSReservedSSO_Admin_0123456789abcdef`],
    ],
    [`arn:aws:iam::${A}:root`, [`arn:aws:iam::${A}:root`], ['arn:aws:iam::111122223333:root', `Root/${A}`]],
    ['AWSService/config.amazonaws.com', ['AWSService/config.amazonaws.com'], ['WebIdentityUser/config.amazonaws.com']],
    ['AWSAccount/111122223333/*', ['AWSAccount/111122223333/AROAEXAMPLE'], ['AWSAccount/123456789012/AROAEXAMPLE']],
  ])('%s', (pattern, names, others) => {
    expect(identityFault(pattern)).toBeUndefined()
    expect(names.filter((identity) => !namesIdentity(pattern, identity))).toEqual([])
    expect(others.filter((identity) => namesIdentity(pattern, identity))).toEqual([])
  })
})

describe('what names nobody for sure', () => {
  test.each([
    ['a name that anybody may have', 'terraform'],
    ['a name that anybody may have', '*'],
    ['a name that anybody may have', ''],
    ['a name that anybody may have', 'role/Deploy'],
    ['a name that anybody may have', '*:role/Deploy'],
    ['a name that anybody may have', 'arn:aws:iam::1234*:role/Deploy'],
    ['a name that anybody may have', `arn:aws:iam::${A}:*`],
    ['a name that anybody may have', `arn:aws:iam::${A}:role/`],
    ['a name that anybody may have', 'Unknown'],
    ['a name that anybody may have', 'Person/dana'],
    ['whoever opens a session chooses its name', '*:assumed-role/Deploy/ci-*'],
    ['whoever opens a session chooses its name', `arn:aws:sts::${A}:assumed-role/Deploy/ci-1`],
    ['whoever opens a session chooses its name', `arn:aws:sts::${A}:assumed-role/*/AWSReservedSSO_Admin/dana`],
    ['whoever opens a session chooses its name', `arn:aws:sts::${A}:federated-user/terraform`],
  ])('%s: %s', (fault, pattern) => {
    expect(identityFault(pattern)).toContain(fault)
    expect(namesIdentity(pattern, pattern)).toBe(false)
  })
})
