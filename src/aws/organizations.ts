/** The accounts of the organization that the caller's account belongs to, with their tags. */
import { type Clients, createClients } from './clients.ts'

export interface OrganizationMember {
  readonly id: string | undefined
  readonly name: string | undefined
  readonly email: string | undefined
  readonly tags: Readonly<Record<string, string>>
}

/** More pages than the largest organization has (20 accounts a page). */
const MAX_PAGES = 2_500

/**
 * `organizations:ListAccounts` and `organizations:ListTagsForResource`, from the management account or a delegated administrator
 * (AWS Organizations API reference). An account whose tags may not be read has none.
 * @throws what the SDK throws when the accounts cannot be listed
 */
export const listOrganization = async (clients: Clients = createClients()): Promise<readonly OrganizationMember[]> => {
  const members: OrganizationMember[] = []
  try {
    let page: string | undefined
    for (let pages = 0; pages < MAX_PAGES; pages++) {
      const { Accounts = [], NextToken } = await clients.call('organizations', 'ListAccounts', { NextToken: page })
      for (const { Id, Name, Email } of Accounts)
        members.push({ id: Id, name: Name, email: Email, tags: Id === undefined ? {} : await tagsOf(clients, Id) })
      page = NextToken
      if (page === undefined) break
    }
    return members
  } finally {
    clients.close()
  }
}

const tagsOf = async (clients: Clients, id: string): Promise<Readonly<Record<string, string>>> => {
  try {
    const { Tags = [] } = await clients.call('organizations', 'ListTagsForResource', { ResourceId: id })
    return Object.fromEntries(Tags.flatMap(({ Key, Value }) => (Key === undefined ? [] : [[Key, Value ?? '']])))
  } catch {
    return {}
  }
}
