/** One line of progress on standard error, only on a terminal, gone when the work is done. */
import type { Colors } from '../report/colors.ts'
import { number } from '../report/text.ts'

export interface Progress {
  update(done: { readonly files: number; readonly bytes: number }): void
  clear(): void
}

const START = '  reading  '
const BAR = 28
const EVERY_MS = 80

export const createProgress = (
  total: { readonly files: number; readonly bytes: number },
  colors: Colors,
  stream: NodeJS.WriteStream = process.stderr,
): Progress => {
  if (!stream.isTTY) return { update: () => {}, clear: () => {} }
  const start = performance.now()
  let shown = 0
  return {
    update: ({ files, bytes }) => {
      const now = performance.now()
      if (now - shown < EVERY_MS) return
      shown = now
      const seconds = (now - start) / 1000
      const part = total.bytes > 0 ? Math.min(1, bytes / total.bytes) : 1
      const left = part > 0.02 ? `   ${Math.ceil((seconds / part) * (1 - part))} s left` : ''
      const speed = (bytes / 1e6 / Math.max(seconds, 0.001)).toFixed(0)
      const words = `  ${number(files)} / ${number(total.files)} files   ${speed} MB/s${left}`
      // A line that wraps could not be taken back.
      const room = (stream.columns ?? 80) - START.length - 1
      const bar = Math.max(0, Math.min(BAR, room - words.length))
      const filled = Math.round(part * bar)
      stream.write(
        `\r\x1b[2K${START}${'█'.repeat(filled)}${colors.dim('░'.repeat(bar - filled))}${words.slice(0, Math.max(0, room))}`,
      )
    },
    clear: () => {
      if (shown) stream.write('\r\x1b[2K')
    },
  }
}
