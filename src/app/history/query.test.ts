import { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { prepareCollect } from './collect.ts'
import { queryLake } from './query.ts'

const folder = mkdtempSync(join(tmpdir(), 'tattletrail-query-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('what an answer leaves out is said', async () => {
  const lake = join(folder, 'spoilt')
  for (const region of ['eu-west-1', 'us-east-1']) {
    const log = join(folder, `${region}.json`)
    writeFileSync(
      log,
      `{"Records":[{"eventID":"${region}","eventTime":"2026-03-04T02:00:00Z","eventName":"X","awsRegion":"${region}"}]}`,
    )
    await (await prepareCollect([log], lake, {})).run(() => {}, new AbortController().signal)
  }
  const part = readdirSync(lake, { recursive: true, encoding: 'utf8' }).find((path) => /us-east-1.*parquet$/.test(path))
  const spoilt = join(lake, part as string)
  truncateSync(spoilt, 10)
  const { rows, unread, close } = await queryLake('SELECT eventid FROM events', lake)
  const found = []
  for await (const piece of rows) found.push(...piece)
  close()
  expect(found).toEqual([['eu-west-1']])
  expect(unread).toEqual([{ file: spoilt, reason: expect.stringContaining('damaged') }])
})
