import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'
import type { Command } from '../command.ts'
import { tattletrail } from './index.ts'

const SRC = new URL('../..', import.meta.url).pathname
const HERE = new URL('.', import.meta.url).pathname

const commands = tattletrail.commands.flatMap((entry): readonly (readonly [path: string, command: Command])[] =>
  'commands' in entry
    ? entry.commands.map((command) => [`${entry.name}/${command.name}`, command] as const)
    : [[entry.name, entry]],
)

test('every command is in the registry, under the name of its file', () => {
  const files = readdirSync(HERE, { recursive: true, encoding: 'utf8' })
    .filter(
      (path) => /(?<!\.test)\.ts$/.test(path) && readFileSync(join(HERE, path), 'utf8').includes('= defineCommand({'),
    )
    .map((path) => path.replace(/\.ts$/, ''))
  expect(files.length).toBeGreaterThan(30)
  expect(commands.map(([path]) => path).sort()).toEqual(files.sort())
})

test('every group has a folder', () => {
  const groups = tattletrail.commands.filter((entry) => 'commands' in entry).map(({ name }) => name)
  const folders = readdirSync(HERE, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  expect(groups.sort()).toEqual(folders.map(({ name }) => name).sort())
})

test.each(commands)('%s: what help says of it can be true', (_, { hidden, summary, options, examples, exitCodes }) => {
  expect(summary).toMatch(/^[a-z].*[^.]$/)
  expect(Object.keys(exitCodes)).toContain('0')
  if (!hidden) expect(examples.length).toBeGreaterThan(0)
  const shorts = Object.values(options).flatMap(({ short }) => short ?? [])
  expect(new Set([...shorts, 'h', 'V']).size).toBe(shorts.length + 2)
  for (const { takes, default: fallback } of Object.values(options))
    if (takes?.choices && typeof fallback === 'string')
      expect(takes.choices.map(({ text }) => text)).toContain(fallback)
})

/** Modules that are loaded when the program starts, whatever it is asked. */
const loaded = (entry: string): ReadonlySet<string> => {
  const found = new Set([entry])
  for (const file of found) {
    const code = readFileSync(join(SRC, file), 'utf8')
    for (const [, target = ''] of code.matchAll(/^(?:import|export) (?!type\b)[^']*?from '(\.[^']+)'/gm))
      found.add(relative(SRC, join(SRC, dirname(file), target)))
  }
  return found
}

test('a start loads no engine: each command imports what it needs when it runs', () => {
  const rooms = new Set([...loaded('cli/main.ts')].map((file) => file.split('/')[0]))
  expect([...rooms].sort()).toEqual(['cli', 'core', 'notation', 'outside', 'report'])
})
