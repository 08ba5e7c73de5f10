/** Writing for people and for pipes: colours, widths, back-pressure, and a reader that goes away. */
import { once } from 'node:events'
import pc from 'picocolors'

export type Colors = ReturnType<typeof pc.createColors>

/** Colours for a stream: only on a terminal, never with NO_COLOR (no-color.org) or --no-color. */
export const colorsFor = (stream: NodeJS.WriteStream): Colors =>
  pc.createColors(
    (stream.isTTY === true || process.env.FORCE_COLOR !== undefined) &&
      !process.env.NO_COLOR &&
      !process.argv.includes('--no-color') &&
      process.env.TERM !== 'dumb',
  )

/** Columns to lay text out in. */
export const widthOf = (stream: NodeJS.WriteStream): number => Math.min(Math.max(stream.columns ?? 100, 60), 120)

/** A reader that stops reading (`| head`) is no failure: the process ends quietly. */
export const endQuietlyOnClosedPipe = (): void => {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0)
      throw error
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
