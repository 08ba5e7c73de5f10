/** One command as a whole process: how long it took, the memory it needed, what it said. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Measured {
  /** Seconds. */
  readonly wall: number
  /** 0 where nothing can tell. */
  readonly peakMb: number
}

export interface Subject {
  readonly what: string
  readonly command: string
  readonly args: readonly string[]
  readonly input?: string
}

const TIME = '/usr/bin/time'

/** @param answer whether the standard output is kept @throws Error when it ends with anything but 0 */
export const once = (
  { command, args, input }: Subject,
  answer: 'ignore' | 'pipe' = 'ignore',
): Measured & { readonly stdout: string } => {
  const folder = mkdtempSync(join(tmpdir(), 'tattletrail-bench-'))
  const report = join(folder, 'time.txt')
  const timed = existsSync(TIME)
  try {
    const start = performance.now()
    const { status, stdout, stderr } = spawnSync(
      timed ? TIME : command,
      timed ? ['-f', '%M', '-o', report, command, ...args] : args,
      {
        stdio: ['pipe', answer, 'pipe'],
        ...(input === undefined ? {} : { input }),
        encoding: 'utf8',
        maxBuffer: 2 ** 28,
      },
    )
    const wall = (performance.now() - start) / 1000
    if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${stderr}`)
    const peakMb = timed ? Number(readFileSync(report, 'utf8').trim().split('\n').at(-1)) / 1024 : 0
    return { wall, peakMb, stdout }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number
