/** Events of the bus that are no records: rules of every language see them, in files and as they come; rules for records do not. */
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../core/json.ts'
import type { Compiled } from '../core/language.ts'
import type { Rule } from '../core/rule.ts'
import { eventPattern } from '../languages/event-pattern/index.ts'
import { jq } from '../languages/jq/index.ts'
import { sigma } from '../languages/sigma/index.ts'
import { scanFile } from './scan-file.ts'
import { anEngine } from './testing/engine.ts'

const ruleOf = (id: string, compiled: Compiled): Rule => ({
  ...{ id, title: id, level: 'medium', tags: [], falsepositives: [], references: [], respond: [], tests: [] },
  ...{ language: 'jq', destinations: [], origin: '', reports: true, renderMessage: () => id, compiled },
})
const bySigma = (detection: object): Compiled =>
  sigma.compile(JSON.stringify({ title: 'T', detection })).rules[0]?.compiled as Compiled

const envelope = (source: string, type: string, detail: JsonObject): JsonObject => ({
  ...{ version: '0', id: `${source} ${type}`, 'detail-type': type, source, account: '123456789012' },
  ...{ time: '2026-03-04T02:14:09Z', region: 'eu-west-1', resources: [], detail },
})
const TASK = envelope('aws.ecs', 'ECS Task State Change', { lastStatus: 'STOPPED', containers: [{ exitCode: 137 }] })
const FAILED = envelope('aws.ecs', 'ECS Service Action', { eventName: 'SERVICE_DEPLOYMENT_FAILED' })
const OWN = envelope('com.example.shop', 'Order', { total: 3 })
const RECORD = { eventVersion: '1.09', eventName: 'StopLogging', eventSource: 'cloudtrail.amazonaws.com' }
const CALL = envelope('aws.cloudtrail', 'AWS API Call via CloudTrail', RECORD)

const RULES: Readonly<Record<string, Compiled>> = {
  'jq, a type': jq.compile('select(."detail-type" == "ECS Task State Change" and .detail.lastStatus == "STOPPED")'),
  'jq, inside a list': jq.compile('select(any(.detail.containers[]?; .exitCode == 137))'),
  'pattern, a source': eventPattern.compile({ source: ['aws.ecs'] }),
  'pattern, a name inside': eventPattern.compile({ detail: { eventName: ['SERVICE_DEPLOYMENT_FAILED'] } }),
  'Sigma, a status': bySigma({ s: { source: 'aws.ecs', 'detail.lastStatus': 'stopped' }, condition: 's' }),
  'Sigma, of our own': bySigma({ s: { 'detail.total|gte': 2 }, condition: 's' }),
  'for records: not that name': jq.compile('select(.eventName != "ConsoleLogin")'),
  'for records: no error': bySigma({ s: { errorCode: null }, condition: 's' }),
  'for records: that name': jq.compile('select(.eventName == "StopLogging")'),
}
const engine = anEngine(Object.entries(RULES).map(([id, compiled]) => ruleOf(id, compiled)))

const matchesIn = (bytes: Buffer): readonly string[] =>
  scanFile(bytes, 'a', engine)
    .matched.flatMap(({ findings }) => findings.map(({ rule }) => rule.id))
    .sort()

test.each<[what: string, event: JsonObject, ids: readonly string[]]>([
  ['a task', TASK, ['Sigma, a status', 'jq, a type', 'jq, inside a list', 'pattern, a source']],
  ['a service', FAILED, ['pattern, a name inside', 'pattern, a source']],
  ['one of our own', OWN, ['Sigma, of our own']],
  ['a record in its envelope', CALL, ['for records: no error', 'for records: not that name', 'for records: that name']],
])('%s', (_, event, ids) => {
  expect(matchesIn(Buffer.from(JSON.stringify(event)))).toEqual(ids)
})

describe('many in a file', () => {
  const all = [TASK, CALL, OWN, FAILED]
  const expected = all.flatMap((event) => matchesIn(Buffer.from(JSON.stringify(event)))).sort()
  test.each<[what: string, text: string]>([
    ['lines', all.map((event) => JSON.stringify(event)).join('\n')],
    ['a list', JSON.stringify(all)],
    ['Records', JSON.stringify({ Records: all })],
    ['one after the other', all.map((event) => JSON.stringify(event, null, 2)).join('')],
  ])('%s', (_, text) => {
    const { read } = scanFile(Buffer.from(text), 'a', engine)
    expect(matchesIn(Buffer.from(text))).toEqual(expected)
    expect(read).toMatchObject({ records: 4, evaluated: 4, skipped: {}, failed: [] })
  })
})

test('a finding that GuardDuty exported to a bucket is one', () => {
  const finding = {
    ...{ schemaVersion: '2.0', accountId: '123456789012', region: 'eu-west-1', id: 'abc', severity: 8 },
    ...{ type: 'Recon:IAMUser/MaliciousIPCaller', title: 'Somebody asked', description: 'From a bad place.' },
    ...{ service: { serviceName: 'guardduty', eventLastSeen: '2026-03-04T02:14:09Z' }, resource: {} },
  }
  const { matched, read } = scanFile(Buffer.from(JSON.stringify(finding)), 'a', engine)
  expect(matched.flatMap(({ findings }) => findings)).toMatchObject([
    { rule: { id: 'guardduty Recon:IAMUser/MaliciousIPCaller' }, level: 'high', message: 'From a bad place.' },
  ])
  expect(read.evaluated).toBe(1)
})

test('rules that can match nothing else cost a log of records nothing', () => {
  const only = ['jq, a type', 'Sigma, a status', 'Sigma, of our own'].map((id) => ruleOf(id, RULES[id] as Compiled))
  const typed = ruleOf('typed', eventPattern.compile({ 'detail-type': ['ECS Task State Change'] }))
  const { ruleSet } = anEngine([...only, typed])
  expect(ruleSet.readEverything).toEqual([])
  expect(ruleSet.wants('RunTask')).toBe(false)
})

test('a rule that fails while it runs is counted', () => {
  const failing = anEngine([ruleOf('fails', jq.compile('select(.detail.total | test("x"))'))])
  const { ruleErrors } = scanFile(Buffer.from(JSON.stringify(OWN)), 'a', failing)
  expect(ruleErrors).toMatchObject([{ rule: 'fails', count: 1 }])
})
