/** What confesses and what does not, name by name, and what several decoys say together. */
import { expect, test } from 'vitest'
import type { Decoy } from './canary.ts'
import { canaryKinds } from './index.ts'
import { confessions, type Layout } from './lint.ts'

const decoy = (kind: string, settings: unknown): Decoy => {
  const read = canaryKinds.find((one) => one.kind === kind)?.read(settings).data
  if (!read) throw new Error(`no ${kind} of ${JSON.stringify(settings)}`)
  return read
}
const secret = (name: string, description = '') => decoy('secret', { name, description })
const whysOf = (layout: Layout): readonly string[] => confessions(layout).map(({ where, why }) => `${where} ${why}`)

test.each([
  ...[
    'prod/canary/db',
    'CanaryDbPassword',
    'honeytoken-1',
    'honey_pot',
    'prod-decoy',
    'DECOYS/admin',
    'bait-credentials',
  ],
  ...['admin-trap', 'TrapDoorKey', 'fake-admin', 'dummy_secret', 'prod/changeme', 'tattletrail/db', 'thinkst-token'],
  ...['a/SpaceCrab/b', 'x/ggcanary/y', 'inf_ht_key', 'thumper-canary-a', 'backup.canarytokens.com', 'do-not-use/root'],
  ...['1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed', 'intruderAlert', 'DoNotTouch', 'AKIAIOSFODNN7EXAMPLE'],
])('%s confesses', (name) => {
  expect(confessions({ decoys: [secret(name)] }).length).toBeGreaterThan(0)
})

test.each([
  ...[
    'prod/orders/db',
    'orders-db-2',
    'OrdersDbPassword',
    'staging_billing_api_key',
    'terraform/state-reader',
    'rds/db-7f3a',
  ],
  ...[
    'github-actions-deploy',
    'acme-prod-backups',
    'k8s/cluster-admin',
    'jenkins.master',
    'svc_reporting',
    'root-ca-2026',
  ],
  ...['data-lake-raw', 'vpn/shared-secret', 'stripe_webhook', 'grafana', 'airflow/connections/warehouse', 'SNMP'],
  ...['high-cpu-alarm', 'legacy-import', 'test-runner', 'waiting-room', 'strapi/admin', 'contraption'],
])('%s does not', (name) => {
  expect(confessions({ decoys: [secret(name)] })).toEqual([])
})

test.each<[string, Layout, readonly string[]]>([
  ['a description', { decoys: [secret('a', 'a decoy for the SOC')] }, ['description says "decoy"']],
  ['a stack', { decoys: [], stack: 'tattletrail-canaries' }, ['stack says "tattletrail"']],
  ['a rule of the bus', { decoys: [], rules: ['canary-touches'] }, ['rule says "canary"']],
  ['a trail', { decoys: [], trails: ['honeytoken-data'] }, ['trail says "honeytoken"']],
  [
    'names that count',
    { decoys: [secret('db-1'), secret('db-2')] },
    ['name follows from db-2', 'name follows from db-1'],
  ],
  [
    'one date',
    { decoys: [secret('dump-2026-03-04'), decoy('s3_object', { bucket: 'acme', key: 'x/20260304.sql' })] },
    ['name has a date that others have too', 'key has a date that others have too'],
  ],
  [
    'the version of policies, of which each has one',
    { decoys: [decoy('iam_role', { name: 'orders' }), decoy('key_file', { name: 'mail' })] },
    [],
  ],
  [
    'the date of such a version in names',
    { decoys: [secret('dump-2012-10-17'), secret('log-2012-10-17')] },
    ['name has a date that others have too'],
  ],
  ['two dates', { decoys: [secret('dump-2026-03-04'), secret('log-2026-05-06')] }, []],
  [
    'one ending',
    { decoys: [secret('db-archive'), secret('mail-archive'), secret('vpn-archive')] },
    ['name ends with "archive", as all of them do and nothing else'],
  ],
  [
    'an ending of others too',
    { decoys: [secret('db-prod'), secret('ad-prod'), secret('vpn-prod')], inventory: ['api-prod'] },
    [],
  ],
  [
    'a style of its own',
    { decoys: [secret('prod_db')], inventory: ['prod/orders-api', 'prod/mail'] },
    ['name is made otherwise than the names that are there'],
  ],
  ['a style of theirs', { decoys: [secret('prod/db')], inventory: ['prod/orders-api', 'prod/mail'] }, []],
])('%s', (_, layout, found) => {
  const whys = whysOf(layout).filter((why) => !/^(?:logical id|\w+Secret\.)/.test(why))
  expect(whys).toEqual(expect.arrayContaining([...found]))
  expect(whys.length === 0).toBe(found.length === 0)
})

test('no kind confesses by what it makes of itself', () => {
  const users = [
    'iam_access_key',
    'key_file',
    'agent_config',
    'iam_role',
    'sqs_queue',
    'sns_topic',
    'kms_key',
    'lambda_function',
  ]
  const decoys = [...users, 'ebs_snapshot', 'ami', 'dynamodb_table', 'ecr_image', 'ec2_key_pair']
  expect(decoys.flatMap((kind) => confessions({ decoys: [decoy(kind, { name: 'orders' })] }))).toEqual([])
})
