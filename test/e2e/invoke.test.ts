/** The function that reads, on a laptop: the harness of the AWS Security Blog's filter, and the template beside it. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { event, workspace } from './command.ts'

const { folder, run, write } = workspace()

const KEY = 'AWSLogs/123456789012/CloudTrail/us-east-1/2026/03/04/roles+and more.json.gz'
const role = (eventName: string, eventID: string) =>
  event({ eventName, eventID, eventSource: 'iam.amazonaws.com', requestParameters: { roleName: 'helper' } })
const LOG = gzipSync(
  JSON.stringify({ Records: [role('CreateRole', 'a'), role('ListRoles', 'b'), role('DeleteRole', 'c')] }),
)
write('by-key/here.json.gz', LOG)
write(join('by-path', KEY), LOG)
write(
  'filter_config.json',
  JSON.stringify({
    source: 'iam|signin|sts',
    regexp: 'CreateRole|DeleteRole',
    sns: { region: 'us-east-1', topicARN: 'arn:aws:sns:us-east-1:123456789012:security' },
  }),
)
const s3Event = (...keys: readonly string[]): string =>
  JSON.stringify({
    Records: keys.map((key) => ({
      eventSource: 'aws:s3',
      awsRegion: 'us-east-1',
      eventName: 'ObjectCreated:Put',
      s3: { bucket: { name: 'trail' }, object: { key: encodeURIComponent(key).replaceAll('%20', '+') } },
    })),
  })
const lines = (stdout: string) =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

test('prints what it would report, sends nothing and keeps nothing', () => {
  write('event.json', s3Event(KEY))
  const invoke = () =>
    run([
      'invoke',
      'ingest',
      'event.json',
      '--config',
      'filter_config.json',
      '--no-builtin',
      '--objects',
      'by-path',
      '--dry',
    ])
  for (let times = 0; times < 2; times++) {
    const { code, stdout, stderr } = invoke()
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const told = lines(stdout)
    expect(told.at(-1)).toMatchObject({ kind: 'ingested', Records: 3, Evaluated: 3, Findings: 2, Duplicates: 0 })
    const [first] = told
    expect(first).toMatchObject({ kind: 'notification', type: 'sns' })
    expect(first.payload.TopicArn).toBe('arn:aws:sns:us-east-1:123456789012:security')
  }
})

test('every object of the event is read; one that cannot be is said, and the exit code is 3', () => {
  const input = s3Event('x/here.json.gz', 'x/gone.json.gz', '../../../etc/passwd.json')
  const { code, stdout } = run(
    ['invoke', 'ingest', '-', '--config', 'filter_config.json', '--objects', 'by-key', '--dry', '--format', 'text'],
    input,
  )
  expect(code).toBe(3)
  expect(stdout).toMatch(/records 3 = evaluated 3 \+ skipped 0 \+ failed 0/)
  expect(stdout).toMatch(/s3:\/\/trail\/x\/gone\.json\.gz: .*no file for this key/)
})

test('an event that was copied from a web page is read, and its first no-break space is named', () => {
  const copied = JSON.stringify(JSON.parse(s3Event(KEY)), null, 2).replaceAll('\n  ', '\n\u00a0 ')
  const input = write('copied.json', copied.replace('"Records"', '"a\u00a0b": 1,\n\u00a0"Records"'))
  const { code, stdout, stderr } = run([
    'invoke',
    'ingest',
    input,
    '--config',
    'filter_config.json',
    '--no-builtin',
    '--objects',
    'by-path',
    '--dry',
  ])
  expect([code, lines(stdout).at(-1)]).toEqual([0, expect.objectContaining({ Records: 3, Findings: 2 })])
  expect(stderr).toMatch(/copied\.json:2:1 +warning: a no-break space \(U\+00A0\)/)
})

test.each([
  ['no file', ['invoke', 'ingest', 'nothing.json', '--dry'], /nothing\.json: no such file/],
  ['no JSON', ['invoke', 'ingest', 'filter_config.toml', '--dry'], /not JSON/],
  ['another function', ['invoke', 'deliver', 'event.json'], /Allowed choices are ingest/],
  ['no bucket, no trail', ['template'], /--bucket NAME .* or --new-trail/],
  ['both', ['template', '--bucket', 'bucket', '--new-trail'], /--bucket NAME .* or --new-trail/],
  ['an address of a bucket', ['template', '--bucket', 's3://trail/AWSLogs'], /expected the name of a bucket/],
  ['a topic by its name', ['template', '--bucket', 'trail', '--topic', 'trail'], /expected the ARN of a topic/],
  ['a topic without a bucket', ['template', '--new-trail', '--topic', 'arn:aws:sns:::t'], /goes with --bucket/],
] as const)('%s is bad usage', (_, args, reason) => {
  write('filter_config.toml', 'a = 1')
  const { code, stderr } = run(args)
  expect(stderr).toMatch(reason)
  expect(code).toBe(2)
})

test('the template is printed, or written with all that it needs', () => {
  const printed = run(['template', '--bucket', 'trail', '--config', 'filter_config.json'])
  expect(printed.code).toBe(0)
  const written = run(['template', '--bucket', 'trail', '--config', 'filter_config.json', '--out', 'deploy'])
  expect(written.code).toBe(0)
  expect(readFileSync(join(folder, 'deploy/template.yaml'), 'utf8').trimEnd()).toBe(printed.stdout.trimEnd())
  for (const path of ['samconfig.toml', 'function/filter_config.json', 'function/ingest.mjs', 'function/pack.json'])
    expect(existsSync(join(folder, 'deploy', path)), path).toBe(true)
})
