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
  for (const header of ['Environment,ACCOUNT_ID,Application', 'environment,Account ID,application'])
    expect(parseAccountsCsv(`${header}\nsandbox,123456789012,shop\n`)).toEqual({
      accounts: [{ id: '123456789012', environment: 'sandbox', application: 'shop' }],
      problems: [],
    })
})

test.each<[fault: string, header: string, row: string, problem: string]>([
  ['a column that nobody knows', 'colour,account_id,environment', 'red,123456789012,production', '1:1 unknown column'],
  ['several', 'account_id,a,b,environment', '123456789012,1,2,production', '1:12 unknown column'],
  ['a column without a name', 'account_id,,environment', '123456789012,x,production', '1:12 unknown column ""'],
  ['a column twice', 'account_id,environment,environment', '123456789012,production,x', '1:24 the column environment'],
  ['cells that are not there', 'account_id,environment,owner,name', '123456789012,production', '2:14 expected 4'],
])('%s costs no account what is known of it', (_, header, row, problem) => {
  const { accounts, problems } = parseAccountsCsv(`${header}\n${row}\n`)
  expect(accounts).toEqual([{ id: '123456789012', environment: 'production' }])
  expect(problems.map(({ line, column, message }) => `${line}:${column} ${message}`)).toContainEqual(
    expect.stringContaining(problem),
  )
})

test.each<[fault: string, text: string, accounts: number, problems: readonly string[]]>([
  ['empty', '', 0, ['1:1 the column account_id is missing']],
  ['unknown column', 'account_id,colour\n123456789012,red', 1, ['1:12 unknown column "colour": left out']],
  ['column twice', 'account_id,name,name\n', 0, ['1:17 the column name is given twice: the first counts']],
  ['no id column', 'name,owner\na,b', 0, ['1:1 the column account_id is missing']],
  ['bad id', `${HEADER}12345,a,,,,\n123456789012,b,,,,`, 1, ['2:1 account_id: expected 12 digits, got "12345"']],
  ['id twice', `${HEADER}123456789012,a,,,,\n123456789012,b,,,,`, 1, ['3:1 account 123456789012 is given twice']],
  ['too few cells', `${HEADER}123456789012,a\n111122223333,b,,,,`, 2, ['2:14 expected 6 columns, got 2']],
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
      tags: { Env: 'production', Team: 'pay', App: 'shop', 'data-classes': 'pii, cards' },
    },
    {
      id: '123456789012',
      name: 'payments',
      environment: 'production',
      application: 'shop',
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
