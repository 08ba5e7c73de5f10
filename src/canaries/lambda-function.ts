/** A function that does nothing: bait for whoever reads code and its environment, or calls what they find. */
import { z } from 'zod'
import { arnIn, change, content, defineCanary, nameOf, posture } from './define.ts'
import { DENY_ALL, ofService } from './policies.ts'

export const lambdaFunction = defineCanary({
  kind: 'lambda_function',
  title: 'Lambda function',
  source: 'lambda.amazonaws.com',
  config: z.strictObject({
    name: nameOf(/^[\w-]{1,64}$/, 'what the function is called'),
    environment: z
      .record(z.string(), z.string())
      .default({})
      .meta({ description: 'its variables: nothing that is true' }),
  }),
  sees: [
    content('Invoke InvokeWithResponseStream', { data: 'AWS::Lambda::Function' }),
    content('GetFunction20150331v2 CreateFunctionUrlConfig CreateEventSourceMapping20150331'),
    change('UpdateFunctionCode20150331v2 UpdateFunctionConfiguration20150331v2 AddPermission20150331v2'),
    change('PublishVersion20150331 PutFunctionEventInvokeConfig DeleteFunction20150331 RemovePermission20150331v2'),
    change('UpdateFunctionUrlConfig DeleteFunctionUrlConfig UpdateFunctionEventInvokeConfig'),
    change('DeleteFunctionEventInvokeConfig PutFunctionConcurrency20171031 DeleteFunctionConcurrency20171031'),
    change('CreateAlias20150331 UpdateAlias20150331 DeleteAlias20150331 PutRuntimeManagementConfig'),
    change('PutFunctionCodeSigningConfig DeleteFunctionCodeSigningConfig PutProvisionedConcurrencyConfig'),
    change('TagResource20170331v2 UntagResource20170331v2'),
    posture('GetFunctionConfiguration20150331v2 GetPolicy20150331v2 GetFunctionUrlConfig ListTags20170331'),
    posture('ListVersionsByFunction20150331 ListAliases20150331 ListEventSourceMappings20150331'),
  ],
  cannotSee: ['An Invoke is a data event: without a trail that logs them for this function it is not seen.'],
  place: 'Beside the functions of a service that matters; what its variables name may be bait itself.',
  permissions: [
    ...['lambda:CreateFunction', 'lambda:GetFunction', 'lambda:DeleteFunction', 'iam:PassRole'],
    ...['iam:CreateRole', 'iam:PutRolePolicy', 'iam:DeleteRolePolicy', 'iam:DeleteRole'],
  ],
  resources: ({ name, environment }) => ({
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        ...{
          FunctionName: name,
          Runtime: 'nodejs22.x',
          Handler: 'index.handler',
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        },
        Code: { ZipFile: 'exports.handler = async () => ({ statusCode: 200 })\n' },
        ...(Object.keys(environment).length > 0 && { Environment: { Variables: environment } }),
      },
    },
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: ofService('lambda.amazonaws.com'),
        Policies: [{ PolicyName: 'access', PolicyDocument: DENY_ALL }],
      },
    },
  }),
  names: ({ name }, deployed) => {
    const arn = arnIn(deployed, 'lambda', `function:${name}`)
    // By name, by ARN or by account and name; behind a colon stands a version or an alias.
    const calls = [name, `${deployed.account}:function:${name}`, arn]
    const arns = [arn, `${arn}:*`]
    return { request: [{ functionName: [...calls, ...calls.map((call) => `${call}:*`)] }, { resource: arns }], arns }
  },
  touch: ({ name }) => ({ service: 'lambda', command: 'GetFunction', input: { FunctionName: name } }),
  bait: ({ name }) => ({ FUNCTION_NAME: name }),
})
