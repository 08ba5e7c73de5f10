/** Containment over moto: what is planned reads alone, what was applied is there, and restoring brings back exactly what was. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateAccessKeyCommand,
  CreateLoginProfileCommand,
  CreateRoleCommand,
  CreateUserCommand,
  GetAccountAuthorizationDetailsCommand,
  IAMClient,
  ListAccessKeysCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam'
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { alertOf, changeOf, finding } from '../../../test/contracts/store-fixtures.ts'
import { emptyMoto } from '../../../test/moto.ts'
import type { Target } from '../../containment/define.ts'
import type { Finding } from '../../core/finding.ts'
import type { Json, JsonObject } from '../../core/json.ts'
import { applyPlan, planNamed, restorePlan } from '../../flows/contain/apply.ts'
import { type AtContain, atContain } from './desk.ts'
import { readPlan } from './kept.ts'
import { policyOf } from './permissions.ts'
import { planLadder } from './plan.ts'

const moto = await emptyMoto()
vi.stubEnv('AWS_ENDPOINT_URL', moto?.endpoint ?? '')
vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE')
vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example')
const iam = moto && new IAMClient(moto.client)
const home = mkdtempSync(join(tmpdir(), 'tattletrail-contain-'))
const config = join(home, 'tattletrail.toml')
writeFileSync(
  config,
  `[store]\ntype = "sqlite"\npath = "${join(home, 'state.db')}"\n[contain]\nprotected = ["arn:aws:iam::*:user/break-*"]\n`,
)
afterAll(() => {
  iam?.destroy()
  rmSync(home, { recursive: true })
  vi.unstubAllEnvs()
})

const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }],
})
let key = ''
beforeEach(async () => {
  await emptyMoto()
  await iam?.send(new CreateUserCommand({ UserName: 'build-bot' }))
  const made = await iam?.send(new CreateAccessKeyCommand({ UserName: 'build-bot' }))
  key = made?.AccessKey?.AccessKeyId ?? ''
  await iam?.send(new PutUserPolicyCommand({ UserName: 'build-bot', PolicyName: 'app', PolicyDocument: POLICY }))
  await iam?.send(new CreateLoginProfileCommand({ UserName: 'build-bot', Password: 'Example-1-password' }))
  await iam?.send(new CreateRoleCommand({ RoleName: 'Deploy', AssumeRolePolicyDocument: POLICY }))
})

/** Everything of the account, in one order: lists come back in another after a detach and an attach. */
const snapshot = async (): Promise<Json> => {
  const [details, keys] = await Promise.all([
    iam?.send(new GetAccountAuthorizationDetailsCommand({ Filter: ['User', 'Role', 'LocalManagedPolicy'] })),
    iam?.send(new ListAccessKeysCommand({ UserName: 'build-bot' })),
  ])
  const { UserDetailList, RoleDetailList, Policies } = details ?? {}
  return inOrder(JSON.parse(JSON.stringify([UserDetailList, RoleDetailList, Policies, keys?.AccessKeyMetadata])))
}
const inOrder = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(inOrder).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value as JsonObject).map(([name, one]) => [name, inOrder(one)]))
}

const SETTINGS = { keep: ['s3:GetObject'], network: ['192.0.2.0/24'], endpoint: [], expires: 3_600_000, config }
/** @param done every call that was made */
const atDesk = <Result>(done: string[], work: (desk: AtContain) => Promise<Result>): Promise<Result> =>
  atContain(
    config,
    () => {},
    (desk) =>
      work({
        ...desk,
        wait: async () => {},
        account: {
          call: (call) => {
            done.push(`${call.service}:${call.command}`)
            return desk.account.call(call)
          },
        },
      }),
  )
const ladderOf = (desk: AtContain, indicator: string, actions: readonly string[]) =>
  planLadder(desk, indicator, [], { ...SETTINGS, do: actions }, () => {}, new AbortController().signal)

const UNDOABLE = ['deny-elsewhere', 'deny-all-but', 'disable-key', 'revoke-sessions', 'deny-all']

describe.skipIf(!moto)('on moto', () => {
  test.each([...UNDOABLE.map((one) => [one]), UNDOABLE])('%s ... is undone exactly', async (...actions) => {
    const calls: string[] = []
    const was = await snapshot()
    await atDesk(calls, async (desk) => {
      const { plan } = await ladderOf(desk, key, actions)
      expect(plan.steps.map(({ action }) => action)).toEqual(actions)
      expect(calls.filter((name) => !/:(?:Get|List)/.test(name))).toEqual([])
      const life = await applyPlan(desk, plan)
      expect(await snapshot()).not.toEqual(was)
      expect((await restorePlan(desk, await planNamed(desk.store, life.plan.id), false)).state).toBe('restored')
    })
    expect(await snapshot()).toEqual(was)
    const allowed = policyOf('responder').Statement[0]?.Action ?? []
    expect(calls.filter((name) => !allowed.includes(name))).toEqual([])
  })

  test('a role by its ARN; what cannot be undone says so; what is not there is refused', async () => {
    await atDesk([], async (desk) => {
      const role = await ladderOf(desk, 'arn:aws:iam::123456789012:role/Deploy', [])
      expect(role.plan.steps.map(({ action }) => action)).toEqual(['deny-all'])
      const user = await ladderOf(desk, key, ['delete-password'])
      expect(user.plan.steps[0]?.warnings[0]).toMatch(/cannot be undone/)
      const gone = await ladderOf(desk, 'arn:aws:iam::123456789012:role/Gone', [])
      expect(gone.plan.refused.every(({ refused }) => refused.includes('not there'))).toBe(true)
      for (const [indicator, says] of [
        ['arn:aws:iam::210987654321:user/eve', /of account 210987654321/],
        ['198.51.100.7', /name the logs too/],
        ['AKIAI44QH8DHBEXAMPLE', /no user of account/],
      ] as const)
        await expect(ladderOf(desk, indicator, [])).rejects.toThrow(says)
    })
  })

  test('by the id of an alert, those whom its findings name', async () => {
    await atDesk([], async (desk) => {
      const by = (
        identity: string,
        accessKeyId: string | null = null,
        kind: Finding['principal']['kind'] = 'IAMUser',
      ): Finding => ({
        ...finding(`of ${identity}`),
        principal: { ...finding('x').principal, kind, identity, accessKeyId },
      })
      const put = (id: string, ...findings: readonly Finding[]): Promise<unknown> =>
        desk.store.commit(
          changeOf(alertOf(id, 1, findings), [], {
            findings: findings.map((one) => ({ key: `${id} ${one.event.id}`, finding: one })),
          }),
        )
      const arn = `arn:aws:iam::123456789012`
      await put('0a1b2c3d4e', by(`${arn}:user/build-bot`, key), by('guardduty.amazonaws.com', null, 'AWSService'))
      await put('1a1b2c3d4e', by(`${arn}:root`, null, 'Root'))
      const { plan } = await ladderOf(desk, '0a1b2c3d', [])
      expect(plan.steps.map(({ action, target }) => [action, target.name])).toEqual([
        ['disable-key', key],
        ['deny-all', 'build-bot'],
      ])
      await expect(ladderOf(desk, '1a1b2c3d', [])).rejects.toThrow(/names nobody who could be contained: .*:root/)
      await expect(ladderOf(desk, '2a1b2c3d', [])).rejects.toThrow(/no alert has the id 2a1b2c3d/)
    })
  })

  test('from an address and the logs: what would have stopped it, and what that breaks', async () => {
    const record = (minute: number, sourceIPAddress: string, source: string, eventName: string): JsonObject => ({
      ...{ eventVersion: '1.11', eventType: 'AwsApiCall', awsRegion: 'eu-west-1', recipientAccountId: '123456789012' },
      ...{ eventID: `00000000-0000-4000-8000-${String(minute).padStart(12, '0')}`, userAgent: 'aws-cli/2.32' },
      ...{
        eventTime: `2026-03-0${minute < 100 ? 3 : 4}T0${Math.floor(minute / 60) % 9}:${String(minute % 60).padStart(2, '0')}:00Z`,
      },
      ...{ eventSource: `${source}.amazonaws.com`, eventName, sourceIPAddress, readOnly: true, managementEvent: true },
      userIdentity: {
        ...{ type: 'IAMUser', userName: 'build-bot', arn: 'arn:aws:iam::123456789012:user/build-bot' },
        ...{ accountId: '123456789012', principalId: 'AIDAEXAMPLE', accessKeyId: key },
      },
    })
    const ordinary = [1, 11, 21, 31].flatMap((at) => [
      record(at, '192.0.2.10', 's3', 'ListBuckets'),
      record(at + 1, '192.0.2.10', 'monitoring', 'PutMetricAlarm'),
    ])
    const attack = ['ListUsers', 'ListRoles', 'CreateUser'].map((name, at) =>
      record(200 + at, '198.51.100.7', 'iam', name),
    )
    const logs = join(home, 'logs.json')
    writeFileSync(logs, JSON.stringify({ Records: [...ordinary, ...attack] }))
    const nothing = { keep: [], network: [], endpoint: [], expires: 3_600_000, config, do: [] }
    await atDesk([], async (desk) => {
      const { plan, steps } = await planLadder(
        desk,
        '198.51.100.7',
        [logs],
        nothing,
        () => {},
        new AbortController().signal,
      )
      expect(plan.steps.map(({ action, target }) => [action, target.name])).toEqual([
        ['deny-elsewhere', 'build-bot'],
        ['disable-key', key],
      ])
      const step = (name: string) => steps.find(({ action }) => action === name)
      expect(step('deny-elsewhere')?.preview).toEqual({ observed: 3, stopped: 3, ordinary: 8, legitimate: [] })
      expect(step('deny-all-but')?.known.actions).toEqual(['cloudwatch:PutMetricAlarm', 's3:ListAllMyBuckets'])
      expect(step('deny-all-but')?.preview).toEqual({ observed: 3, stopped: 3, ordinary: 8, legitimate: [] })
      expect(step('deny-all')?.preview?.legitimate.map(({ action, count }) => [action, count])).toEqual([
        ['s3:ListAllMyBuckets', 4],
        ['cloudwatch:PutMetricAlarm', 4],
      ])
      const file = join(home, 'plan.json')
      writeFileSync(file, JSON.stringify(plan))
      expect(readPlan(file)).toEqual(plan)
      writeFileSync(file, JSON.stringify(plan).replace('198.51', '198.52').replace('deny-elsewhere', 'deny-all'))
      expect(() => readPlan(file)).toThrow(/was changed/)
    })
  })

  test('who is protected, who one is oneself, and other accounts are refused', async () => {
    await atDesk([], async (desk) => {
      const target = { kind: 'user', partition: 'aws', account: '123456789012', name: 'break-glass' } as const
      expect(() => desk.guard([target])).toThrow(/protected/)
      const self = desk.by.split('/').at(-1) ?? ''
      expect(() => desk.guard([{ ...target, name: self }])).toThrow(/who you are/)
      expect(() => desk.guard([{ ...target, kind: 'key', name: 'AKIAIOSFODNN7EXAMPLE', of: self }])).toThrow(
        /who you are/,
      )
      expect(() => desk.guard([{ ...target, name: 'build-bot' }])).not.toThrow()
      const left = (kind: Target['kind'], name: string): Target => ({ ...target, kind, name })
      expect(() => desk.guard([left('inline policy on user', 'break-glass · zq')])).toThrow(/break-glass is protected/)
      expect(() => desk.guard([left('password of user', self)])).toThrow(/who you are/)
      expect(() => desk.guard([left('trust of role', self), left('shared image', 'ami-1')])).not.toThrow()
      const { plan } = await ladderOf(desk, key, ['deny-all'])
      expect(() => desk.refuseOther({ ...plan, account: '210987654321' })).toThrow(/of account 210987654321/)
    })
  })
})
