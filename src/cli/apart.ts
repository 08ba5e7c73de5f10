/**
 * Apart: this command once more, in a process of its own that is ended when it takes more than it may. A function of DuckDB heeds
 * no interrupt while it makes a text of gigabytes.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UsageError } from '../core/usage-error.ts'

export interface Limits {
  /** Milliseconds. */
  readonly time: number
  /** Bytes of the whole process. */
  readonly memory: number
}

const MARK = 'TATTLETRAIL_APART'
/** How often the memory is looked at; milliseconds. */
const EVERY = 50

/** Whether this is the process apart. */
export const isApart = (): boolean => process.env[MARK] !== undefined && process.send !== undefined

/** In the process apart: says when it takes more than it may, and ends with whoever started it. */
export const reportMemory = (memory: number): void => {
  process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'))
  process.channel?.unref()
  setInterval(() => {
    if (process.memoryUsage.rss() > memory) process.send?.('memory')
  }, EVERY).unref()
}

/**
 * What it writes to standard output comes as it is written.
 * @returns its exit code; 130 when the signal ended it
 * @throws UsageError that says which limit it met
 */
export const runApart = async ({ time, memory }: Limits, signal: AbortSignal): Promise<0 | 2 | 3 | 130> => {
  // What it leaves behind when it is ended goes with this.
  const scratch = mkdtempSync(join(tmpdir(), 'tattletrail-apart-'))
  const child = fork(process.argv[1] as string, process.argv.slice(2), {
    env: { ...process.env, [MARK]: '1', TMPDIR: scratch, TEMP: scratch, TMP: scratch },
    execArgv: [...process.execArgv, `--max-old-space-size=${Math.ceil(memory / 2 ** 20)}`],
    stdio: ['inherit', 'inherit', 'pipe', 'ipc'],
  })
  const tooMuch = `it takes more than ${Math.round(memory / 1e6)} MB of memory`
  let reason: string | undefined
  let said = ''
  const end = (why?: string): void => {
    reason ??= why
    child.kill('SIGKILL')
  }
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text))
  child.on('message', () => end(tooMuch))
  const timer = setTimeout(() => end(`it is not done after ${Math.round(time / 1000)} s`), time)
  const interrupt = (): void => end()
  signal.addEventListener('abort', interrupt)
  try {
    const [code] = (await once(child, 'close')) as [number | null]
    if (signal.aborted) {
      process.stderr.write('interrupted\n')
      return 130
    }
    // Where nobody ended it, it had no memory left.
    if (reason !== undefined || code === null) throw new UsageError(`the statement was ended: ${reason ?? tooMuch}`)
    process.stderr.write(said)
    return code as 0 | 2 | 3
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', interrupt)
    rmSync(scratch, { recursive: true, force: true })
  }
}
