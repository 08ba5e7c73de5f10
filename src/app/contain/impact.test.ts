/** What `impact` counts is what an evaluator of IAM that is not ours says of each record, one by one. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { answerOf } from '../../../test/iam-simulation.ts'
import { toEvent } from '../../cloudtrail/event.ts'
import type { JsonObject } from '../../core/json.ts'
import type { PolicyKind } from '../../iam/evaluate.ts'
import type { Policy } from '../../iam/policy.ts'
import { requestOf } from '../../iam/request.ts'
import { simulate } from '../../simulate/index.ts'
import { prepareImpact } from './impact.ts'

const home = mkdtempSync(join(tmpdir(), 'tattletrail-impact-'))
afterAll(() => rmSync(home, { recursive: true }))
const logs = join(home, 'logs.json')
const records = [...simulate({ seed: 7, events: 250, start: '2026-03-02', days: 1, stories: ['leaked-key'] })]
  .filter(({ path }) => path.includes('/CloudTrail/'))
  .flatMap(({ text }) => (JSON.parse(text) as { Records: JsonObject[] }).Records)
writeFileSync(logs, JSON.stringify({ Records: records }))

const impactOf = async (of: unknown, as: PolicyKind, principal: readonly string[] = []) => {
  const file = join(home, 'policy.json')
  writeFileSync(file, typeof of === 'string' ? of : JSON.stringify(of))
  const prepared = await prepareImpact(file, [logs], { as, principal, scope: {} })
  return prepared.run(() => {}, new AbortController().signal)
}

const deny = (what: object): Policy => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Resource: '*', ...what }],
})
const OFFICE = { NotIpAddressIfExists: { 'aws:SourceIp': ['192.0.2.0/24', '198.51.100.0/24'] } }

test.each<[string, PolicyKind, Policy]>([
  ['a list of what is needed', 'identity', deny({ NotAction: ['s3:Get*', 'ec2:Describe*', 'sts:*', 'kms:Decrypt'] })],
  ['a network', 'identity', deny({ Action: '*', Condition: { ...OFFICE, Bool: { 'aws:ViaAWSService': 'false' } } })],
  [
    'sessions',
    'identity',
    deny({ Action: '*', Condition: { DateLessThan: { 'aws:TokenIssueTime': '2026-03-02T12:00:00Z' } } }),
  ],
  [
    'Regions',
    'scp',
    {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: '*', Resource: '*' },
        {
          Effect: 'Deny',
          NotAction: ['iam:*', 'sts:*'],
          Resource: '*',
          Condition: { StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' } },
        },
      ],
    },
  ],
  [
    'a boundary',
    'boundary',
    { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['s3:*', 'ec2:*'], Resource: '*' }] },
  ],
])('%s as %s', async (_, as, policy) => {
  const { counts, summary } = await impactOf(policy, as)
  expect(summary.evaluated).toBe(records.length)
  const known = new Map<string, boolean>()
  let denied = 0
  for (const event of records.map(toEvent)) {
    const asked = requestOf(event)
    if (event.principal.kind === 'AWSService' || asked.actions.length === 0) continue
    const request = { ...asked, resources: [] }
    const key = JSON.stringify([
      asked.actions,
      [...asked.context].filter(([name]) => !/time$/.test(name)),
      event.time < '2026-03-02T12',
    ])
    const answer = known.get(key) ?? (await answerOf(as, policy, request))
    known.set(key, answer)
    if (answer) denied++
  }
  expect(counts.denied + counts.already).toBe(denied)
  expect(denied).toBeGreaterThan(0)
})

test('only calls of whom is asked', async () => {
  const all = await impactOf(deny({ Action: '*' }), 'identity')
  const who = String(all.tables[0]?.rows[0]?.values[1])
  const one = await impactOf(deny({ Action: '*' }), 'identity', [who])
  expect(one.counts.denied).toBeGreaterThan(0)
  expect(one.counts.denied).toBeLessThan(all.counts.denied)
  expect(one.tables[0]?.rows.every(({ values }) => values[1] === who)).toBe(true)
})

test('who made no call is named', async () => {
  const nobody = 'arn:aws:iam::123456789012:role/Nobody'
  const all = await impactOf(deny({ Action: '*' }), 'identity')
  const who = String(all.tables[0]?.rows[0]?.values[1])
  const { counts, absent } = await impactOf(deny({ Action: '*' }), 'identity', [nobody, who])
  expect(absent).toEqual([nobody])
  expect(counts.denied).toBeGreaterThan(0)
})

test.each([
  ['StringNotEqual', /did you mean StringNotEquals\?/],
  ['ForAnyValue:StringLikes', /did you mean ForAnyValue:StringLike\?/],
  ['IpAdressIfExists', /did you mean IpAddressIfExists\?/],
  ['NullIfExists', /Null takes no IfExists/],
  ['Whatever', /statement 1: Whatever is no operator of IAM$/],
])('a condition with %s is no policy', async (operator, says) => {
  const policy = deny({ Action: '*', Condition: { [operator]: { 'aws:RequestedRegion': 'eu-west-1' } } })
  await expect(impactOf(policy, 'identity')).rejects.toThrow(says)
})

test.each([
  ['{', /JSON/],
  ['{}', /no Statement/],
  ['{"Statement":{"Effect":"No"}}', /statement 1: Effect/],
  ['{"Statement":{"Effect":"Deny","Action":"*","NotAction":"*","Resource":"*"}}', /Action or NotAction/],
])('%s is no policy', async (of, says) => {
  await expect(impactOf(of, 'identity')).rejects.toThrow(says)
})
