import { afterEach, expect, test, vi } from 'vitest'
import { runCommand } from '../testing/run.ts'

const { isTTY } = process.stdout
afterEach(() => Object.assign(process.stdout, { isTTY }))

const REFUSED: readonly (readonly [what: string, words: readonly string[], refusal: RegExp])[] = [
  ['a page on a terminal', ['--format', 'html'], /not for a terminal: .*> case\.html/],
  ['keys without digests', ['--keys', 'key.pem'], /name the digest files too/],
  ['digests in STIX', ['--digests', 'logs', '-f', 'stix'], /--format stix does not say what --digests proves/],
  ['digests beside a query', ['--digests', 'logs', '--athena-sql'], /--athena-sql does not say/],
]
test.each(REFUSED)('%s is told before anything is read', async (_, words, refusal) => {
  Object.assign(process.stdout, { isTTY: true })
  const written = vi.spyOn(process.stdout, 'write')
  await expect(runCommand('investigate', 'dana', 'no-such-logs', ...words)).rejects.toThrow(refusal)
  expect(written).not.toHaveBeenCalled()
})

test('a lake has no files to prove', async () => {
  const asked = runCommand('investigate', 'dana', '--lake', 'no-such-lake', '--digests', 'logs')
  await expect(asked).rejects.toThrow(/name the logs, not a lake or Athena/)
})
