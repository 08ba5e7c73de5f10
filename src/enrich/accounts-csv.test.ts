import { enricherContract } from '../../test/contracts/enricher.ts'
import { accountsCsv } from './accounts-csv.ts'

enricherContract(accountsCsv, {
  value: 'accounts.csv',
  tools: { file: () => Buffer.from('account_id,name,data_classes\n123456789012,"a, b",pii;cards\n12,short,\n') },
})
