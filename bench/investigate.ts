/**
 * Investigations of every story that is hidden in the corpus: straight from the files and over the lake, and the lake itself.
 * An answer that is not exactly the story's events is an error: a wrong one is no figure.
 */
import { readdirSync, rmSync } from 'node:fs'
import { truth } from '../src/simulate/index.ts'
import { type Measured, median, once, type Subject } from './measure.ts'

/** Of `simulate`, as the corpus was made. */
const DEFAULTS = { days: 1, start: '2026-03-02', seed: 1, stories: ['all'] }

/** @param corpus made by `simulate` with these many events in one day @param lake is made anew */
export const benchInvestigate = (cli: string, corpus: string, events: number, lake: string): void => {
  const run = (...args: string[]): Subject => ({ what: args[0] as string, command: 'node', args: [cli, ...args] })
  const scan = once(run('scan', corpus, '--format', 'jsonl'))
  rmSync(lake, { recursive: true, force: true })
  const collect = run('collect', corpus, '--lake', lake)
  const first = once(collect)
  const files = readdirSync(lake, { recursive: true }).length
  const second = once(collect)
  if (readdirSync(lake, { recursive: true }).length !== files) throw new Error('collecting again changed the lake')
  console.log(
    `collect: ${first.wall.toFixed(1)} s, ${(events / first.wall / 1000).toFixed(0)}k ev/s, ${first.peakMb.toFixed(0)} MB; again: ${second.wall.toFixed(1)} s, and nothing changed`,
  )
  const ask = (seed: string, ids: readonly string[], ...where: string[]): Measured & { readonly rounds: number } => {
    const { stdout, ...measured } = once(run('investigate', seed, ...where, '--format', 'json'), 'pipe')
    const found = JSON.parse(stdout)
    const told = found.events.map(({ id }: { id: string }) => id).sort()
    if (told.join() !== [...ids].sort().join())
      throw new Error(`${seed}: ${told.length} events instead of ${ids.length}`)
    return { ...measured, rounds: found.rounds }
  }
  const asked = truth({ ...DEFAULTS, events }).map(({ story, seeds, eventIds }) => {
    const seed = seeds[0]?.value as string
    return { story, fromFiles: ask(seed, eventIds, corpus), fromLake: ask(seed, eventIds, '--lake', lake) }
  })
  for (const { story, fromFiles, fromLake } of asked)
    console.log(
      `investigate ${story.padEnd(22)} files ${fromFiles.wall.toFixed(1).padStart(5)} s, ${fromFiles.rounds} rounds, each ${(fromFiles.wall / fromFiles.rounds / scan.wall).toFixed(2)}x a scan; lake ${fromLake.wall.toFixed(2)} s`,
    )
  const all = asked.flatMap(({ fromFiles, fromLake }) => [fromFiles, fromLake])
  console.log(
    `investigate: ${asked.length} stories, recall and precision 1; median ${median(asked.map(({ fromFiles }) => fromFiles.wall)).toFixed(1)} s from files (a scan: ${scan.wall.toFixed(1)} s), ${median(asked.map(({ fromLake }) => fromLake.wall)).toFixed(2)} s over the lake; at most ${Math.max(...all.map(({ peakMb }) => peakMb)).toFixed(0)} MB`,
  )
}
