import { afterEach, expect, test, vi } from 'vitest'
import { type InvestigateOptions, investigateCommand } from './investigate.ts'

const { isTTY } = process.stdout
afterEach(() => Object.assign(process.stdout, { isTTY }))

const REFUSED: readonly (readonly [what: string, options: Partial<InvestigateOptions>, refusal: RegExp])[] = [
  ['a page on a terminal', { format: 'html' }, /not for a terminal: .*> case\.html/],
  ['keys without digests', { keys: ['key.pem'] }, /name the digest files too/],
  ['digests in STIX', { digests: ['logs'], format: 'stix' }, /--format stix does not say what --digests proves/],
  ['digests beside a query', { digests: ['logs'], athenaSql: true }, /--athena-sql does not say/],
]
test.each(REFUSED)('%s is told before anything is read', async (_, options, refusal) => {
  Object.assign(process.stdout, { isTTY: true })
  const written = vi.spyOn(process.stdout, 'write')
  const asked = investigateCommand('dana', ['no-such-logs'], { bound: 10, table: 'logs', ...options })
  await expect(asked).rejects.toThrow(refusal)
  expect(written).not.toHaveBeenCalled()
})

test('a lake has no files to prove', async () => {
  const asked = investigateCommand('dana', [], { bound: 10, table: 'logs', lake: 'no-such-lake', digests: ['logs'] })
  await expect(asked).rejects.toThrow(/name the logs, not a lake or Athena/)
})
