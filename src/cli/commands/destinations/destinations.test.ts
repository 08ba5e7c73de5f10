import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { runCommand } from '../../testing/run.ts'

const FOLDER = mkdtempSync(join(tmpdir(), 'destinations-'))
const LOG = join(FOLDER, 'alerts.jsonl')
const config = join(FOLDER, 'tattletrail.toml')
writeFileSync(
  config,
  `[[destination]]
id = "log"
type = "file"
path = ${JSON.stringify(LOG)}

[[destination]]
id = "chat\\u001b[31m"
type = "slack_webhook"
webhook_url = "env:NO_SUCH_VARIABLE"
`,
)

beforeEach(() => {
  vi.stubEnv('NO_COLOR', '1')
  vi.stubEnv('TATTLETRAIL_CONFIG', '')
})
afterEach(() => vi.unstubAllEnvs())
const destinations = (...words: readonly string[]) => runCommand('destinations', ...words)

test('list: where alerts can go', async () => {
  const { code, printed } = await destinations('list', '-c', config, '-f', 'text')
  expect(code).toBe(0)
  expect(printed).toMatch(/^log +file +path \/.*alerts\.jsonl$/m)
  expect(printed).toContain('webhook_url env:NO_SUCH_VARIABLE')
  expect(printed).not.toContain('\u001b')
})

test('test: what came of each, and 1 when one did not take it', async () => {
  const { code, printed } = await destinations('test', '-c', config, '-f', 'jsonl')
  expect(code).toBe(1)
  expect(
    printed
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toMatchObject([
    { id: 'log', ok: true },
    { ok: false, retry: true, reason: 'env:NO_SUCH_VARIABLE: the environment has no such variable' },
  ])
  expect(JSON.parse(readFileSync(LOG, 'utf8'))).toMatchObject({ reason: 'test' })
})

test('test --print: nothing is sent', async () => {
  const before = readFileSync(LOG, 'utf8')
  const { code, printed } = await destinations('test', 'log', '-c', config, '-f', 'text', '--print')
  expect(code).toBe(0)
  expect(printed).toContain('# log (file)\n{\n  "id": "test-')
  expect(readFileSync(LOG, 'utf8')).toBe(before)
})

test('a configuration must be named', async () => {
  await expect(destinations('list')).rejects.toThrow('say which configuration')
  await expect(destinations('test', 'lgo', '-c', config)).rejects.toThrow('did you mean "log"?')
})
