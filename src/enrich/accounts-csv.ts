/** Accounts from a CSV file. */
import { COLUMNS_HINT, namesColumns, parseAccountsCsv } from './accounts.ts'
import { defineEnricher, filePath } from './define.ts'

export const accountsCsv = defineEnricher({
  key: 'accounts_csv',
  title: 'CSV file of accounts',
  config: filePath('a CSV file of accounts: account_id,name,environment,application,owner,contact,data_classes'),
  gives: 'accounts',
  permissions: [],
  file: (path) => path,
  learn: async ({ file }) => {
    const text = file().toString('utf8')
    // Of a file that is no list of accounts nothing is shown.
    if (!namesColumns(text)) return { problem: 'does not begin with the column account_id', hint: COLUMNS_HINT }
    const { accounts, problems } = parseAccountsCsv(text)
    return { facts: { accounts }, faults: problems }
  },
})
