/** A role that may do nothing: bait for whoever tries roles until one works. */
import { z } from 'zod'
import { arnIn, CALLER, change, content, defineCanary, nameOf, posture } from './define.ts'
import { DENY_ALL, ofAccount } from './policies.ts'

export const iamRole = defineCanary({
  kind: 'iam_role',
  title: 'IAM role',
  source: 'iam.amazonaws.com',
  isGlobal: true,
  config: z.strictObject({
    name: nameOf(/^[\w+=,.@-]{1,64}$/, 'what the role is called'),
    description: z.string().max(1000).default('').meta({ description: 'what its description says' }),
  }),
  sees: [
    CALLER,
    content('AssumeRole AssumeRoleWithSAML AssumeRoleWithWebIdentity', { source: 'sts.amazonaws.com' }),
    change(
      'UpdateAssumeRolePolicy AttachRolePolicy DetachRolePolicy PutRolePolicy DeleteRolePolicy UpdateRole TagRole',
    ),
    change('PutRolePermissionsBoundary DeleteRolePermissionsBoundary AddRoleToInstanceProfile DeleteRole'),
    change('RemoveRoleFromInstanceProfile UpdateRoleDescription UntagRole'),
    posture('GetRole GetRolePolicy ListRolePolicies ListAttachedRolePolicies ListInstanceProfilesForRole ListRoleTags'),
    posture('SimulatePrincipalPolicy GetContextKeysForPrincipalPolicy GenerateServiceLastAccessedDetails'),
  ],
  cannotSee: ['A policy that names the role (iam:PassRole) is in no record of its own; the call that passes it is.'],
  place: 'Its ARN in a profile of ~/.aws/config, in a pipeline or in a wiki; whoever lists the roles finds it as well.',
  permissions: ['iam:CreateRole', 'iam:PutRolePolicy', 'iam:DeleteRolePolicy', 'iam:DeleteRole', 'iam:GetRole'],
  resources: ({ name, description }) => ({
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: name,
        ...(description !== '' && { Description: description }),
        AssumeRolePolicyDocument: ofAccount('sts:AssumeRole'),
        Policies: [{ PolicyName: 'access', PolicyDocument: DENY_ALL }],
      },
    },
  }),
  names: ({ name }, deployed) => {
    const role = arnIn(deployed, 'iam', `role/${name}`)
    return {
      request: [{ roleName: [name] }, { roleArn: [role] }, { policySourceArn: [role] }, { arn: [role] }],
      arns: [role],
      denied: [`role ${name}`],
      caller: [{ 'sessionContext.sessionIssuer.arn': [role] }],
    }
  },
  lastUsed: ({ name }) => ({
    ...{ service: 'iam', command: 'GetRole', input: { RoleName: name } },
    path: 'Role.RoleLastUsed.LastUsedDate',
  }),
  touch: ({ name }, deployed) => ({
    ...{ service: 'sts', command: 'AssumeRole' },
    input: { RoleArn: arnIn(deployed, 'iam', `role/${name}`), RoleSessionName: 'test' },
  }),
  bait: ({ name }, deployed) => ({ AWS_ROLE_ARN: arnIn(deployed, 'iam', `role/${name}`) }),
})
