/** A key pair: bait for whoever starts machines that they can enter. */
import { z } from 'zod'
import { arnIn, change, content, defineCanary, nameOf, posture } from './define.ts'

/** EC2 writes the request of a denied call too. */
const REQUEST = { denied: 'request' } as const

export const ec2KeyPair = defineCanary({
  kind: 'ec2_key_pair',
  title: 'EC2 key pair',
  source: 'ec2.amazonaws.com',
  config: z.strictObject({ name: nameOf(/^[\w .@-]{1,255}$/, 'what the key pair is called') }),
  sees: [
    content('RunInstances CreateLaunchTemplate CreateLaunchTemplateVersion RequestSpotInstances', REQUEST),
    change('DeleteKeyPair', REQUEST),
    posture('DescribeKeyPairs', REQUEST),
  ],
  cannotSee: ['A login by SSH with the private key is in no log of AWS.'],
  place: 'Its private half in ~/.ssh of a jump host; its name beside your other key pairs.',
  permissions: [
    'ec2:CreateKeyPair',
    'ec2:DescribeKeyPairs',
    'ec2:DeleteKeyPair',
    'ssm:PutParameter',
    'ssm:DeleteParameter',
  ],
  resources: ({ name }) => ({ KeyPair: { Type: 'AWS::EC2::KeyPair', Properties: { KeyName: name } } }),
  names: ({ name }, deployed) => ({
    request: [
      ...[{ keyName: [name] }, { 'keySet.items.keyName': [name] }, { 'instancesSet.items.keyName': [name] }],
      ...['CreateLaunchTemplateRequest', 'CreateLaunchTemplateVersionRequest'].map((request) => ({
        [`${request}.LaunchTemplateData.KeyName`]: [name],
      })),
      { 'launchSpecification.keyName': [name] },
    ],
    arns: [arnIn(deployed, 'ec2', `key-pair/${name}`)],
  }),
  touch: ({ name }) => ({
    ...{ service: 'ec2', command: 'RunInstances' },
    input: { ImageId: 'ami-00000000000000000', KeyName: name, MinCount: 1, MaxCount: 1, DryRun: true },
  }),
  bait: ({ name }) => ({ SSH_KEY_NAME: name }),
})
