/** Accounts from a CSV file. */
import { parseAccountsCsv } from './accounts.ts'
import { defineEnricher, filePath } from './define.ts'

export const accountsCsv = defineEnricher({
  key: 'accounts_csv',
  title: 'CSV file of accounts',
  config: filePath('a CSV file of accounts: account_id,name,environment,owner,contact,data_classes'),
  gives: 'accounts',
  permissions: [],
  file: (path) => path,
  learn: async ({ file }) => {
    const { accounts, problems } = parseAccountsCsv(file().toString('utf8'))
    return { facts: { accounts }, faults: problems }
  },
})
