/** Invented events of an invented attack, as a case holds them. */
import type { CaseEvent } from '../../core/case.ts'

export const ACCOUNT = '123456789012'
const START = Date.parse('2026-03-04T01:58:11Z')

interface Scene {
  readonly service: string
  readonly name: string
  readonly tactics: readonly string[]
  readonly says: string
  readonly errorCode?: string
  readonly notable?: boolean
}
const SCENES: readonly Scene[] = [
  { service: 'sts', name: 'GetCallerIdentity', tactics: ['discovery'], says: 'asked who it is' },
  {
    service: 's3',
    name: 'ListBuckets',
    tactics: ['discovery'],
    says: 'listed buckets: denied',
    errorCode: 'AccessDenied',
  },
  { service: 'iam', name: 'ListUsers', tactics: ['discovery'], says: 'listed the users' },
  {
    service: 'ec2',
    name: 'DescribeInstances',
    tactics: ['discovery'],
    says: 'looked at instances',
    errorCode: 'Client.UnauthorizedOperation',
  },
  {
    service: 'iam',
    name: 'PutUserPolicy',
    tactics: ['privilege-escalation'],
    says: 'gave itself * on * (inline policy zq on user build-bot)',
    notable: true,
  },
  {
    service: 'iam',
    name: 'CreateAccessKey',
    tactics: ['persistence'],
    says: 'made key AKIAI44QH8DHBEXAMPLE for user helper2',
    notable: true,
  },
  {
    service: 'sts',
    name: 'AssumeRole',
    tactics: ['privilege-escalation', 'lateral-movement'],
    says: 'took the role Deploy',
  },
  {
    service: 'cloudtrail',
    name: 'StopLogging',
    tactics: ['defense-impairment'],
    says: 'stopped logging on trail org-trail',
    notable: true,
  },
  {
    service: 'secretsmanager',
    name: 'GetSecretValue',
    tactics: ['credential-access'],
    says: 'read the secret prod/db',
  },
  { service: 's3', name: 'GetObject', tactics: ['collection'], says: 'read invoices/2026/03.csv' },
  {
    service: 'ec2',
    name: 'RunInstances',
    tactics: ['impact'],
    says: 'started 4 p4d.24xlarge in eu-north-1',
    errorCode: 'VcpuLimitExceeded',
  },
  { service: 'kms', name: 'Decrypt', tactics: [], says: 'decrypted with key prod' },
]
/** What an attack does at first, and later, as places among the scenes. */
const ACTS: readonly (readonly number[])[] = [
  [0, 1, 2, 3, 11],
  [2, 3, 4, 5, 6],
  [6, 8, 9, 9, 11],
  [7, 9, 9, 8, 10],
]

export const USER = `arn:aws:iam::${ACCOUNT}:user/build-bot`
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/Deploy`
export const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/Deploy/zq`
export const HELPER = `arn:aws:iam::${ACCOUNT}:user/helper2`
export const KEYS = ['AKIAIOSFODNN7EXAMPLE', 'ASIAIOSFODNN7EXAMPLE', 'AKIAI44QH8DHBEXAMPLE'] as const
export const ADDRESSES = ['198.51.100.7', '203.0.113.9', '2001:db8::7'] as const

/** A linear congruential generator: Numerical Recipes, 2nd edition, section 7.1. */
const chance = (): (() => number) => {
  let state = 7
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

const iso = (at: number): string => new Date(at).toISOString().replace('.000', '')

export const makeEvents = (count: number, hostile: string): readonly CaseEvent[] => {
  const next = chance()
  let at = START
  return Array.from({ length: count }, (_, index) => {
    const act = ACTS[Math.min(ACTS.length - 1, Math.floor((index / count) * ACTS.length))] as readonly number[]
    const scene = SCENES[act[Math.floor(next() * act.length)] as number] as Scene
    // Bursts with pauses between them.
    at += next() < 0.05 ? 400_000 : Math.ceil(next() * 9) * 1000
    const actor = index < count / 2 ? 0 : 1
    return {
      id: `0e5e0c1a-0000-4000-8000-${String(index).padStart(12, '0')}`,
      time: iso(at),
      account: ACCOUNT,
      region: next() < 0.8 ? 'eu-west-1' : 'us-east-1',
      source: `${scene.service}.amazonaws.com`,
      name: scene.name,
      errorCode: scene.errorCode ?? null,
      who: actor === 0 ? 'build-bot' : `zq (role Deploy)${hostile}`,
      arn: actor === 0 ? USER : `${SESSION}${hostile}`,
      key: KEYS[actor] ?? null,
      address: ADDRESSES[Math.floor(next() * ADDRESSES.length)] as string,
      tool: `aws-cli 2.15.0 on Linux${hostile}`,
      sentence: `${actor === 0 ? 'build-bot' : 'zq (role Deploy)'} ${scene.says}${hostile}`,
      tactics: scene.tactics,
      readOnly: /^(?:Get|List|Describe)/.test(scene.name),
      because: `key:${KEYS[actor]}`,
      file: `logs/${ACCOUNT}_CloudTrail_eu-west-1_20260304T0${index % 3}00Z.json.gz`,
      notable: scene.notable ?? false,
    }
  })
}
