/** What every format keeps: nothing in what it is given is obeyed by whoever opens the output, and what it writes can be read. */
import pc from 'picocolors'
import { expect, test } from 'vitest'
import { visible } from '../../src/notation/visible.ts'
import type { Format } from '../../src/report/format.ts'
import { rendered } from '../../src/report/testing/rendered.ts'

/** By the name of a format: that its output can be read, and that nothing in it is more than text. @param calm the same of a harmless thing */
type Reader = (output: string, calm: string) => void

const lines = (output: string): readonly string[] => output.split('\n').slice(0, -1)

/** RFC 4180; throws on a quote where none may be. */
const csvRows = (output: string): readonly (readonly string[])[] => {
  const rows: string[][] = [[]]
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\n)/y
  while (cell.lastIndex < output.length) {
    const [, quoted, bare = '', end] = cell.exec(output) ?? expect.unreachable(`no CSV: ${output}`)
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? bare)
    if (end === '\n') rows.push([])
  }
  return rows.slice(0, -1)
}

/** Code spans and fenced blocks are as they are (CommonMark, "Code spans"). */
const withoutCode = (markdown: string): string => markdown.replace(/(?<!\\)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, '')

const isJson: Reader = (output) => expect(() => JSON.parse(output)).not.toThrow()

const READERS: Readonly<Record<string, Reader>> = {
  text: () => {},
  jsonl: (output) => {
    for (const line of lines(output)) expect(JSON.parse(line)).toBeTypeOf('object')
  },
  json: isJson,
  stix: isJson,
  navigator: isJson,
  csv: (output) => {
    const [head = [], ...rows] = csvRows(output)
    expect(head.length).toBeGreaterThan(0)
    for (const row of rows) expect(row).toHaveLength(head.length)
    // OWASP, "CSV Injection": what a spreadsheet takes for a formula.
    for (const text of [head, ...rows].flat()) expect(text).not.toMatch(/^[=+\-@\t\r|%]/)
  },
  md: (output, calm) => {
    for (const mark of [/(?<!\\)<[a-z/!]/gi, /^\| --- \|/gm, /^#+ /gm, /(?<!\\)!\[/g])
      expect(withoutCode(output).match(mark)?.length ?? 0).toBe(withoutCode(calm).match(mark)?.length ?? 0)
  },
  html: (output, calm) => {
    for (const mark of [/<script/gi, /<\/script/gi, /<!--/g, /<img/gi])
      expect(output.match(mark)?.length ?? 0).toBe(calm.match(mark)?.length ?? 0)
  },
}

/** Each begins what it may be obeyed by: a terminal, a spreadsheet, a browser, a renderer of Markdown, a reader of lines. */
const HOSTILE = [
  '\u001b[2J\u001b]0;owned\u0007 \u009b31m\u007f',
  'a\nb\r\nc\u2028d',
  '\u202egnp.exe \u200b\u{e0041}',
  '=HYPERLINK("http://192.0.2.1","x")',
  '+1+2',
  '-2+3',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '|calc',
  '%0a',
  'a,"b",c',
  '</script><script>alert(1)</script><!-- <img src=x onerror=alert(1)>',
  '![x](http://192.0.2.1/x) | `a` | <b>',
  '# head\n| --- |',
  '\ud800 \ufffe',
  '__proto__',
]

export const testFormat = <Of>(format: Format<Of>, of: (text: string) => Of, empty: Of): void => {
  const read = READERS[format.name]

  test('its name says how it is read', () => {
    expect(read).toBeDefined()
    expect(format.title).not.toBe('')
  })

  test.each(HOSTILE)('nothing obeys %j', async (text) => {
    const output = await rendered(format, of(text))
    expect(lines(output).map(visible)).toEqual(lines(output))
    read?.(output, await rendered(format, of('calm')))
  })

  test('colours are for terminals', async () => {
    const painted = await rendered(format, of('calm'), { colors: pc.createColors(true) })
    const plain = painted.replace(/\u001b\[\d+m/g, '')
    expect(plain).toBe(await rendered(format, of('calm')))
    if (format.name !== 'text') expect(painted).toBe(plain)
  })

  test('nothing at all is written so that it can be read', async () => {
    const output = await rendered(format, empty)
    read?.(output, output)
    expect(output).toMatch(/^$|\n$/)
    expect(output).not.toMatch(/\b(?:undefined|NaN|Infinity)\b/)
  })

  test('the same thing is written the same', async () => {
    expect(await rendered(format, of('calm'))).toBe(await rendered(format, of('calm')))
  })
}
