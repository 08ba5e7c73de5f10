import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { NO_CONTEXT } from '../core/finding.ts'
import type { Json, JsonObject } from '../core/json.ts'
import type { Enrichment } from './finding.ts'
import { guardDutyFinding } from './guardduty.ts'

const enrichment: Enrichment = {
  who: () => '',
  tool: () => '',
  context: () => NO_CONTEXT,
  keepsRecord: false,
  level: ({ level }) => level,
}
const SEEN = '2026-03-04T02:14:09.000Z'
const envelope = (detail: Json): JsonObject => ({
  version: '0',
  id: 'c8c4daa7-a20c-2f03-0070-b7393dd542ad',
  'detail-type': 'GuardDuty Finding',
  source: 'aws.guardduty',
  account: '123456789012',
  time: '2026-03-04T02:20:00Z',
  region: 'eu-west-1',
  resources: [],
  detail,
})
const detailOf = (type: string, resource: JsonObject, action: JsonObject, severity: Json = 5): JsonObject => ({
  schemaVersion: '2.0',
  accountId: '123456789012',
  region: 'eu-west-1',
  partition: 'aws',
  id: '16afba5c5c43e07c9e3e5e2e544e95df',
  type,
  resource,
  service: { serviceName: 'guardduty', action, eventFirstSeen: SEEN, eventLastSeen: SEEN, archived: false, count: 3 },
  severity,
  createdAt: SEEN,
  updatedAt: '2026-03-04T02:19:00.000Z',
  title: 'A title.',
  description: 'A description.',
})
const findingOf = (detail: Json) => guardDutyFinding(envelope(detail), 'message 1', enrichment)
const from = (ipAddressV4: string): JsonObject => ({ remoteIpDetails: { ipAddressV4 } })

describe('who, where from and what', () => {
  const apiCall = {
    actionType: 'AWS_API_CALL',
    awsApiCallAction: { api: 'ListBuckets', serviceName: 's3.amazonaws.com', ...from('198.51.100.7') },
  }
  const bucket = [{ name: 'example-data', arn: 'arn:aws:s3:::example-data' }]
  const key = (userType: string, userName: string, principalId = 'AIDAEXAMPLE') => ({
    accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
    principalId,
    userType,
    userName,
  })
  test.each<[string, JsonObject, object]>([
    [
      'the key of a user',
      detailOf(
        'Recon:IAMUser/MaliciousIPCaller',
        { resourceType: 'AccessKey', accessKeyDetails: key('IAMUser', 'dana') },
        apiCall,
      ),
      {
        rule: { id: 'guardduty Recon:IAMUser/MaliciousIPCaller', title: 'GuardDuty: A title.', level: 'medium' },
        event: { id: `16afba5c5c43e07c9e3e5e2e544e95df ${SEEN}`, time: SEEN, name: 'ListBuckets', errorCode: null },
        principal: {
          ...{ kind: 'IAMUser', identity: 'IAMUser/123456789012/AIDAEXAMPLE', name: 'dana' },
          ...{ accessKeyId: 'ASIAIOSFODNN7EXAMPLE', session: null },
        },
        who: 'dana',
        sourceIp: '198.51.100.7',
        message: 'A description.',
      },
    ],
    [
      'the session of a role, of which GuardDuty tells in parts',
      detailOf(
        'UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS',
        { accessKeyDetails: key('AssumedRole', 'web', 'AROAEXAMPLE:i-0abc') },
        apiCall,
        8,
      ),
      {
        level: 'high',
        principal: {
          ...{ kind: 'AssumedRole', identity: 'AssumedRole/123456789012/AROAEXAMPLE', name: 'web' },
          session: 'i-0abc',
        },
        who: 'web',
      },
    ],
    [
      'root',
      detailOf('Policy:IAMUser/RootCredentialUsage', { accessKeyDetails: key('Root', 'Root') }, apiCall, 2),
      { level: 'low', principal: { kind: 'Root' } },
    ],
    [
      'a call that was refused',
      detailOf(
        'Discovery:S3/AnomalousBehavior',
        { s3BucketDetails: bucket, accessKeyDetails: key('IAMUser', 'dana') },
        {
          awsApiCallAction: { ...apiCall.awsApiCallAction, errorCode: 'AccessDenied' },
        },
      ),
      { principal: { name: 'dana' }, event: { errorCode: 'AccessDenied' } },
    ],
    [
      'a bucket',
      detailOf('Policy:S3/BucketAnonymousAccessGranted', { resourceType: 'S3Bucket', s3BucketDetails: bucket }, {}),
      {
        who: 'example-data',
        principal: { kind: 'Unknown', identity: 'Unknown/123456789012/S3Bucket/example-data' },
        sourceIp: '',
        event: { name: 'Policy:S3/BucketAnonymousAccessGranted' },
      },
    ],
    [
      'an instance that connects',
      detailOf(
        'CryptoCurrency:EC2/BitcoinTool.B',
        { instanceDetails: { instanceId: 'i-0abc' } },
        { networkConnectionAction: from('203.0.113.9') },
        8,
      ),
      { who: 'i-0abc', sourceIp: '203.0.113.9', level: 'high' },
    ],
    [
      'an instance that is probed, by the first of many',
      detailOf(
        'Recon:EC2/PortProbeUnprotectedPort',
        { instanceDetails: { instanceId: 'i-0abc' } },
        {
          portProbeAction: { portProbeDetails: [from('203.0.113.9'), from('203.0.113.10')] },
        },
      ),
      { sourceIp: '203.0.113.9' },
    ],
    [
      'a cluster, called over IPv6',
      detailOf(
        'Discovery:Kubernetes/MaliciousIPCaller',
        { eksClusterDetails: { name: 'shop' } },
        {
          kubernetesApiCallAction: { remoteIpDetails: { ipAddressV6: '2001:db8::7' } },
        },
      ),
      { who: 'shop', sourceIp: '2001:db8::7' },
    ],
    [
      'a function',
      detailOf('Backdoor:Lambda/C&CActivity.B', { lambdaDetails: { functionName: 'resize' } }, {}),
      { who: 'resize' },
    ],
    [
      'a database',
      detailOf(
        'CredentialAccess:RDS/MaliciousIPCaller.SuccessfulLogin',
        { rdsDbInstanceDetails: { dbInstanceIdentifier: 'orders' } },
        {
          rdsLoginAttemptAction: from('198.51.100.7'),
        },
      ),
      { who: 'orders', sourceIp: '198.51.100.7' },
    ],
  ])('%s', (_, detail, expected) => {
    expect(findingOf(detail)).toMatchObject(expected)
  })
})

test.each<[Json, string]>([
  [1, 'low'],
  [3.9, 'low'],
  [4, 'medium'],
  [6.9, 'medium'],
  [7, 'high'],
  [8.9, 'high'],
  [9, 'critical'],
  [10, 'critical'],
  ['9', 'medium'],
  [null, 'medium'],
])('severity %j is %s', (severity, level) => {
  expect(findingOf(detailOf('A:B/C', {}, {}, severity))?.level).toBe(level)
})

describe('told again', () => {
  const at = (eventLastSeen: string) => {
    const detail = detailOf('A:B/C', {}, {})
    return findingOf({ ...detail, service: { eventLastSeen } })?.event.id
  }
  test('by another path: the same; seen again: another', () => {
    expect(at(SEEN)).toBe(at(SEEN))
    expect(at(SEEN)).not.toBe(at('2026-03-04T03:00:00.000Z'))
  })
})

describe('hostile and malformed', () => {
  test.each<[string, Json]>([
    ['no detail', null],
    ['a text', 'finding'],
    ['a list', [{}]],
  ])('%s is none', (_, detail) => {
    expect(findingOf(detail)).toBeUndefined()
  })

  test('without anything that tells: still a finding, and no id that it would share with others', () => {
    expect(guardDutyFinding({ detail: {} }, 'message 1', enrichment)).toMatchObject({
      event: { id: '', time: '', accountId: '', name: 'unknown type' },
      who: 'someone',
      message: 'unknown type',
      eventIds: [],
    })
  })

  test('anything anywhere: texts stay texts, and nothing throws', { tags: 'property' }, () => {
    const keys = fc.constantFrom(
      'id',
      'type',
      'service',
      'resource',
      'severity',
      'title',
      '__proto__',
      'action',
      'accessKeyDetails',
      'userName',
      'awsApiCallAction',
      'remoteIpDetails',
      'portProbeAction',
      'portProbeDetails',
      's3BucketDetails',
      'eventLastSeen',
      'constructor',
    )
    const { value } = fc.letrec<{ value: Json }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 6 },
        fc.jsonValue({ maxDepth: 1 }) as fc.Arbitrary<Json>,
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(keys, tie('value'), { maxKeys: 6 }),
      ),
    }))
    let found = 0
    fc.assert(
      fc.property(value, (detail) => {
        const finding = findingOf(JSON.parse(JSON.stringify(detail)) as Json)
        if (!finding) return
        found++
        for (const one of [
          finding.who,
          finding.message,
          finding.sourceIp,
          finding.rule.title,
          finding.event.id,
          finding.event.time,
          finding.principal.name,
        ])
          expect(typeof one).toBe('string')
      }),
      { numRuns: 500 },
    )
    expect(found).toBeGreaterThan(50)
  })
})
