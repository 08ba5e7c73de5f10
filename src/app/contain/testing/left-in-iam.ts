/** What an intruder leaves in IAM, made on moto. */

import type { CloudTrailClient } from '@aws-sdk/client-cloudtrail'
import type { EC2Client } from '@aws-sdk/client-ec2'
import {
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateLoginProfileCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  type IAMClient,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam'
import type { LambdaClient } from '@aws-sdk/client-lambda'
import type { RDSClient } from '@aws-sdk/client-rds'
import type { S3Client } from '@aws-sdk/client-s3'
import type { JsonObject } from '../../../core/json.ts'

export const ACCOUNT = '123456789012'
export const PolicyArn = `arn:aws:iam::${ACCOUNT}:policy/all`
export const PolicyDocument = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'
export const [UserName, RoleName, GroupName] = ['build-bot', 'Deploy', 'staff']
export const trust = (...AWS: readonly string[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole' },
      { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ],
  })

/** What was left, as its record has it: what was asked and answered, the step that takes it away, and where else to look. */
export interface Left {
  readonly asked: JsonObject
  readonly answered?: JsonObject
  readonly step: string
  readonly look?: () => Promise<object>
}

export interface Clients {
  readonly iam: IAMClient
  readonly ec2: EC2Client
  readonly rds: RDSClient
  readonly s3: S3Client
  readonly lambda: LambdaClient
  readonly cloudtrail: CloudTrailClient
}

/** By the call, `service:name`: makes it, and says how a record has it. */
export type Makers = Readonly<Record<string, (clients: Clients) => Promise<Left>>>

const inline = { PolicyName: 'zq', PolicyDocument }
export const LEFT_IN_IAM: Makers = {
  'iam:PutUserPolicy': async ({ iam }) => {
    await iam.send(new PutUserPolicyCommand({ UserName, ...inline }))
    const step = 'delete-inline-policy of inline policy on user build-bot · zq'
    return { asked: { userName: UserName, policyName: 'zq' }, step }
  },
  'iam:PutRolePolicy': async ({ iam }) => {
    await iam.send(new PutRolePolicyCommand({ RoleName, ...inline }))
    const step = 'delete-inline-policy of inline policy on role Deploy · zq'
    return { asked: { roleName: RoleName, policyName: 'zq' }, step }
  },
  'iam:PutGroupPolicy': async ({ iam }) => {
    await iam.send(new PutGroupPolicyCommand({ GroupName, ...inline }))
    const step = 'delete-inline-policy of inline policy on group staff · zq'
    return { asked: { groupName: GroupName, policyName: 'zq' }, step }
  },
  'iam:AttachUserPolicy': async ({ iam }) => {
    await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn }))
    const step = `detach-policy of policy on user build-bot · ${PolicyArn}`
    return { asked: { userName: UserName, policyArn: PolicyArn }, step }
  },
  'iam:AttachRolePolicy': async ({ iam }) => {
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }))
    const step = `detach-policy of policy on role Deploy · ${PolicyArn}`
    return { asked: { roleName: RoleName, policyArn: PolicyArn }, step }
  },
  'iam:AttachGroupPolicy': async ({ iam }) => {
    await iam.send(new AttachGroupPolicyCommand({ GroupName, PolicyArn }))
    const step = `detach-policy of policy on group staff · ${PolicyArn}`
    return { asked: { groupName: GroupName, policyArn: PolicyArn }, step }
  },
  'iam:CreatePolicyVersion': async ({ iam }) => {
    await iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument, SetAsDefault: true }))
    return {
      asked: { policyArn: PolicyArn },
      answered: { policyVersion: { versionId: 'v2', isDefaultVersion: true } },
      step: `default-policy-version of policy version ${PolicyArn}`,
    }
  },
  'iam:UpdateAssumeRolePolicy': async () => ({
    asked: { roleName: RoleName },
    step: 'close-trust of trust of role Deploy',
  }),
  'iam:CreateLoginProfile': async ({ iam }) => {
    await iam.send(new CreateLoginProfileCommand({ UserName, Password: 'Example-1-password' }))
    return { asked: { userName: UserName }, step: 'deny-console of password of user build-bot' }
  },
  'iam:CreateUser': async ({ iam }) => {
    await iam.send(new CreateUserCommand({ UserName: 'helper2' }))
    return { asked: { userName: 'helper2' }, step: 'deny-all of user helper2' }
  },
  'iam:CreateRole': async ({ iam }) => {
    await iam.send(new CreateRoleCommand({ RoleName: 'Helper', AssumeRolePolicyDocument: trust(ACCOUNT) }))
    return { asked: { roleName: 'Helper' }, step: 'deny-all of role Helper' }
  },
}
