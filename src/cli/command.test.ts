/** What does not compile is held by `@ts-expect-error`: each of these lines fails the type check when the compiler lets it pass. */
import { expect, test, vi } from 'vitest'
import { defineCommand, type OptionsFor, type Program } from './command.ts'
import { atLeastOne, list, many, oneOf, text, whole } from './kinds.ts'
import { createParser } from './parser.ts'

interface Settings {
  readonly level?: 'low' | 'high'
  readonly limit: number
  readonly made: string
}

const ALL = { 0: 'done', 2: 'bad usage', 3: 'failed' } as const

const sample = defineCommand({
  name: 'sample',
  summary: 'a sample',
  args: [
    { takes: text('rule'), about: 'a rule' },
    { takes: many(text('path')), optional: true, about: 'paths' },
  ],
  options: {
    level: { short: 'l', takes: oneOf('level', ['low', 'high']), about: 'a level' },
    limit: { takes: atLeastOne('n', 9), about: 'how many', default: 5 },
    minAge: { takes: whole('days'), about: 'how old' },
    event: { takes: list(text('name')), about: 'events' },
    builtin: { default: true, about: 'leave it out' },
    deliver: { about: 'deliver' },
    owner: { takes: text('name'), about: 'who', default: () => process.env.SAMPLE_OWNER, without: 'nobody' },
  } satisfies OptionsFor<Settings, 'made'>,
  examples: [],
  exitCodes: ALL,
  run: async ([rule, paths], options) => {
    const settings: Settings = { ...options, made: rule }
    seen(settings, paths, options)
    return options.deliver ? 3 : 0
  },
})
const seen = vi.fn()
const program: Program = { name: 'it', summary: '', commands: [sample], examples: [], exitCodes: {} }

const run = async (...words: readonly string[]): Promise<number | undefined> => {
  let code: number | undefined
  const parser = createParser(program, (given) => (code = given))
  for (const one of [parser, ...parser.commands]) one.configureOutput({ writeErr: () => {} })
  await parser.parseAsync(words, { from: 'user' })
  return code
}

test('what is not given is off, an empty list, its default, or absent', async () => {
  expect(await run('sample', 'r1')).toBe(0)
  const absent = { limit: 5, event: [], builtin: true, deliver: false }
  expect(seen).toHaveBeenLastCalledWith({ ...absent, made: 'r1' }, [], absent)
})

test('what is given is read by its kind', async () => {
  const words = [
    '-l',
    'high',
    '--limit',
    '9',
    '--min-age',
    '3',
    '--event',
    'A,B',
    '--event',
    'C',
    '--no-builtin',
    '--deliver',
  ]
  vi.stubEnv('SAMPLE_OWNER', 'dana')
  expect(await run('sample', 'r1', 'a', 'b', ...words)).toBe(3)
  expect(seen.mock.lastCall?.slice(1)).toEqual([
    ['a', 'b'],
    { level: 'high', limit: 9, minAge: 3, event: ['A', 'B', 'C'], builtin: false, deliver: true, owner: 'dana' },
  ])
  for (const words of [['--no-owner'], ['--owner', 'ben', '--no-owner']]) {
    await run('sample', 'r1', ...words)
    expect(seen.mock.lastCall?.[2]).not.toHaveProperty('owner')
  }
  await run('sample', 'r1', '--owner', 'ben')
  expect(seen.mock.lastCall?.[2]).toMatchObject({ owner: 'ben' })
  vi.unstubAllEnvs()
})

const WRONG: readonly (readonly [words: readonly string[], message: RegExp])[] = [
  [['sample'], /missing required argument 'rule'/],
  [['sample', 'r', '--limit', '0'], /'--limit <n>' argument '0' is invalid\. Expected 1 or more\./],
  [['sample', 'r', '--limit', '10'], /Expected 9 or less\./],
  [['sample', 'r', '--min-age', '-1'], /Expected a whole number\./],
  [['sample', 'r', '--level', 'hgih'], /Allowed choices are low, high\./],
  [['sample', 'r', '--levle', 'high'], /unknown option '--levle'\n\(Did you mean --level\?\)/],
  [['smaple'], /unknown command 'smaple'\n\(Did you mean sample\?\)/],
]
test.each(WRONG)('%j is refused', async (words, message) => {
  await expect(run(...words)).rejects.toThrow(message)
})

test('help has examples and exit codes', () => {
  const [parser] = createParser(program, () => {}).commands
  expect(parser?.helpInformation()).toMatch(/Exit codes:\n {2}0 {4}done\n {2}2 {4}bad usage\n {2}3 {4}failed\n$/)
})

test('mistakes that do not compile', () => {
  const shell = { name: 'x', summary: '', args: [], examples: [] } as const
  const limit = { takes: atLeastOne('n'), about: '' } as const
  // @ts-expect-error a setting of the flow has no option
  const incomplete = { limit } satisfies OptionsFor<Settings, 'made'>
  // @ts-expect-error an option is misspelt, so that the setting has none
  const misspelt = { limit, levle: { about: '' } } satisfies OptionsFor<Settings, 'made'>
  const bad = [
    // @ts-expect-error no option has this name
    defineCommand({ ...shell, options: { limit }, exitCodes: ALL, run: async (_, { limti }) => (limti ? 0 : 3) }),
    // @ts-expect-error what is not given is undefined
    defineCommand({ ...shell, options: { limit }, exitCodes: ALL, run: async (_, { limit }) => (limit > 1 ? 0 : 3) }),
    // @ts-expect-error the default is of another kind
    defineCommand({ ...shell, options: { limit: { ...limit, default: 'many' } }, exitCodes: ALL, run: async () => 0 }),
    // @ts-expect-error the exit code is not documented
    defineCommand({ ...shell, options: {}, exitCodes: ALL, run: async () => 1 }),
  ]
  expect([incomplete, misspelt, ...bad]).toHaveLength(6)
})
