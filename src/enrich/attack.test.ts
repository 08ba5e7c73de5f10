import { describe, expect, test } from 'vitest'
import { tactics, tagFault, techniqueById, techniqueName, techniques } from './attack.ts'
import { REVOKED } from './attack-data.ts'

describe('the table', () => {
  test('names each technique once, with tactics that there are', () => {
    const ids = techniques.map(({ id }) => id)
    expect(ids.length).toBeGreaterThan(150)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.filter((id) => !/^T\d{4}(?:\.\d{3})?$/.test(id))).toEqual([])
    const known = new Set(tactics.map(({ id }) => id))
    expect(techniques.flatMap((one) => one.tactics.filter((id) => !known.has(id)))).toEqual([])
    expect(techniques.filter((one) => one.tactics.length === 0)).toEqual([])
  })

  test('holds the whole of each part', () => {
    const cloud = techniques.filter(({ inCloud }) => inCloud).map(({ id }) => id)
    const parts = cloud.filter((id) => id.includes('.'))
    expect(parts.length).toBeGreaterThan(30)
    expect(parts.filter((id) => !cloud.includes(id.slice(0, 5)))).toEqual([])
  })

  test('leads from what was revoked to what is in it', () => {
    expect(REVOKED.length).toBeGreaterThan(10)
    for (const [id, , successor] of REVOKED) {
      expect(techniques.some((one) => one.id === id)).toBe(false)
      expect(techniqueById(id)?.id).toBe(successor)
    }
  })
})

test('names', () => {
  expect(techniqueName('T1685.002')).toBe('Disable or Modify Cloud Log')
  expect(techniqueName('T1562.008')).toBe('Disable or Modify Cloud Logs')
  expect(techniqueName('T9999')).toBeUndefined()
})

const FINE = [
  'attack.t1078.004',
  'attack.T1078',
  'attack.initial-access',
  'attack.defense-impairment',
  'attack.g0016',
  'attack.s0154',
  'attack.ds0025',
  'cve.2021-44228',
  'detection.threat-hunting',
  'whatever',
  '',
]
test.each(FINE)('%s is left alone', (tag) => {
  expect(tagFault(tag)).toBeUndefined()
})

const FAULTS: readonly (readonly [tag: string, message: string, hint: string])[] = [
  [
    'attack.t1562.008',
    'revoked T1562.008 (Disable or Modify Cloud Logs)',
    'attack.t1685.002 (Disable or Modify Cloud Log)',
  ],
  ['attack.t1078.044', 'T1078.044 is no technique', 'did you mean "attack.t1078" (Valid Accounts)?'],
  ['attack.t8078.004', 'T8078.004 is no technique', 'did you mean "attack.t1078.004" (Cloud Accounts)?'],
  ['attack.initial_access', 'neither a tactic nor a technique', 'did you mean "attack.initial-access"?'],
  ['attack.Impact', 'neither a tactic nor a technique', 'did you mean "attack.impact"?'],
  ['attack.persistance', 'neither a tactic nor a technique', 'did you mean "attack.persistence"?'],
  ['attack.defense-evasion', 'neither a tactic nor a technique', 'attack.stealth and attack.defense-impairment'],
  ['attack.defense_evasion', 'neither a tactic nor a technique', 'attack.stealth and attack.defense-impairment'],
  ['attack.t1078.04', 'neither a tactic nor a technique', 'did you mean "attack.t1078.004" (Cloud Accounts)?'],
  ['attack.zzz', 'neither a tactic nor a technique', 'for example attack.initial-access'],
  [`attack.${'x'.repeat(100_000)}`, 'neither a tactic nor a technique', 'for example'],
  ['attack.__proto__', 'neither a tactic nor a technique', 'for example'],
]
test.each(FAULTS)('%.40s', (tag, message, hint) => {
  const fault = tagFault(tag)
  expect(fault?.message).toContain(message)
  expect(fault?.hint).toContain(hint)
})
