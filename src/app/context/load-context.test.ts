import { expect, test } from 'vitest'
import { loadContext } from './load-context.ts'

const ORGANIZATION = '[context]\naccounts = "organizations"\n'
const config = (text: string) => ({ file: 'tattletrail.toml', text })

test('accounts of the organization; what the document says of one comes first', async () => {
  const text = `${ORGANIZATION}[[account]]\nid = "123456789012"\nname = "mine"\n`
  const { spec, problems } = await loadContext(config(text), async () => [
    { id: '123456789012', name: 'theirs' },
    { id: '111122223333', name: 'other' },
  ])
  expect(problems).toEqual([])
  expect(spec.accounts).toEqual([
    { id: '123456789012', name: 'mine' },
    { id: '111122223333', name: 'other' },
  ])
})

test('an organization that does not answer is a warning at its key', async () => {
  const { spec, problems } = await loadContext(config(ORGANIZATION), async () => {
    throw new Error('AccessDeniedException')
  })
  expect(spec.accounts).toEqual([])
  expect(problems).toMatchObject([
    {
      file: 'tattletrail.toml',
      line: 2,
      column: 12,
      message: 'accounts: AWS Organizations: AccessDeniedException',
      severity: 'warning',
    },
  ])
})

test('a document that cannot be read knows nothing', async () => {
  const { spec, problems } = await loadContext(config('[context\n'))
  expect({ accounts: spec.accounts, problems }).toEqual({ accounts: [], problems: [] })
})
