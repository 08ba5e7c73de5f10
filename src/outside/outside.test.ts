import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Clients } from '../aws/clients.ts'
import { createOutside } from './outside.ts'

const calls: unknown[][] = []
const clients = {
  call: async (...call: unknown[]) => {
    calls.push(call)
    return { MessageId: 'm' }
  },
  close: () => {},
} as unknown as Clients
const outside = createOutside({ folder: tmpdir() }, clients)

test('a file is made for its owner alone, and grows', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'outside-')), 'alerts.jsonl')
  await Promise.all(['{"a":1}\n', '{"b":2}\n'].map((line) => outside.append(path, line)))
  expect(readFileSync(path, 'utf8').split('\n').sort()).toEqual(['', '{"a":1}', '{"b":2}'])
  expect(statSync(path).mode & 0o777).toBe(0o600)
  writeFileSync(path, '')
  await expect(outside.append(join(path, 'x'), 'a')).rejects.toMatchObject({ code: 'ENOTDIR' })
})

test('calls to AWS are passed on with their region; others are refused', async () => {
  expect(await outside.aws('sns', 'Publish', { Message: 'a' }, 'eu-west-1')).toEqual({ MessageId: 'm' })
  expect(calls).toMatchObject([['sns', 'Publish', { Message: 'a' }, { region: 'eu-west-1' }]])
  await expect(outside.aws('sns', 'DeleteTopic', {})).rejects.toThrow('no call to AWS is named sns DeleteTopic')
})
