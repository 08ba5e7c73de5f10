/** Processes that are ended at random moments, half of them politely, and started again. */
import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout } from 'node:timers/promises'

const CLI = new URL('../../dist/bin/main.js', import.meta.url).pathname

/** @param args of the program */
export const createProcesses = (count: number, args: readonly string[], env: NodeJS.ProcessEnv) => {
  /** Milliseconds from SIGTERM to the end, each. */
  const obeyed: number[] = []
  const counts = { kills: 0, complaints: '' }
  const start = (): ChildProcess => {
    const child = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'ignore', 'pipe'], env })
    child.stderr?.on('data', (chunk: Buffer) => {
      for (const line of chunk.toString().split('\n')) if (!/^(?:$|\{)/.test(line)) counts.complaints += `${line}\n`
    })
    return child
  }
  const end = async (child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    const asked = performance.now()
    const ended = new Promise((resolve) => child.once('exit', resolve))
    if (child.exitCode !== null) return
    child.kill(signal)
    await ended
    if (signal === 'SIGTERM') obeyed.push(performance.now() - asked)
  }
  const running = Array.from({ length: count }, start)
  return {
    obeyed,
    counts,
    pids: () => running.map(({ pid }) => pid),
    /** Ends one after the other, and starts it again. */
    disturb: async (times: number, random: () => number): Promise<void> => {
      for (; counts.kills < times; counts.kills++) {
        await setTimeout(300 + random() * 3000)
        const which = Math.floor(random() * count)
        await end(running[which] as ChildProcess, random() < 0.5 ? 'SIGKILL' : 'SIGTERM')
        running[which] = start()
      }
    },
    stop: () => Promise.all(running.map((child) => end(child, 'SIGTERM'))),
  }
}
