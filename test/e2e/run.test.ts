/** `tattletrail run` as processes: two on one store, and signals, once and twice. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, afterEach, expect, test } from 'vitest'
import { CLI, STOP_LOGGING, workspace } from './command.ts'

const { folder, write, run } = workspace()

/** Takes a message, and never answers. */
const hanging = createServer(() => {}).listen(0, '127.0.0.1')
await once(hanging, 'listening')
afterAll(() => {
  hanging.closeAllConnections()
  hanging.close()
})

write('logs/stop.json', JSON.stringify({ Records: [STOP_LOGGING] }))
const configured = (name: string, url: string): readonly string[] => [
  'run',
  'logs',
  '--config',
  write(
    `${name}.toml`,
    `[store]\npath = ${JSON.stringify(join(folder, `${name}.db`))}\n\n[[destination]]\nid = "team"\ntype = "slack_webhook"\nwebhook_url = "${url}"\n`,
  ),
  '--format',
  'jsonl',
]

interface Runs {
  readonly child: ChildProcess
  /** The next line of that kind. */
  readonly said: (kind: string) => Promise<Readonly<Record<string, unknown>>>
  readonly ended: Promise<readonly [number | null, NodeJS.Signals | null]>
}

const children: ChildProcess[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

const start = (args: readonly string[]): Runs => {
  const child = spawn(process.execPath, [CLI, ...args], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  children.push(child)
  const lines = createInterface({ input: child.stderr })[Symbol.asyncIterator]()
  return {
    child,
    said: async (kind) => {
      for (;;) {
        const { value, done } = await lines.next()
        if (done) throw new Error(`ended without saying ${kind}`)
        const line = JSON.parse(value)
        if (line.kind === kind) return line
      }
    },
    ended: once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>,
  }
}

/** Nobody listens there: a message waits in the store. */
const REFUSED = 'http://127.0.0.1:9/hook'

test('a second run on one store says that it is shared, and hears when the first has ended', async () => {
  const args = configured('shared', REFUSED)
  const first = start(args)
  await first.said('ingested')
  const second = start(args)
  expect(await second.said('shared')).toMatchObject({ others: 1 })
  first.child.kill('SIGTERM')
  expect(await first.ended).toEqual([0, null])
  const third = start(args)
  expect(await third.said('shared')).toMatchObject({ others: 1 })
  for (const { child } of [second, third]) child.kill('SIGINT')
  expect([await second.ended, await third.ended]).toEqual([
    [0, null],
    [0, null],
  ])
})

const SIGNALS = [
  ['SIGINT', 'SIGINT'],
  ['SIGINT', 'SIGTERM'],
  ['SIGTERM', 'SIGINT'],
] as const
test.each(SIGNALS)('%s, and %s while a destination hangs: it ends at once, and nothing is lost', async (one, two) => {
  const name = `${one}-${two}`
  const { child, said, ended } = start(
    configured(name, `http://127.0.0.1:${(hanging.address() as AddressInfo).port}/hook`),
  )
  const asked = once(hanging, 'request')
  await said('ingested')
  await asked
  child.kill(one)
  await said('stopping')
  child.kill(two)
  expect(await ended).toEqual([null, two])
  const { stdout } = run(['alerts', 'list', '--config', join(folder, `${name}.toml`)])
  expect(stdout).toContain('stopped logging on trail org-trail')
})
