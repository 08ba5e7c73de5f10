/** Writing for people and for pipes: colours, widths, back-pressure, and a reader that goes away. */
import { once } from 'node:events'
import pc from 'picocolors'
import type { Colors } from '../report/colors.ts'
import type { Format, Lines, Page } from '../report/format.ts'
import { oneLine } from '../report/terminal.ts'

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

export const pageOf = (stream: NodeJS.WriteStream): Page => ({
  colors: colorsFor(stream),
  width: widthOf(stream),
  now: Date.now(),
})

/** Writes a thing to standard output, in one of its formats. */
export const print = <Of>(formats: readonly Format<Of>[], name: string, of: Of): Promise<void> => {
  const format = formats.find((one) => one.name === name)
  return format ? writeLines(format.render(of, pageOf(process.stdout))) : Promise.reject(new Error(`no format ${name}`))
}

/** Where what is said about the output goes: behind it for people, beside it for programs. */
export const besides = (format: string): NodeJS.WriteStream => (format === 'text' ? process.stdout : process.stderr)

/** The first line of what a person reads. */
export const headline = (...parts: readonly string[]): string => {
  const { bold, dim } = colorsFor(process.stdout)
  return `${bold('Tattletrail')}${dim(['', ...parts].join('  ·  '))}\n\n`
}

/** Paths as they were named. */
export const named = (paths: readonly string[]): string =>
  paths.length > 3
    ? `${paths.length} paths`
    : paths.map((path) => (path === '-' ? 'standard input' : oneLine(path, 200))).join(' ')

/** To who typed `-` and waits: so does the command. */
export const hintTyping = (paths: readonly string[]): void => {
  if (paths.includes('-') && process.stdin.isTTY)
    process.stderr.write('reading what you type: end it with Ctrl-D, or stop with Ctrl-C\n')
}

/** The most that this process has taken so far, in megabytes. */
export const memory = (): number => Math.round(process.resourceUsage().maxRSS / 1024)

/** Writes in large pieces and waits for the reader. */
export const writeLines = async (lines: Lines): Promise<void> => {
  let piece = ''
  const flush = async (): Promise<void> => {
    if (!process.stdout.write(piece)) await once(process.stdout, 'drain')
    piece = ''
  }
  const add = (line: string): boolean => {
    piece += `${line}\n`
    return piece.length > 65_536
  }
  // Waiting for each of a million lines that are there already would cost a second.
  if (Symbol.iterator in lines) for (const line of lines) add(line) && (await flush())
  else for await (const line of lines) add(line) && (await flush())
  if (piece) await flush()
}
