/** Findings a second through `run --once`: into the SQLite store, and from there to a web server on this machine. */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stopLoggingFile } from '../test/stop-logging.ts'

const FINDINGS = 5_000
const FILES = 50
const PER_FILE = FINDINGS / FILES
const PRINCIPALS = 200

/** @param cli the bundled command */
export const benchAlerting = async (cli: string): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'tattletrail-bench-'))
  const logs = join(folder, 'logs')
  mkdirSync(logs)
  for (let file = 0; file < FILES; file++) {
    writeFileSync(join(logs, `${file}.json.gz`), stopLoggingFile(file * PER_FILE, PER_FILE, PRINCIPALS))
  }
  let requests = 0
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      requests++
      response.end('ok')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const rule = `[[rule]]\nname = "Logging was stopped"\nlevel = "high"\njq_match = 'select(.eventName == "StopLogging")'\n`
  const destination = `[[destination]]\nid = "web"\ntype = "webhook"\nurl = "${url}"\nsigning_secret = "env:BENCH_SECRET"\n`
  try {
    for (const [what, more] of [
      ['into the SQLite store', ''],
      ['and on to a web server on this machine', destination],
    ] as const) {
      const state = join(folder, `${more.length}.db`)
      const config = join(folder, 'bench.toml')
      const alerting = `[alerting]\nrate = 1000000\nstorm_cap = 1000000\n[store]\ntype = "sqlite"\npath = "${state}"\n`
      writeFileSync(config, rule + more + alerting)
      const start = performance.now()
      await run([cli, 'run', logs, '--once', '--config', config, '--no-builtin', '--format', 'jsonl'])
      const seconds = (performance.now() - start) / 1000
      console.log(
        `run --once, ${FINDINGS} findings of ${PRINCIPALS} alerts ${what}: ${seconds.toFixed(1)} s, ${Math.round(FINDINGS / seconds)} findings/s${more === '' ? '' : `, ${requests} messages`}`,
      )
    }
  } finally {
    server.close()
    rmSync(folder, { recursive: true })
  }
}

const run = (args: readonly string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      stdio: 'ignore',
      env: { ...process.env, BENCH_SECRET: 'not a secret' },
    })
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`run ended with ${code}`))))
  })
