/** What an intruder left, from the records of their calls: one step takes it away, and restoring brings back exactly what was. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail'
import { EC2Client } from '@aws-sdk/client-ec2'
import {
  CreateGroupCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  GetAccountAuthorizationDetailsCommand,
  IAMClient,
} from '@aws-sdk/client-iam'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { RDSClient } from '@aws-sdk/client-rds'
import { S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { permissionsOf } from '../../../test/contracts/action.ts'
import { emptyMoto } from '../../../test/moto.ts'
import type { Json, JsonObject } from '../../core/json.ts'
import { AccountError } from '../../flows/canary/account.ts'
import { applyPlan, planNamed, restorePlan } from '../../flows/contain/apply.ts'
import { atContain } from './desk.ts'
import { policyOf } from './permissions.ts'
import { planLadder } from './plan.ts'
import { LEFT_ELSEWHERE } from './testing/left-elsewhere.ts'
import {
  ACCOUNT,
  GroupName,
  LEFT_IN_IAM,
  type Left,
  type Makers,
  PolicyDocument,
  RoleName,
  trust,
  UserName,
} from './testing/left-in-iam.ts'

const moto = await emptyMoto()
vi.stubEnv('AWS_ENDPOINT_URL', moto?.endpoint ?? '')
vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE')
vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example')
const iam = new IAMClient({ ...moto?.client, region: 'us-east-1' })
const clients = {
  iam,
  ec2: new EC2Client(moto?.client ?? {}),
  rds: new RDSClient(moto?.client ?? {}),
  s3: new S3Client({ ...moto?.client, forcePathStyle: true }),
  lambda: new LambdaClient(moto?.client ?? {}),
  cloudtrail: new CloudTrailClient(moto?.client ?? {}),
}
const home = mkdtempSync(join(tmpdir(), 'tattletrail-rollback-'))
const config = join(home, 'tattletrail.toml')
writeFileSync(config, `[store]\ntype = "sqlite"\npath = "${join(home, 'state.db')}"\n`)
afterAll(() => {
  for (const client of Object.values(clients)) client.destroy()
  rmSync(home, { recursive: true })
  vi.unstubAllEnvs()
})

const LEFT: Makers = { ...LEFT_IN_IAM, ...LEFT_ELSEWHERE }
const INTRUDER = '198.51.100.7'
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
const snapshot = async (left: readonly Left[]): Promise<Json> => {
  const { UserDetailList = [], ...details } = await iam.send(
    new GetAccountAuthorizationDetailsCommand({ Filter: ['User', 'Role', 'Group', 'LocalManagedPolicy'] }),
  )
  // Who did it is stopped too, by a step of its own.
  const users = UserDetailList.filter((user) => user.UserName !== 'mallory')
  const looked = await Promise.all(left.map(({ look }) => look?.()))
  return inOrder(
    JSON.parse(JSON.stringify([users, details, looked], (key, value) => (key === '$metadata' ? undefined : value))),
  )
}

const logOf = (made: readonly (readonly [call: string, left: Left])[]): string => {
  const Records = made.map(([call, { asked, answered }], at) => {
    const [source, eventName] = call.split(':')
    const awsRegion = source === 'iam' ? 'us-east-1' : 'eu-west-1'
    return {
      ...{ eventVersion: '1.11', eventType: 'AwsApiCall', awsRegion, recipientAccountId: ACCOUNT },
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

describe.skipIf(!moto)('on moto', () => {
  test.each([...Object.keys(LEFT).map((call) => [call]), Object.keys(LEFT)])(
    '%s ...',
    { timeout: 60_000 },
    async (...names) => {
      const made: (readonly [string, Left])[] = []
      for (const name of names) made.push([name, await (LEFT[name] as Makers[string])(clients)])
      const left = made.map(([, one]) => one)
      const was = await snapshot(left)
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
            [logOf(made)],
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
          expect(await snapshot(left)).not.toEqual(was)
          await restorePlan(desk, await planNamed(desk.store, life.plan.id), false)
        },
      )
      expect(await snapshot(left)).toEqual(was)
      const allowed = policyOf('responder').Statement[0]?.Action ?? []
      expect(permissionsOf(calls).filter((name) => !allowed.includes(name))).toEqual([])
    },
  )

  test('what may not be read of one thing is said of it, and the rest is planned', async () => {
    const made: (readonly [string, Left])[] = []
    for (const name of ['cloudtrail:StopLogging', 'iam:PutUserPolicy'])
      made.push([name, await (LEFT[name] as Makers[string])(clients)])
    await atContain(
      config,
      () => {},
      async (opened) => {
        const account: typeof opened.account = {
          call: (call) => {
            if (call.service !== 'cloudtrail') return opened.account.call(call)
            throw new AccountError('denied', `${call.command}: AccessDenied`)
          },
        }
        const desk = { ...opened, account }
        const { plan } = await planLadder(
          desk,
          INTRUDER,
          [logOf(made)],
          SETTINGS,
          () => {},
          new AbortController().signal,
        )
        expect(plan.steps.map(({ action }) => action)).toContain('delete-inline-policy')
        expect(plan.refused).toContainEqual(
          expect.objectContaining({ action: 'start-logging', refused: 'GetTrailStatus: AccessDenied' }),
        )
      },
    )
  })
})
