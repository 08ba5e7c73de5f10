/** A key that encrypts nothing: bait for whoever tries what they can decrypt. */
import { z } from 'zod'
import { arnIn, change, content, defineCanary, nameOf, posture } from './define.ts'
import { ofAccount } from './policies.ts'

export const kmsKey = defineCanary({
  kind: 'kms_key',
  title: 'KMS key',
  source: 'kms.amazonaws.com',
  config: z.strictObject({ name: nameOf(/^(?!aws\/)[\w/-]{1,250}$/, 'its alias, without "alias/"') }),
  sees: [
    content(
      'Decrypt Encrypt ReEncrypt GenerateDataKey GenerateDataKeyWithoutPlaintext GenerateDataKeyPair CreateGrant',
    ),
    content('GenerateDataKeyPairWithoutPlaintext Sign Verify GenerateMac VerifyMac DeriveSharedSecret GetPublicKey'),
    content('ReplicateKey'),
    change(
      'PutKeyPolicy DisableKey EnableKey ScheduleKeyDeletion CancelKeyDeletion UpdateAlias DeleteAlias CreateAlias',
    ),
    change('EnableKeyRotation DisableKeyRotation RotateKeyOnDemand UpdateKeyDescription UpdatePrimaryRegion'),
    change('RetireGrant RevokeGrant TagResource UntagResource'),
    posture(
      'DescribeKey GetKeyPolicy GetKeyRotationStatus ListKeyPolicies ListGrants ListResourceTags ListAliases ListKeyRotations',
    ),
  ],
  cannotSee: [
    'A trail can leave out the events of KMS.',
    'A Decrypt that the policy of the key refuses says "on this resource", and of which key is not said.',
  ],
  place: 'Its alias in the configuration of a service, beside your other keys. A key costs a dollar a month.',
  permissions: ['kms:CreateKey', 'kms:CreateAlias', 'kms:DeleteAlias', 'kms:DescribeKey', 'kms:ScheduleKeyDeletion'],
  resources: ({ name }) => ({
    Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: ofAccount('kms:*', '*'), PendingWindowInDays: 7 } },
    Alias: { Type: 'AWS::KMS::Alias', Properties: { AliasName: `alias/${name}`, TargetKeyId: { Ref: 'Key' } } },
  }),
  names: ({ name }, deployed) => {
    const { Key } = deployed.ids
    const arns = [Key && arnIn(deployed, 'kms', `key/${Key}`), arnIn(deployed, 'kms', `alias/${name}`)]
    const marks = [Key, `alias/${name}`, ...arns]
    const request = ['keyId', 'sourceKeyId', 'destinationKeyId', 'targetKeyId', 'aliasName']
    return { request: request.map((field) => ({ [field]: marks })), arns }
  },
  touch: ({ name }) => ({
    ...{ service: 'kms', command: 'GenerateDataKeyWithoutPlaintext' },
    input: { KeyId: `alias/${name}`, KeySpec: 'AES_256' },
  }),
  bait: ({ name }) => ({ KMS_KEY_ID: `alias/${name}` }),
})
