import { expect, test } from 'vitest'
import type { Clients } from './clients.ts'
import { listOrganization } from './organizations.ts'

/** Answers by call; an Error is thrown. What was asked is noted. */
const answering = (answers: Readonly<Record<string, unknown>>) => {
  const asked: string[] = []
  const clients = {
    call: async (
      service: string,
      command: string,
      input: { readonly NextToken?: string; readonly ResourceId?: string },
    ) => {
      const key = `${service} ${command} ${input.NextToken ?? input.ResourceId ?? ''}`.trim()
      asked.push(key)
      const answer = answers[key]
      if (answer instanceof Error) throw answer
      return answer
    },
    close: () => asked.push('closed'),
  } as unknown as Clients
  return { clients, asked }
}

test('every page, with the tags that may be read', async () => {
  const { clients, asked } = answering({
    'organizations ListAccounts': {
      Accounts: [{ Id: '123456789012', Name: 'prod', Email: 'a@example.com' }],
      NextToken: 'more',
    },
    'organizations ListAccounts more': { Accounts: [{ Id: '111122223333' }, {}] },
    'organizations ListTagsForResource 123456789012': { Tags: [{ Key: 'env', Value: 'production' }, { Key: 'empty' }] },
    'organizations ListTagsForResource 111122223333': new Error('AccessDeniedException'),
  })
  expect(await listOrganization(clients)).toEqual([
    { id: '123456789012', name: 'prod', email: 'a@example.com', tags: { env: 'production', empty: '' } },
    { id: '111122223333', name: undefined, email: undefined, tags: {} },
    { id: undefined, name: undefined, email: undefined, tags: {} },
  ])
  expect(asked).toHaveLength(5)
  expect(asked.at(-1)).toBe('closed')
})

test('accounts that may not be listed are an error', async () => {
  const { clients, asked } = answering({ 'organizations ListAccounts': new Error('AccessDeniedException') })
  await expect(listOrganization(clients)).rejects.toThrow('AccessDeniedException')
  expect(asked.at(-1)).toBe('closed')
})
