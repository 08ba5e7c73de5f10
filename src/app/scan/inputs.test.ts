/** A scan of what lies in AWS: objects over moto, the event history and another Region over a server that plays them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import { emptyMoto } from '../../../test/moto.ts'
import type { EventScope } from '../../core/scan.ts'
import type { ScanResult } from '../../flows/scan.ts'
import { prepareScan } from './scan.ts'

const moto = await emptyMoto()
const folder = mkdtempSync(join(tmpdir(), 'tattletrail-inputs-'))
const RULES = join(folder, 'rules.toml')
writeFileSync(RULES, '[[rule]]\nname = "stopped"\njq_match = \'.eventName == "StopLogging"\'\n')
const servers: Server[] = []
afterEach(() => vi.unstubAllEnvs())
afterAll(() => {
  for (const server of servers) server.close()
  rmSync(folder, { recursive: true, force: true })
})

const aws = (endpoint: string): void => {
  vi.stubEnv('AWS_ENDPOINT_URL', endpoint)
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example')
  vi.stubEnv('AWS_REGION', 'us-east-1')
}
const serve = async (
  answer: (request: IncomingMessage, body: string, response: ServerResponse) => void,
): Promise<void> => {
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    answer(request, body, response)
  })
  servers.push(server)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  aws(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
}
const scan = async (
  paths: readonly string[],
  scope: EventScope = {},
): Promise<ScanResult & { readonly warnings: string }> => {
  const prepared = await prepareScan(paths, { rules: [RULES], builtin: false, scope, workers: 1 })
  return { ...(await prepared.run(() => {}, new AbortController().signal)), warnings: prepared.warnings }
}
const record = (id: string, eventName = 'StopLogging', eventTime = '2026-03-04T02:14:09Z') => ({
  eventVersion: '1.11',
  eventID: id,
  eventName,
  eventTime,
  awsRegion: 'eu-west-1',
  recipientAccountId: '123456789012',
})
const log = (...records: unknown[]): Buffer => gzipSync(JSON.stringify({ Records: records }))

describe.skipIf(!moto)('objects', () => {
  test('beside files; what cannot be read is counted, and the rest goes on', async () => {
    aws(moto?.endpoint ?? '')
    const s3 = new S3Client({ ...moto?.client })
    const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' } as const
    await s3.send(new CreateBucketCommand({ Bucket: 'example-trail', CreateBucketConfiguration }))
    const put = (Key: string, Body: Buffer) => s3.send(new PutObjectCommand({ Bucket: 'example-trail', Key, Body }))
    const layout = 'AWSLogs/123456789012/CloudTrail/eu-west-1/2026/03'
    await put(`${layout}/04/a +é.json.gz`, log(record('1'), record('2', 'PutObject')))
    await put(`${layout}/05/b.json.gz`, log(record('3')))
    await put(`${layout}/09/c.json.gz`, log(record('4')))
    await put('AWSLogs/123456789012/CloudTrail-Digest/eu-west-1/2026/03/04/d.json.gz', log())
    await put(`${layout}/04/broken.json.gz`, Buffer.from('no gzip'))
    for (let n = 0; n < 30; n++) await put(`many/${n}.json.gz`, log(record(`many-${n}`)))
    writeFileSync(join(folder, 'local.json'), JSON.stringify({ Records: [record('5')] }))

    const { findings, summary } = await scan(['s3://example-trail/AWSLogs', join(folder, 'local.json')], {
      to: Date.parse('2026-03-05T00:00:00Z'),
    })
    expect(findings.map(({ event, file }) => [event.id, file])).toEqual([
      ['1', `s3://example-trail/${layout}/04/a +é.json.gz`],
      ['3', `s3://example-trail/${layout}/05/b.json.gz`],
      ['5', join(folder, 'local.json')],
    ])
    expect(summary).toMatchObject({ files: 4, skipped: { 'digest folder': 1 }, failed: 1 })
    expect(summary.records).toBe(summary.evaluated + 1 + summary.failed)
    expect(summary.failures).toEqual([
      { file: `s3://example-trail/${layout}/04/broken.json.gz`, reason: expect.any(String) },
    ])

    expect((await scan(['s3://example-trail/many/'])).findings).toHaveLength(30)
  })

  test('no bucket, nothing there, no bucket at all', async () => {
    aws(moto?.endpoint ?? '')
    const { summary } = await scan(['s3://example-none/x', 's3://example-trail/typo'])
    expect(summary.failures).toEqual([
      { file: 's3://example-none/x', reason: 'there is no bucket example-none' },
      { file: 's3://example-trail/typo', reason: 'nothing lies there' },
    ])
    await expect(scan(['s3://'])).rejects.toThrow('expected s3://bucket')
  })
})

test('a bucket in another Region is found where S3 says that it is', async () => {
  const asked: string[] = []
  await serve((request, _, response) => {
    const region = /\/\d{8}\/([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? ''
    asked.push(region)
    if (region !== 'eu-west-1') {
      const body = '<Error><Code>PermanentRedirect</Code><Message>elsewhere</Message></Error>'
      response.writeHead(301, { 'x-amz-bucket-region': 'eu-west-1', 'content-type': 'application/xml' }).end(body)
    } else if (request.url?.includes('list-type'))
      response
        .writeHead(200, { 'content-type': 'application/xml' })
        .end('<ListBucketResult><Contents><Key>a.json.gz</Key><Size>9</Size></Contents></ListBucketResult>')
    else response.writeHead(200).end(log(record('1')))
  })
  const { findings, summary } = await scan(['s3://example-trail/a.json.gz'])
  expect(summary.failures).toEqual([])
  expect(findings.map(({ event }) => event.id)).toEqual(['1'])
  expect(asked).toContain('us-east-1')
})

test('the event history: every day, page by page; a day that fails is counted', async () => {
  const asked: { StartTime: number; EndTime: number; NextToken?: string }[] = []
  await serve((request, body, response) => {
    expect(request.headers['x-amz-target']).toMatch(/LookupEvents$/)
    const input = JSON.parse(body)
    asked.push(input)
    const day = new Date(input.StartTime * 1000).toISOString().slice(0, 10)
    response.setHeader('content-type', 'application/x-amz-json-1.1')
    if (day === DAYS[1]) return response.writeHead(400).end('{"__type":"InvalidMaxResultsException","message":"no"}')
    const events = [`${day}-${input.NextToken ?? 0}`].map((id) => ({
      EventId: id,
      EventTime: input.StartTime,
      CloudTrailEvent: JSON.stringify(record(id, 'StopLogging', `${day}T00:00:00Z`)),
    }))
    response.writeHead(200).end(JSON.stringify({ Events: events, ...(input.NextToken ? {} : { NextToken: 'two' }) }))
  })
  const today = Math.floor(Date.now() / DAY) * DAY
  const DAYS = [3, 2, 1].map((ago) => new Date(today - ago * DAY).toISOString().slice(0, 10))
  const { findings, summary } = await scan(['lookup://eu-west-1'], { from: today - 3 * DAY, to: today })
  expect(findings.map(({ event, file }) => [event.id, file]).sort()).toEqual([
    [`${DAYS[0]}-0`, `lookup://eu-west-1/${DAYS[0]}`],
    [`${DAYS[0]}-two`, `lookup://eu-west-1/${DAYS[0]}`],
    [`${DAYS[2]}-0`, `lookup://eu-west-1/${DAYS[2]}`],
    [`${DAYS[2]}-two`, `lookup://eu-west-1/${DAYS[2]}`],
  ])
  expect(summary).toMatchObject({ files: 3, records: 5, evaluated: 4, failed: 1 })
  expect(summary.failures[0]).toMatchObject({ file: `lookup://eu-west-1/${DAYS[1]}` })
  expect(asked).toHaveLength(5)
}, 15_000)

const DAY = 86_400_000
