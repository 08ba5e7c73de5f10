/** Asks a person before something is changed. */
import { createInterface } from 'node:readline/promises'
import { UsageError } from '../core/usage-error.ts'

/** @throws UsageError where nobody can be asked */
export const confirm = async (question: string, isSure: boolean): Promise<boolean> => {
  if (isSure) return true
  if (!process.stdin.isTTY) throw new UsageError('nobody can be asked here: --yes says that it may')
  const asked = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^y(es)?$/i.test((await asked.question(`${question} [y/N] `)).trim())
  } finally {
    asked.close()
  }
}

/** The same for what was shown already: where nobody can be asked, it stays at that. */
export const mayDo = async (question: string, isSure: boolean): Promise<boolean> =>
  isSure || (process.stdin.isTTY && confirm(question, false))
