/** Writes what the simulator invents, as it would lie in a bucket. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { UsageError } from '../core/usage-error.ts'
import { suggest } from '../notation/suggest.ts'
import { publicKeyPem, type SimulateOptions, simulate, stories } from '../simulate/index.ts'

export { type SimulateOptions, stories } from '../simulate/index.ts'

/** Files that are compressed at once, beside the one being written. */
const AT_ONCE = 4

/** What `verify --keys` takes. */
const DIGEST_KEY = 'digest-key.pem'

const compress = promisify(gzip)

export interface WrittenSimulation {
  readonly files: number
  /** As stored. */
  readonly bytes: number
}

/** @param onProgress told how many files and events there are so far */
export const writeSimulation = async (
  folder: string,
  settings: SimulateOptions,
  onProgress: (files: number, events: number) => void,
): Promise<WrittenSimulation> => {
  const pending = new Set<Promise<void>>()
  let files = 0
  let bytes = 0
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
    onProgress(files, records)
    if (pending.size >= AT_ONCE) await Promise.race(pending)
  }
  await Promise.all(pending)
  writeFileSync(join(folder, DIGEST_KEY), publicKeyPem())
  return { files, bytes }
}

/** All when none is named, none for `none`. @throws UsageError */
export const chooseStories = (wanted: readonly string[]): readonly string[] => {
  const names = stories.map(({ name }) => name)
  if (wanted.length === 0) return names
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
