/** A canary by the built command over moto: created, its bait touched, one alert by two ways, rotated, retired; nothing is left. */
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createClients } from '../../src/aws/clients.ts'
import { emptyMoto } from '../moto.ts'
import { findings, STOP_LOGGING, workspace } from './command.ts'

const moto = await emptyMoto()
const { folder, write, start } = workspace()
const REGION = 'eu-west-1'
const USER = 'arn:aws:iam::123456789012:user/orders-backup'
const environment = {
  ...{ AWS_ENDPOINT_URL: moto?.endpoint ?? '', AWS_REGION: REGION },
  ...{ AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'example' },
}
Object.assign(process.env, environment)
const clients = createClients()
afterAll(() => clients.close())

const run = (...args: readonly string[]) => start(args, environment)
const create = (...more: readonly string[]) =>
  run('canary', 'create', 'iam_access_key', 'name=orders-backup', '--placement', 'a key on the build server', ...more)
const bait = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readFileSync(join(folder, 'bait.env'), 'utf8')
      .split('\n')
      .map((line) => line.split('=')),
  )
const keys = async () => {
  const { AccessKeyMetadata = [] } = await clients.call(
    'iam',
    'ListAccessKeys',
    { UserName: 'orders-backup' },
    { region: REGION },
  )
  return AccessKeyMetadata.map(({ AccessKeyId }) => AccessKeyId)
}
const stacks = async () => {
  const { Stacks = [] } = await clients.call('cloudformation', 'DescribeStacks', {}, { region: REGION })
  return Stacks.map(({ StackName }) => StackName)
}
const canaries = async (): Promise<readonly { readonly id: string; readonly state: string }[]> => {
  const { stdout } = await run('canary', 'list', '--all', '--format', 'jsonl')
  return stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]))
}

const touch = (id: string, accessKeyId: string | undefined) => ({
  ...STOP_LOGGING,
  ...{ eventID: id, eventSource: 's3.amazonaws.com', eventName: 'ListBuckets', requestParameters: null },
  ...{ errorCode: 'AccessDenied', errorMessage: `User: ${USER} is not authorized to perform: s3:ListAllMyBuckets` },
  ...{ eventTime: new Date().toISOString().replace(/\.\d+/, ''), sourceIPAddress: '203.0.113.9' },
  userIdentity: { type: 'IAMUser', arn: USER, accountId: '123456789012', userName: 'orders-backup', accessKeyId },
})
const scanned = () =>
  run('scan', join(folder, 'logs'), '--config', 'tattletrail.toml', '--no-builtin', '--format', 'jsonl')
const log = (name: string, record: object): string => write(name, JSON.stringify({ Records: [record] }))

test.skipIf(!moto)('create, touch, one alert with the placement, rotate, retire', { timeout: 120_000 }, async () => {
  write(
    'tattletrail.toml',
    '[store]\ntype = "sqlite"\npath = "state.db"\n[[destination]]\nid = "file"\ntype = "file"\npath = "sent.jsonl"\n',
  )
  expect(await create('--bait', 'bait.env')).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') })
  expect(await stacks()).toEqual([])

  write('mine.env', 'KEEP_ME=1\n')
  for (const file of ['mine.env', 'nowhere/bait.env', '.']) expect((await create('--bait', file, '--yes')).code).toBe(2)
  expect(await stacks()).toEqual([])
  const created = await create('--bait', 'bait.env', '--yes')
  expect(created).toMatchObject({ code: 0, stdout: '' })
  expect(created.stderr).toContain('Add OrdersBackupUser  AWS::IAM::User')
  expect(await keys()).toEqual([bait().AWS_ACCESS_KEY_ID])
  expect(statSync(join(folder, 'bait.env')).mode & 0o777).toBe(0o600)
  const secret = bait().AWS_SECRET_ACCESS_KEY ?? ''
  expect(secret.length).toBeGreaterThan(20)
  for (const file of ['state.db', 'state.db-wal']) {
    const kept = statSync(join(folder, file), { throwIfNoEntry: false })
      ? readFileSync(join(folder, file), 'latin1')
      : ''
    expect(kept).not.toContain(secret)
  }
  expect(created.stderr).not.toContain(secret)

  const again = await create('--bait', 'bait.env', '--yes')
  expect([again.code, bait().AWS_SECRET_ACCESS_KEY]).toEqual([0, secret])

  // In an account without a trail no touch is seen, and that is an alert.
  const unwatched = await run('canary', 'check', '--alert')
  expect([unwatched.code, JSON.parse(unwatched.stdout).seen]).toEqual([1, 'never'])
  expect(unwatched.stdout).toContain('no-trail')
  const [alert] = (await run('alerts', 'list', '--format', 'jsonl')).stdout.split('\n')
  expect(JSON.parse(alert ?? '')).toMatchObject({
    level: 'high',
    count: 1,
    rule: { title: expect.stringMatching(/could not fire$/) },
  })
  expect(await run('canary', 'trail')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('no canary in eu-west-1'),
  })
  const queue = 'arn:aws:sqs:eu-west-1:123456789012:events'
  expect(JSON.parse((await run('canary', 'rules', queue)).stdout).Resources.Rule1.Properties.Targets[0].Arn).toBe(queue)
  for (const wrong of ['arn:aws:sqs:us-east-1:123456789012:events', 'events'])
    expect(await run('canary', 'rules', wrong)).toMatchObject({ code: 2, stdout: '' })

  // The S3 path and the path of the bus tell once.
  const record = touch('e1', bait().AWS_ACCESS_KEY_ID)
  log('logs/touch.json', record)
  expect((await run('run', join(folder, 'logs'), '--once')).code).toBe(0)
  write(
    'event.json',
    JSON.stringify({ 'detail-type': 'AWS API Call via CloudTrail', source: 'aws.s3', detail: record }),
  )
  expect((await run('invoke', 'ingest', 'event.json')).code).toBe(0)
  const sent = readFileSync(join(folder, 'sent.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .filter((line) => !line.includes('could not fire'))
  expect(sent).toHaveLength(1)
  for (const part of ['a key on the build server', '203.0.113.9', 'tattletrail investigate', 'AccessDenied'])
    expect(sent[0]).toContain(part)
  expect(await canaries()).toMatchObject([{ state: 'tripped' }])
  expect(findings((await scanned()).stdout)).toHaveLength(1)

  const [{ id } = { id: '' }] = await canaries()
  expect((await run('canary', 'test', id, '--wait', '0s')).code).toBe(1)
  const waiting = run('canary', 'test', id, '--wait', '60s')
  await new Promise((done) => setTimeout(done, 1_500))
  log('logs/test.json', touch('e2', bait().AWS_ACCESS_KEY_ID))
  expect((await run('run', join(folder, 'logs'), '--once')).code).toBe(0)
  expect(await waiting).toMatchObject({ code: 0, stdout: `canary ${id} is armed\n` })
  expect(await canaries()).toMatchObject([{ state: 'armed' }])

  expect(await run('canary', 'bait', id)).toMatchObject({ code: 2, stderr: expect.stringContaining('nobody keeps') })
  expect(await run('canary', 'lint')).toMatchObject({ code: 0, stdout: '' })
  expect((await run('canary', 'lint', 'iam_role', 'name=honeypot-admin')).code).toBe(1)

  for (const file of ['mine.env', 'nowhere/bait.env'])
    expect((await run('canary', 'rotate', id, '--bait', file, '--yes')).code).toBe(2)
  expect(await keys()).toEqual([bait().AWS_ACCESS_KEY_ID])
  expect(readFileSync(join(folder, 'mine.env'), 'utf8')).toBe('KEEP_ME=1\n')
  expect((await run('canary', 'rotate', id, '--bait', 'bait.env', '--yes')).code).toBe(0)
  expect(await keys()).toEqual([bait().AWS_ACCESS_KEY_ID])
  expect(bait().AWS_SECRET_ACCESS_KEY).not.toBe(secret)
  const shown = await run('canary', 'show', id, '--format', 'jsonl')
  expect(JSON.parse(shown.stdout).drift).toEqual([])
  await clients.call(
    'iam',
    'DeleteAccessKey',
    { UserName: 'orders-backup', AccessKeyId: bait().AWS_ACCESS_KEY_ID },
    { region: REGION },
  )
  const drifted = await run('canary', 'show', id, '--format', 'jsonl')
  expect(JSON.parse(drifted.stdout).drift).toEqual([`Key ${bait().AWS_ACCESS_KEY_ID} is gone`])

  expect((await run('canary', 'retire', id, '--yes')).code).toBe(0)
  expect([await stacks(), await canaries()]).toMatchObject([[], [{ state: 'retired' }]])
  await expect(keys()).rejects.toThrow()
  expect((await scanned()).stdout).toBe('')
})
