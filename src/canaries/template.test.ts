/** The template of all kinds together: what cfn-lint says, names that meet, references between parts. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Decoy } from './canary.ts'
import { canaryKinds } from './index.ts'
import { patternsOf } from './patterns.ts'
import { selectorsOf } from './selectors.ts'
import { logicalId, templateOf } from './template.ts'
import { rulesTemplate, trailTemplate } from './watch-template.ts'

const DEPLOYED = {
  ...{ partition: 'aws', region: 'eu-west-1', account: '123456789012' },
  ids: {
    Secret: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod-AbCdEf',
    Key: 'k',
    Volume: 'vol-1',
    Snapshot: 'snap-1',
    Image: 'ami-1',
  },
}

const folder = mkdtempSync(join(tmpdir(), 'tattletrail-template-'))
afterAll(() => rmSync(folder, { recursive: true }))

const decoyOf = (name: string, settings: unknown): Decoy => {
  const decoy = canaryKinds.find(({ kind }) => kind === name)?.read(settings).data
  if (!decoy) throw new Error(`no decoy of ${name}`)
  return decoy
}
const sample = (kind: string): Decoy => {
  const golden = new URL(`../../test/golden/canaries/${kind}.json`, import.meta.url)
  return decoyOf(kind, (JSON.parse(readFileSync(golden, 'utf8')) as { settings: unknown }).settings)
}
const withResources = canaryKinds
  .map(({ kind }) => sample(kind))
  .filter(({ resources }) => Object.keys(resources).length > 0)

const hasLint = spawnSync('cfn-lint', ['--version']).status === 0
test.skipIf(!hasLint)(
  `cfn-lint accepts every kind${hasLint ? '' : ': SKIPPED, cfn-lint is not installed'}`,
  () => {
    const file = join(folder, 'template.json')
    expect(withResources.length).toBeGreaterThanOrEqual(12)
    writeFileSync(file, JSON.stringify(templateOf(withResources)))
    expect(execFileSync('cfn-lint', ['--format', 'parseable', file], { encoding: 'utf8' })).toBe('')
  },
  60_000,
)

test.skipIf(!hasLint)(
  `cfn-lint accepts what watches them${hasLint ? '' : ': SKIPPED, cfn-lint is not installed'}`,
  () => {
    const all = withResources.map((decoy) => [decoy, DEPLOYED] as const)
    const selectors = selectorsOf(all)
    const patterns = patternsOf(all.map(([decoy, deployed]) => decoy.names(deployed)))
    expect([selectors.length, patterns.length]).toEqual([
      expect.toSatisfy((count) => count > 3),
      expect.toSatisfy((count) => count > 3),
    ])
    for (const template of [
      trailTemplate(selectors, { name: 'audit-data', bucket: undefined }),
      trailTemplate(selectors, { name: 'audit-data', bucket: 'example-logs' }),
      rulesTemplate(patterns, 'arn:aws:sqs:eu-west-1:123456789012:queue'),
    ]) {
      const file = join(folder, 'watch.json')
      writeFileSync(file, JSON.stringify(template))
      expect(execFileSync('cfn-lint', ['--format', 'parseable', file], { encoding: 'utf8' })).toBe('')
      expect(JSON.stringify(template)).not.toMatch(/canary|honey|decoy|bait|tattletrail/i)
    }
  },
  60_000,
)

test('it has nothing but resources, none of them with a tag of ours', () => {
  const template = templateOf([sample('secret'), sample('lambda_function')])
  expect(Object.keys(template)).toEqual(['AWSTemplateFormatVersion', 'Resources'])
  expect(Object.keys(template.Resources as object)).toEqual([
    'ProdOrdersDbSecret',
    'OrdersRefundFunction',
    'OrdersRefundRole',
  ])
})

test('parts refer to each other by their names in the stack', () => {
  const text = JSON.stringify(templateOf([sample('lambda_function'), sample('kms_key')]))
  expect(text).toContain('{"Fn::GetAtt":["OrdersRefundRole","Arn"]}')
  expect(text).toContain('{"Ref":"OrdersArchiveKey"}')
  expect(text).toContain('{"Ref":"AWS::AccountId"}')
})

test('one more decoy changes no other, and two of one logical id are refused', () => {
  const queue = (name: string) => decoyOf('sqs_queue', { name })
  const one = templateOf([queue('orders-failed')]).Resources as object
  expect(templateOf([queue('orders'), queue('orders-failed')]).Resources).toMatchObject(one)
  expect(() => templateOf([queue('orders-failed'), queue('orders_failed')])).toThrow('logical id OrdersFailedQueue')
})

test('what a decoy is called in the stack follows from its own name', () => {
  expect(logicalId(decoyOf('ssm_parameter', { name: '/prod/db.url', value: 'x' }), 'Parameter')).toBe(
    'ProdDbUrlParameter',
  )
})
