import { enricherContract } from '../../test/contracts/enricher.ts'
import { organizations } from './organizations.ts'

enricherContract(organizations, {
  value: 'organizations',
  wrong: ['organisations', 'accounts.csv'],
  tools: { organization: async () => [{ id: '123456789012', name: 'prod', email: 'a@example.com', tags: {} }] },
})
