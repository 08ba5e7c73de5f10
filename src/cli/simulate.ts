/** `tattletrail simulate`. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { publicKeyPem, simulate, stories } from '../app/simulate.ts'
import { UsageError } from '../core/usage-error.ts'
import { suggest } from '../notation/suggest.ts'
import { oneLine } from '../report/terminal.ts'
import { number, plural } from '../report/text.ts'
import { colorsFor } from './output.ts'
import { createProgress } from './progress.ts'
import { isDay } from './scope.ts'

export interface SimulateCommandOptions {
  readonly events: number
  readonly days: number
  readonly start: string
  readonly seed: number
  readonly story?: readonly string[]
  readonly list?: boolean
}

/** Files that are compressed at once, beside the one being written. */
const AT_ONCE = 4

/** What `verify --keys` takes. */
const DIGEST_KEY = 'digest-key.pem'

const compress = promisify(gzip)

export const simulateCommand = async (folder: string | undefined, options: SimulateCommandOptions): Promise<number> => {
  const colors = colorsFor(process.stdout)
  if (options.list) {
    const widest = Math.max(...stories.map(({ name }) => name.length))
    for (const { name, title } of stories) process.stdout.write(`${colors.bold(name.padEnd(widest))}  ${title}\n`)
    return 0
  }
  if (folder === undefined) throw new UsageError('say where to write, for example: tattletrail simulate ./logs')
  if (!isDay(options.start)) throw new UsageError(`--start ${options.start}: expected a day, for example 2026-03-02`)
  const chosen = chooseStories(options.story)

  const progress = createProgress({ files: options.events, bytes: options.events }, colorsFor(process.stderr))
  const pending = new Set<Promise<void>>()
  let files = 0
  let bytes = 0
  const settings = {
    seed: options.seed,
    events: options.events,
    start: options.start,
    days: options.days,
    stories: chosen,
  }
  for (const { path, text, records, signature } of simulate(settings)) {
    const write = compress(text).then((packed) => {
      const target = join(folder, path)
      mkdirSync(dirname(target), { recursive: true })
      writeFileSync(target, packed)
      // As it lies beside a copy of a bucket, see docs/verify.md.
      if (signature !== undefined) writeFileSync(`${target}.sig`, `${signature}\n`)
      bytes += packed.length
      files++
    })
    pending.add(write)
    void write.finally(() => pending.delete(write)).catch(() => {})
    progress.update({ files, bytes: records })
    if (pending.size >= AT_ONCE) await Promise.race(pending)
  }
  await Promise.all(pending)
  progress.clear()
  writeFileSync(join(folder, DIGEST_KEY), publicKeyPem())
  process.stdout.write(
    `${plural(files, 'file')}, ${(bytes / 1e6).toFixed(1)} MB in ${oneLine(folder)}: about ${number(options.events)} quiet events over ${plural(options.days, 'day')}, ${chosen.length > 0 ? `attacks: ${chosen.join(', ')}` : 'no attack'}\n`,
  )
  return 0
}

const chooseStories = (wanted: readonly string[] | undefined): readonly string[] => {
  const names = stories.map(({ name }) => name)
  if (wanted === undefined) return names
  if (wanted.length === 1 && wanted[0] === 'none') return []
  for (const name of wanted) {
    if (names.includes(name)) continue
    const near = suggest(name, names)
    throw new UsageError(
      `--story ${name}: no such attack${near ? `: did you mean "${near}"?` : ''} (tattletrail simulate --list)`,
    )
  }
  return wanted
}
