import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { type Command, defineCommand, type Program } from './command.ts'
import { tattletrail } from './commands/index.ts'
import { complete } from './complete.ts'
import { list, many, oneOf, text } from './kinds.ts'

const FOLDER = mkdtempSync(join(tmpdir(), 'tattletrail-complete-'))
afterAll(() => rmSync(FOLDER, { recursive: true }))
const CONFIG = join(FOLDER, 'tattletrail.toml')
writeFileSync(
  CONFIG,
  `[store]
type = "sqlite"
path = ${JSON.stringify(join(FOLDER, 'none.db'))}

[[destination]]
id = "Slack Warnings"
type = "stdout"

[[destination]]
id = "chat\\u001b[31m"
type = "stdout"

[[rule]]
name = "my own rule"
jq_match = ".eventName == 1"
`,
)
const offered = async (typed: string, program: Program = tattletrail): Promise<readonly string[]> =>
  (await complete(program, typed.split(' '))).map((one) => one.text)

const CASES: readonly (readonly [typed: string, offered: readonly string[]])[] = [
  ['sc', ['scan']],
  ['rules l', ['list', 'lint']],
  ['scan --min', ['--min-level']],
  ['scan --no-', ['--no-builtin', '--no-config']],
  ['scan --format ', ['text', 'jsonl', 'csv']],
  ['scan -f ', ['text', 'jsonl', 'csv']],
  ['scan --format = c', ['csv']],
  ['scan --format=', ['--format=text', '--format=jsonl', '--format=csv']],
  ['scan --format=j', ['--format=jsonl']],
  ['scan --format csv --min-level h', ['high']],
  ['scan --config --format x --fail-on c', ['critical']],
  ['rules coverage logs -f n', ['navigator']],
  ['investigate 198.51.100.7 logs --format s', ['stix']],
  ['completion z', ['zsh']],
  ['completion zsh ', []],
  ['simulate --story ran', ['ransom']],
  ['simulate --story leaked-key,ran', ['leaked-key,ransom']],
  ['top --by country,c', ['country,country', 'country,city']],
  ['explain sl', []],
  [`destinations test -c ${CONFIG} S`, ['Slack Warnings']],
  [`destinations test --config=${CONFIG} --print S`, ['Slack Warnings']],
  [`explain --no-builtin -c ${CONFIG} `, ['my-own-rule']],
  [`destinations test -c ${CONFIG} --no-config S`, []],
  // Nothing: the shell offers files.
  ['scan ', []],
  [
    'scan -',
    [
      '--rules',
      '--no-builtin',
      '--from',
      '--to',
      '--late-days',
      '--account',
      '--region',
      '--format',
      '--min-level',
      '--fail-on',
      '--config',
      '--no-config',
      '--deliver',
      '--workers',
      '--help',
    ],
  ],
  ['scan --rules ', []],
  ['scan -- --', []],
  ['scan -- -', []],
  ['scan - ', []],
  ['rules lint ', []],
  ['nonsense ', []],
  ['rules nonsense ', []],
  ['compl', ['completion']],
  ['--', ['--help']],
]
test.each(CASES)('"%s" goes on with %j', async (typed, expected) => {
  expect(await offered(typed)).toEqual(expected)
})

test('every rule has an id to offer, and what it is about', async () => {
  const rules = await complete(tattletrail, ['explain', ''])
  expect(rules.length).toBeGreaterThan(200)
  expect(rules).toContainEqual(expect.objectContaining({ about: 'Logging was stopped' }))
})

test('a store that is not there is not made', async () => {
  expect(await offered(`alerts show -c ${CONFIG} `)).toEqual([])
  expect(() => rmSync(join(FOLDER, 'none.db'))).toThrow('ENOENT')
})

test('what a shell could not tell from more than one candidate is not offered', async () => {
  const odd = ['a\nb', 'a\tb', 'a\u001b[31m', 'a\u202e', 'a b', 'é'].map((name) => ({ text: name }))
  const command = defineCommand({
    name: 'odd',
    summary: '',
    args: [{ takes: { ...text('x'), lookUp: async () => odd }, about: '' }],
    options: { list: { takes: list(text('x')), about: '' }, many: { takes: many(oneOf('x', ['a'])), about: '' } },
    examples: [],
    exitCodes: { 0: '' },
    run: async () => 0,
  }) satisfies Command
  const program: Program = { name: 'it', summary: '', commands: [command], examples: [], exitCodes: {} }
  expect(await offered('odd ', program)).toEqual(['a b', 'é'])
})
