import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, expect, test, vi } from 'vitest'
import { emptyMoto } from '../../../test/moto.ts'
import { caseMarkdownText } from '../../report/case/markdown.ts'
import { makeCase } from '../../report/testing/case.ts'
import { rendered } from '../../report/testing/rendered.ts'
import { EMPTY_CONTEXT } from '../context/spec.ts'
import { caseReport } from './case-report.ts'

const folder = mkdtempSync(join(tmpdir(), 'tattletrail-'))
const moto = await emptyMoto()
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})
const MADE = Date.parse('2026-03-04T03:12:00Z')
const hashOf = (body: string): string => createHash('sha256').update(body).digest('hex')
const markdownOver = (files: readonly string[]): Promise<string> =>
  rendered(
    caseMarkdownText,
    caseReport(makeCase(), files, { all: false, typed: [], isProven: false, context: EMPTY_CONTEXT }, MADE),
  )
/** The rows of the evidence: file, hash, state. */
const evidenceIn = (markdown: string): readonly (readonly string[])[] =>
  (markdown.split('## Evidence')[1] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')))
    .map(([, file = '', hash = '', , state = '']) => [file, hash, state])

test('the evidence is hashed as it is stored; what went away has no hash', async () => {
  const files = ['b', 'a'].map((name) => join(folder, `${name}.json`))
  for (const file of files) writeFileSync(file, `{"Records":[]} ${file}`)
  const gone = join(folder, 'gone.json')
  const markdown = await markdownOver([...files, gone])
  expect(evidenceIn(markdown)).toEqual([
    ...files.map((file) => [file, hashOf(`{"Records":[]} ${file}`), 'not proven: not checked']),
    [gone, '', 'not proven: not checked'],
  ])
})

test.skipIf(moto === undefined)('objects in S3 are hashed too', async () => {
  vi.stubEnv('AWS_ENDPOINT_URL', moto?.endpoint ?? '')
  vi.stubEnv('AWS_REGION', 'us-east-1')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example')
  const s3 = new S3Client({ ...moto?.client, region: 'us-east-1', forcePathStyle: true })
  await s3.send(new CreateBucketCommand({ Bucket: 'example-evidence' }))
  const names = Array.from({ length: 10 }, (_, at) => `logs/${at}.json`)
  for (const Key of names)
    await s3.send(new PutObjectCommand({ Bucket: 'example-evidence', Key, Body: `body of ${Key}` }))
  s3.destroy()
  const files = [...names, 'logs/gone.json'].map((name) => `s3://example-evidence/${name}`)
  const rows = evidenceIn(await markdownOver(files))
  expect(rows.map(([file, hash]) => [file, hash])).toEqual(
    files.map((file, at) => [file, at < 10 ? hashOf(`body of ${names[at]}`) : '']),
  )
})
