/** The words of findings, case by case. */
import { expect, test } from 'vitest'
import type { Event, Principal } from '../../core/event.ts'
import type { JsonObject } from '../../core/json.ts'
import { withArticle } from './article.ts'
import { describeActor, genericSentence, helperNames, messageHelpers } from './index.ts'
import { plain } from './plain.ts'
import { readName } from './words.ts'

/** Sentences do not ask for identities. */
type Someone = Omit<Principal, 'identity'>

const DEVELOPER: Someone = { kind: 'Role', name: 'Developer' }
const DANA: Someone = { kind: 'AssumedRole', name: 'Developer', session: 'dana', sessionOf: DEVELOPER }
const BOT: Someone = { kind: 'IAMUser', name: 'build-bot' }

interface Changes extends Partial<Omit<Event, 'principal'>> {
  readonly principal?: Someone
  readonly request?: JsonObject
  readonly rest?: JsonObject
}

const event = ({ request, rest, principal = DANA, ...fields }: Changes = {}): Event => {
  return {
    id: '6f0c7a51-0000-4000-8000-000000000001',
    time: '2026-03-04T02:14:09Z',
    accountId: '123456789012',
    region: 'eu-west-1',
    source: 's3.amazonaws.com',
    name: 'DeleteBucket',
    principal: { identity: '', ...principal },
    sourceIp: '198.51.100.7',
    userAgent: 'aws-cli/2.15.0 md/awscrt#0.19.19',
    raw: { requestParameters: request ?? null, ...rest },
    ...fields,
  }
}

const inSet = (path: string): Someone => {
  const name = 'AWSReservedSSO_Admins_0123456789abcdef'
  const arn = `arn:aws:iam::123456789012:role/${path}${name}`
  return { kind: 'AssumedRole', name, session: 'dana@example.com', sessionOf: { kind: 'Role', name, arn } }
}

const actors: readonly (readonly [said: string, principal: Someone, identity?: JsonObject])[] = [
  ['root user', { kind: 'Root', name: 'root' }],
  ['user build-bot', BOT],
  ['dana (role Developer)', DANA],
  ['role Developer', { kind: 'AssumedRole', name: 'Developer' }],
  ['role Developer', { kind: 'Role', name: 'Developer' }],
  ['instance i-0123456789abcdef0 (role web)', { kind: 'AssumedRole', name: 'web', session: 'i-0123456789abcdef0' }],
  ['root user (session of AssumeRoot)', { kind: 'Root', name: 'root', assumedRoot: true }],
  ['dana@example.com (permission set Admins)', inSet('aws-reserved/sso.amazonaws.com/eu-west-1/')],
  ['dana@example.com (role AWSReservedSSO_Admins_0123456789abcdef)', inSet('')],
  [
    'dana (role Deploy, session build-77)',
    { ...DANA, name: 'Deploy', sessionOf: { kind: 'Role', name: 'Deploy' }, session: 'build-77' },
    { sessionContext: { sourceIdentity: 'dana' } },
  ],
  ['backup (federated by user build-bot)', { kind: 'FederatedUser', name: 'backup', sessionOf: BOT }],
  [
    'backup (federated by root user)',
    { kind: 'FederatedUser', name: 'backup', sessionOf: { kind: 'Root', name: 'root' } },
  ],
  ['backup (federated by dana (role Developer))', { kind: 'FederatedUser', name: 'backup', sessionOf: DANA }],
  ['federated user backup', { kind: 'FederatedUser', name: 'backup' }],
  [
    'repo:example/shop:ref:refs/heads/main (web identity of token.actions.example.com)',
    { kind: 'WebIdentityUser', name: 'repo:example/shop:ref:refs/heads/main' },
    { identityProvider: 'arn:aws:iam::123456789012:oidc-provider/token.actions.example.com' },
  ],
  ['dana (SAML)', { kind: 'SAMLUser', name: 'dana' }],
  ['Identity Center user 1234-abcd', { kind: 'IdentityCenterUser', name: '1234-abcd' }],
  ['directory user dana', { kind: 'Directory', name: 'dana' }],
  ['AWS service config', { kind: 'AWSService', name: 'config.amazonaws.com', invokedBy: 'config.amazonaws.com' }],
  ['someone in account 111122223333', { kind: 'AWSAccount', name: '111122223333', accountId: '111122223333' }],
  ['an anonymous caller', { kind: 'AWSAccount', name: 'anonymous', accountId: 'anonymous' }],
  ['an anonymous caller', { kind: 'AWSAccount', name: 'ANONYMOUS_PRINCIPAL', accountId: 'ANONYMOUS_PRINCIPAL' }],
  ['AWS service ec2', { kind: 'Unknown', name: 'ec2.amazonaws.com' }],
  ['someone', { kind: 'Unknown', name: 'unknown' }],
  ['someone', { kind: 'AWSAccount', name: 'x', accountId: ' ' }],
  ['someone', { kind: 'Unknown', name: '' }],
  ['someone', { kind: 'IAMUser', name: 'HIDDEN_DUE_TO_SECURITY_REASONS' }],
  ['user dana gave up', { kind: 'IAMUser', name: 'dana\n\u202egave\u0007up' }],
]

for (const [said, principal, identity] of actors) {
  test(`actor: ${said}`, () => {
    expect(describeActor(event({ principal, rest: { userIdentity: identity ?? {} } }))).toBe(said)
  })
}

const sentences: readonly (readonly [said: string, changes: Changes])[] = [
  ['dana (role Developer) deleted bucket invoices', { request: { bucketName: 'invoices', Host: 's3.amazonaws.com' } }],
  [
    'dana (role Developer) tried to delete bucket invoices: denied (AccessDenied)',
    { request: { bucketName: 'invoices' }, errorCode: 'AccessDenied' },
  ],
  ['dana (role Developer) tried to delete a bucket: failed (NoSuchBucket)', { errorCode: 'NoSuchBucket' }],
  ['dana (role Developer) listed buckets', { name: 'ListBuckets' }],
  [
    'dana (role Developer) deleted the policy of bucket invoices',
    { name: 'DeleteBucketPolicy', request: { bucketName: 'invoices' } },
  ],
  [
    'user build-bot created an access key for user helper',
    { principal: BOT, name: 'CreateAccessKey', request: { userName: 'helper' } },
  ],
  [
    'user build-bot deleted access key AKIAIOSFODNN7EXAMPLE of user helper',
    { principal: BOT, name: 'DeleteAccessKey', request: { userName: 'helper', accessKeyId: 'AKIAIOSFODNN7EXAMPLE' } },
  ],
  [
    'user build-bot attached policy AdministratorAccess to user helper',
    {
      principal: BOT,
      name: 'AttachUserPolicy',
      request: { userName: 'helper', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
    },
  ],
  [
    'user build-bot added user helper to group admins',
    { principal: BOT, name: 'AddUserToGroup', request: { userName: 'helper', groupName: 'admins' } },
  ],
  [
    'dana (role Developer) stopped logging on trail org-trail',
    { source: 'cloudtrail.amazonaws.com', name: 'StopLogging', request: { name: 'org-trail' } },
  ],
  [
    'dana (role Developer) deleted trail org-trail',
    {
      source: 'cloudtrail.amazonaws.com',
      name: 'DeleteTrail',
      request: { name: 'arn:aws:cloudtrail:eu-west-1:123456789012:trail/org-trail' },
    },
  ],
  [
    'dana (role Developer) updated the configuration of function mail-sender',
    {
      source: 'lambda.amazonaws.com',
      name: 'UpdateFunctionConfiguration20150331v2',
      request: { functionName: 'mail-sender' },
    },
  ],
  [
    'dana (role Developer) created function mail-sender',
    {
      source: 'lambda.amazonaws.com',
      name: 'CreateFunction20150331',
      request: { functionName: 'arn:aws:lambda:eu-west-1:123456789012:function:mail-sender' },
    },
  ],
  [
    'dana (role Developer) created a distribution',
    { source: 'cloudfront.amazonaws.com', name: 'CreateDistribution2020_05_31' },
  ],
  [
    'dana (role Developer) assumed role Deploy of account 111122223333',
    { source: 'sts.amazonaws.com', name: 'AssumeRole', request: { roleArn: 'arn:aws:iam::111122223333:role/Deploy' } },
  ],
  [
    'dana (role Developer) terminated instances i-0123456789abcdef0 and 1 more',
    {
      source: 'ec2.amazonaws.com',
      name: 'TerminateInstances',
      request: {
        instancesSet: { items: [{ instanceId: 'i-0123456789abcdef0' }, { instanceId: 'i-0123456789abcdef1' }] },
      },
    },
  ],
  [
    'dana (role Developer) ran instances i-0123456789abcdef0',
    {
      source: 'ec2.amazonaws.com',
      name: 'RunInstances',
      rest: { responseElements: { instancesSet: { items: [{ instanceId: 'i-0123456789abcdef0' }] } } },
    },
  ],
  [
    'dana (role Developer) deleted flow logs fl-0123456789abcdef0',
    {
      source: 'ec2.amazonaws.com',
      name: 'DeleteFlowLogs',
      request: { DeleteFlowLogsRequest: { FlowLogId: { tag: 1, content: 'fl-0123456789abcdef0' } } },
    },
  ],
  [
    'dana (role Developer) created trust anchor backup-ca',
    { source: 'rolesanywhere.amazonaws.com', name: 'CreateTrustAnchor', request: { name: 'backup-ca' } },
  ],
  ['dana (role Developer) left the organization', { source: 'organizations.amazonaws.com', name: 'LeaveOrganization' }],
  [
    'user build-bot tried to create user helper: denied (AccessDenied)',
    {
      principal: BOT,
      source: 'iam.amazonaws.com',
      name: 'CreateUser',
      errorCode: 'AccessDenied',
      rest: {
        errorMessage:
          'User: arn:aws:iam::123456789012:user/build-bot is not authorized to perform: iam:CreateUser on resource: arn:aws:iam::123456789012:user/helper because no identity-based policy allows the iam:CreateUser action',
      },
    },
  ],
  [
    'user build-bot tried to update role Deploy: denied (AccessDenied)',
    {
      principal: BOT,
      name: 'UpdateRole',
      errorCode: 'AccessDenied',
      rest: { errorMessage: 'User: x is not authorized to perform: iam:UpdateRole on resource: role Deploy because' },
    },
  ],
  [
    'user build-bot tried to set the default policy version on policy builders: denied (AccessDenied)',
    {
      principal: BOT,
      name: 'SetDefaultPolicyVersion',
      errorCode: 'AccessDenied',
      rest: { errorMessage: 'not authorized on resource: policy arn:aws:iam::123456789012:policy/builders because' },
    },
  ],
  ...['*', 'arn:aws:iam::123456789012:user/', 'arn:aws:iam::123456789012:user/*'].map(
    (resource): readonly [string, Changes] => [
      'user build-bot tried to list users: denied (AccessDenied)',
      {
        principal: BOT,
        name: 'ListUsers',
        errorCode: 'AccessDenied',
        rest: { errorMessage: `not authorized to perform: iam:ListUsers on resource: ${resource} because` },
      },
    ],
  ),
  ['dana (role Developer) decrypted with key alias/shop', { name: 'Decrypt', request: { keyId: 'alias/shop' } }],
  ['dana (role Developer) looked up VPCs', { name: 'DescribeVpcs' }],
  [
    'user build-bot read an object from bucket invoices',
    {
      principal: BOT,
      name: 'GetObject',
      rest: { resources: [{ type: 'AWS::S3::Object', ARN: 'arn:aws:s3:::invoices/a.pdf' }] },
    },
  ],
  [
    'dana (role Developer) read images from repository shop',
    { source: 'ecr.amazonaws.com', name: 'BatchGetImage', request: { repositoryName: 'shop' } },
  ],
  ['dana (role Developer) looked up DB instances', { source: 'rds.amazonaws.com', name: 'DescribeDBInstances' }],
  [
    'root user signed in to the console',
    {
      principal: { kind: 'Root', name: 'root' },
      name: 'ConsoleLogin',
      rest: { responseElements: { ConsoleLogin: 'Success' } },
    },
  ],
  [
    'someone tried to sign in to the console: failed (Failed authentication)',
    {
      principal: { kind: 'Unknown', name: '' },
      name: 'ConsoleLogin',
      rest: { responseElements: { ConsoleLogin: 'Failure' }, errorMessage: 'Failed authentication' },
    },
  ],
  [
    'user build-bot tried to switch to a role: failed (no reason given)',
    { principal: BOT, name: 'SwitchRole', rest: { responseElements: { SwitchRole: 'Failure' } } },
  ],
  [
    'dana (role Developer) called FrobnicateWidget on user helper',
    { name: 'FrobnicateWidget', request: { userName: 'helper' } },
  ],
  [
    'dana (role Developer) tried to call FrobnicateWidget: denied (AccessDeniedException)',
    { name: 'FrobnicateWidget', errorCode: 'AccessDeniedException' },
  ],
  [
    'AWS service access-analyzer reported PolicyGenerationDone',
    {
      principal: { kind: 'AWSService', name: 'access-analyzer.amazonaws.com' },
      name: 'PolicyGenerationDone',
      rest: { eventType: 'AwsServiceEvent' },
    },
  ],
  [
    'dana (role Developer) got the encrypted administrator password of instance i-0123456789abcdef0',
    { source: 'ec2.amazonaws.com', name: 'GetPasswordData', request: { instanceId: 'i-0123456789abcdef0' } },
  ],
  [
    'user build-bot tried to start a session: denied (AccessDeniedException)',
    { principal: BOT, source: 'ssm.amazonaws.com', name: 'StartSession', errorCode: 'AccessDeniedException' },
  ],
  [
    'dana (role Developer) read secret shop/database',
    { source: 'secretsmanager.amazonaws.com', name: 'GetSecretValue', request: { secretId: 'shop/database' } },
  ],
  [
    'dana (role Developer) changed the event selectors of trail org-trail',
    { source: 'cloudtrail.amazonaws.com', name: 'PutEventSelectors', request: { trailName: 'org-trail' } },
  ],
  [
    'dana (role Developer) changed the trust policy of role Deploy',
    { source: 'iam.amazonaws.com', name: 'UpdateAssumeRolePolicy', request: { roleName: 'Deploy' } },
  ],
  [
    'user build-bot tried to create a cluster: denied (AccessDenied)',
    { principal: BOT, source: 'ecs.amazonaws.com', name: 'CreateCluster', errorCode: 'AccessDenied' },
  ],
  [
    'user build-bot tried to deactivate an MFA device: denied (AccessDenied)',
    { principal: BOT, source: 'iam.amazonaws.com', name: 'DeactivateMFADevice', errorCode: 'AccessDenied' },
  ],
  [
    'user build-bot tried to add a user to a group: denied (AccessDenied)',
    { principal: BOT, source: 'iam.amazonaws.com', name: 'AddUserToGroup', errorCode: 'AccessDenied' },
  ],
  [
    'dana (role Developer) started an instance refresh on auto scaling group web',
    {
      source: 'autoscaling.amazonaws.com',
      name: 'StartInstanceRefresh',
      request: { autoScalingGroupName: 'web' },
    },
  ],
  ['dana (role Developer) started an instance refresh', { name: 'StartInstanceRefresh' }],
  [
    'dana (role Developer) set versioning on bucket invoices',
    { name: 'PutBucketVersioning', request: { bucketName: 'invoices' } },
  ],
  [
    'dana (role Developer) wrote object report.csv to bucket invoices',
    { name: 'PutObject', request: { bucketName: 'invoices', key: 'report.csv' } },
  ],
  ['dana (role Developer) read the account summary', { source: 'iam.amazonaws.com', name: 'GetAccountSummary' }],
  [
    'dana (role Developer) read the console screenshot of instance i-0123456789abcdef0',
    {
      source: 'ec2.amazonaws.com',
      name: 'GetConsoleScreenshot',
      request: { GetConsoleScreenshotRequest: { InstanceId: 'i-0123456789abcdef0' } },
    },
  ],
  ...(
    [
      [
        'delete event data store 1f2e3d4c',
        'DeleteEventDataStore',
        'cloudtrail:eu-west-1:123456789012:eventdatastore/1f2e3d4c',
      ],
      ['delete web ACL shop/1f2e3d4c', 'DeleteWebACL', 'wafv2:eu-west-1:123456789012:regional/webacl/shop/1f2e3d4c'],
      [
        'delete log group /org/audit',
        'DeleteLogGroup',
        'logs:eu-west-1:123456789012:log-group:/org/audit:log-stream:main',
      ],
      ['invoke foundation model example.v1', 'InvokeModel', 'bedrock:eu-west-1::foundation-model/example.v1'],
    ] as const
  ).map(([said, name, arn]): readonly [string, Changes] => [
    `user build-bot tried to ${said}: denied (AccessDenied)`,
    {
      principal: BOT,
      name,
      errorCode: 'AccessDenied',
      rest: { errorMessage: `not authorized on resource: arn:aws:${arn}` },
    },
  ]),
  ['dana (role Developer) called an API without a name', { name: '' }],
  ['dana (role Developer) called Delete Bucket x', { name: 'Delete\r\nBucket \u2028x' }],
  [
    'dana (role Developer) deleted a bucket',
    { request: { bucketName: { __proto__: null, toString: 'x' } as unknown as JsonObject } },
  ],
]

test.each(sentences)('sentence: %s', (said, changes) => {
  expect(genericSentence(event(changes))).toBe(said)
})

test('a helper for each name, each one short line whatever the record holds', () => {
  const hostile = `${'a'.repeat(79)}\u{1f600}\u202e\n${'b'.repeat(5_000_000)}`
  const events = [
    event(),
    event({
      principal: { kind: 'Unknown', name: '' },
      accountId: '',
      region: '',
      source: '',
      name: '',
      sourceIp: '',
      userAgent: '',
      raw: {},
    }),
    event({
      principal: { kind: 'AssumedRole', name: hostile, session: hostile, sessionOf: { kind: 'Role', name: hostile } },
      name: hostile,
      accountId: hostile,
      region: hostile,
      sourceIp: hostile,
      userAgent: hostile,
      errorCode: hostile,
      raw: {
        userIdentity: 7,
        requestParameters: { bucketName: [hostile], name: { content: hostile } },
        resources: [null],
        errorMessage: hostile,
      },
    }),
  ]
  expect(helperNames.length).toBeGreaterThanOrEqual(7)
  for (const one of events) {
    const words = messageHelpers(one)
    for (const said of [...helperNames.map((name) => words[name]()), genericSentence(one)]) {
      expect(said).toMatch(/^[^\p{C}\p{Zl}\p{Zp}]{1,600}$/u)
      expect(said).not.toContain('undefined')
    }
  }
})

const places: readonly (readonly [string, Changes])[] = [
  ['from 198.51.100.7', {}],
  ['from AWS service cloudformation', { sourceIp: 'cloudformation.amazonaws.com' }],
  ['from inside AWS', { sourceIp: 'AWS Internal' }],
  ['from AWS service config', { sourceIp: '', principal: { ...BOT, invokedBy: 'config.amazonaws.com' } }],
  ['in eu-west-1', { sourceIp: '' }],
  ['from an unknown place', { sourceIp: '', region: '' }],
]

test.each(places)('place: %s', (said, changes) => {
  expect(messageHelpers(event(changes)).place()).toBe(said)
})

test.each([
  ['succeeded', undefined],
  ['was denied (AccessDenied)', 'AccessDenied'],
  ['was denied (Client.UnauthorizedOperation)', 'Client.UnauthorizedOperation'],
  ['failed (NoSuchEntityException)', 'NoSuchEntityException'],
])('outcome: %s', (said, errorCode) => {
  expect(messageHelpers(event(errorCode ? { errorCode } : {})).outcome()).toBe(said)
})

test.each([
  ['aws-cli 2.15.0', 'aws-cli/2.15.0 Python/3.11.6 Linux/5.10'],
  ['aws-cli 2.15.0', '[aws-cli/2.15.0 Python/3.11.6]'],
  ['console.amazonaws.com', 'console.amazonaws.com'],
  ['unknown', ''],
])('tool: %s', (said, userAgent) => {
  expect(messageHelpers(event({ userAgent })).tool()).toBe(said)
})

test('long text is cut between characters', () => {
  const cut = plain(`${'a'.repeat(78)}${'\u{1f600}'.repeat(300)}`) ?? ''
  expect([...cut]).toHaveLength(80)
  expect(cut.endsWith('\u{1f600}…')).toBe(true)
  expect(plain('a'.repeat(80))).toBe('a'.repeat(80))
  expect(plain(' \u200b\n')).toBeUndefined()
  expect(plain({})).toBeUndefined()
})

test.each([
  ['DeleteDBInstance', 'DB instance'],
  ['CreateVpcEndpoint', 'VPC endpoint'],
  ['CreateVPCEndpoint', 'VPC endpoint'],
  ['ListMFADevices', 'MFA devices'],
  ['AdminCreateUser', 'user'],
  ['LookupEvents', 'events'],
  ['GetCallerIdentity', 'who it is'],
])('noun of %s is %s', (name, noun) => {
  expect(readName(name)?.noun).toBe(noun)
})

test.each([
  ['a bucket', 's3.amazonaws.com', 'DeleteBucketEncryption'],
  ['a trail', 'cloudtrail.amazonaws.com', 'StopLogging'],
  ['an instance', 'ec2.amazonaws.com', 'TerminateInstances'],
  ['flow logs', 'ec2.amazonaws.com', 'DeleteFlowLogs'],
  ['a snapshot', 'rds.amazonaws.com', 'ModifyDBSnapshotAttribute'],
  ['a database', 'rds.amazonaws.com', 'ModifyDBInstance'],
  ['something', 'glue.amazonaws.com', 'CreateJob'],
  ['something', 'constructor', 'Frobnicate'],
])('a target without a name is %s', (said, source, name) => {
  expect(messageHelpers(event({ source, name })).target()).toBe(said)
})

test.each([
  ['a bucket', 'bucket'],
  ['an access key', 'access key'],
  ['an SSH key', 'SSH key'],
  ['an MFA device', 'MFA device'],
  ['a VPC', 'VPC'],
  ['a SAML provider', 'SAML provider'],
  ['a user', 'user'],
  ['a unit', 'unit'],
  ['the organization', 'organization'],
  ['an organizational unit', 'organizational unit'],
  ['access keys', 'access keys'],
  ['an analysis', 'analysis'],
  ['versioning', 'versioning'],
  ['a session', 'a session'],
])('with its article: %s', (said, noun) => {
  expect(withArticle(noun, false)).toBe(said)
})
