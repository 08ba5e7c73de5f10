import { expect, test } from 'vitest'
import { type Finding, NO_CONTEXT } from '../../core/finding.ts'
import type { ScanResult } from '../../flows/scan.ts'
import { compare } from './backtest.ts'

const finding = (rule: Partial<Finding['rule']> & { readonly id: string }, id: string, day = '2026-03-04'): Finding => {
  const full = { title: rule.id, level: 'medium', status: 'stable', tags: [], language: 'sigma', ...rule } as const
  return {
    rule: full,
    level: full.level,
    event: {
      id,
      time: `${day}T02:14:09Z`,
      accountId: '123456789012',
      region: 'eu-west-1',
      source: 'iam.amazonaws.com',
      name: 'CreateUser',
      errorCode: null,
    },
    principal: {
      kind: 'IAMUser',
      name: 'dana',
      arn: null,
      principalId: null,
      accountId: null,
      accessKeyId: null,
      session: null,
    },
    who: 'user dana',
    sourceIp: '198.51.100.7',
    tool: '',
    context: NO_CONTEXT,
    message: '',
    annotation: null,
    eventIds: [id],
    group: null,
    file: 'log.json',
  }
}
const result = (...findings: readonly Finding[]): ScanResult => ({
  findings,
  summary: {
    files: 1,
    records: 1000,
    evaluated: 1000,
    skipped: {},
    failed: 0,
    failures: [],
    rules: 3,
    levels: { critical: 0, high: 0, medium: 0, low: 0, informational: 0 },
    staged: 0,
    principals: 1,
    accounts: 1,
    ruleErrors: [],
    readEverything: [],
    interrupted: false,
    filesLeft: 0,
  },
})

test('the noisiest rule first; what is staged or below medium is not loud', () => {
  const report = compare(
    result(
      finding({ id: 'a' }, '1'),
      finding({ id: 'b', level: 'low' }, '2'),
      finding({ id: 'b', level: 'low' }, '3'),
      finding({ id: 'c', status: 'experimental', level: 'critical' }, '4'),
    ),
    [],
  )
  expect(report.rules.map(({ id, alerts, loud, staged }) => [id, alerts, loud, staged])).toEqual([
    ['b', 2, 0, false],
    ['a', 1, 1, false],
    ['c', 1, 0, true],
  ])
  expect(report).toMatchObject({
    loud: 1,
    staged: 1,
    evaluated: 1000,
    levels: { critical: 0, high: 0, medium: 1, low: 2, informational: 0 },
  })
})

test('the same rule on the same event is the same alert', () => {
  const before = result(finding({ id: 'a' }, '1'), finding({ id: 'a' }, '2'), finding({ id: 'old' }, '3'))
  const now = result(
    finding({ id: 'a', level: 'high' }, '2'),
    finding({ id: 'a', level: 'high' }, '9'),
    finding({ id: 'new' }, '3'),
  )
  const changes = Object.fromEntries(compare(now, [], before).rules.map(({ id, change }) => [id, change]))
  expect(changes).toEqual({
    a: { added: 1, removed: 1, addedEvents: ['9'], removedEvents: ['1'], was: { level: 'medium', status: 'stable' } },
    new: { added: 1, removed: 0, addedEvents: ['3'], removedEvents: [] },
    old: { added: 0, removed: 1, addedEvents: [], removedEvents: ['3'] },
  })
})

const DAYS: readonly (readonly [readonly string[], readonly string[], number])[] = [
  [[], [], 0],
  [['2026-03-04'], [], 1],
  [['2026-03-04', '2026-03-01'], [], 4],
  [[], ['2026-02-27'], 3],
  [['yesterday', '2026-13-01'], [], 0],
]
test.each(DAYS)('alerts on %j in logs of %j: %i days', (alerts, logs, days) => {
  const known = logs.length > 0 ? [...logs, '2026-03-01'] : []
  expect(compare(result(...alerts.map((day, at) => finding({ id: 'a' }, String(at), day))), known).days).toBe(days)
})
