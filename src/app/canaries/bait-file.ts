/** Bait with a secret, where it is wanted: it is kept nowhere else. */
import { writeFileSync } from 'node:fs'
import { reasonOf } from '../../core/reason.ts'
import { UsageError } from '../../core/usage-error.ts'

/** @returns what is to be printed, when no file is named @throws UsageError when the file cannot be written */
export const writeBait = (variables: Readonly<Record<string, string>>, file: string | undefined): string => {
  const text = Object.entries(variables)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')
  if (file === undefined) return text
  try {
    writeFileSync(file, text, { mode: 0o600 })
    return ''
  } catch (error) {
    throw new UsageError(`${file}: ${reasonOf(error)}`, { cause: error })
  }
}
