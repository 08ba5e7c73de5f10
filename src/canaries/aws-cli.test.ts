/** Commands of the AWS CLI: they run as pasted, and every kind that can be touched without harm has one whose call is a touch. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { canaryOf, type Sample } from '../../test/contracts/canary.ts'
import type { Call } from '../iam/call.ts'
import { awsCli } from './aws-cli.ts'
import { canaryKinds } from './index.ts'

/** Kinds of which no call is without harm, or none can be known. */
const WITHOUT = ['rds_snapshot', 'resource']

/** As CloudTrail names what the API calls otherwise. */
const EVENTS: Readonly<Record<string, string>> = { GetFunction: 'GetFunction20150331v2' }

test.each(canaryKinds.map(({ kind }) => kind))('%s', (kind) => {
  const found = canaryKinds.find((one) => one.kind === kind)
  const golden = new URL(`../../test/golden/canaries/${kind}.json`, import.meta.url)
  const sample = JSON.parse(readFileSync(golden, 'utf8')) as Sample
  const decoy = found?.read(sample.settings).data
  if (!found || !decoy) throw new Error('wrong settings')
  const touch = decoy.touch(canaryOf(found, sample).deployed)
  expect(touch === undefined).toBe(WITHOUT.includes(kind))
  if (!touch) return
  expect(touch.asBait === true).toBe(decoy.sees.some(({ events }) => !events) && kind !== 'iam_role')
  const events = decoy.sees
    .filter(({ grade }) => grade === 'content')
    .flatMap(({ events = ['GetCallerIdentity'] }) => events)
  expect(events).toContain(EVENTS[touch.command] ?? touch.command)
  expect(Object.values(touch.input).every((value) => value !== '')).toBe(true)
})

const call = (service: string, command: string, input: Call['input']): Call => ({ service, command, input })
test.each<[Call, string]>([
  [
    call('secretsmanager', 'GetSecretValue', { SecretId: 'prod/orders' }),
    'aws secretsmanager get-secret-value --secret-id prod/orders --region eu-west-1',
  ],
  [
    call('s3', 'GetObject', { Bucket: 'b', Key: 'a b.csv' }),
    "aws s3api get-object --bucket b --key 'a b.csv' /dev/null --region eu-west-1",
  ],
  [
    call('ec2', 'RunInstances', { ImageId: 'ami-1', MinCount: 1, MaxCount: 1, DryRun: true }),
    'aws ec2 run-instances --image-id ami-1 --dry-run --count 1 --region eu-west-1',
  ],
  [
    call('dynamodb', 'GetItem', { TableName: 't', Key: { id: { S: "o'x" } } }),
    `aws dynamodb get-item --table-name t --key '{"id":{"S":"o'\\''x"}}' --region eu-west-1`,
  ],
  [
    call('ecr', 'BatchGetImage', { RepositoryName: 'r', ImageIds: [{ imageTag: 'x' }] }),
    `aws ecr batch-get-image --repository-name r --image-ids '[{"imageTag":"x"}]' --region eu-west-1`,
  ],
  [
    call('ec2', 'DescribeImages', { ImageIds: ['ami-1', 'ami-2'] }),
    'aws ec2 describe-images --image-ids ami-1 ami-2 --region eu-west-1',
  ],
  [call('rds', 'X', { DBSnapshotIdentifier: 's' }), 'aws rds x --db-snapshot-identifier s --region eu-west-1'],
])('%j', (asked, command) => expect(awsCli(asked, 'eu-west-1')).toBe(command))

test('a shell reads back what was meant, whatever stands in it', () => {
  const hostile = `$(touch /tmp/x) '"\`;&|\n*`
  const command = awsCli(call('ssm', 'GetParameter', { Name: hostile }), 'eu-west-1').replace(/^aws/, "printf '%s\\0'")
  const words = execFileSync('sh', ['-c', command], { encoding: 'utf8' }).split('\0')
  expect(words.slice(0, 4)).toEqual(['ssm', 'get-parameter', '--name', hostile])
})
