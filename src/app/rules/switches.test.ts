/** What must be switched on, by language and call. */
import { expect, test } from 'vitest'
import { eventPattern, jq, sigma } from '../../languages/index.ts'
import { callsOf } from '../../lint/calls.ts'
import { switchesOf } from '../../lint/switches.ts'
import { claimOf } from '../../notation/claim.ts'
import { readKnowledge } from './knowledge.ts'

const { names } = readKnowledge()
const ALL = /ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS/
const yaml = (selection: string): string =>
  `title: T\nlogsource: { product: aws, service: cloudtrail }\ndetection:\n  s: { ${selection} }\n  condition: s\n`

const pattern = (source: string | undefined, detail: object) =>
  eventPattern.compile({ ...(source && { source: [source] }), detail } as never)

test.each([
  ['an image is read', pattern('aws.ecr', { eventName: ['BatchGetImage'] }), [ALL]],
  ['a token of the registry', pattern('aws.ecr', { eventName: ['GetAuthorizationToken'] }), [ALL]],
  [
    'an object',
    pattern('aws.s3', { eventSource: ['s3.amazonaws.com'], eventName: ['GetObject'] }),
    [/AWS::S3::Object/],
  ],
  ['a key, whatever it does', pattern(undefined, { userIdentity: { accessKeyId: ['AKIAIOSFODNN7EXAMPLE'] } }), [ALL]],
  ['a table is read', pattern('aws.dynamodb', { eventName: ['Scan', 'Query'] }), [/AWS::DynamoDB::Table/]],
  ['a secret is read', pattern('aws.secretsmanager', { eventName: ['GetSecretValue'] }), [ALL]],
  ['some of them read', pattern('aws.iam', { eventName: ['GetUser', 'CreateUser'] }), [ALL]],
  ['names that only look read-only', pattern('aws.sts', { eventName: ['GetSessionToken', 'GetFederationToken'] }), []],
  ['changes', pattern('aws.iam', { eventName: ['CreateUser'] }), []],
  [
    'events of services',
    pattern('aws.kms', { eventType: ['AwsServiceEvent'], eventName: ['RotateKey'] }),
    [/Service Event/],
  ],
  ['jq reads from logs', jq.compile('select(.eventName == "GetSecretValue")'), []],
  ['jq over data events', jq.compile('select(.eventName == "GetObject")'), [/AWS::S3::Object/]],
  ['jq over Insights', jq.compile('select(.eventType == "AwsCloudTrailInsight")'), [/Insights/]],
  ['jq over anything', jq.compile('select(.errorCode == "AccessDenied")'), []],
  [
    'Sigma over messages',
    sigma.compile(yaml('eventSource: sns.amazonaws.com, eventName: Publish')),
    [/AWS::SNS::Topic/],
  ],
  ['Sigma over a function', sigma.compile(yaml('eventName: Invoke')), [/AWS::Lambda::Function/]],
  ['Sigma over endpoints', sigma.compile(yaml('eventCategory: NetworkActivity')), [/network activity/]],
] as const)('%s', (_, compiled, expected) => {
  const claim = claimOf(compiled)
  const onBus = !('run' in compiled || 'rules' in compiled)
  const found = claim ? switchesOf(claim, callsOf(claim, names), onBus) : []
  expect(found).toEqual(expected.map((one) => expect.stringMatching(one)))
})
