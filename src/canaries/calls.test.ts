/** Every event that a kind waits for is a call that there is: a name that nobody writes would be a touch that nobody sees. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { canaryKinds } from './index.ts'

const table = new Map(
  readFileSync(new URL('../../data/calls.txt', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(' '))
    .map(([service = '', ...calls]): readonly [string, ReadonlySet<string>] => [
      `${service}.amazonaws.com`,
      new Set(calls),
    ]),
)
/** "An internal Amazon ECR API", which shows up in CloudTrail (Amazon ECR user guide, "Granting registry permissions for cross account replication"). */
const NO_CALLS = new Set(['ReplicateImage'])
/** Lambda writes the version of its API behind some names. */
const isKnown = (source: string, name: string): boolean => {
  const calls = table.get(source)
  if (NO_CALLS.has(name)) return true
  return calls !== undefined && (calls.has(name) || calls.has(name.replace(/20\d{6}(?:v2)?$/, '')))
}

test('the table is there, and knows a call from a slip', () => {
  expect(table.size).toBeGreaterThan(300)
  expect([isKnown('sqs.amazonaws.com', 'PurgeQueue'), isKnown('sqs.amazonaws.com', 'PurgeQueues')]).toEqual([
    true,
    false,
  ])
})

test.each(canaryKinds.filter(({ sees }) => sees.length > 0))('$kind', ({ sees, source }) => {
  const events = sees.flatMap(({ events = [], source: own = source ?? '' }) =>
    events.map((name) => [own, name] as const),
  )
  expect(events.length).toBeGreaterThan(3)
  expect(events.filter(([own, name]) => !isKnown(own, name))).toEqual([])
})
