import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Clients } from '../aws/clients.ts'
import { type Allowed, allowedBy, allowedInFunction } from './allowed.ts'
import { createSecrets } from './secrets.ts'

const FOLDER = mkdtempSync(join(tmpdir(), 'secrets-'))
const FILE = join(FOLDER, 'secret')
writeFileSync(FILE, 'from a file\n')
writeFileSync(join(FOLDER, 'empty'), '\n')

const ARN = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:slack-AbCdEf'
const KEPT: Readonly<Record<string, unknown>> = {
  '/slack': { Parameter: { Value: 'from ssm' } },
  '/file': { Parameter: { Value: 'from ssm, put there from a file\n' } },
  plain: { SecretString: 'from secretsmanager' },
  json: { SecretString: '{"url":"from a key","port":25}' },
  binary: {},
  [ARN]: { SecretString: 'from an ARN' },
}

const setup = (allowed: Allowed = { folder: FOLDER }, environment: NodeJS.ProcessEnv = {}) => {
  const calls: unknown[] = []
  let now = 0
  const call = async (
    service: string,
    command: string,
    input: { Name?: string; SecretId?: string },
    options: object,
  ) => {
    calls.push([service, command, input, options])
    const found = KEPT[input.Name ?? input.SecretId ?? '']
    if (!found) throw Object.assign(new Error('no such thing'), { name: 'ParameterNotFound' })
    return found
  }
  const { read: secret, renew } = createSecrets({
    environment: { TOKEN: 'from the environment', ...environment },
    allowed,
    call: call as unknown as Clients['call'],
    now: () => now,
  })
  return { secret, renew, calls, wait: (milliseconds: number) => (now += milliseconds), now: () => now }
}

const FOUND: readonly (readonly [string, string])[] = [
  ['env:TOKEN', 'from the environment'],
  [`file:${FILE}`, 'from a file'],
  ['ssm:/slack', 'from ssm'],
  ['ssm:/file', 'from ssm, put there from a file'],
  ['secretsmanager:plain', 'from secretsmanager'],
  ['secretsmanager:json#url', 'from a key'],
  [`secretsmanager:${ARN}`, 'from an ARN'],
  ['hunter2', 'hunter2'],
  ['https://hooks.example.com/x', 'https://hooks.example.com/x'],
]
test.each(FOUND)('%s', async (reference, value) => {
  expect(await setup().secret(reference)).toBe(value)
})

const MISSING: readonly (readonly [string, string])[] = [
  ['env:MISSING', 'env:MISSING: the environment has no such variable'],
  [`file:${FILE}.not`, `file:${FILE}.not: ENOENT: no such file or directory, realpath '${FILE}.not'`],
  [`file:${join(FOLDER, 'empty')}`, `file:${join(FOLDER, 'empty')}: it is empty`],
  ['ssm:/missing', 'ssm:/missing: no such thing'],
  ['secretsmanager:plain#key', 'secretsmanager:plain#key: the secret is not JSON, so it has no keys'],
  ['secretsmanager:json#port', 'secretsmanager:json#port: the secret has no text under the key "port"'],
  ['secretsmanager:json#__proto__', 'secretsmanager:json#__proto__: the secret has no text under the key "__proto__"'],
  ['secretsmanager:binary', 'secretsmanager:binary: it is empty'],
  ['ssm:slack', '"ssm:slack" is not a reference: write ssm:/path, secretsmanager:name#key, env:NAME or file:path'],
]
test.each(MISSING)('%s cannot be had, and the error says why without the value', async (reference, message) => {
  await expect(setup().secret(reference)).rejects.toMatchObject({ message })
})

test('parameters are decrypted; the ARN of a secret names its region', async () => {
  const { secret, calls } = setup()
  await secret('ssm:/slack')
  await secret(`secretsmanager:${ARN}`)
  expect(calls).toMatchObject([
    ['ssm', 'GetParameter', { Name: '/slack', WithDecryption: true }, {}],
    ['secretsmanager', 'GetSecretValue', { SecretId: ARN }, { region: 'us-east-1' }],
  ])
})

test('a secret is asked for once in five minutes, a failure every time', async () => {
  const { secret, calls, wait } = setup()
  await Promise.all([secret('ssm:/slack'), secret('ssm:/slack')])
  wait(299_999)
  await secret('ssm:/slack')
  expect(calls).toHaveLength(1)
  wait(1)
  await secret('ssm:/slack')
  expect(calls).toHaveLength(2)
  for (let count = 0; count < 2; count++) await secret('ssm:/missing').catch(() => {})
  expect(calls).toHaveLength(4)
})

test('an error keeps its name, so that a throttled one stays worth a retry', async () => {
  await expect(setup().secret('ssm:/missing')).rejects.toMatchObject({ name: 'ParameterNotFound' })
})

test('a secret that was rotated is read anew, and says since when it is another', async () => {
  const { secret, renew, calls, wait, now } = setup()
  const values = KEPT as Record<string, unknown>
  await secret('ssm:/slack')
  await secret('env:TOKEN')
  expect(await renew(0)).toBe(false)
  expect(calls).toHaveLength(2)
  const before = values['/slack']
  values['/slack'] = { Parameter: { Value: 'rotated' } }
  try {
    expect(await secret('ssm:/slack')).toBe('from ssm')
    wait(10)
    const changed = now()
    // Messages that were signed with the old one and refused together: each hears of it, and it is read once.
    expect(await Promise.all([renew(changed - 10), renew(changed - 5)])).toEqual([true, true])
    expect(calls).toHaveLength(3)
    expect(await secret('ssm:/slack')).toBe('rotated')
    wait(10)
    expect(await renew(changed - 10)).toBe(true)
    expect(await renew(changed + 1)).toBe(false)
    // One that cannot be had now changes nothing for the others.
    delete values['/slack']
    wait(10)
    expect(await renew(changed + 1)).toBe(false)
  } finally {
    values['/slack'] = before
  }
})

const GIVEN = { TATTLETRAIL_SECRETS: 'TOKEN, OTHER' }
const KEPT_BACK: readonly (readonly [what: string, reference: string, allowed: Allowed, reason: string])[] = [
  ['a key of AWS', 'env:AWS_SECRET_ACCESS_KEY', { folder: FOLDER }, 'of the process itself'],
  [
    'the same, named by whoever started it',
    'env:AWS_SECRET_ACCESS_KEY',
    { variables: new Set(['AWS_SECRET_ACCESS_KEY']) },
    'of the process itself',
  ],
  [
    'another variable than those that were named',
    'env:KEPT_BACK',
    allowedBy(GIVEN, FOLDER),
    'TATTLETRAIL_SECRETS does not name',
  ],
  [
    'in a function, what the deployment did not name',
    'env:KEPT_BACK',
    allowedInFunction(GIVEN),
    'TATTLETRAIL_SECRETS does not name',
  ],
  ['in a function that was given nothing', 'env:TOKEN', allowedInFunction({}), 'TATTLETRAIL_SECRETS does not name'],
  ['in a function, a file', `file:${FILE}`, allowedInFunction(GIVEN), 'a function keeps no secret in a file'],
  ['the environment, as a file', 'file:/proc/self/environ', { folder: FOLDER }, 'belongs to the system'],
]
test.each(KEPT_BACK)('not given: %s', async (_, reference, allowed, reason) => {
  const environment = { AWS_SECRET_ACCESS_KEY: 'a key', KEPT_BACK: 'kept back' }
  await expect(setup(allowed, environment).secret(reference)).rejects.toThrow(reason)
})

test('what was named is given, on a machine and in a function', async () => {
  expect(await setup(allowedBy(GIVEN, FOLDER)).secret('env:TOKEN')).toBe('from the environment')
  expect(await setup(allowedInFunction(GIVEN)).secret('env:TOKEN')).toBe('from the environment')
})
