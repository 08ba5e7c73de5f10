/** The user behind every bait that holds a key: whatever it calls is a touch. */
import { z } from 'zod'
import type { Deployed, Fragment, Names, Step, Touch } from './canary.ts'
import { arnIn, CALLER, change, nameOf, posture } from './define.ts'
import { DENY_ALL } from './policies.ts'

const config = z.strictObject({ name: nameOf(/^[\w+=,.@-]{1,64}$/, 'what the user is called') })
type Settings = z.output<typeof config>

const sees: readonly Touch[] = [
  CALLER,
  change(
    'CreateAccessKey UpdateAccessKey DeleteAccessKey CreateLoginProfile UpdateLoginProfile AddUserToGroup TagUser',
  ),
  change('AttachUserPolicy DetachUserPolicy PutUserPolicy DeleteUserPolicy PutUserPermissionsBoundary UpdateUser'),
  change('DeleteUser DeleteUserPermissionsBoundary DeleteLoginProfile RemoveUserFromGroup UntagUser'),
  change('CreateServiceSpecificCredential ResetServiceSpecificCredential UpdateServiceSpecificCredential'),
  change('DeleteServiceSpecificCredential UploadSSHPublicKey UpdateSSHPublicKey DeleteSSHPublicKey'),
  change('UploadSigningCertificate UpdateSigningCertificate DeleteSigningCertificate'),
  change('EnableMFADevice DeactivateMFADevice ResyncMFADevice'),
  posture('GetUser GetUserPolicy GetLoginProfile GetAccessKeyLastUsed ListAccessKeys ListUserPolicies ListUserTags'),
  posture('ListAttachedUserPolicies ListGroupsForUser ListMFADevices ListSigningCertificates ListSSHPublicKeys'),
  posture('ListServiceSpecificCredentials SimulatePrincipalPolicy GenerateServiceLastAccessedDetails GetSSHPublicKey'),
]

export const decoyUser = {
  config,
  source: 'iam.amazonaws.com',
  isGlobal: true,
  sees,
  cannotSee: [
    'A few calls are in no log, such as sqs:ListQueues: only the last use of the key shows that they were made.',
    'The account of a key can be read off the key itself, without a call; sts:GetCallerIdentity cannot be denied, and is seen.',
  ],
  permissions: [
    ...['iam:CreateUser', 'iam:PutUserPolicy', 'iam:DeleteUserPolicy', 'iam:DeleteUser', 'iam:GetUser'],
    ...['iam:CreateAccessKey', 'iam:DeleteAccessKey', 'iam:GetAccessKeyLastUsed'],
  ],
  resources: ({ name }: Settings): Fragment => ({
    User: {
      Type: 'AWS::IAM::User',
      Properties: { UserName: name, Policies: [{ PolicyName: 'access', PolicyDocument: DENY_ALL }] },
    },
  }),
  /** Not by CloudFormation: the secret would stand in the outputs of the stack, for everybody who may read them. */
  steps: ({ name }: Settings, { ids }: Deployed): readonly Step[] => [
    {
      name: 'Key',
      call: { service: 'iam', command: 'CreateAccessKey', input: { UserName: name } },
      id: 'AccessKey.AccessKeyId',
      secret: 'AccessKey.SecretAccessKey',
      look: {
        ...{ service: 'iam', command: 'ListAccessKeys', input: { UserName: name } },
        ids: 'AccessKeyMetadata.AccessKeyId',
      },
      ...(ids.Key !== undefined && {
        undo: { service: 'iam', command: 'DeleteAccessKey', input: { UserName: name, AccessKeyId: ids.Key } },
      }),
    },
  ],
  names: ({ name }: Settings, deployed: Deployed): Names => {
    const user = arnIn(deployed, 'iam', `user/${name}`)
    const { Key } = deployed.ids
    return {
      request: [{ userName: [name] }, { accessKeyId: [Key] }, { policySourceArn: [user] }, { arn: [user] }],
      denied: [`user ${name}`],
      arns: [user],
      // A session of GetSessionToken keeps the ARN, one of GetFederationToken has it as the issuer.
      caller: [{ arn: [user] }, { accessKeyId: [Key] }, { 'sessionContext.sessionIssuer.arn': [user] }],
    }
  },
  lastUsed: (_: Settings, { ids: { Key } }: Deployed) =>
    Key === undefined
      ? undefined
      : {
          ...{ service: 'iam', command: 'GetAccessKeyLastUsed', input: { AccessKeyId: Key } },
          path: 'AccessKeyLastUsed.LastUsedDate',
        },
  touch: () => ({ service: 'sts', command: 'GetCallerIdentity', input: {}, asBait: true }),
  bait: (_: Settings, { region, ids }: Deployed, secret = ''): Readonly<Record<string, string>> => ({
    AWS_ACCESS_KEY_ID: ids.Key ?? '',
    AWS_SECRET_ACCESS_KEY: secret,
    AWS_DEFAULT_REGION: region,
  }),
}
