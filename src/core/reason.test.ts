import { expect, test } from 'vitest'
import { reasonOf } from './reason.ts'

const error = (message: string, fields: object): Error => Object.assign(new Error(message), fields)

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (thrown) {
    return thrown
  }
}

test.each<[what: string, thrown: unknown, reason: string]>([
  [
    'a system error, in words',
    error("ENOENT: open '/x'", { code: 'ENOENT', syscall: 'open' }),
    'no such file or folder',
  ],
  ['an unknown system error', error('ENOSPC: no space', { code: 'ENOSPC', syscall: 'write' }), 'ENOSPC: no space'],
  ['a code that is no system error', error('said', { code: 'ENOENT' }), 'said'],
  ['an answer of a service', error('no', { name: 'AccessDenied', $metadata: {} }), 'AccessDenied: no'],
  ['an answer without a message', error('', { name: 'AccessDenied', $metadata: {} }), 'AccessDenied'],
  ['a network error without a message', error('', { code: 'ECONNRESET' }), 'ECONNRESET'],
  ['an answer without a name', error('no', { name: '', $metadata: {} }), 'no'],
  ['no error at all', 'thrown', 'thrown'],
  ...[
    'hunter2',
    '{"a": hunter2}',
    `{"a": 1, ${' '.repeat(50)} hunter2 ${' '.repeat(50)}}`,
    '{"a": "\n hunter2"}',
    '"hunter2',
  ].map((text): [string, unknown, string] => [
    `JSON that is none: ${text}`,
    parsed(text),
    expect.not.stringContaining('hunter2'),
  ]),
])('%s', (_, thrown, reason) => {
  expect(reasonOf(thrown)).toEqual(reason)
})
