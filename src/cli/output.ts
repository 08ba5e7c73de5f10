/** Writing for people and for pipes: colours, widths, back-pressure, and a reader that goes away. */
import { once } from 'node:events'
import pc from 'picocolors'
import type { Colors } from '../report/colors.ts'

/** FORCE_COLOR (force-color.org): set and not empty; `0` and `false` mean no, as they do to Node itself. */
const isForced = (value = ''): boolean => value !== '' && value !== '0' && value !== 'false'

/** Colours for a stream: only on a terminal or when forced, never with NO_COLOR (no-color.org) or --no-color. */
export const colorsFor = (stream: NodeJS.WriteStream): Colors =>
  pc.createColors(
    (stream.isTTY === true || isForced(process.env.FORCE_COLOR)) &&
      !process.env.NO_COLOR &&
      !process.argv.includes('--no-color') &&
      process.env.TERM !== 'dumb',
  )

/** Columns to lay text out in. */
export const widthOf = (stream: NodeJS.WriteStream): number => Math.min(Math.max(stream.columns ?? 100, 60), 120)

/** A reader that stops reading (`| head`) is no failure: the process ends quietly. A full disk is one, and is said. */
export const endQuietlyOnClosedPipe = (): void => {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0)
      if (stream === process.stdout)
        process.stderr.write(`tattletrail: the output could not be written: ${error.message}\n`)
      process.exit(2)
    })
}

/** Writes in large pieces and waits for the reader. */
export const writeLines = async (lines: Iterable<string>): Promise<void> => {
  let piece = ''
  const flush = async (): Promise<void> => {
    if (!process.stdout.write(piece)) await once(process.stdout, 'drain')
    piece = ''
  }
  for (const line of lines) {
    piece += `${line}\n`
    if (piece.length > 65_536) await flush()
  }
  if (piece) await flush()
}
