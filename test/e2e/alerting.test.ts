/** Alerts through real parts: the command as a process, an SQLite file, a mail server, a server that plays Slack, a file. */
import { existsSync, readFileSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Health, prepareRun } from '../../src/app/alerting/run.ts'
import type { Alert } from '../../src/core/alert.ts'
import { startWorld, type World } from '../contracts/outside.ts'
import { startMailServer } from '../mail-server.ts'
import { stopLoggingFile } from '../stop-logging.ts'
import { event, type Ran, STOP_LOGGING, workspace } from './command.ts'

const here = workspace()
const { mails, host, close } = await startMailServer()
let slack: World

beforeAll(async () => {
  slack = await startWorld()
})
beforeEach(() => {
  mails.length = 0
  slack.received.length = 0
  slack.answer({ body: 'ok' })
})
afterAll(async () => {
  await slack.close()
  await close()
})

interface Place {
  readonly config: string
  /** Of something in its folder. */
  readonly path: (end: string) => string
  readonly write: (end: string, content: Buffer) => void
  readonly run: () => Promise<Ran>
  readonly scan: (...more: readonly string[]) => Promise<Ran>
  readonly ask: (...args: readonly string[]) => Promise<Ran>
  readonly alerts: () => Promise<readonly Alert[]>
  readonly log: (name: string, records: readonly object[]) => void
  /** What the file holds, a line each. */
  readonly lines: () => readonly { readonly reason: string; readonly alert: Alert }[]
}

/** A folder of logs, a configuration with three destinations and a store of its own. */
const place = (name: string, more = ''): Place => {
  const path = (end: string): string => join(here.folder, name, end)
  const config = here.write(
    `${name}/tattletrail.toml`,
    `${more}
[store]
path = ${JSON.stringify(path('state.db'))}

[[destination]]
id = "team"
type = "slack_webhook"
webhook_url = "${slack.url}/hook"

[[destination]]
id = "mail"
type = "smtp"
server = "smtp://${host}"
to_emails = ["security@example.com"]
from_email = "alerts@example.com"

[[destination]]
id = "lines"
type = "file"
path = ${JSON.stringify(path('alerts.jsonl'))}

[[rule]]
id = "stopped"
name = "Logging was stopped here"
level = "high"
jq_match = 'select(.eventName == "StopLogging")'
message = '\\(actor) stopped \\(.requestParameters.name)'
`,
  )
  const ask = (...args: readonly string[]): Promise<Ran> => here.start([...args, '--config', config])
  const write = (end: string, content: Buffer): void => void here.write(`${name}/${end}`, content)
  return {
    config,
    path,
    write,
    ask,
    run: () => ask('run', path('logs'), '--no-builtin', '--once'),
    scan: (...args) => ask('scan', path('logs'), '--no-builtin', '--deliver', ...args),
    alerts: async () => jsonl((await ask('alerts', 'list')).stdout) as Alert[],
    log: (file, records) => write(`logs/${file}.json.gz`, gzipSync(JSON.stringify({ Records: records }))),
    lines: () => (existsSync(path('alerts.jsonl')) ? jsonl(readFileSync(path('alerts.jsonl'), 'utf8')) : []) as never,
  }
}

const jsonl = (text: string): readonly unknown[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))

let next = 0
const stop = (changes: Record<string, unknown> = {}): Record<string, unknown> =>
  event({ eventID: `${String(next++).padStart(8, '0')}-0000-4000-8000-000000000000`, ...changes })

const user = (name: string): Record<string, unknown> => ({
  userIdentity: {
    type: 'IAMUser',
    principalId: 'AIDAEXAMPLE',
    arn: `arn:aws:iam::123456789012:user/${name}`,
    accountId: '123456789012',
    userName: name,
  },
})

test('one finding reaches Slack, the mailbox and the file; a second run tells nothing again', async () => {
  const { log, run, ask, lines, alerts } = place('one')
  log('a', [STOP_LOGGING, STOP_LOGGING])
  const { code, stderr } = await run()
  expect([code, stderr]).toEqual([0, expect.stringContaining('"sent":3')])
  const sentence = 'dana (role Developer) stopped org-trail'
  expect(slack.received.map(({ body }) => JSON.parse(body).text)).toEqual([`StopLogging: ${sentence}`])
  expect(mails.map(({ subject }) => subject)).toEqual([`[HIGH] ${sentence}`])
  expect(lines()).toMatchObject([{ reason: 'first', alert: { count: 1, level: 'high' } }])
  // The same event from another source.
  log('b', [STOP_LOGGING])
  expect((await run()).code).toBe(0)
  expect([slack.received.length, mails.length, lines().length]).toEqual([1, 1, 1])
  expect(await alerts()).toMatchObject([{ count: 1, status: 'firing' }])
  const critical = await ask('alerts', 'list', '--min-level', 'critical', '--format', 'text')
  expect(critical.stdout).toBe('no alerts\nnot shown: 1 below critical: --min-level\n')
})

test('429 with Retry-After: not before its time, then with the same key', async () => {
  const { log, run, ask, alerts } = place('later')
  log('a', [stop()])
  const times: number[] = []
  let isBusy = true
  slack.answer(() => {
    times.push(Date.now())
    return isBusy ? { status: 429, headers: { 'retry-after': '2' }, body: 'slow down' } : { body: 'ok' }
  })
  expect((await run()).stderr).toContain('"sent":2')
  const [{ id } = { id: '' }] = await alerts()
  const story = async (): Promise<string> => (await ask('alerts', 'show', id, '--format', 'text')).stdout
  expect(await story()).toMatch(/due +team .*HTTP 429: slow down/)
  isBusy = false
  for (let tries = 0; tries < 20 && !/sent +team/.test(await story()); tries++) {
    await sleep(300)
    await run()
  }
  expect(times.length).toBeGreaterThanOrEqual(2)
  // A random wait of up to four seconds, and never less than Retry-After.
  for (const [at, time] of times.entries()) expect(time - (times[at - 1] ?? 0)).toBeGreaterThanOrEqual(2000)
  expect(new Set(slack.received.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
  expect(await story()).toMatch(/sent +team .*\d tries/)
})

test('what is refused is a dead letter: listed with its reason, replayed, delivered', async () => {
  const { log, run, ask } = place('dead')
  log('a', [stop()])
  slack.answer({ status: 410, body: 'channel_is_archived' })
  expect((await run()).code).toBe(3)
  const dead = jsonl((await ask('alerts', 'replay', '--list')).stdout)
  expect(dead).toMatchObject([{ destination: 'team', status: 'dead', note: 'HTTP 410: channel_is_archived' }])
  slack.answer({ body: 'ok' })
  expect((await ask('alerts', 'replay')).stdout).toContain('1 dead letter put back')
  expect((await run()).code).toBe(0)
  expect(slack.received).toHaveLength(2)
  expect((await ask('alerts', 'replay', '--list')).stdout).toBe('')
})

test('a silence hides and counts, and every decision is shown by its name', async () => {
  const { log, run, ask, alerts } = place(
    'silence',
    '[[route]]\nmatch = { level = "high" }\ndestinations = ["lines"]\n',
  )
  const rest = ['--owner', 'dana', '--reason', 'migration', '--for', '4h']
  const args = ['--principal', 'arn:aws:iam::123456789012:user/terraform', ...rest]
  const added = await ask('silence', 'add', ...args)
  expect([added.code, added.stderr]).toEqual([0, 'of 0 alerts in the store it would have hidden 0\n'])
  log('a', [stop(user('terraform')), stop(user('terraform')), stop()])
  expect((await run()).code).toBe(0)
  log('b', [stop()])
  await run()
  const named = await ask('silence', 'add', '--principal', 'terraform', ...rest)
  expect(named.code).toBe(2)
  expect(named.stderr).toContain("in the store's alerts: arn:aws:iam::123456789012:user/terraform")
  const dry = await ask('silence', 'add', '--principal', 'arn:aws:iam::123456789012:user/*', '--dry', ...rest)
  expect([dry.code, dry.stdout]).toEqual([0, ''])
  expect(dry.stderr).toMatch(/^of 2 alerts in the store it would have hidden 1, .*\n.*user\/terraform.*\nwarning: /)
  const [{ id: silence } = { id: '' }] = jsonl(added.stdout) as { id: string }[]
  expect((await ask('silence', 'list', '--format', 'text')).stdout).toMatch(
    new RegExp(`^${silence}  ends in 4 h  hid 2 findings  dana: migration`, 'm'),
  )
  const reasons = new Map<string, string>()
  for (const { id, findings } of await alerts())
    reasons.set(findings[0]?.principal.name ?? '', (await ask('alerts', 'show', id, '--format', 'text')).stdout)
  expect(reasons.get('terraform')).toContain('by\n  arn:aws:iam::123456789012:user/terraform\n')
  expect(reasons.get('terraform')).toMatch(/all +silenced +silence \w+ of dana: migration/)
  expect(reasons.get('Developer')).toMatch(/lines +first +routes > route 1/)
  expect(reasons.get('Developer')).toMatch(/lines +folded +due /)
  expect((await ask('silence', 'update', silence, '--for', '2d', '--format', 'text')).stdout).toMatch(
    new RegExp(`^${silence}  ends in 2 d  hid 2 findings  dana: migration`, 'm'),
  )
  expect((await ask('silence', 'expire', silence)).code).toBe(0)
  expect((await ask('silence', 'list', '--format', 'text')).stdout).toContain('over')
})

test('an alert that somebody has in hand is not repeated; who it is stands in every view', async () => {
  const { log, run, ask, alerts } = place('hands', '[alerting]\nschedule = ["1s"]\n')
  log('a', [stop()])
  await run()
  const sent = slack.received.length
  const [{ id } = { id: '' }] = await alerts()
  const dana = ['acknowledge', id.slice(0, 6), '--by', 'dana@example.com', '--format', 'text']
  expect((await ask('alerts', ...dana)).stdout).toBe(`alert ${id} is acknowledged by dana@example.com\n`)
  expect((await ask('alerts', ...dana)).stdout).toBe(`alert ${id} was already acknowledged by dana@example.com\n`)
  await sleep(1200)
  log('b', [stop()])
  await run()
  expect(slack.received).toHaveLength(sent)
  const assigned = await ask('alerts', 'assign', id, 'bob@example.com')
  expect(jsonl(assigned.stdout)).toEqual([{ id, message: `alert ${id} is assigned to bob@example.com` }])
  expect((await ask('alerts', 'list', '--format', 'text')).stdout).toContain(
    'firing, acknowledged by dana@example.com, assigned to bob@example.com  ',
  )
  const { stdout } = await ask('alerts', 'show', id, '--format', 'text')
  expect(stdout).toMatch(/all +acknowledged +by dana@example\.com/)
  expect(stdout).toMatch(/all +assigned +to bob@example\.com/)
  expect(stdout).toMatch(/team +acknowledged +by dana@example\.com/)
  expect(jsonl((await ask('alerts', 'show', id)).stdout)).toMatchObject([
    { alert: { count: 2, acknowledged: { by: 'dana@example.com' }, assignee: 'bob@example.com' } },
  ])
})

test('5,000 equal findings of one principal: five messages at most, all counted; another principal is told apart', async () => {
  const { log, run, alerts, lines } = place('burst')
  for (let file = 0; file < 50; file++)
    log(
      `burst-${file}`,
      Array.from({ length: 100 }, (_, at) =>
        stop({ eventTime: `2026-03-04T02:14:${String((file * 100 + at) % 60).padStart(2, '0')}Z` }),
      ),
    )
  log('other', [stop(user('mallory'))])
  expect((await run()).code).toBe(0)
  expect((await alerts()).map(({ count }) => count).sort((a, b) => a - b)).toEqual([1, 5000])
  const told = {
    slack: slack.received.map(({ body }) => body),
    mail: mails.map(({ text = '' }) => text),
    file: lines().map((line) => JSON.stringify(line)),
  }
  for (const [where, messages] of Object.entries(told)) {
    const about = (name: string): number => messages.filter((message) => message.includes(`${name} `)).length
    expect([where, messages.filter((message) => message.includes('mallory')).length]).toEqual([where, 1])
    expect([where, about('dana')]).toEqual([where, expect.toSatisfy((count: number) => count >= 1 && count <= 5)])
  }
}, 60_000)

test('scan --deliver: told once, however often; what failed is sent by the next', async () => {
  const { log, scan, run, lines } = place('scan')
  log('a', [stop()])
  let isUp = false
  let taken = 0
  slack.answer(() => {
    if (isUp) taken++
    return isUp ? { body: 'ok' } : { status: 503 }
  })
  const first = await scan('--format', 'jsonl')
  expect(first.code).toBe(3)
  expect(first.stderr).toContain('delivered 1 new finding · 2 sent · 1 failed, to be tried again')
  expect(first.stderr).toContain('team: HTTP 503')
  expect(first.stderr).toContain('tattletrail run')
  expect(jsonl(first.stdout)).toMatchObject([{ rule: { id: 'stopped' } }])
  isUp = true
  for (let tries = 0; tries < 20 && taken === 0; tries++) {
    await sleep(500)
    await (tries % 2 ? run() : scan())
  }
  const again = await scan('--format', 'text')
  expect([again.code, again.stdout]).toEqual([
    0,
    expect.stringContaining('delivered 0 new findings (1 known already) · 0 sent'),
  ])
  expect([taken, mails.length, lines().length]).toEqual([1, 1, 1])
  const low = await scan('--min-level', 'critical', '--format', 'text')
  expect(low.stdout).toContain('delivered 0 new findings · 0 sent')
})

const BURST = `title: A stop
name: a_stop
logsource: { product: aws, service: cloudtrail }
detection: { stop: { eventName: StopLogging }, condition: stop }
---
title: Burst of stops
level: critical
correlation:
  type: event_count
  rules: [a_stop]
  group-by: [userIdentity.arn]
  timespan: 10m
  condition: { gte: 3 }
`

test('scan --deliver over logs that grow: a burst that grows stays one finding, and is not told again', async () => {
  const { log, scan, alerts } = place('growing')
  const rules = here.write('growing/rules/burst.yml', BURST)
  const at = (minute: number): Record<string, unknown> => stop({ eventTime: `2026-03-04T02:1${minute}:00Z` })
  const bursts = async (): Promise<readonly (readonly [number, number | undefined])[]> =>
    (await alerts())
      .filter(({ level }) => level === 'critical')
      .map(({ count, findings }) => [count, findings[0]?.eventIds.length])
  log('a', [at(3), at(4), at(5)])
  await scan('--rules', rules)
  expect(await bursts()).toEqual([[1, 3]])
  const told = slack.received.length
  log('b', [at(2), at(6)])
  await scan('--rules', rules)
  expect(await bursts()).toEqual([[1, 5]])
  expect(slack.received).toHaveLength(told)
})

const REFUSED: readonly (readonly [string, readonly string[], string])[] = [
  ['scan --deliver without a configuration', ['scan', '.', '--deliver'], 'say which configuration: --config FILE'],
  [
    'scan --deliver without a destination',
    ['scan', '.', '--deliver', '--config', 'empty.toml'],
    'has no [[destination]]',
  ],
  ['run without a source', ['run', '--config', 'empty.toml'], 'no source: name a folder'],
  ['alerts show of none', ['alerts', 'show', 'abc', '--config', 'empty.toml'], 'no alert has the id abc'],
  [
    'silence of everything',
    ['silence', 'add', '--reason', 'x', '--for', '1h', '--owner', 'x', '--config', 'empty.toml'],
    'needs something to match',
  ],
  [
    'silence for ever',
    ['silence', 'add', '--rule', 'x', '--reason', 'x', '--for', '100d', '--owner', 'x', '--config', 'empty.toml'],
    '90d at most',
  ],
  ['silence expire of none', ['silence', 'expire', 'abc', '--config', 'empty.toml'], 'no silence has the id abc'],
  ['routes explain of none', ['routes', 'explain', 'abc', '--config', 'empty.toml'], 'no alert has the id abc'],
  ['a store that cannot be', ['alerts', 'list', '--config', 'nowhere.toml'], 'its folder does not exist'],
]
test.each(REFUSED)('%s: one line that says why, and 2', (_, args, reason) => {
  here.write('empty.toml', '[store]\ntype = "memory"\n')
  here.write('nowhere.toml', '[store]\npath = "no/such/folder/state.db"\n')
  const { code, stderr, stdout } = here.run(args)
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toContain(reason)
  expect(stderr.trimEnd().split('\n')).toHaveLength(1)
})

test('an empty store answers calmly, also the first time', () => {
  const env = { XDG_STATE_HOME: join(here.folder, 'fresh') }
  const text = ['--format', 'text']
  expect(here.run(['alerts', 'list', ...text], '', env)).toMatchObject({ code: 0, stdout: 'no alerts\n', stderr: '' })
  expect(here.run(['silence', 'list', ...text], '', env)).toMatchObject({ code: 0, stdout: 'no silences\n' })
  expect(here.run(['alerts', 'replay', '--list', ...text], '', env)).toMatchObject({
    code: 0,
    stdout: 'no dead letters\n',
  })
})

test('a fault of the configuration is told, not overlooked: no other store is opened in its place', () => {
  here.write('fault.toml', '[store]\npth = "x.db"\n')
  const { code, stdout, stderr } = here.run(['alerts', 'list', '--config', 'fault.toml'])
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toContain('did you mean "path"')
})

test('an input that could not be read at all is told by the exit code', () => {
  here.write('unread.toml', '[store]\ntype = "memory"\n')
  truncateSync(here.write('unread/big.json', ''), 300 * 2 ** 20)
  const { code, stderr } = here.run(['run', 'unread', '--config', 'unread.toml', '--once'])
  expect(code).toBe(3)
  expect(stderr).toContain('larger than')
})

const WHOLE = stopLoggingFile(0, 500, 10)
const TRUNCATED = WHOLE.subarray(0, WHOLE.length / 2)

test('run --once over a truncated file: offered once, and again the next time', async () => {
  const { run, write } = place('truncated')
  write('logs/a.json.gz', TRUNCATED)
  const { code, stderr } = await run()
  expect(code).toBe(3)
  const said = jsonl(stderr) as { readonly kind: string; readonly records: number; readonly findings: number }[]
  const tries = said.filter(({ kind }) => kind === 'ingested')
  const [first] = tries
  expect(tries).toHaveLength(1)
  expect(first?.records).toBeGreaterThan(10)
  const records = first?.records ?? 0
  const counted = { inputs: 1, failedInputs: 1, records, evaluated: records - 1, skipped: 0, failed: 1 }
  expect(said.at(-1)).toMatchObject({ kind: 'stopped', ...counted, findings: records - 1 })
})

test('run: a file that fails and is offered again counts once, and as what it is when it can be read', async () => {
  const { config, path, write } = place('repaired')
  write('logs/a.json.gz', TRUNCATED)
  const running = await prepareRun({ config, rules: [], builtin: false, folder: path('logs'), once: false })
  const stop = new AbortController()
  const afterFailure: Health[] = []
  await running.run(
    {
      failed: () => {
        if (afterFailure.push(running.health()) === 2) write('logs/a.json.gz', WHOLE)
      },
      ingested: (_, { read }) => read.failed.length === 0 && stop.abort(),
    },
    AbortSignal.any([stop.signal, AbortSignal.timeout(30_000)]),
  )
  const [{ records } = { records: 0 }] = afterFailure
  const counted = { inputs: 1, failedInputs: 1, records, evaluated: records - 1, skipped: 0, failed: 1 }
  expect(afterFailure).toMatchObject([counted, counted])
  expect(running.health()).toMatchObject({ inputs: 1, failedInputs: 0, records: 500, evaluated: 500, failed: 0 })
  expect(running.health().findings).toBe(500)
})

const HURT: readonly (readonly [what: string, content: string | undefined, reason: RegExp])[] = [
  ['notes', 'these are notes\n'.repeat(100), /it is not an SQLite file; name another path, or move it away/],
  [
    'the beginning of a database',
    `SQLite format 3\0${'x'.repeat(84)}`,
    /it is not an SQLite file|the file is damaged; restore a copy/,
  ],
  ['a folder', undefined, /it is a folder; name a file/],
]
test.each(HURT)('a store that is %s: one line, no trace, exit code 3', async (what, content, reason) => {
  const { ask, path, write, run } = place(`hurt ${what}`)
  write(content === undefined ? 'state.db/x' : 'state.db', Buffer.from(content ?? ''))
  for (const ran of [await ask('alerts', 'list'), await ask('silence', 'list'), await run()]) {
    expect(ran).toMatchObject({ code: 3, stdout: '' })
    expect(ran.stderr).toMatch(reason)
    expect(ran.stderr).toMatch(/^tattletrail: store [^\n]*\n$/)
    expect(ran.stderr).toContain(path('state.db'))
  }
})
