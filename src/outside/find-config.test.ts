import { mkdirSync, mkdtempSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { bundledConfig, findConfig } from './find-config.ts'

let folder = ''
const before = process.cwd()
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tattletrail-find-'))
  vi.stubEnv('TATTLETRAIL_CONFIG', '')
  process.chdir(folder)
})
afterEach(() => {
  process.chdir(before)
  rmSync(folder, { recursive: true, force: true })
  vi.unstubAllEnvs()
})

/** In the order in which they are looked for. */
const NAMES = ['tattletrail.toml', 'tattletrail.yaml', 'tattletrail.yml', 'tattletrail.json']

test('nothing lies here', () => {
  expect(findConfig()).toBeUndefined()
  expect(bundledConfig(folder)).toBeUndefined()
})

test('the environment comes first, then the names in their order', () => {
  for (const name of NAMES.toReversed()) {
    writeFileSync(name, '')
    expect(findConfig()).toBe(name)
    expect(bundledConfig(folder)).toBe(join(folder, name))
  }
  vi.stubEnv('TATTLETRAIL_CONFIG', 'elsewhere/my.toml')
  expect(findConfig()).toBe('elsewhere/my.toml')
})

test('a folder of that name is none, and a link that leads nowhere is one', () => {
  mkdirSync('tattletrail.toml')
  expect(findConfig()).toBeUndefined()
  symlinkSync('nowhere', 'tattletrail.yaml')
  expect(findConfig()).toBe('tattletrail.yaml')
  unlinkSync('tattletrail.yaml')
  symlinkSync('tattletrail.yml', 'tattletrail.yml')
  expect(findConfig()).toBe('tattletrail.yml')
})

test('the file of the AWS blog is one beside the code of a function only', () => {
  writeFileSync('filter_config.json', '')
  expect(findConfig()).toBeUndefined()
  expect(bundledConfig(folder)).toBe(join(folder, 'filter_config.json'))
})
