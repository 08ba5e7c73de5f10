import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Outside } from '../../core/destination.ts'
import { RefusedRules } from '../config/refusal.ts'
import {
  chooseDestinations,
  describeDestination,
  readDestinations,
  testDestination,
  testPayload,
} from './destinations.ts'

const FOLDER = mkdtempSync(join(tmpdir(), 'destinations-'))
const save = (text: string, name = 'tattletrail.toml'): string => {
  const path = join(FOLDER, name)
  writeFileSync(path, text)
  return path
}

const CONFIG = `
[[destination]]
id = "chat"
type = "slack_webhook"
webhook_url = "https://hooks.example.com/services/hidden"

[[destination]]
id = "mail"
type = "smtp"
server = "smtp://mail.example.com"
username = "alerts"
password = "env:SMTP_PASSWORD"
to_emails = ["dana@example.com"]
from_email = "alerts@example.com"

[[destination]]
id = "log"
type = "file"
path = "alerts.jsonl"
`
const entries = await readDestinations(save(CONFIG))
const entry = (id: string) => chooseDestinations(entries, [id])[0] ?? expect.fail(`there is no ${id}`)
const NOW = Date.parse('2026-03-04T03:00:00Z')

test('a reference is shown, a secret is not', () => {
  expect(entries.map(describeDestination)).toMatchObject([
    { id: 'chat', type: 'slack_webhook', settings: { webhook_url: '[secret]' } },
    { id: 'mail', type: 'smtp', settings: { server: 'smtp://mail.example.com', password: 'env:SMTP_PASSWORD' } },
    { id: 'log', type: 'file', title: 'File of JSON lines', settings: { path: 'alerts.jsonl' } },
  ])
})

test('what is printed is what is sent, and says that it is a test', async () => {
  let written = ''
  const outside = {
    now: () => NOW,
    append: async (_: string, text: string) => {
      written = text
    },
  } as unknown as Outside
  expect(await testDestination(entry('log'), outside)).toEqual({ ok: true })
  expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify(testPayload(entry('log'), NOW))))
  expect(written).toContain('test-alert!')
  for (const one of entries) expect(JSON.stringify(testPayload(one, NOW))).toMatch(/TEST|"reason":"test"/)
  expect(JSON.stringify(entries.map((one) => testPayload(one, NOW)))).not.toContain('hidden')
})

test('a refusal is the result, whatever is thrown', async () => {
  const outside = { now: () => NOW, append: () => Promise.reject(new Error('disk full')) } as unknown as Outside
  expect(await testDestination(entry('log'), outside)).toMatchObject({ ok: false, reason: 'disk full' })
  expect(await testDestination(entry('mail'), { now: () => NOW } as Outside)).toMatchObject({ ok: false })
})

test('destinations are chosen by id', () => {
  expect(chooseDestinations(entries, [])).toHaveLength(3)
  expect(chooseDestinations(entries, ['log', 'chat']).map(({ id }) => id)).toEqual(['log', 'chat'])
  expect(() => chooseDestinations(entries, ['chta'])).toThrow('no destination has the id "chta": did you mean "chat"?')
  expect(() => chooseDestinations(entries, ['pager'])).toThrow(
    'no destination has the id "pager"; there is chat, mail, log',
  )
  expect(() => chooseDestinations([], [])).toThrow('the configuration has no [[destination]]')
})

const WRONG: readonly (readonly [string, string])[] = [
  ['[[destination]]\nid = "a"\ntype = "snss"\n', 'did you mean "sns"?'],
  ['[[destination]\n', ':1:'],
]
test.each(WRONG)('%j is refused with its place', async (text, message) => {
  await expect(readDestinations(save(text, 'wrong.toml'))).rejects.toThrow(RefusedRules)
  await expect(readDestinations(save(text, 'wrong.toml'))).rejects.toThrow(message)
})

test('the filter_config.json of the AWS blog has a destination too', async () => {
  const sns = { region: 'us-east-1', topicARN: 'arn:aws:sns:us-east-1:123456789012:alerts' }
  const path = save(JSON.stringify({ source: 'iam', regexp: 'Create', sns }), 'filter_config.json')
  const [only] = await readDestinations(path)
  expect(only && testPayload(only, NOW)).toMatchObject({ TopicArn: sns.topicARN })
})
