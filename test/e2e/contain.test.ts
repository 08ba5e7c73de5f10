/** Containment by the built command over moto: planned from logs of which one is cut, applied, cut off, restored; nothing is left. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, ListAccessKeysCommand } from '@aws-sdk/client-iam'
import { expect, test } from 'vitest'
import { emptyMoto } from '../moto.ts'
import { event, type Ran, workspace } from './command.ts'

const { folder, write, start } = workspace()
const moto = await emptyMoto()
const UserName = 'mallory'

test.skipIf(!moto)('plan, apply, restore, each as it is typed', { timeout: 120_000 }, async () => {
  const iam = new IAMClient({ ...moto?.client, region: 'us-east-1' })
  await iam.send(new CreateUserCommand({ UserName }))
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }))
  const key = AccessKey?.AccessKeyId ?? ''
  const status = async () =>
    (await iam.send(new ListAccessKeysCommand({ UserName }))).AccessKeyMetadata?.map(({ Status }) => Status)
  const contain = (args: readonly string[], endpoint = moto?.endpoint ?? ''): Promise<Ran> =>
    start(['contain', ...args], {
      ...{ AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: endpoint },
      ...{ AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'example' },
    })

  write('tattletrail.toml', '[store]\ntype = "sqlite"\npath = "state.db"\n')
  const userIdentity = {
    ...{ type: 'IAMUser', userName: UserName, accountId: '123456789012', accessKeyId: key },
    arn: `arn:aws:iam::123456789012:user/${UserName}`,
  }
  const log = JSON.stringify({ Records: [event({ userIdentity }), event({ userIdentity, eventID: 'e2' })] })
  write('log.json', log)
  write('cut.json.gz', gzipSync(log).subarray(0, -20))

  const partial = await contain(['plan', key, 'log.json', 'cut.json.gz', '--format', 'text'])
  expect([partial.code, partial.stdout]).toEqual([
    3,
    expect.stringContaining('not read  cut.json.gz: gzip: unexpected'),
  ])

  const planned = await contain(['plan', key, 'log.json', '--do', 'disable-key', '--format', 'json'])
  expect([planned.code, planned.stderr]).toEqual([0, ''])
  writeFileSync(join(folder, 'plan.json'), planned.stdout)

  // Nobody can be asked: it is shown, and nothing is done.
  const shown = await contain(['apply', 'plan.json', '--format', 'text'])
  expect([shown.code, shown.stdout, shown.stderr]).toEqual([
    1,
    expect.stringContaining('Disable the access key'),
    'nothing was done: --yes applies it\n',
  ])
  const unreachable = await contain(['apply', 'plan.json', '--yes'], 'http://127.0.0.1:9')
  expect([unreachable.code, unreachable.stderr]).toEqual([
    3,
    expect.stringMatching(/^tattletrail: .*ECONNREFUSED.*\n$/),
  ])
  expect(await status()).toEqual(['Active'])

  expect((await contain(['apply', 'plan.json', '--yes'])).code).toBe(0)
  expect(await status()).toEqual(['Inactive'])
  const { id } = JSON.parse(planned.stdout)
  const after = event({ userIdentity, eventID: 'e3', eventTime: '2099-01-01T00:00:00Z', errorCode: 'AccessDenied' })
  write('after.json', JSON.stringify({ Records: [after] }))
  const watched = await contain(['watch', id, 'after.json', '--format', 'text'])
  expect([watched.code, watched.stdout]).toEqual([
    0,
    expect.stringMatching(
      /denied .* of arn:aws:iam::123456789012:user\/mallory from .*\nnothing got through for 15 min/,
    ),
  ])
  expect((await contain(['watch', id, 'log.json'])).code).toBe(1)
  expect((await contain(['restore', id])).code).toBe(1)
  expect(await status()).toEqual(['Inactive'])
  expect((await contain(['restore', id, '--yes'])).code).toBe(0)
  expect(await status()).toEqual(['Active'])

  const investigated = await start(['investigate', key, 'log.json', '--format', 'json'])
  write('case.json', investigated.stdout)
  expect((await contain(['plan', 'case.json', '--format', 'text'])).stdout).toContain('Disable the access key')
  for (const broken of ['{"entities":[]}', '{"entities":', '[]'])
    expect(await contain(['plan', write('broken.json', broken)])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^tattletrail: .*broken\.json.*\n$/),
    })
})
