import { expect, test } from 'vitest'
import { type Finding, NO_CONTEXT } from '../core/finding.ts'
import { csvCell, findingsCsv } from './csv.ts'
import { rendered } from './testing/rendered.ts'

const finding = (message: string): Finding => ({
  rule: { id: 'r1', title: 'Title', level: 'high', status: 'stable', tags: ['attack.t1098'], language: 'sigma' },
  level: 'high',
  event: {
    id: 'e1',
    time: '2026-03-04T02:14:09Z',
    accountId: '123456789012',
    region: 'eu-west-1',
    source: 'iam.amazonaws.com',
    name: 'CreateUser',
    errorCode: null,
  },
  principal: {
    kind: 'IAMUser',
    name: 'dana',
    arn: null,
    principalId: null,
    accountId: null,
    accessKeyId: null,
    session: null,
  },
  who: 'user dana',
  sourceIp: '198.51.100.7',
  tool: 'aws-cli',
  context: NO_CONTEXT,
  message,
  annotation: null,
  eventIds: ['e1'],
  group: null,
  file: 'a.json',
})

const linesOf = async (message: string): Promise<readonly string[]> =>
  (await rendered(findingsCsv, { findings: [finding(message)] })).split('\n')
const cellOf = async (message: string): Promise<string | undefined> =>
  (await linesOf(message))[1]?.split('Title,')[1]?.split(',user dana')[0]

const CASES: readonly (readonly [string, string, string])[] = [
  ['plain', 'made a key', 'made a key'],
  ['a comma', 'a, b', '"a, b"'],
  ['a quote', 'user "x"', '"user ""x"""'],
  ['a formula', '=cmd|calc', "'=cmd|calc"],
  ['a formula behind a quote and comma', '=HYPERLINK("x",1)', `"'=HYPERLINK(""x"",1)"`],
  ['a line break', 'a\nb', 'a\\u000ab'],
  ['a tab first', '\t=1', '\\u0009=1'],
]

test.each(CASES)('a cell with %s', async (_name, message, expected) => {
  expect(await cellOf(message)).toBe(expected)
})

test.each([...'=+-@|%'])('a cell that begins with %s, and one that holds it further on', (sign) => {
  expect(csvCell(`${sign}1`)).toBe(`'${sign}1`)
  expect(csvCell(sign)).toBe(`'${sign}`)
  expect(csvCell(`1${sign}1`)).toBe(`1${sign}1`)
  expect(csvCell(`${sign}1,2`)).toBe(`"'${sign}1,2"`)
})

test('a cell that begins with any other sign stays as it is', () => {
  for (const sign of '!#$&()*./:;<>?[]^_`{}~0Aé') expect(csvCell(`${sign}1`)).toBe(`${sign}1`)
})

test('header and line have the same number of columns', async () => {
  const [header = '', line = ''] = await linesOf('x')
  expect(line.split(',')).toHaveLength(header.split(',').length)
})
