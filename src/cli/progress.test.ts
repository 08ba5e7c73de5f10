import pc from 'picocolors'
import { expect, test } from 'vitest'
import { createProgress } from './progress.ts'

const WIDTHS = [20, 60, 80, 140]

test.each(WIDTHS)('on %i columns the line never wraps', (columns) => {
  const written: string[] = []
  const stream = { isTTY: true, columns, write: (text: string) => written.push(text) } as unknown as NodeJS.WriteStream
  createProgress({ files: 123_456, bytes: 4e12 }, pc.createColors(false), stream).update({ files: 98_765, bytes: 1e11 })
  expect(written).toHaveLength(1)
  const line = written.join('').replace('\r\u001b[2K', '')
  if (columns >= 60) expect(line).toContain('98,765 / 123,456 files')
  expect(line.length).toBeLessThan(columns)
})

test('off a terminal nothing is written', () => {
  const stream = { isTTY: false, write: () => expect.unreachable() } as unknown as NodeJS.WriteStream
  const progress = createProgress({ files: 1, bytes: 1 }, pc.createColors(false), stream)
  progress.update({ files: 1, bytes: 1 })
  progress.clear()
})
