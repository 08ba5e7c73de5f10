#!/usr/bin/env node
/** The entry: runs one command and turns its outcome into an exit code. */
import { CommanderError } from 'commander'
import { StoreError } from '../core/store.ts'
import { tattletrail } from './commands/index.ts'
import { endQuietlyOnClosedPipe } from './output.ts'
import { createParser } from './parser.ts'

const BAD_USAGE = 2
const STORE_FAILED = 3

const report = async (error: unknown): Promise<number> => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : BAD_USAGE
  const { explainFailure } = await import('./failure.ts')
  process.stderr.write(explainFailure(error))
  return error instanceof StoreError ? STORE_FAILED : BAD_USAGE
}

endQuietlyOnClosedPipe()
try {
  const parser = createParser(tattletrail, (code) => {
    process.exitCode = code
  })
  await parser.parseAsync()
} catch (error) {
  process.exitCode = await report(error)
}
