import { expect, test } from 'vitest'
import { destinationContract } from '../../test/contracts/destination.ts'
import { aMessage } from '../../test/contracts/messages.ts'
import type { Json } from '../core/json.ts'
import { visible } from '../notation/visible.ts'
import { jsonText } from './alert-json.ts'
import { file } from './file.ts'
import { stdout } from './stdout.ts'

const faults = (payload: Json): readonly string[] => {
  const line = jsonText(payload)
  return [
    ...(visible(line) === line ? [] : ['unsafe']),
    ...(Buffer.byteLength(line) > 1_000_000 ? ['too large'] : []),
    ...(JSON.stringify(JSON.parse(line)) === JSON.stringify(payload) ? [] : ['another value']),
  ]
}
const tries = [
  { name: 'written', outside: { append: async () => {} }, expect: 'ok' },
  { name: 'a full disk', outside: { append: () => Promise.reject(new Error('ENOSPC')) }, expect: 'retry' },
] as const

destinationContract(file, { settings: { path: 'alerts.jsonl' }, faults, tries })
destinationContract(stdout, { settings: {}, faults, tries })

test('a line goes where it should', async () => {
  const written: string[][] = []
  const outside = { append: async (...call: string[]) => void written.push(call) } as never
  await file.send({ path: 'a.jsonl' }, { a: 'b\n' }, aMessage(), outside)
  await stdout.send({}, { a: 'b\n' }, aMessage(), outside)
  expect(written).toEqual([
    ['a.jsonl', '{"a":"b\\n"}\n'],
    ['-', '{"a":"b\\n"}\n'],
  ])
  expect(file.config.safeParse({ path: '-' }).success).toBe(false)
})
