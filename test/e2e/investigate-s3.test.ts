/** The logs of an organization's trail in a bucket: the same answers as from a copy on disk, and what is said when some of it cannot be read. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Case } from '../../src/core/case.ts'
import type { CollectSummary } from '../../src/core/scan.ts'
import { simulate, truth } from '../../src/simulate/index.ts'
import { startRecorder } from '../aws-recorder.ts'
import { emptyMoto } from '../moto.ts'
import { workspace } from './command.ts'

const OPTIONS = { events: 300, days: 1, start: '2026-03-02', seed: 12, stories: ['all'] }
const told = truth(OPTIONS)
const storyOf = (name: string) => {
  const story = told.find((one) => one.story === name)
  if (!story) throw new Error(`no story ${name}`)
  return story
}
const MINER = storyOf('crypto-miner')
const KEY = MINER.entities.accessKeys[0] ?? ''
/** The trail has a prefix, and the folder of its organization (CloudTrail user guide, "Finding your CloudTrail log files"). */
const trailKey = (path: string): string => path.replace(/^AWSLogs\//, 'audit/AWSLogs/o-exampleorg/')
const objects = new Map([...simulate(OPTIONS)].map(({ path, text }) => [trailKey(path), gzipSync(text)]))
const logKeys = [...objects.keys()].filter((key) => key.includes('/CloudTrail/'))
/** The logs of the account where it happened; the last of them is from long after. */
const MINED = logKeys.filter((key) => key.includes('/111122223333/'))
const TORN = MINED.at(-1) ?? ''

const moto = await emptyMoto()
const recorder = moto && (await startRecorder(moto.endpoint))
const { folder, start } = workspace()

/** As S3 refuses ("Error responses"). */
const DENIED = {
  status: 403,
  body: '<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>',
}
const refuse = (isRefused: (resource: string) => boolean): void => {
  if (recorder) recorder.refuse = (needed) => (needed.some(({ resource }) => isRefused(resource)) ? DENIED : undefined)
}

describe.skipIf(moto === undefined)('in a bucket', () => {
  beforeAll(async () => {
    const s3 = new S3Client({ ...moto?.client, forcePathStyle: true })
    const put = (Bucket: string, Key: string, Body: Buffer) => s3.send(new PutObjectCommand({ Bucket, Key, Body }))
    for (const Bucket of ['example-trail', 'example-torn', 'example-closed', 'example-empty'])
      await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }))
    for (const key of MINED) {
      const body = objects.get(key) ?? Buffer.of()
      await put('example-torn', key, key === TORN ? body.subarray(0, 300) : body)
    }
    for (const [key, body] of objects) {
      mkdirSync(dirname(join(folder, 'local', key)), { recursive: true })
      writeFileSync(join(folder, 'local', key), body)
      await put('example-trail', key, body)
    }
    s3.destroy()
  }, 120_000)
  afterAll(() => {
    recorder?.stop()
  })

  afterEach(() => refuse(() => false))

  const run = async (...args: readonly string[]) => {
    if (recorder) recorder.calls.length = 0
    const ran = await start(args, {
      AWS_ENDPOINT_URL: recorder?.endpoint ?? '',
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'example',
    })
    // What was fetched: a listing has no key.
    const fetched = (recorder?.calls ?? []).flatMap(
      ({ resource }) => /^arn:aws:s3:::[^/]+\/(.+)$/.exec(resource)?.[1] ?? [],
    )
    return { ...ran, fetched }
  }
  const investigate = async (...args: readonly string[]) => {
    const ran = await run('investigate', ...args, '--format', 'json')
    return { ...ran, found: JSON.parse(ran.stdout || '{}') as Case }
  }
  /** None where nothing was found. */
  const idsOf = ({ events }: Partial<Case>): readonly string[] => (events ?? []).map(({ id }) => id)
  /** Under names that both have. */
  const named = (found: Case): unknown =>
    JSON.parse(JSON.stringify(found).replaceAll(/(?:s3:\/\/[a-z-]+|local)\/audit\//g, 'audit/'))

  test('the same case as from a copy on disk, and exactly the events of the story', async () => {
    const there = await investigate(KEY, 's3://example-trail')
    const here = await investigate(KEY, 'local')
    expect([there.code, there.stderr]).toEqual([0, ''])
    expect(idsOf(there.found)).toEqual(MINER.eventIds)
    expect(named(there.found)).toEqual(named(here.found))
    expect(there.found.searched.files).toBe(logKeys.length)
    expect(there.found.events[0]?.file).toMatch(
      /^s3:\/\/example-trail\/audit\/AWSLogs\/o-exampleorg\/\d{12}\/CloudTrail\//,
    )
    // Each once, for all rounds; digests not at all.
    expect(there.found.rounds).toBeGreaterThan(1)
    expect([...there.fetched].sort()).toEqual([...logKeys].sort())
  })

  test.each([
    's3://example-trail/audit/AWSLogs/o-exampleorg/',
    's3://example-trail/audit/AWSLogs/o-exampleorg/111122223333',
  ])('a prefix is enough: %s', async (place) => {
    const { found, code } = await investigate(KEY, place)
    expect(code).toBe(0)
    expect(idsOf(found)).toEqual(MINER.eventIds)
  })

  test('collected into a lake, as a copy on disk is', async () => {
    const summary = async (...args: readonly string[]) => {
      const { code, stdout } = await run('collect', ...args)
      expect(code).toBe(0)
      return JSON.parse(stdout) as CollectSummary
    }
    const there = await summary('s3://example-trail', '--lake', 'lake')
    const here = await summary('local', '--lake', 'local-lake')
    expect(there.files).toBe(logKeys.length)
    expect(there).toEqual(here)
    expect(await summary('s3://example-trail', '--lake', 'lake')).toMatchObject({ known: logKeys.length, collected: 0 })
    // The same logs, whatever they are called: nothing is collected twice.
    expect(await summary('local', '--lake', 'lake')).toMatchObject({ known: logKeys.length, collected: 0 })
    const [overLake, overLocal] = [
      await investigate(KEY, '--lake', 'lake'),
      await investigate(KEY, '--lake', 'local-lake'),
    ]
    expect(idsOf(overLake.found)).toEqual(MINER.eventIds)
    expect(named(overLake.found)).toEqual(named(overLocal.found))
  })

  test.each<[args: string, isWanted: (key: string) => boolean, events: number]>([
    ['--account 111122223333', (key) => key.includes('/111122223333/'), MINER.eventIds.length],
    ['--account 111122223333 --region us-west-2', (key) => key.includes('/111122223333/CloudTrail/us-west-2/'), 6],
    ['--region us-west-2,sa-east-1', (key) => /\/(us-west-2|sa-east-1)\//.test(key), 8],
    ['--from 2026-03-02 --to 2026-03-03', (key) => /\/2026\/03\/0[23]\//.test(key), MINER.eventIds.length],
  ])('%s: nothing else is fetched, and the answer is that from disk', async (args, isWanted, events) => {
    const there = await investigate(KEY, 's3://example-trail', ...args.split(' '))
    const here = await investigate(KEY, 'local', ...args.split(' '))
    expect([there.code, here.code]).toEqual([0, 0])
    expect(there.fetched.length).toBeGreaterThan(0)
    expect([...there.fetched].sort()).toEqual(logKeys.filter(isWanted).sort())
    expect(there.found.events).toHaveLength(events)
    expect(idsOf(there.found)).toEqual(idsOf(here.found))
  })

  test.each<[args: string, isWanted: (key: string) => boolean, says: string]>([
    // A log may be written a day after its events.
    ['--to 2026-03-02', (key) => key.includes('/2026/03/02/'), 'nothing in these logs is called so'],
    ['--from 2026-03-03', (key) => key.includes('/2026/03/03/'), 'nothing in these logs is called so'],
    ['--to 2026-03-01', () => false, 's3://example-trail: no logs lie there that --from, --to'],
  ])('%s: the story lies outside', async (args, isWanted, says) => {
    const { code, stderr, fetched } = await run('investigate', KEY, 's3://example-trail', ...args.split(' '))
    expect(code).toBe(2)
    expect(stderr).toContain(says)
    expect([...fetched].sort()).toEqual(logKeys.filter(isWanted).sort())
  })

  test('one corrupt object among many is named, and the case is partial', async () => {
    const { code, found } = await investigate(KEY, 's3://example-torn')
    expect(code).toBe(3)
    expect(found.partial).toBe(true)
    expect(found.searched.failures).toEqual([
      { file: `s3://example-torn/${TORN}`, reason: expect.stringMatching(/^gzip: /) },
    ])
    expect(idsOf(found)).toEqual(MINER.eventIds)
    const collected = await run('collect', 's3://example-torn', '--lake', 'torn-lake')
    expect(collected.code).toBe(3)
    expect((JSON.parse(collected.stdout) as CollectSummary).failures).toEqual(found.searched.failures)
    const overLake = await investigate(KEY, '--lake', 'torn-lake')
    expect([overLake.code, overLake.found.partial]).toEqual([3, true])
    expect(overLake.found.searched.failures).toEqual(found.searched.failures)
  })

  test('an object that may not be read is named, with what is needed', async () => {
    refuse((resource) => resource.endsWith(TORN))
    const { code, found } = await investigate(KEY, 's3://example-trail', '--account', '111122223333')
    expect([code, found.partial]).toEqual([3, true])
    expect(found.searched.failures).toEqual([
      {
        file: `s3://example-trail/${TORN}`,
        reason: expect.stringContaining(`access denied: needs s3:GetObject on arn:aws:s3:::example-trail/${TORN}`),
      },
    ])
  })

  test.each([
    ['a bucket that is not there', 'no-such-example-bucket', 'there is no bucket no-such-example-bucket'],
    [
      'a bucket that may not be listed',
      'example-closed',
      'access denied: needs s3:ListBucket on arn:aws:s3:::example-closed',
    ],
    ['a bucket without anything', 'example-empty', 'nothing lies there'],
  ])('%s', async (_, bucket, reason) => {
    refuse((resource) => resource.includes('example-closed'))
    for (const args of [
      ['investigate', KEY],
      ['investigate', 'build-bot'],
    ]) {
      const { code, stdout, stderr } = await run(...args, `s3://${bucket}`)
      expect([code, stdout]).toEqual([2, ''])
      expect(stderr).toContain(`s3://${bucket}/: ${reason}`)
      expect(stderr).not.toContain('    at ')
    }
    const { code, stdout, stderr } = await run('collect', `s3://${bucket}`, '--lake', `lake-of-${bucket}`)
    expect([code, stderr]).toEqual([3, ''])
    expect((JSON.parse(stdout) as CollectSummary).failures).toEqual([{ file: `s3://${bucket}/`, reason }])
  })

  test('what can be read is told although another bucket cannot', async () => {
    const { code, found } = await investigate(KEY, 's3://example-trail', 's3://no-such-example-bucket')
    expect(code).toBe(3)
    expect(found.partial).toBe(true)
    expect(idsOf(found)).toEqual(MINER.eventIds)
  })

  test('what Athena would read of it is known before it is asked', async () => {
    const stored = MINED.reduce((sum, key) => sum + (objects.get(key)?.length ?? 0), 0)
    const args = ['--athena', '--trail', 's3://example-trail', '--account', '111122223333', '--max-bytes', '100']
    const { code, stderr, fetched } = await run('investigate', KEY, ...args)
    expect([code, fetched]).toEqual([2, []])
    expect(stderr).toContain(`--max-bytes 100: Athena would read about ${stored} bytes; nothing was run`)
  })
})
