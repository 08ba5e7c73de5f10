/** Verify and collect over a bucket. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { emptyMoto } from '../../../test/moto.ts'
import { BUCKET, signedTrail } from '../../flows/testing/digests.ts'
import { prepareVerify } from '../verify/verify.ts'
import { prepareCollect } from './collect.ts'
import { queryLake } from './query.ts'

const moto = await emptyMoto()
const folder = mkdtempSync(join(tmpdir(), 'tattletrail-history-'))
const KEYS = join(folder, 'keys.json')
const trail = signedTrail(3)

describe.skipIf(moto === undefined)('in a bucket', () => {
  beforeAll(async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', moto?.endpoint)
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example')
    vi.stubEnv('AWS_REGION', 'us-east-1')
    writeFileSync(KEYS, trail.keys)
    const s3 = new S3Client({ forcePathStyle: true })
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET }))
    for (const [key, body] of trail.files) {
      if (key.endsWith('.sig')) continue
      const at = trail.digests.indexOf(key)
      const metadata = at < 0 ? {} : { Metadata: { signature: trail.signatures[at] as string } }
      await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: body, ...metadata }))
    }
    s3.destroy()
  })
  afterAll(() => {
    vi.unstubAllEnvs()
    rmSync(folder, { recursive: true, force: true })
  })
  const run = async (place: string) =>
    (await prepareVerify([place], { digests: [], keys: [KEYS], scope: {} })).run(() => {}, new AbortController().signal)

  test('every signature is in the metadata: all of it is proven', async () => {
    const report = await run(`s3://${BUCKET}`)
    expect(report.faults).toEqual([])
    expect(report.verified).toEqual(trail.logs.map((key) => `s3://${BUCKET}/${key}`))
  })

  test('logs that are not handed over are missing', async () => {
    const prepared = await prepareVerify([`s3://${BUCKET}/AWSLogs/111122223333/`], {
      digests: [`s3://${BUCKET}/AWSLogs/`],
      keys: [KEYS],
      scope: {},
    })
    const { faults, verified } = await prepared.run(() => {}, new AbortController().signal)
    expect(faults.map(({ kind }) => kind)).toEqual(Array(6).fill('log-missing'))
    expect(verified).toEqual([])
  })

  test('a bucket that is not there is named', async () => {
    await expect(run('s3://no-such-example-bucket')).rejects.toThrow(/there is no digest file.*no bucket/s)
  })

  test('collected once, whatever is asked again', async () => {
    const lake = join(folder, 'lake')
    const collect = async () =>
      (await prepareCollect([`s3://${BUCKET}`], lake, {})).run(() => {}, new AbortController().signal)
    expect(await collect()).toMatchObject({ files: 6, known: 0, records: 6, collected: 6, failed: 0 })
    expect(await collect()).toMatchObject({ files: 6, known: 6, records: 0, collected: 0, failed: 0 })
    const { rows, close } = await queryLake('SELECT count(*) AS n, min(file) AS first FROM events', lake)
    const all = []
    for await (const piece of rows) all.push(...piece)
    close()
    expect(all).toEqual([[6, `s3://${BUCKET}/${trail.logs[0]}`]])
  })
})
