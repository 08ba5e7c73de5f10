/** TAB in the real shells: each line is typed in a terminal, and the command that it then runs says what it was handed. */
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'

const CLI = new URL('../../dist/bin/main.js', import.meta.url).pathname
const FOLDER = mkdtempSync(join(tmpdir(), 'tattletrail-completion-'))
afterAll(() => rmSync(FOLDER, { recursive: true }))

const write = (name: string, content: string): string => {
  writeFileSync(join(FOLDER, name), content)
  return join(FOLDER, name)
}
write('tattletrail.toml', '[[destination]]\nid = "Slack Warnings"\ntype = "stdout"\n')
/** Completes as the program does; any other command prints its words. */
const command = write(
  'tattletrail',
  `#!/bin/sh
case "$1" in
  complete | completion) exec ${process.execPath} ${CLI} "$@" ;;
  *) printf '<%s>' "$@"; echo ;;
esac
`,
)
chmodSync(command, 0o755)
const env = { ...process.env, PATH: `${FOLDER}:${process.env.PATH}`, TERM: 'dumb', HOME: FOLDER }

const SHELLS: readonly (readonly [shell: string, start: string, setUp: string])[] = [
  ['bash', 'bash --norc --noprofile -i', 'source <(tattletrail completion bash)'],
  ['zsh', 'zsh -f -i', 'autoload -U compinit; compinit -u -D; source <(tattletrail completion zsh)'],
]

/** What is typed, TAB and all, and the words that the program is handed. */
const TYPED: readonly (readonly [typed: string, words: string])[] = [
  ['tattletrail sc\tlogs', '<scan><logs>'],
  ['tattletrail scan --min\thi\tlogs', '<scan><--min-level><high><logs>'],
  ['tattletrail scan --format=c\tlogs', '<scan><--format=csv><logs>'],
  ['tattletrail rules ba\t--ag\tmain', '<rules><backtest><--against><main>'],
  ['tattletrail simulate --story leaked-key,ran\tx', '<simulate><--story><leaked-key,ransom><x>'],
  [
    'tattletrail destinations test -c tattletrail.toml Sl\t',
    '<destinations><test><-c><tattletrail.toml><Slack Warnings>',
  ],
  ['tattletrail explain -c tattletrail.t\t', '<explain><-c><tattletrail.toml>'],
]

const has = (program: string): boolean => spawnSync(program, ['--version']).error === undefined

describe.each(SHELLS)('%s', (shell, start, setUp) => {
  const missing = [shell, 'script'].filter((program) => !has(program))
  const name = `completes what is typed${missing.map((program) => ` (skipped: ${program} is not installed)`).join('')}`
  test.skipIf(missing.length > 0)(name, () => {
    const input = [setUp, ...TYPED.map(([typed]) => typed), 'exit', ''].join('\n')
    const options = { cwd: FOLDER, env, input, encoding: 'utf8', timeout: 120_000 } as const
    const { stdout } = spawnSync('script', ['-qec', start, '/dev/null'], options)
    const answers = stdout.split(/\r?\n/).filter((line) => line.startsWith('<'))
    expect(answers).toEqual(TYPED.map(([, words]) => words))
  })
})

const OFFERED: readonly (readonly [typed: string, offered: readonly string[]])[] = [
  ['tattletrail sc', ['scan']],
  ['tattletrail rules l', ['lint', 'list']],
  ['tattletrail scan --format ', ['csv', 'jsonl', 'text']],
  ['tattletrail scan --format=c', ['--format=csv']],
  ['tattletrail destinations test -c tattletrail.toml ', ['Slack Warnings']],
  ['tattletrail explain -c tattletrail.t', ['tattletrail.toml']],
]
const noFish = has('fish') ? '' : ' (skipped: fish is not installed)'
test.skipIf(noFish !== '')(`fish offers what there is${noFish}`, () => {
  const asked = OFFERED.map(([typed]) => `complete -C '${typed}' | string replace -r '\\t.*' ''; echo ==`)
  const script = ['tattletrail completion fish | source', ...asked].join('\n')
  const { stdout } = spawnSync('fish', ['--no-config', '-c', script], { cwd: FOLDER, env, encoding: 'utf8' })
  const answers = stdout.split('==\n').slice(0, -1)
  expect(answers.map((lines) => lines.trim().split('\n').sort())).toEqual(OFFERED.map(([, offered]) => offered))
})
