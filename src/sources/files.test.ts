import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { MAX_INPUT } from '../core/source.ts'
import { findFiles, readLocal, readWhole } from './files.ts'

const root = mkdtempSync(join(tmpdir(), 'tattletrail-files-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const at = (...parts: string[]): string => join(root, ...parts)
mkdirSync(at('b/deep'), { recursive: true })
mkdirSync(at('a'))
for (const path of ['b/deep/2.json.gz', 'a/1.json', 'a/notes.txt', 'b/3.jsonl']) writeFileSync(at(path), '{}')
symlinkSync(at('b'), at('b/deep/loop'))
symlinkSync(at('nowhere.json'), at('a/broken.json'))
symlinkSync('self.json', at('a/self.json'))

test('walks folders in a stable order, each real file once, past link loops', () => {
  const { files, otherNames } = findFiles([at('b'), root, at('a/1.json')])
  expect(files.map(({ path }) => path)).toEqual(['a/1.json', 'b/3.jsonl', 'b/deep/2.json.gz'].map((path) => at(path)))
  expect(otherNames).toBe(2)
})

test('the order in which paths are named does not matter', () => {
  expect(findFiles([at('a'), at('b')]).files).toEqual(findFiles([at('b'), at('a')]).files)
})

test('names what cannot be opened and goes on', () => {
  const { files, failures } = findFiles([at('a'), at('missing')])
  expect(files).toHaveLength(1)
  expect(failures).toEqual([
    { file: at('a/broken.json'), reason: 'no such file or folder' },
    { file: at('a/self.json'), reason: 'a symbolic link that leads back to itself' },
    { file: at('missing'), reason: 'no such file or folder' },
  ])
})

test('a file that is named by itself is taken whatever its name', () => {
  expect(findFiles([at('a/notes.txt')]).files).toHaveLength(1)
})

test('a pipe is read when it is named, and passed over in a folder, where nobody may ever write to it', () => {
  mkdirSync(at('pipes'))
  execFileSync('mkfifo', [at('pipes/x.json')])
  expect(findFiles([at('pipes')])).toEqual({ files: [], failures: [], otherNames: 1 })
  expect(findFiles([at('pipes/x.json')]).files).toEqual([{ path: at('pipes/x.json'), size: 0, isPipe: true }])
})

describe('what is read whole', () => {
  const big = at('big')
  writeFileSync(big, '')
  truncateSync(big, MAX_INPUT + 1)

  test.each<[what: string, path: string, read: number | RegExp]>([
    ['a file', at('a/1.json'), 2],
    ['an empty one', '/dev/null', 0],
    ['one that does not say how long it is', '/proc/self/status', /^Name:/],
    ['a folder', root, /is a folder/],
    ['none', at('missing'), /no such file/],
  ])('%s', async (_, path, expected) => {
    const read = await readLocal(path).catch((error: Error) => error.message)
    if (typeof expected === 'number') expect(read.length).toBe(expected)
    else expect(read.toString()).toMatch(expected)
  })

  test.each(['/dev/zero', big])('%s is too large, and soon', { tags: 'scale' }, (path) => {
    expect(() => readWhole(path)).toThrow('larger than 256 MiB')
  })

  test('an open file stays open', () => {
    const file = openSync(at('a/1.json'), 'r')
    expect(readWhole(file).toString()).toBe('{}')
    closeSync(file)
  })
})

test.skipIf(process.getuid?.() === 0)(
  'a folder that may not be read is a failure (skipped as root: root reads everything)',
  () => {
    mkdirSync(at('closed'))
    chmodSync(at('closed'), 0)
    expect(findFiles([at('closed')]).failures).toEqual([{ file: at('closed'), reason: 'permission denied' }])
    chmodSync(at('closed'), 0o700)
  },
)
