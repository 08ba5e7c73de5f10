/** Bait as a file: a secret in it is kept nowhere else. */
import { writeFileSync } from 'node:fs'
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

/** For its owner alone. @throws UsageError when it cannot be written */
export const writeBait = (file: string, text: string): void => {
  try {
    writeFileSync(file, text, { mode: 0o600 })
  } catch (error) {
    throw new UsageError(`${file}: ${reasonOf(error)}`, { cause: error })
  }
}
