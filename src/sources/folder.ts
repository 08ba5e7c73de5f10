/** A folder in which log files appear: each is offered once, and again when it changes. */
import { readFileSync, statSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { isObject, type Json } from '../core/json.ts'
import type { Input, Source } from '../core/source.ts'
import type { Store } from '../core/store.ts'
import { findFiles } from './files.ts'

/** A file that changed less than this ago may still be written; milliseconds. */
const SETTLED = 1_000
const LOOK_EVERY = 2_000
/** A file that could not be handled is offered so often, as long as the process lives. */
const TRIES = 3

/** How far the folder was read: everything that changed before `time`, and these files that changed at it. */
interface Position {
  readonly time: number
  readonly paths: readonly string[]
}

/**
 * Files are taken in the order of their change time (`ctime`), which no copying tool sets back: a file that comes in
 * later is later, whatever its name or its modification time says.
 * @param follow false: ends when everything that is there was offered
 */
export const folderSource = (
  path: string,
  store: Pick<Store, 'cursor' | 'setCursor'>,
  { follow, now }: { readonly follow: boolean; readonly now: () => number },
): Source => ({
  type: 'folder',
  inputs: async function* (signal) {
    const key = `folder ${path}`
    let done = readPosition(await store.cursor(key))
    const tries = new Map<string, number>()
    for (;;) {
      const found = findFiles([path])
      const [missing] = found.failures
      if (missing && found.files.length === 0 && !follow) throw new Error(`${missing.file}: ${missing.reason}`)
      const fresh = found.files
        .flatMap((file) => changeTime(file.path))
        .filter(({ path, time }) => time > done.time || (time === done.time && !done.paths.includes(path)))
        .filter(({ time }) => !follow || now() - time >= SETTLED)
        .sort((a, b) => a.time - b.time || (a.path < b.path ? -1 : 1))
      let again = false
      for (const { path, time } of fresh) {
        if (signal.aborted) return
        let outcome: 'acked' | 'failed' | undefined
        yield inputOf(path, (said) => {
          outcome = said
        })
        const count = (tries.get(path) ?? 0) + 1
        tries.set(path, count)
        if (outcome !== 'acked' && count < TRIES) {
          again = true
          break
        }
        tries.delete(path)
        done = { time, paths: time === done.time ? [...done.paths, path] : [path] }
        await store.setCursor(key, done as unknown as Json)
      }
      if (again) continue
      if (!follow || signal.aborted) return
      await setTimeout(LOOK_EVERY, undefined, { signal }).catch(() => {})
    }
  },
})

const inputOf = (path: string, say: (outcome: 'acked' | 'failed') => void): Input => ({
  kind: 'log',
  name: path,
  read: async () => readFileSync(path),
  ack: async () => say('acked'),
  fail: async () => say('failed'),
})

/** A file that went away meanwhile is no file. */
const changeTime = (path: string): readonly { readonly path: string; readonly time: number }[] => {
  try {
    return [{ path, time: statSync(path).ctimeMs }]
  } catch {
    return []
  }
}

const readPosition = (stored: Json): Position =>
  isObject(stored) && typeof stored.time === 'number' && Array.isArray(stored.paths)
    ? { time: stored.time, paths: stored.paths.map(String) }
    : { time: 0, paths: [] }
