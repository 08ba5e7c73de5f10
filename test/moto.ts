/** AWS in a process of its own (moto), for tests that talk to S3, SQS, SNS or DynamoDB; absent where it is not installed. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

export interface Moto {
  /** `http://127.0.0.1:<port>`; every service answers there. */
  readonly endpoint: string
  /** What an SDK client needs besides its region. */
  readonly client: {
    readonly endpoint: string
    readonly region: string
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
  }
}

/** `one-at-a-time`: moto's DynamoDB keeps transactions apart only when no two requests overlap; a long poll of SQS then stops all others. */
type Order = 'threads' | 'one-at-a-time'

/** Serves on a free port until its standard input closes: it ends with the tests, however they end. */
const SERVE = `
import os, sys, threading
def wait():
    sys.stdin.read()
    os._exit(0)
threading.Thread(target=wait, daemon=True).start()
import moto.server
run = moto.server.run_simple
if 'one-at-a-time' in sys.argv:
    moto.server.run_simple = lambda *places, **options: run(*places, **{**options, 'threaded': False})
moto.server.main(['-H', '127.0.0.1', '-p', '0'])
`
const START_LIMIT = 30_000
const HOW_TO_INSTALL = "moto is not installed: `pip install 'moto[server]'`, then these tests run too"

/** In this process: a start costs more than most tests. */
const running = new Map<Order, Promise<Moto | undefined>>()

/** @returns moto with nothing in it; undefined, after a line on standard error that says how to install it, where it does not start */
export const emptyMoto = async (order: Order = 'threads'): Promise<Moto | undefined> => {
  const started = running.get(order) ?? start(order)
  running.set(order, started)
  const moto = await started
  if (moto) await fetch(`${moto.endpoint}/moto-api/reset`, { method: 'POST' })
  return moto
}

const start = async (order: Order): Promise<Moto | undefined> => {
  const child = spawn('python3', ['-c', SERVE, order], { stdio: ['pipe', 'pipe', 'pipe'] })
  const endpoint = await new Promise<string | undefined>((resolve) => {
    const timer = setTimeout(() => resolve(undefined), START_LIMIT)
    const ended = (): void => {
      clearTimeout(timer)
      resolve(undefined)
    }
    child.once('error', ended)
    child.once('exit', ended)
    createInterface({ input: child.stderr }).on('line', (line) => {
      const found = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(line)
      if (!found) return
      clearTimeout(timer)
      resolve(found[1])
    })
    child.stdout.resume()
  })
  if (endpoint === undefined) {
    child.kill('SIGKILL')
    process.stderr.write(`\nSKIPPED: ${HOW_TO_INSTALL}\n`)
    return undefined
  }
  // Nobody waits for it at the end.
  for (const handle of [child, child.stdin, child.stdout, child.stderr]) (handle as ChildProcess).unref()
  return {
    endpoint,
    client: {
      endpoint,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'example' },
    },
  }
}
