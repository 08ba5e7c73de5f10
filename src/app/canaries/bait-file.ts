/** Bait as a file: a secret in it is kept nowhere else. */
import { closeSync, existsSync, fchmodSync, ftruncateSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { baitFormats, type Variables } from '../../canaries/bait.ts'
import type { Canary } from '../../canaries/canary.ts'
import { reasonOf } from '../../core/reason.ts'
import { UsageError } from '../../core/usage-error.ts'

export type BaitFormatName = keyof typeof baitFormats

/** @param format absent: that of its settings, or variables @throws UsageError when its bait has not what the format needs */
export const baitText = (
  { id, settings, deployed }: Pick<Canary, 'id' | 'settings' | 'deployed'>,
  variables: Variables,
  format = isFormat(settings.format) ? settings.format : 'env',
): string => {
  const { needs, write } = baitFormats[format]
  const missing = needs.filter((name) => !variables[name])
  if (missing.length === 0 && Object.keys(variables).length > 0) return write(variables, deployed)
  throw new UsageError(
    `canary ${id}: its bait has ${missing.length > 0 ? `no ${missing.join(' and no ')}` : 'nothing to write'}`,
  )
}

const isFormat = (value: unknown): value is BaitFormatName =>
  typeof value === 'string' && Object.hasOwn(baitFormats, value)

export interface BaitFile {
  readonly write: (text: string) => void
  /** Nothing is left where nothing was written. */
  readonly release: () => void
}

/**
 * Takes the place of bait before anything is changed, for its owner alone. What is there is never replaced, unless it is empty or
 * bait of the same canary.
 * @param keys that the canary has, or had last
 * @throws UsageError when something is there, or nothing can be written
 */
export const claimBait = (file: string, keys: readonly string[] = []): BaitFile => {
  const isNew = !existsSync(file)
  const handle = attempt(file, () => {
    if (isNew) return openSync(file, 'wx', 0o600)
    const there = readFileSync(file, 'utf8')
    if (there !== '' && !keys.some((key) => there.includes(key)))
      throw new Error('is there already: bait replaces nothing; name another file')
    return openSync(file, 'r+')
  })
  let isWritten = false
  return {
    write: (text) =>
      attempt(file, () => {
        fchmodSync(handle, 0o600)
        ftruncateSync(handle)
        writeSync(handle, text, 0)
        isWritten = true
      }),
    release: () => {
      closeSync(handle)
      if (isNew && !isWritten) rmSync(file)
    },
  }
}

const attempt = <Result>(file: string, work: () => Result): Result => {
  try {
    return work()
  } catch (error) {
    throw new UsageError(`${file}: ${reasonOf(error)}`, { cause: error })
  }
}
