/** A parameter: bait for whoever reads the configuration of everything. */
import { z } from 'zod'
import { arnIn, change, content, defineCanary, nameOf, posture } from './define.ts'

export const ssmParameter = defineCanary({
  kind: 'ssm_parameter',
  title: 'Systems Manager parameter',
  source: 'ssm.amazonaws.com',
  config: z.strictObject({
    name: nameOf(/^[\w./-]{1,1011}$/, 'what the parameter is called'),
    value: z.string().min(1).max(4096).meta({ secret: true, description: 'what it holds: nothing that is true' }),
    type: z.enum(['SecureString', 'String']).default('SecureString').meta({ description: 'encrypted or not' }),
  }),
  sees: [
    content('GetParameter GetParameters GetParameterHistory LabelParameterVersion UnlabelParameterVersion'),
    change('PutParameter DeleteParameter DeleteParameters PutResourcePolicy DeleteResourcePolicy'),
    change('AddTagsToResource RemoveTagsFromResource'),
    // Only one that is encrypted: AWS names it when it has its key decrypt it.
    content('Decrypt', { source: 'kms.amazonaws.com', denied: 'nothing' }),
    posture('DescribeParameters GetResourcePolicies ListTagsForResource'),
  ],
  cannotSee: [
    'GetParametersByPath names the path alone: of a SecureString the Decrypt that follows is seen, of a String nothing.',
  ],
  place: 'In the path of a service that matters, named as its other parameters are.',
  permissions: ['ssm:PutParameter', 'ssm:DeleteParameter', 'ssm:GetParameters', 'ssm:AddTagsToResource'],
  resources: ({ name, value, type }) =>
    type === 'String'
      ? { Parameter: { Type: 'AWS::SSM::Parameter', Properties: { Name: name, Type: type, Value: value } } }
      : {},
  /** CloudFormation makes no SecureString. */
  steps: ({ name, value, type }) =>
    type === 'String'
      ? []
      : [
          {
            name: 'Parameter',
            call: { service: 'ssm', command: 'PutParameter', input: { Name: name, Value: value, Type: type } },
            undo: { service: 'ssm', command: 'DeleteParameter', input: { Name: name } },
          },
        ],
  names: ({ name }, deployed) => {
    const arn = arnIn(deployed, 'ssm', `parameter${name.startsWith('/') ? '' : '/'}${name}`)
    // Behind a colon stands a version or a label.
    const marks = [name, `${name}:*`, arn, `${arn}:*`]
    return {
      request: [
        ...[{ name: marks }, { names: marks }, { 'parameterFilters.values': [name] }, { resourceId: [name] }],
        ...[{ resourceArn: [arn] }, { 'encryptionContext.PARAMETER_ARN': [arn] }],
      ],
      arns: [arn],
    }
  },
  touch: ({ name }) => ({ service: 'ssm', command: 'GetParameter', input: { Name: name } }),
  bait: ({ name }) => ({ SSM_PARAMETER: name }),
})
