/** Patterns keep the quotas of the bus, and between them let through every way to name every canary. */
import { expect, test } from 'vitest'
import { eventPattern } from '../languages/index.ts'
import type { Deployed, Names } from './canary.ts'
import { canaryKinds } from './index.ts'
import { LONGEST_PATTERN, patternsOf } from './patterns.ts'

const deployed: Deployed = { partition: 'aws', region: 'eu-west-1', account: '123456789012', ids: {} }
const namesOf = (kind: string, settings: unknown): Names => {
  const decoy = canaryKinds.find((one) => one.kind === kind)?.read(settings).data
  if (!decoy) throw new Error(`no ${kind}`)
  return decoy.names(deployed)
}
const compile = (all: readonly Names[]) => patternsOf(all).map((pattern) => eventPattern.compile(pattern))
const record = (rest: object) => ({ eventName: 'X', eventSource: 'x.amazonaws.com', eventType: 'AwsApiCall', ...rest })

/** Of every length, one as long as a name may be, and with every sign that may be in one. */
const manyNames = Array.from(
  { length: 80 },
  (_, at) => `/prod/service-${at}/${'x_.'.repeat(at === 79 ? 320 : at % 20)}end`,
)
const many = manyNames.map((name) => namesOf('ssm_parameter', { name, value: 'x' }))

test('80 canaries keep the limits, and none is forgotten', () => {
  const patterns = patternsOf(many)
  const texts = patterns.map((pattern) => JSON.stringify(pattern))
  expect(Math.max(...texts.map((text) => text.length))).toBeLessThanOrEqual(LONGEST_PATTERN)
  expect(Math.max(...texts.map((text) => text.split('"wildcard"').length - 1))).toBeLessThanOrEqual(10)
  // Of the 300 rules that a bus may have.
  expect(patterns.length).toBeLessThan(55)
  const compiled = compile(many)
  const isForwarded = (rest: object): boolean => compiled.some((pattern) => pattern.matches(record(rest)))
  for (const name of manyNames) {
    const arn = `arn:aws:ssm:eu-west-1:123456789012:parameter${name}`
    expect(isForwarded({ requestParameters: { name, withDecryption: true } })).toBe(true)
    expect(isForwarded({ requestParameters: { names: ['/other', `${name}:3`] } })).toBe(true)
    expect(isForwarded({ resources: [{ ARN: 'arn:other' }, { ARN: arn, accountId: '123456789012' }] })).toBe(true)
    expect(isForwarded({ errorMessage: `User: x is not authorized to perform: y on resource: ${arn} because z` })).toBe(
      true,
    )
    expect(isForwarded({ requestParameters: { name: `0${name}` } })).toBe(false)
  }
})

test('they compile without a warning but that of reads, which the state of the rule answers', () => {
  const all = ['secret', 'iam_role', 'iam_access_key', 'sqs_queue'].map((kind) => namesOf(kind, { name: 'orders' }))
  expect(compile(all).flatMap(({ warnings }) => warnings)).toEqual([])
})

test('a name that no pattern can hold is refused', () => {
  expect(() => patternsOf([{ request: [{ name: ['x'.repeat(2100)] }] }])).toThrow(RangeError)
})

test('nothing that is unknown yet stands in a pattern', () => {
  const before = JSON.stringify(
    patternsOf([namesOf('iam_access_key', { name: 'orders' }), namesOf('kms_key', { name: 'orders' })]),
  )
  expect(before).not.toContain('accessKeyId')
  expect(before).not.toMatch(/undefined|null|\[\]/)
})

test('one way alone needs no $or', () => {
  expect(patternsOf([{ request: [{ key: ['a', 'b*', '*c'] }] }])).toEqual([
    {
      'detail-type': ['AWS API Call via CloudTrail'],
      detail: { requestParameters: { key: ['a', { prefix: 'b' }, { wildcard: '*c' }] } },
    },
  ])
  expect(patternsOf([])).toEqual([])
})
