import { expect, test } from 'vitest'
import type { CaseEvent } from '../../core/case.ts'
import type { TechniqueCoverage } from '../rules/coverage.ts'
import { makeCase } from '../testing/case.ts'
import { techniquesByCall } from './techniques.ts'

const technique = (id: string, tactics: readonly string[], events: readonly string[]): TechniqueCoverage => ({
  id,
  name: id,
  tactics,
  rules: events.length === 0 ? [] : [{ id, title: id, level: 'high', origin: 'my.yml', events }],
})
const of = techniquesByCall([
  technique('T1098', ['persistence'], ['iam.amazonaws.com:CreateUser', 'iam.amazonaws.com:CreateAccessKey']),
  technique('T1136', ['persistence'], ['iam.amazonaws.com:CreateUser', 'iam.amazonaws.com:CreateUser']),
  technique('T1485', ['impact'], ['iam.amazonaws.com:CreateUser']),
  technique('T1530', ['collection'], []),
])
const event = makeCase({ events: 1 }).events[0] as CaseEvent

const CASES: readonly (readonly [Partial<CaseEvent>, readonly string[]])[] = [
  [{ name: 'CreateUser', tactics: ['persistence'] }, ['T1098', 'T1136']],
  [{ name: 'CreateUser', tactics: ['impact', 'persistence'] }, ['T1098', 'T1136', 'T1485']],
  [{ name: 'CreateUser', tactics: [] }, []],
  [{ name: 'CreateUser', tactics: ['persistence'], source: 'other.amazonaws.com' }, []],
  [{ name: '__proto__', tactics: ['persistence'] }, []],
]
test.each(CASES)('%j', (change, ids) => {
  expect(of({ ...event, source: 'iam.amazonaws.com', ...change }).map(({ id }) => id)).toEqual(ids)
})
