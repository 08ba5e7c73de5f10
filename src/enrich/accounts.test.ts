import { expect, test } from 'vitest'
import { parseAccountsCsv } from './accounts.ts'
import { toAccount } from './organizations.ts'

const HEADER = 'account_id,name,environment,owner,contact,data_classes\n'

test('a file of accounts', () => {
  const text = `\ufeff${HEADER}123456789012,prod-payments,production,payments,pay@example.com,pii;cards\r\n"012345678901","a ""quoted"", name",sandbox,,,\n\n111122223333, spaced ,,,,`
  expect(parseAccountsCsv(text)).toEqual({
    accounts: [
      {
        id: '123456789012',
        name: 'prod-payments',
        environment: 'production',
        owner: 'payments',
        contact: 'pay@example.com',
        data_classes: ['pii', 'cards'],
      },
      { id: '012345678901', name: 'a "quoted", name', environment: 'sandbox' },
      { id: '111122223333', name: 'spaced' },
    ],
    problems: [],
  })
})

test('columns may be fewer, and in any order', () => {
  expect(parseAccountsCsv('Environment,ACCOUNT_ID\nsandbox,123456789012\n').accounts).toEqual([
    { id: '123456789012', environment: 'sandbox' },
  ])
})

test.each<[fault: string, text: string, accounts: number, problems: readonly string[]]>([
  ['empty', '', 0, ['1:1 the column account_id is missing']],
  ['unknown column', 'account_id,colour\n123456789012,red', 0, ['1:12 unknown column "colour"']],
  ['column twice', 'account_id,name,name\n', 0, ['1:17 the column name is given twice']],
  ['no id column', 'name,owner\na,b', 0, ['1:1 the column account_id is missing']],
  ['bad id', `${HEADER}12345,a,,,,\n123456789012,b,,,,`, 1, ['2:1 account_id: expected 12 digits, got "12345"']],
  ['id twice', `${HEADER}123456789012,a,,,,\n123456789012,b,,,,`, 1, ['3:1 account 123456789012 is given twice']],
  ['too few cells', `${HEADER}123456789012,a\n111122223333,b,,,,`, 1, ['2:14 expected 6 columns, got 2']],
  ['too many cells', `${HEADER}123456789012,a,b,c,d,e,f`, 0, ['2:24 expected 6 columns, got 7']],
  ['open quote', `${HEADER}123456789012,"a,,,,\n`, 0, ['2:14 the quote is never closed']],
  ['text after a quote', `${HEADER}123456789012,"a"b,,,,\n`, 0, ['2:17 expected a comma after the closing quote']],
  [
    'lines are counted through quotes',
    `${HEADER}123456789012,"a\nb",,,,\nx,,,,,`,
    1,
    ['4:1 account_id: expected 12 digits, got "x"'],
  ],
])('%s', (_, text, accounts, problems) => {
  const read = parseAccountsCsv(text)
  expect(read.accounts).toHaveLength(accounts)
  expect(read.problems.map(({ line, column, message }) => `${line}:${column} ${message}`)).toEqual(problems)
})

test('a fault in every row is not told for every row', () => {
  const { problems } = parseAccountsCsv(`${HEADER}${'1;a;b\n'.repeat(1000)}`)
  expect(problems).toHaveLength(21)
  expect(problems.at(-1)).toMatchObject({ line: 22, message: '... and 980 more problems from here on' })
})

test('hostile text ends', () => {
  const lines: number[] = []
  for (const text of ['"'.repeat(500_001), `${HEADER}${'\n'.repeat(500_000)}`, `${HEADER}${'"a\n",'.repeat(200_000)}`])
    lines.push(...parseAccountsCsv(text).problems.map(({ line }) => line))
  expect(lines).toEqual([1, 2])
})

test.each<[what: string, given: Parameters<typeof toAccount>[0], account: ReturnType<typeof toAccount>]>([
  [
    'tags, however they are written',
    {
      id: '123456789012',
      name: 'payments',
      email: 'root@example.com',
      tags: { Env: 'production', Team: 'pay', 'data-classes': 'pii, cards' },
    },
    {
      id: '123456789012',
      name: 'payments',
      environment: 'production',
      owner: 'pay',
      contact: 'root@example.com',
      data_classes: ['pii', 'cards'],
    },
  ],
  ['no tags', { id: '123456789012', name: undefined, email: undefined, tags: {} }, { id: '123456789012' }],
  ['no id', { id: undefined, name: 'a', email: undefined, tags: {} }, undefined],
])('an account of AWS Organizations: %s', (_, given, account) => {
  expect(toAccount(given)).toEqual(account)
})
