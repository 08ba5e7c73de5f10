/** Real logs in pieces, twice and in any order, through the function on DynamoDB and through `run` on SQLite: the findings of one scan. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { openIntake } from '../../src/app/alerting/intake.ts'
import { openSources } from '../../src/app/config/open-config.ts'
import { createIngest } from '../../src/app/lambda/ingest.ts'
import { builtinRules } from '../../src/app/rules/pack.ts'
import { createEngine } from '../../src/app/scan/engine.ts'
import type { Finding } from '../../src/core/finding.ts'
import type { Store } from '../../src/core/store.ts'
import { ingest } from '../../src/flows/ingest.ts'
import { scan } from '../../src/flows/scan.ts'
import { scanFile } from '../../src/flows/scan-file.ts'
import { openDynamodb } from '../../src/stores/dynamodb/store.ts'
import { TABLE } from '../../src/stores/dynamodb/table.ts'
import { openSqlite } from '../../src/stores/sqlite/store.ts'
import { seeded } from '../chaos/destination.ts'
import { emptyMoto } from '../moto.ts'
import type { Row, Suite } from './suite.ts'

interface LogFile {
  readonly name: string
  readonly bytes: Buffer
}

const scanned = async (files: readonly LogFile[]): Promise<readonly Finding[]> => {
  const engine = createEngine({ ...builtinRules(), problems: [] }, { scope: {} })
  const slot = {
    scan: async (name: string) => scanFile(files.find((file) => file.name === name)?.bytes as Buffer, name, engine),
    close: async () => {},
  }
  const input = { files: files.map(({ name }) => name), failures: [], skipped: {} }
  return (await scan(input, [slot], engine, () => {}, new AbortController().signal)).findings
}

/** In an order of chance, every fourth file twice. */
const delivered = (files: readonly LogFile[], seed: number): readonly LogFile[] => {
  const random = seeded(seed)
  return [...files, ...files.filter((_, index) => index % 4 === 0)]
    .map((file) => ({ file, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ file }) => file)
}

/** What does not depend on which of two files that hold an event came first. */
const plain = ({ file: _, ...finding }: Finding): string => JSON.stringify(finding)

const compare = async (what: string, expected: readonly Finding[], store: Store): Promise<Row> => {
  const wanted = new Set(expected.map(plain))
  const stored = (await store.findings({ limit: 1_000_000 })).map(plain)
  const surplus = stored.filter((one) => !wanted.has(one))
  const missing = [...wanted].filter((one) => !stored.includes(one))
  return {
    suite: 'equivalence',
    what,
    passed: surplus.length > 0 ? 0 : wanted.size - missing.length,
    total: wanted.size,
    required: wanted.size,
    failures: [...missing.map((one) => `missing ${one}`), ...surplus.map((one) => `surplus ${one}`)],
  }
}

const EVERY = 2

/** As long as the logs reach: what comes later than the grace period is not judged. */
const CONFIG = '[alerting]\ngrace = "400d"\n'
const config = { file: 'tattletrail.toml', text: CONFIG }

export const equivalenceSuite: Suite = async (casesFolder) => {
  const logs = join(casesFolder, 'investigate/invictus')
  const files = readdirSync(logs)
    .filter((name) => name.endsWith('.json.gz'))
    .sort()
    .map((name) => ({ name, bytes: readFileSync(join(logs, name)) }))
  const expected = await scanned(files)
  const folder = mkdtempSync(join(tmpdir(), 'tattletrail-'))
  const rows: Row[] = []
  try {
    const store = openSqlite(join(folder, 'state.db'))
    const { ingester } = await openIntake(await openSources(config), true)
    for (const { name, bytes } of delivered(files, 3)) await ingest(bytes, name, ingester(store, Date.now))
    rows.push(await compare('run on SQLite: findings of the scan', expected, store))
    await store.close()
    // moto takes its time: a part of the logs must do.
    const some = files.filter((_, index) => index % EVERY === 0)
    rows.push(...(await onDynamodb(some, await scanned(some))))
  } finally {
    rmSync(folder, { recursive: true })
  }
  return rows
}

const onDynamodb = async (files: readonly LogFile[], expected: readonly Finding[]): Promise<readonly Row[]> => {
  const moto = await emptyMoto('one-at-a-time')
  if (!moto) {
    console.log('SKIP  equivalence    the function on DynamoDB: moto is not installed')
    return []
  }
  const folder = mkdtempSync(join(tmpdir(), 'tattletrail-'))
  const environment = {
    AWS_ENDPOINT_URL: moto.endpoint,
    AWS_REGION: moto.client.region,
    AWS_ACCESS_KEY_ID: moto.client.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: moto.client.credentials.secretAccessKey,
    S3_CONFIG_BUCKET: 'trail',
    S3_CONFIG_PATH: 'tattletrail.toml',
    TABLE: 'equivalence',
  }
  Object.assign(process.env, environment)
  try {
    const dynamodb = new DynamoDBClient(moto.client)
    const s3 = new S3Client({ ...moto.client, forcePathStyle: true })
    const table = { ...TABLE, TableName: environment.TABLE } as unknown as CreateTableCommandInput
    await dynamodb.send(new CreateTableCommand(table))
    await s3.send(
      new CreateBucketCommand({
        Bucket: 'trail',
        CreateBucketConfiguration: { LocationConstraint: moto.client.region as 'eu-west-1' },
      }),
    )
    await s3.send(new PutObjectCommand({ Bucket: 'trail', Key: environment.S3_CONFIG_PATH, Body: CONFIG }))
    for (const { name, bytes } of files)
      await s3.send(new PutObjectCommand({ Bucket: 'trail', Key: name, Body: bytes }))
    const handler = createIngest({ folder, environment, write: () => {}, now: Date.now })
    const context = { awsRequestId: 'r', functionName: 'ingest', getRemainingTimeInMillis: () => 300_000 }
    for (const { name } of delivered(files, 7)) {
      const s3 = { bucket: { name: 'trail' }, object: { key: encodeURIComponent(name) } }
      await handler({ Records: [{ eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', s3 }] }, context)
    }
    return [
      await compare('function on DynamoDB: findings of the scan', expected, openDynamodb(dynamodb, environment.TABLE)),
    ]
  } finally {
    rmSync(folder, { recursive: true })
  }
}
