#!/usr/bin/env node
/** The entry: runs one command and turns its outcome into an exit code. */
import { CommanderError } from 'commander'
import { tattletrail } from './commands/index.ts'
import { endQuietlyOnClosedPipe } from './output.ts'
import { createParser } from './parser.ts'

const BAD_USAGE = 2
const FAILED_OUTSIDE = 3

const report = async (error: unknown): Promise<number> => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : BAD_USAGE
  const { explainFailure, isOutside } = await import('./failure.ts')
  process.stderr.write(explainFailure(error))
  return isOutside(error) ? FAILED_OUTSIDE : BAD_USAGE
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
