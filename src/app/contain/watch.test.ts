/** The logs of the configured source are looked at until it is quiet, each file once; logs that are named once. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { JsonObject } from '../../core/json.ts'
import { settingsOf } from '../alerting/settings.ts'
import { openChecked } from '../config/open-config.ts'
import { type Look, watchPlan } from './watch.ts'

const home = mkdtempSync(join(tmpdir(), 'tattletrail-watch-'))
const logs = join(home, 'logs')
const config = join(home, 'tattletrail.toml')
const source = `[source]\ntype = "folder"\npath = ${JSON.stringify(logs)}\n`
const store = `[store]\ntype = "sqlite"\npath = ${JSON.stringify(join(home, 'state.db'))}\n`
beforeAll(async () => {
  mkdirSync(logs)
  writeFileSync(config, source + store)
  const opened = await settingsOf((await openChecked(config)).config).store.open()
  const target = { kind: 'user', partition: 'aws', account: '123456789012', name: 'dana' }
  const body = {
    plan: { id: '7b65b0f3', steps: [{ target }] },
    state: 'applied',
    at: '2026-03-04T03:00:00Z',
    journal: [],
  }
  await opened.putPlan({ id: '7b65b0f3', revision: 1, body })
  await opened.close()
})
afterAll(() => rmSync(home, { recursive: true }))

const write = (name: string, minute: number, more: JsonObject = {}): string => {
  const path = join(logs, name)
  const record = {
    ...{ eventTime: `2026-03-04T03:${minute}:00Z`, eventSource: 's3.amazonaws.com', eventName: 'ListBuckets' },
    ...{ eventVersion: '1.11', eventType: 'AwsApiCall', eventID: name, awsRegion: 'eu-west-1' },
    ...{ sourceIPAddress: '198.51.100.7', userAgent: 'aws-cli', recipientAccountId: '123456789012' },
    userIdentity: {
      ...{ type: 'IAMUser', userName: 'dana', arn: 'arn:aws:iam::123456789012:user/dana' },
      ...{ accountId: '123456789012', principalId: 'AIDAEXAMPLE' },
    },
    ...more,
  }
  writeFileSync(path, JSON.stringify({ Records: [record] }))
  return path
}
const settings = { quiet: 600_000, every: 1, config }
const said = ({ tried, through, isQuiet, unread }: Look) => [
  tried.map(({ outcome }) => outcome),
  through,
  isQuiet,
  unread.length,
]

test('the configured source, until it is quiet', async () => {
  const first = write('a.json', 10)
  writeFileSync(join(logs, 'broken.json'), '{"Records":[')
  const looks: unknown[] = []
  for await (const look of watchPlan('7b65', [], settings, new AbortController().signal)) {
    looks.push(said(look))
    if (looks.length === 1) write('b.json', 12, { errorCode: 'AccessDenied' })
    if (looks.length === 2) {
      rmSync(join(logs, 'broken.json'))
      write('c.json', 20, { errorCode: 'AccessDenied' })
    }
  }
  const through = '2026-03-04T03:10:00Z'
  expect(looks).toEqual([
    [['through'], through, false, 1],
    [['denied'], through, false, 1],
    [['denied'], through, true, 0],
  ])
  const once: unknown[] = []
  for await (const look of watchPlan('7b65b0f3', [first], settings, new AbortController().signal)) once.push(said(look))
  expect(once).toEqual([[['through'], through, false, 0]])
})

test('interrupted while it waits, it ends; without a source it says what to name', async () => {
  const interrupt = new AbortController()
  let looks = 0
  for await (const _ of watchPlan('7b65b0f3', [], { ...settings, quiet: 1e9, every: 1e6 }, interrupt.signal))
    setTimeout(() => interrupt.abort(), ++looks)
  expect(looks).toBe(1)
  writeFileSync(config, store)
  const none = watchPlan('7b65b0f3', [], settings, new AbortController().signal)
  await expect(none[Symbol.asyncIterator]().next()).rejects.toThrow(/say where to look/)
})
