/** Settings for tests: every choice of the command line with every other, with and without a configuration. */
import { withGuardDuty } from '../bus.ts'
import type { DeploySettings } from '../settings.ts'

const PLAIN: DeploySettings = {
  org: false,
  builtin: true,
  organizations: false,
  destinations: [],
  secrets: [],
  topics: [],
  emails: [],
  table: {
    schema: {
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      GlobalSecondaryIndexes: [],
    },
    timeToLive: { AttributeName: 'ttl', Enabled: true },
    streamView: 'KEYS_ONLY',
  },
  wakingRows: 'notification#',
  namespace: 'Tattletrail',
  code: 'function',
}

const CONFIGURED: Pick<DeploySettings, 'organizations' | 'destinations' | 'secrets' | 'topics' | 'emails'> = {
  organizations: true,
  topics: ['SNS_TOPIC_ARN'],
  emails: ['oncall@example.com', 'security@example.com'],
  destinations: [
    {
      id: 'Security topic',
      permissions: [{ action: 'sns:Publish', resource: 'arn:aws:sns:eu-west-1:123456789012:security' }],
    },
    {
      id: 'queue',
      permissions: [{ action: 'sqs:SendMessage', resource: 'arn::sqs:eu-west-1:123456789012:alerts' }],
    },
    { id: 'queue elsewhere', permissions: [{ action: 'sqs:SendMessage', resource: 'arn::sqs:*:*:alerts' }] },
    { id: 'bus', permissions: [{ action: 'events:PutEvents', resource: 'arn::events:::event-bus/default' }] },
    {
      id: 'bus by ARN',
      permissions: [{ action: 'events:PutEvents', resource: 'arn:aws:events:eu-west-1:123456789012:event-bus/alerts' }],
    },
    {
      id: 'mail',
      permissions: [
        {
          action: 'ses:SendEmail',
          resource: 'arn::ses:eu-central-1::identity/*',
          condition: { StringEquals: { 'ses:FromAddress': 'alerts@example.com' } },
        },
      ],
    },
    { id: 'topic of our own', permissions: [{ action: 'sns:Publish', resource: 'env:SNS_TOPIC_ARN' }] },
    { id: 'slack', permissions: [] },
  ],
  secrets: [
    // A name that would be filled in, were it not said to be a text.
    { kept: 'ssm', path: `/tattletrail/\${AWS::Region}` },
    { kept: 'secretsmanager', name: 'hook' },
    { kept: 'secretsmanager', name: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:hook-abcdef' },
    { kept: 'env', name: 'PAGERDUTY_KEY' },
    { kept: 'env', name: 'HOOK_SECRET' },
    { kept: 'env', name: 'PAGERDUTY_KEY' },
  ],
}

const bucket = 'trail-bucket'
const SOURCES: Readonly<Record<string, Partial<DeploySettings>>> = {
  'a new trail': {},
  'a new trail of an organization': { org: true },
  'an existing bucket': { bucket },
  'a bucket that a topic tells of': { bucket, topic: 'arn:aws:sns:eu-west-1:123456789012:trail' },
}
const BUSES: Readonly<Record<string, Partial<DeploySettings>>> = {
  '': {},
  ', in real time': {
    bus: withGuardDuty([
      { description: 'A bucket is deleted', pattern: { detail: { eventName: ['DeleteBucket'] } }, ofCloudTrail: true },
      { description: 'A task stopped', pattern: { 'detail-type': ['ECS Task State Change'] }, ofCloudTrail: false },
    ]),
  },
}
const CONFIGURATIONS: Readonly<Record<string, Partial<DeploySettings>>> = { '': {}, ', configured': CONFIGURED }

/** name -> settings */
export const VARIANTS: Readonly<Record<string, DeploySettings>> = Object.fromEntries(
  Object.entries(SOURCES).flatMap(([source, one]) =>
    Object.entries(BUSES).flatMap(([bus, two]) =>
      Object.entries(CONFIGURATIONS).map(([configuration, three]) => [
        source + bus + configuration,
        { ...PLAIN, ...one, ...two, ...three },
      ]),
    ),
  ),
)

export const variant = (name: string): DeploySettings => VARIANTS[name] as DeploySettings
