import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { openChecked, openConfig, openSources, withOtherRules } from './open-config.ts'
import { RefusedRules } from './refusal.ts'

const folder = mkdtempSync(join(tmpdir(), 'tattletrail-config-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const save = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const RULE = '[[rule]]\nname = "A"\njq_match = "."\n'

test('a scan without a configuration loads no parser of one', async () => {
  const loaded: string[] = []
  const parsers = ['toml-eslint-parser', 'yaml', 'zod']
  for (const name of parsers)
    vi.doMock(name, (original) => {
      loaded.push(name)
      return original()
    })
  vi.resetModules()
  try {
    const { prepareScan } = await import('../scan/scan.ts')
    const log = save('log.json', JSON.stringify({ Records: [] }))
    const scan = await prepareScan([log], { rules: [], builtin: true, scope: {} })
    await scan.run(() => {}, new AbortController().signal)
    expect(loaded).toEqual([])
    await prepareScan([log], { rules: [], builtin: true, scope: {}, config: save('loads.toml', RULE) })
    expect(loaded.sort()).toEqual(parsers)
  } finally {
    parsers.forEach((name) => void vi.doUnmock(name))
    vi.resetModules()
  }
})

test('a file that is the configuration and among the rules is read as the configuration', async () => {
  const config = save('both.toml', `${RULE}[levels]\nlab = "lower"\n`)
  const link = join(folder, 'link.toml')
  symlinkSync(config, link)
  for (const rules of [[config], [`${folder}/./both.toml`], [relative('.', config)], [link]]) {
    const opened = await openConfig({ config, rules })
    expect(opened.problems).toEqual([])
    expect(opened.config?.rules).toMatchObject([{ id: 'a' }])
    expect(opened.config?.levels).toEqual({ lab: 'lower' })
  }
})

test('faults of every file are told at once, before a rule is compiled; warnings stop nothing', async () => {
  const rules = [save('broken.toml', '[[rule'), save('none.yml', 'Resources: {}\n')]
  const { problems, sources } = await openConfig({ config: save('typo.toml', '[alerting]\nrat = 3\n'), rules })
  expect(problems.map(({ file }) => file.slice(folder.length + 1))).toEqual(['broken.toml', 'none.yml', 'typo.toml'])
  // Of a file that is none of ours nothing is shown.
  expect(sources.map(({ file }) => file.slice(folder.length + 1))).toEqual(['broken.toml', 'typo.toml'])
  await expect(openChecked(join(folder, 'typo.toml'))).rejects.toThrow(RefusedRules)
  const warned = await openChecked(save('nameless.toml', '[[rule]]\njq_match = "."\n'))
  expect(warned.problems).toMatchObject([{ severity: 'warning' }])
})

test('the same configuration with other rule files', async () => {
  const config = save('main.toml', `${RULE}[levels]\nlab = "lower"\n`)
  const rule = (name: string): string => save(`${name}.toml`, RULE.replace('"A"', `"${name}"`))
  const opened = await openConfig({ config, rules: [rule('one')] })
  const other = await withOtherRules(opened, [rule('two')])
  expect(opened.config?.rules.map(({ id }) => id)).toEqual(['one', 'a'])
  expect(other.config?.rules.map(({ id }) => id)).toEqual(['two', 'a'])
  expect(other.config?.levels).toEqual({ lab: 'lower' })
})

test('nothing is opened: there is nothing', async () => {
  expect(await openSources(undefined)).toMatchObject({ config: undefined, sources: [], problems: [] })
})
