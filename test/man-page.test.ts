/** The manual that is packed: the readers of manuals have nothing to say about it, and show every command and option. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { manPage } from '../scripts/man-page.ts'
import { defineCommand, optionTerm, type Program } from '../src/cli/command.ts'
import { tattletrail } from '../src/cli/commands/index.ts'
import { text } from '../src/cli/kinds.ts'

const PAGE = new URL('../man/tattletrail.1', import.meta.url).pathname
const commands = tattletrail.commands.flatMap((entry) => ('commands' in entry ? entry.commands : [entry]))
const shown = commands.filter(({ hidden }) => !hidden)

test('it has a section for every command, and an entry for every option', () => {
  const page = readFileSync(PAGE, 'utf8').replaceAll('\\-', '-')
  expect(shown.length).toBeGreaterThan(25)
  expect(page.match(/^\.SS /gm)).toHaveLength(shown.length)
  for (const { options, name } of shown) {
    expect(page).toMatch(new RegExp(`^\\.SS "(?:\\w+ )?${name}\\b`, 'm'))
    for (const [key, option] of Object.entries(options)) expect(page).toContain(`\n.B ${optionTerm(key, option)}\n`)
  }
})

const ODD = defineCommand({
  name: 'odd',
  summary: ".SH not a head, 'nor this, \\fBbold\\fR, --long and \u00e9",
  args: [],
  options: { it: { takes: text('"x"'), about: '.PP' } },
  note: "'so /etc/passwd",
  examples: ['.echo a\\nb', ['it - -x', '.br']],
  exitCodes: { 0: '.done' },
  run: async () => 0,
})
const odd: Program = { name: 'it', summary: '.x', commands: [ODD], examples: [], exitCodes: {} }

test('no text is a request or an escape', () => {
  const lines = manPage(odd, '1').split('\n')
  expect(lines.filter((line) => /^[.'](?!TH|nh|ad l|SH|SS|PP|TP|B |I |RS|RE|nf|fi)/.test(line))).toEqual([])
  expect(lines).toContain("\\&.SH not a head, 'nor this, \\efBbold\\efR, \\-\\-long and \\[u00E9]")
  expect(lines).toContain("\\&'so /etc/passwd")
  expect(lines).toContain('\\&.echo a\\enb')
})

const has = (program: string): boolean => spawnSync(program, ['--version']).error === undefined
const READERS: readonly (readonly [program: string, args: readonly string[]])[] = [
  ['groff', ['-man', '-ww', '-Tutf8']],
  ['man', ['--warnings', '-l']],
  ['mandoc', ['-T', 'lint', '-W', 'error']],
]
for (const [program, args] of READERS)
  test.skipIf(!has(program))(`${program} reads it (skipped where it is not installed)`, () => {
    const { status, stderr } = spawnSync(program, [...args, PAGE], { encoding: 'utf8' })
    expect([status, stderr]).toEqual([0, ''])
  })
