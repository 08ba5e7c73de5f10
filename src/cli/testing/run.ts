/** Runs one command in this process, as a person types it. */
import { vi } from 'vitest'
import { tattletrail } from '../commands/index.ts'
import { createParser } from '../parser.ts'

export interface Ran {
  readonly code: number
  /** On standard output. */
  readonly printed: string
}

/** @throws what the command throws, before it is put into words */
export const runCommand = async (...words: readonly string[]): Promise<Ran> => {
  let printed = ''
  const writing = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += text
    return true
  })
  let code = Number.NaN
  try {
    await createParser(tattletrail, (ended) => (code = ended)).parseAsync(words, { from: 'user' })
  } finally {
    writing.mockRestore()
  }
  return { code, printed }
}
