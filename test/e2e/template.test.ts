/** The template that is written: CloudFormation and SAM accept it, and the folder beside it is a function that runs. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { prepareTemplate, type TemplateOptions } from '../../src/app/deploy/template.ts'
import { METRICS, NAMESPACE } from '../../src/app/lambda/log.ts'
import { dynamodb } from '../../src/stores/dynamodb.ts'

const folder = mkdtempSync(join(tmpdir(), 'tattletrail-template-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const config = join(folder, 'tattletrail.toml')
writeFileSync(join(folder, 'accounts.csv'), 'id,name\n123456789012,production\n')
writeFileSync(
  config,
  `
[context]
accounts_csv = "accounts.csv"
accounts = "organizations"

[[destination]]
id = "Security topic"
type = "sns"
sns_arn = "arn:aws:sns:eu-west-1:123456789012:security"

[[destination]]
id = "slack"
type = "slack_webhook"
webhook_url = "ssm:/tattletrail/slack"

[[destination]]
id = "hook"
type = "webhook"
url = "https://example.com/hook"
signing_secret = "secretsmanager:hook#secret"

[[destination]]
id = "pager"
type = "pagerduty"
routing_key = "env:PAGERDUTY_KEY"

[[destination]]
id = "mail"
type = "ses"
to_emails = ["oncall@example.com"]
from_email = "Tattletrail <alerts@example.com>"

[[destination]]
id = "bus"
type = "eventbridge"

[[rule]]
name = "A task changed its state"
event_pattern = { source = ["aws.ecs"], detail-type = ["ECS Task State Change"] }

[[destination]]
id = "queue"
type = "sqs"
queue_url = "https://sqs.eu-west-1.amazonaws.com/123456789012/alerts"
`,
)

const PLAIN = { rules: [], email: [], builtin: true, org: false, realtime: false } as const
const CASES: Readonly<Record<string, TemplateOptions>> = {
  'an existing bucket': { ...PLAIN, bucket: 'trail-bucket' },
  'a bucket that a topic tells of': { ...PLAIN, bucket: 'trail-bucket', topic: 'arn:aws:sns:eu-west-1:123456789012:t' },
  'a new trail': { ...PLAIN },
  'a new trail of an organization': { ...PLAIN, org: true },
  'everything that can be configured': { ...PLAIN, bucket: 'trail-bucket', realtime: true, config },
}

const outOf = (name: string): string => join(folder, name.replace(/\W/g, '-'))

beforeAll(async () => {
  for (const [name, options] of Object.entries(CASES)) (await prepareTemplate(options)).write(outOf(name))
})

const python = (code: string, ...args: string[]) =>
  spawnSync('python3', ['-c', code, ...args], {
    encoding: 'utf8',
    env: { ...process.env, AWS_DEFAULT_REGION: 'eu-west-1' },
    timeout: 60_000,
  })
const has = (module: string): boolean => {
  const found = python(`import ${module}`).status === 0
  if (!found) process.stderr.write(`\nSKIPPED: ${module} is not installed: \`pip install ${PACKAGES[module]}\`\n`)
  return found
}
const PACKAGES: Readonly<Record<string, string>> = { cfnlint: 'cfn-lint', samtranslator: 'aws-sam-translator boto3' }

/** As `sam deploy` does it, once the code is in a bucket. */
const TRANSLATE = `
import json, sys
from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse
class Policies:
    def load(self): return {}
made = []
for path in sys.argv[1:]:
    template = yaml_parse(open(path).read())
    for resource in template['Resources'].values():
        if resource['Type'] == 'AWS::Serverless::Function': resource['Properties']['CodeUri'] = 's3://bucket/key'
    made.append(transform(template, {}, Policies()))
json.dump(made, sys.stdout)
`
const TEMPLATES = Object.keys(CASES).map((name) => join(outOf(name), 'template.yaml'))
const REGIONS = join(outOf('everything that can be configured'), 'regions/template.yaml')

test.skipIf(!has('cfnlint'))('cfn-lint has nothing to say', () => {
  const { stdout, stderr, status } = python('from cfnlint.runner import main; main()', '-t', ...TEMPLATES, REGIONS)
  expect({ stdout, stderr, status }).toMatchObject({ stdout: '', status: 0 })
})

test.skipIf(!has('samtranslator'))(
  'samtranslator makes CloudFormation of it, and adds no role or policy of its own',
  () => {
    const { stdout, stderr, status } = python(TRANSLATE, ...TEMPLATES)
    expect({ stderr, status }).toMatchObject({ status: 0 })
    const made = JSON.parse(stdout) as readonly { Resources: Record<string, { Type: string }> }[]
    expect(made).toHaveLength(TEMPLATES.length)
    for (const { Resources } of made) {
      const types = Object.values(Resources).map(({ Type }) => Type)
      // Its own would be wider than ours.
      expect(types.filter((type) => type.startsWith('AWS::IAM'))).toEqual(['AWS::IAM::Role', 'AWS::IAM::Role'])
      expect(types.filter((type) => type === 'AWS::Lambda::EventSourceMapping')).toHaveLength(2)
    }
  },
)

interface Statement {
  readonly Sid: string
  readonly Action: readonly string[]
  readonly Resource: unknown
}

const resourcesOf = async (
  name: string,
): Promise<Record<string, { Type: string; Properties: Record<string, never> }>> =>
  parse((await prepareTemplate(CASES[name] as TemplateOptions)).text).Resources

test('the policy grows with what is configured, and each action is narrowed', async () => {
  const { IngestRole, DeliverRole } = (await resourcesOf('everything that can be configured')) as never as Record<
    string,
    { Properties: { Policies: { PolicyDocument: { Statement: Statement[] } }[] } }
  >
  const statements = (role: typeof IngestRole): readonly Statement[] =>
    role?.Properties.Policies[0]?.PolicyDocument.Statement ?? []
  const deliver = Object.fromEntries(statements(DeliverRole).map(({ Sid, Resource }) => [Sid, Resource]))
  const here = (service: string, resource: string) => ({
    'Fn::Sub': `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`,
  })
  expect(deliver).toMatchObject({
    Send1SecurityTopic: 'arn:aws:sns:eu-west-1:123456789012:security',
    Send2mail: here('ses', 'identity/*'),
    Send3bus: here('events', 'event-bus/default'),
    Send4queue: { 'Fn::Sub': `arn:\${AWS::Partition}:sqs:eu-west-1:123456789012:alerts` },
    ReadParameters: [here('ssm', 'parameter/tattletrail/slack')],
    ReadSecrets: [here('secretsmanager', 'secret:hook-??????')],
  })
  const everything = [...statements(IngestRole), ...statements(DeliverRole)].filter(({ Resource }) => Resource === '*')
  expect(everything.map(({ Sid }) => Sid).sort()).toEqual(['FindStream', 'NameAccounts', 'Trace', 'Trace'])

  const plain = (await resourcesOf('an existing bucket')) as never as { DeliverRole: typeof IngestRole }
  expect(statements(plain.DeliverRole).filter(({ Sid }) => /^Send|Parameters|Secrets/.test(Sid ?? ''))).toEqual([])
})

test('no function gets more of the store than the store asks for', async () => {
  const resources = await resourcesOf('a new trail')
  for (const role of ['IngestRole', 'DeliverRole']) {
    const given = JSON.stringify(resources[role]).match(/dynamodb:\w+Items?|dynamodb:(?:Query|Scan)/g) ?? []
    expect(given.length).toBeGreaterThan(3)
    expect(given.filter((action) => !dynamodb.permissions.includes(action))).toEqual([])
  }
})

test('a key of your own opens what is read; it closes only what is told to a topic or a queue', async () => {
  const actions = async (name: string, role: string): Promise<unknown> => {
    const found = JSON.stringify((await resourcesOf(name))[role]).match(/kms:\w+/g)
    return [...new Set(found)]
  }
  const all = 'everything that can be configured'
  expect(await actions(all, 'IngestRole')).toEqual(['kms:Decrypt'])
  expect(await actions(all, 'DeliverRole')).toEqual(['kms:Decrypt', 'kms:GenerateDataKey'])
  expect(await actions('an existing bucket', 'DeliverRole')).toEqual(['kms:Decrypt'])
})

test('alarms look at what the functions write; digests do not keep the one on silence quiet', async () => {
  const resources = await resourcesOf('an existing bucket')
  const alarms = Object.entries(resources).flatMap(([name, { Type, Properties }]) =>
    Type === 'AWS::CloudWatch::Alarm' && Properties.Namespace === NAMESPACE ? [[name, Properties.MetricName]] : [],
  )
  expect(Object.fromEntries(alarms)).toMatchObject({ SilenceAlarm: 'Evaluated', UndeliveredAlarm: 'DeadNotifications' })
  expect(alarms.filter(([, metric]) => !((metric as unknown as string) in METRICS))).toEqual([])
})

test('a message is hidden for six times as long as the function may take', async () => {
  const { Queue, Ingest } = (await resourcesOf('a new trail')) as never as Record<
    'Queue' | 'Ingest',
    { Properties: { VisibilityTimeout: number; Timeout: number } }
  >
  expect(Queue.Properties.VisibilityTimeout).toBeGreaterThanOrEqual(6 * Ingest.Properties.Timeout)
})

test.each([
  ['function/index.py', 'function'],
  ['template.yaml', 'template.yaml'],
])('what somebody else keeps at %s is not replaced', async (path, named) => {
  const own = mkdtempSync(join(folder, 'own-'))
  mkdirSync(dirname(join(own, path)), { recursive: true })
  writeFileSync(join(own, path), 'mine')
  const { write } = await prepareTemplate({ ...PLAIN, bucket: 'trail-bucket' })
  expect(() => write(own)).toThrow(`${join(own, named)} is there already`)
  expect(readFileSync(join(own, path), 'utf8')).toBe('mine')
  expect(() => write(outOf('an existing bucket'))).not.toThrow()
})

test('written again: the template is new, what people edit stays', async () => {
  const own = mkdtempSync(join(folder, 'again-'))
  const { text, write } = await prepareTemplate({ ...PLAIN, bucket: 'trail-bucket' })
  const paths = (names: readonly string[]): readonly string[] => names.map((name) => join(own, name))
  expect(write(own)).toEqual(paths(['function', 'template.yaml', 'samconfig.toml']))
  writeFileSync(join(own, 'template.yaml'), '# Tattletrail, an older one')
  writeFileSync(join(own, 'samconfig.toml'), 'mine')
  expect(write(own)).toEqual(paths(['function', 'template.yaml']))
  expect(readFileSync(join(own, 'template.yaml'), 'utf8')).toBe(text)
  expect(readFileSync(join(own, 'samconfig.toml'), 'utf8')).toBe('mine')
})

test('the folder holds all that the functions load, and they run from there', () => {
  const out = outOf('everything that can be configured')
  const code = join(out, 'function')
  for (const name of ['tattletrail.toml', 'accounts.csv', 'pack.json', 'ingest.mjs', 'deliver.mjs'])
    expect(existsSync(join(code, name)), name).toBe(true)
  expect(readFileSync(join(out, 'samconfig.toml'), 'utf8')).toContain('CAPABILITY_IAM')
  expect(readdirSync(code).filter((name) => /libsql|\.node$/.test(name))).toEqual([])
  const script = `
    const { createServer } = await import('node:http')
    const table = createServer((_, answer) => answer.end('{"Items":[],"Count":0}')).listen(0, '127.0.0.1').unref()
    await new Promise((resolve) => table.once('listening', resolve))
    process.env.AWS_ENDPOINT_URL_DYNAMODB = 'http://127.0.0.1:' + table.address().port
    const { handler } = await import(${JSON.stringify(pathToFileURL(join(code, 'ingest.mjs')).href)})
    const context = { awsRequestId: 'r', functionName: 'ingest', getRemainingTimeInMillis: () => 60_000 }
    await handler({ 'detail-type': 'AWS API Call via CloudTrail', detail: { eventVersion: '1.09', eventID: 'e',
      eventName: 'DescribeTrails', eventSource: 'cloudtrail.amazonaws.com', eventTime: '2026-03-04T02:14:09Z' } }, context)`
  const ran = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: tmpdir(),
    env: {
      ...{ PATH: process.env.PATH, TABLE: 'table', AWS_REGION: 'eu-west-1' },
      ...{ AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'example' },
    },
    encoding: 'utf8',
    timeout: 60_000,
  })
  expect(ran.status, ran.stderr).toBe(0)
  expect(JSON.parse(ran.stdout.split('\n').at(-2) ?? '')).toMatchObject({ Records: 1, Evaluated: 1, ColdStart: 1 })
})
