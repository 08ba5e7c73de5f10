import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readAtRevision } from './git-files.ts'

const root = mkdtempSync(join(tmpdir(), 'tattletrail-git-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const repository = join(root, 'repository')
const rules = join(repository, 'my rules')
const git = (...args: readonly string[]): void => {
  execFileSync('git', ['-C', repository, '-c', 'user.name=dana', '-c', 'user.email=dana@example.com', ...args])
}
mkdirSync(join(rules, 'iam'), { recursive: true })
git('init', '-q')
writeFileSync(join(rules, 'iam', 'a.yml'), 'old\nline\n')
writeFileSync(join(rules, 'e\u00e9 "x".yml'), '')
writeFileSync(join(repository, 'outside.yml'), 'not asked for')
symlinkSync('a.yml', join(rules, 'iam', 'link.yml'))
git('add', '-A')
git('commit', '-q', '-m', 'one')
writeFileSync(join(rules, 'iam', 'a.yml'), 'new')

const texts = (path: string, revision: string): Readonly<Record<string, string>> =>
  Object.fromEntries(readAtRevision(path, revision).files.map(({ path: name, bytes }) => [name, bytes.toString()]))

test('a folder and a file as they were; links are left out', () => {
  expect(texts(rules, 'HEAD')).toEqual({ 'iam/a.yml': 'old\nline\n', 'e\u00e9 "x".yml': '' })
  expect(texts(join(rules, 'iam', 'a.yml'), 'HEAD')).toEqual({ 'a.yml': 'old\nline\n' })
})

const untracked = join(repository, 'untracked.yml')
writeFileSync(untracked, '')
const REFUSED: readonly (readonly [string, string, string])[] = [
  [rules, 'no-such-branch', 'neither a file, nor a folder, nor a git revision'],
  [rules, '--output=x', 'neither a file, nor a folder, nor a git revision'],
  [rules, 'HEAD; touch x', 'neither a file, nor a folder, nor a git revision'],
  [untracked, 'HEAD', 'HEAD holds nothing at'],
  [root, 'HEAD', 'is not inside a git work tree'],
]
test.each(REFUSED)('%s at %s is refused', (path, revision, message) => {
  expect(() => readAtRevision(path, revision)).toThrow(message)
})
