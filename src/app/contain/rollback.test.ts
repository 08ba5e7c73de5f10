/** What an intruder left, from the records of their calls: one step takes it away, and restoring brings back exactly what was. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateGroupCommand,
  CreateLoginProfileCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  GetAccountAuthorizationDetailsCommand,
  IAMClient,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam'
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { emptyMoto } from '../../../test/moto.ts'
import type { Json, JsonObject } from '../../core/json.ts'
import { applyPlan, planNamed, restorePlan } from '../../flows/contain/apply.ts'
import { atContain } from './desk.ts'
import { policyOf } from './permissions.ts'
import { planLadder } from './plan.ts'

const moto = await emptyMoto()
vi.stubEnv('AWS_ENDPOINT_URL', moto?.endpoint ?? '')
vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE')
vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example')
const iam = new IAMClient({ ...moto?.client, region: 'us-east-1' })
const home = mkdtempSync(join(tmpdir(), 'tattletrail-rollback-'))
const config = join(home, 'tattletrail.toml')
writeFileSync(config, `[store]\ntype = "sqlite"\npath = "${join(home, 'state.db')}"\n`)
afterAll(() => {
  iam.destroy()
  rmSync(home, { recursive: true })
  vi.unstubAllEnvs()
})

const ACCOUNT = '123456789012'
const INTRUDER = '198.51.100.7'
const ARN = `arn:aws:iam::${ACCOUNT}:policy/all`
const PolicyDocument = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'
const [UserName, RoleName, GroupName] = ['build-bot', 'Deploy', 'staff']
const trust = (...AWS: readonly string[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole' },
      { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ],
  })

const emptied = async (): Promise<void> => {
  await emptyMoto()
  await iam.send(new CreateUserCommand({ UserName: 'mallory' }))
  await iam.send(new CreateUserCommand({ UserName }))
  await iam.send(new CreateGroupCommand({ GroupName }))
  await iam.send(new CreatePolicyCommand({ PolicyName: 'all', PolicyDocument }))
  const AssumeRolePolicyDocument = trust(`arn:aws:iam::${ACCOUNT}:root`, 'arn:aws:iam::210987654321:root')
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }))
}
beforeEach(async () => {
  if (moto) await emptied()
})

const inOrder = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(inOrder).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value as JsonObject).map(([name, one]) => [name, inOrder(one)]))
}
const snapshot = async (): Promise<Json> => {
  const { $metadata: _, ...details } = await iam.send(
    new GetAccountAuthorizationDetailsCommand({ Filter: ['User', 'Role', 'Group', 'LocalManagedPolicy'] }),
  )
  return inOrder(JSON.parse(JSON.stringify(details)))
}

interface Left {
  /** `service:call`, what was asked and what was answered, as a record has them. */
  readonly call: string
  readonly asked: JsonObject
  readonly answered?: JsonObject
  readonly make: () => Promise<unknown>
  /** The step that takes it away. */
  readonly step: string
}

const LEFT: readonly Left[] = [
  {
    call: 'iam:PutUserPolicy',
    asked: { userName: UserName, policyName: 'zq' },
    make: () => iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'zq', PolicyDocument })),
    step: 'delete-inline-policy of inline policy on user build-bot · zq',
  },
  {
    call: 'iam:PutRolePolicy',
    asked: { roleName: RoleName, policyName: 'zq' },
    make: () => iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'zq', PolicyDocument })),
    step: 'delete-inline-policy of inline policy on role Deploy · zq',
  },
  {
    call: 'iam:PutGroupPolicy',
    asked: { groupName: GroupName, policyName: 'zq' },
    make: () => iam.send(new PutGroupPolicyCommand({ GroupName, PolicyName: 'zq', PolicyDocument })),
    step: 'delete-inline-policy of inline policy on group staff · zq',
  },
  {
    call: 'iam:AttachUserPolicy',
    asked: { userName: UserName, policyArn: ARN },
    make: () => iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: ARN })),
    step: `detach-policy of policy on user build-bot · ${ARN}`,
  },
  {
    call: 'iam:AttachRolePolicy',
    asked: { roleName: RoleName, policyArn: ARN },
    make: () => iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: ARN })),
    step: `detach-policy of policy on role Deploy · ${ARN}`,
  },
  {
    call: 'iam:AttachGroupPolicy',
    asked: { groupName: GroupName, policyArn: ARN },
    make: () => iam.send(new AttachGroupPolicyCommand({ GroupName, PolicyArn: ARN })),
    step: `detach-policy of policy on group staff · ${ARN}`,
  },
  {
    call: 'iam:UpdateAssumeRolePolicy',
    asked: { roleName: RoleName },
    make: async () => {},
    step: 'close-trust of trust of role Deploy',
  },
  {
    call: 'iam:CreateLoginProfile',
    asked: { userName: UserName },
    make: () => iam.send(new CreateLoginProfileCommand({ UserName, Password: 'Example-1-password' })),
    step: 'deny-console of password of user build-bot',
  },
  {
    call: 'iam:CreateUser',
    asked: { userName: 'helper2' },
    make: () => iam.send(new CreateUserCommand({ UserName: 'helper2' })),
    step: 'deny-all of user helper2',
  },
  {
    call: 'iam:CreateRole',
    asked: { roleName: 'Helper' },
    make: () => iam.send(new CreateRoleCommand({ RoleName: 'Helper', AssumeRolePolicyDocument: trust(ACCOUNT) })),
    step: 'deny-all of role Helper',
  },
]

const logOf = (left: readonly Left[]): string => {
  const Records = left.map(({ call, asked, answered }, at) => {
    const [source, eventName] = call.split(':')
    return {
      ...{ eventVersion: '1.11', eventType: 'AwsApiCall', awsRegion: 'us-east-1', recipientAccountId: ACCOUNT },
      ...{ eventID: `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`, userAgent: 'aws-cli/2.32' },
      ...{ eventTime: `2026-03-04T02:${String(at).padStart(2, '0')}:00Z`, managementEvent: true, readOnly: false },
      ...{ eventSource: `${source}.amazonaws.com`, eventName, sourceIPAddress: INTRUDER },
      ...{ requestParameters: asked, responseElements: answered ?? null },
      userIdentity: {
        ...{ type: 'IAMUser', userName: 'mallory', arn: `arn:aws:iam::${ACCOUNT}:user/mallory` },
        ...{ accountId: ACCOUNT, principalId: 'AIDAEXAMPLE', accessKeyId: 'AKIAI44QH8DHBEXAMPLE' },
      },
    }
  })
  const path = join(home, 'log.json')
  writeFileSync(path, JSON.stringify({ Records }))
  return path
}

const SETTINGS = { keep: [], network: [], endpoint: [], do: [], expires: 3_600_000, config }
const whole: readonly [string, readonly Left[]] = ['all at once', LEFT]

describe.skipIf(!moto)('on moto', () => {
  test.each([...LEFT.map((one) => [one.call, [one]] as const), whole])('%s', { timeout: 60_000 }, async (_, left) => {
    for (const { make } of left) await make()
    const was = await snapshot()
    const calls: string[] = []
    await atContain(
      config,
      () => {},
      async (opened) => {
        const account: typeof opened.account = {
          call: (call) => {
            calls.push(`${call.service}:${call.command}`)
            return opened.account.call(call)
          },
        }
        const desk = { ...opened, account, wait: async () => {} }
        const planned = await planLadder(
          desk,
          INTRUDER,
          [logOf(left)],
          SETTINGS,
          () => {},
          new AbortController().signal,
        )
        const { plan, facts } = planned
        const steps = plan.steps.map(({ action, target }) => `${action} of ${target.kind} ${target.name}`)
        expect(steps.filter((step) => !step.endsWith('user mallory')).sort()).toEqual(
          left.map(({ step }) => step).sort(),
        )
        expect(facts.filter((fact) => fact.includes('no step'))).toEqual([])
        expect(calls.filter((name) => !/:(?:Get|List|Describe)/.test(name))).toEqual([])
        expect(plan.steps.filter(({ does, undoes }) => does.length === 0 || undoes.length === 0)).toEqual([])

        const life = await applyPlan(desk, plan)
        expect(await snapshot()).not.toEqual(was)
        await restorePlan(desk, await planNamed(desk.store, life.plan.id), false)
      },
    )
    expect(await snapshot()).toEqual(was)
    const allowed = policyOf('responder').Statement[0]?.Action ?? []
    expect(calls.filter((name) => !allowed.includes(name))).toEqual([])
  })
})
