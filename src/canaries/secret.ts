/** A secret of Secrets Manager: bait for whoever reads all that there is. */
import { z } from 'zod'
import { change, content, defineCanary, nameOf, posture } from './define.ts'

export const secret = defineCanary({
  kind: 'secret',
  title: 'Secrets Manager secret',
  source: 'secretsmanager.amazonaws.com',
  config: z.strictObject({
    name: nameOf(/^[\w/+=.@-]{1,500}$/, 'what the secret is called'),
    description: z.string().max(2048).default('').meta({ description: 'what its description says' }),
    username: z.string().min(1).default('app').meta({ description: 'the user name in it' }),
  }),
  sees: [
    content('GetSecretValue RotateSecret CancelRotateSecret ReplicateSecretToRegions UpdateSecretVersionStage'),
    change('PutSecretValue UpdateSecret DeleteSecret RestoreSecret PutResourcePolicy DeleteResourcePolicy'),
    change('StopReplicationToReplica RemoveRegionsFromReplication TagResource UntagResource'),
    posture('DescribeSecret GetResourcePolicy ListSecretVersionIds ValidateResourcePolicy'),
  ],
  cannotSee: [
    'BatchGetSecretValue with a filter names no secret; the GetSecretValue that AWS logs for each secret does.',
  ],
  place:
    'Beside the secrets of a service that matters, named as they are; nothing reads it, so nothing has to know it.',
  permissions: ['secretsmanager:CreateSecret', 'secretsmanager:DeleteSecret', 'secretsmanager:GetRandomPassword'],
  resources: ({ name, description, username }) => ({
    Secret: {
      Type: 'AWS::SecretsManager::Secret',
      Properties: {
        Name: name,
        ...(description !== '' && { Description: description }),
        GenerateSecretString: {
          SecretStringTemplate: JSON.stringify({ username }),
          ...{ GenerateStringKey: 'password', PasswordLength: 24, ExcludePunctuation: true },
        },
      },
    },
  }),
  names: ({ name }, { ids: { Secret: arn } }) => ({
    // AWS appends six characters of its own to the name in an ARN, and a call may leave them out.
    request: [{ secretId: [name, arn, arn?.replace(/-\w{6}$/, '')] }],
    arns: [arn, arn?.replace(/-\w{6}$/, '')],
    denied: [name],
  }),
  touch: ({ name }) => ({ service: 'secretsmanager', command: 'GetSecretValue', input: { SecretId: name } }),
  bait: ({ name }) => ({ DB_SECRET_ID: name }),
})
