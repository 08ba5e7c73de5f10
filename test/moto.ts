/** AWS in a process of its own (moto), for tests that talk to S3, SQS, SNS or DynamoDB; absent where it is not installed. */
import { spawn } from 'node:child_process'
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
  readonly stop: () => void
}

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

/**
 * @param order `one-at-a-time`: moto's DynamoDB keeps transactions apart only when no two requests overlap; a long poll of
 * SQS then stops all others
 * @returns undefined, after a line on standard error that says how to install it, where moto does not start
 */
export const startMoto = async (order: 'threads' | 'one-at-a-time' = 'threads'): Promise<Moto | undefined> => {
  const child = spawn('python3', ['-c', SERVE, order], { stdio: ['pipe', 'pipe', 'pipe'] })
  const stop = (): void => {
    child.kill('SIGKILL')
  }
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
    stop()
    process.stderr.write(`\nSKIPPED: ${HOW_TO_INSTALL}\n`)
    return undefined
  }
  return {
    endpoint,
    client: {
      endpoint,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'example' },
    },
    stop,
  }
}
