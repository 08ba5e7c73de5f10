/** What goes to the bus, what stays with the log, and why. */
import { expect, test } from 'vitest'
import { eventPattern } from '../languages/event-pattern/index.ts'
import { jq } from '../languages/jq/index.ts'
import { claimOf, patternOf } from '../notation/claim.ts'
import { LONGEST_PATTERN, MOST_RULES } from './pattern.ts'
import { type AskedRule, exceedsQuota, planBus } from './plan.ts'

const ofJq = (title: string, text: string, isOwn = true): AskedRule => {
  const compiled = jq.compile(text)
  return { title, isOwn, claim: claimOf(compiled), pattern: patternOf(compiled) }
}
const ofPattern = (title: string, body: object): AskedRule => {
  const compiled = eventPattern.compile(JSON.stringify(body))
  return { title, isOwn: true, claim: claimOf(compiled), pattern: patternOf(compiled) }
}
const reasonOf = (rule: AskedRule): string | undefined => planBus([rule]).left[0]?.reason

test('a pattern of a person is a rule under its own name, in the state that it needs', () => {
  const ecs = { source: ['aws.ecs'], 'detail-type': ['ECS Task State Change'] }
  const push = {
    source: ['aws.ecr'],
    'detail-type': ['AWS API Call via CloudTrail'],
    detail: { eventName: ['PutImage'] },
  }
  const any = { source: ['aws.ecr'] }
  expect(planBus([ofPattern('Task', ecs), ofPattern('Push', push), ofPattern('Any', any)])).toEqual({
    rules: [
      { description: 'Task', pattern: ecs, ofCloudTrail: false },
      { description: 'Push', pattern: push, ofCloudTrail: true },
      { description: 'Any', pattern: any, ofCloudTrail: true },
    ],
    left: [],
  })
})

test('the others share rules', () => {
  const { rules, left } = planBus([
    ofJq('One', 'select(.eventName == "A")'),
    ofJq('Two', 'select(.eventName == "B" and (.userAgent | test("x")))'),
  ])
  expect(left).toEqual([])
  expect(rules).toEqual([
    {
      description: 'What the other rules could match',
      pattern: { 'detail-type': [{ suffix: ' via CloudTrail' }], detail: { eventName: ['A', 'B'] } },
      ofCloudTrail: true,
    },
  ])
})

const names = (count: number, width = 40): readonly string[] =>
  Array.from({ length: count }, (_, at) => `${at}`.padStart(width, 'x'))

test('what is too long for one is several', () => {
  const text = `select(.eventName | IN(${names(200)
    .map((name) => JSON.stringify(name))
    .join(', ')}))`
  const { rules } = planBus([ofJq('Many', text)])
  expect(rules.length).toBeGreaterThan(3)
  expect(rules.map(({ pattern }) => JSON.stringify(pattern).length).filter((one) => one > LONGEST_PATTERN)).toEqual([])
  expect(rules[0]?.description).toBe(`What the other rules could match (1 of ${rules.length})`)
  const brought = rules.flatMap(
    ({ pattern }) => (pattern.detail as { readonly eventName: readonly string[] }).eventName,
  )
  expect(brought).toEqual(names(200))
})

test('a pattern that is too long is asked for by what its events must have', () => {
  const { rules, left } = planBus([ofPattern('Long', { detail: { eventName: names(200) } })])
  expect(left).toEqual([])
  expect(rules.length).toBeGreaterThan(3)
  expect(rules.every(({ pattern }) => JSON.stringify(pattern).length <= LONGEST_PATTERN)).toBe(true)
})

test.each<[what: string, reason: string | undefined, expected: RegExp | undefined]>([
  ['no exact value', reasonOf(ofJq('x', 'select(.eventName | test("x"))')), /would bring every event/],
  ['nothing to read', reasonOf({ title: 'x', isOwn: true }), /cannot be read off/],
  ['a read of a person', reasonOf(ofJq('x', 'select(.eventName == "GetObject")')), undefined],
  ['a read of the pack', reasonOf(ofJq('x', 'select(.eventName == "GetObject")', false)), /all day/],
  [
    'a read of one place',
    reasonOf(ofJq('x', 'select(.eventName == "GetObject" and .awsRegion == "eu-west-1")', false)),
    /all day/,
  ],
  [
    'a read of one thing',
    reasonOf(ofJq('x', 'select(.eventName == "GetObject" and .requestParameters.bucketName == "b")', false)),
    undefined,
  ],
  ['a service of the pack', reasonOf(ofJq('x', 'select(.eventSource == "s3.amazonaws.com")', false)), /all day/],
  ['a change of the pack', reasonOf(ofJq('x', 'select(.eventName == "DeleteTrail")', false)), undefined],
  [
    'too long, and nothing exact',
    reasonOf(ofPattern('x', { detail: { eventName: names(100).map((prefix) => ({ prefix })) } })),
    /longer than 2048 characters, and .*every event/,
  ],
  [
    'a value that no pattern holds',
    reasonOf(ofJq('x', `select(.eventName == "${'x'.repeat(3000)}")`)),
    /too long for a pattern/,
  ],
])('%s', (_, reason, expected) => {
  if (expected === undefined) expect(reason).toBeUndefined()
  else expect(reason).toMatch(expected)
})

test('more than a bus takes', () => {
  expect(exceedsQuota(MOST_RULES)).toBe(false)
  expect(exceedsQuota(MOST_RULES, 1)).toBe(true)
})
