import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { CONFIG_NAMES, findConfig } from './find-config.ts'

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

test('nothing lies here', () => {
  expect(findConfig()).toBeUndefined()
})

test('the environment comes first, then the names in their order', () => {
  for (const name of CONFIG_NAMES.toReversed()) {
    writeFileSync(name, '')
    expect(findConfig()).toBe(name)
  }
  vi.stubEnv('TATTLETRAIL_CONFIG', 'elsewhere/my.toml')
  expect(findConfig()).toBe('elsewhere/my.toml')
})
