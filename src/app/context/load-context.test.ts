import { expect, test } from 'vitest'
import { openSources } from '../config/open-config.ts'
import { loadContext } from './load-context.ts'

const ORGANIZATION = '[context]\naccounts = "organizations"\n'
const config = async (text: string) => (await openSources({ file: 'tattletrail.toml', text })).config
const member = (id: string, name: string) => ({ id, name, email: undefined, tags: {} })

test('accounts of the organization; what the document says of one comes first', async () => {
  const text = `${ORGANIZATION}[[account]]\nid = "123456789012"\nname = "mine"\n`
  const { spec, problems } = await loadContext(await config(text), async () => [
    member('123456789012', 'theirs'),
    member('111122223333', 'other'),
  ])
  expect(problems).toEqual([])
  expect(spec.accounts).toEqual([
    { id: '123456789012', name: 'mine' },
    { id: '111122223333', name: 'other' },
  ])
})

test('an organization that does not answer is a warning at its key', async () => {
  const { spec, problems } = await loadContext(await config(ORGANIZATION), async () => {
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
