/** A statement over a lake is ended where it takes more than it may, also in the middle of a function that heeds no interrupt. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { prepareCollect } from '../../src/app/history/collect.ts'
import { CLI, workspace } from './command.ts'

const { folder, write, run } = workspace()
const lake = join(folder, 'lake')
beforeAll(async () => {
  const log = write(
    'log.json',
    '{"Records":[{"eventID":"a","eventTime":"2026-03-04T02:00:00Z","eventName":"ListTrails"}]}',
  )
  await (await prepareCollect([log], lake, {})).run(() => {}, new AbortController().signal)
})

const HUGE = "SELECT length(repeat('x', 2000000000))"

describe('a statement', () => {
  test('is answered', () => {
    const { code, stdout, stderr } = run(['query', 'SELECT eventid FROM events', '--lake', lake, '--format', 'jsonl'])
    expect([code, stdout, stderr]).toEqual([0, '{"eventid":"a"}\n', ''])
  })

  test.each([
    ['one text', HUGE, ['--max-memory', '400'], 'more than 400 MB of memory'],
    ['a list', 'SELECT range(200000000)', ['--max-memory', '400'], 'more than 400 MB of memory'],
    ['a count', 'SELECT count(*) FROM range(100000000000000)', ['--max-time', '1s'], 'not done after 1 s'],
  ])('of %s is ended where it takes too much', (_, sql, limit, reason) => {
    const { code, stdout, stderr } = run(['query', sql, '--lake', lake, ...limit])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toBe(
      `tattletrail: the statement was ended: it ${reason.startsWith('not') ? 'is' : 'takes'} ${reason}\n`,
    )
  })

  test.each(['SIGINT', 'SIGTERM'] as const)('is ended by %s at once, and leaves nothing behind', async (signal) => {
    const scratch = join(folder, signal)
    write(join(signal, 'x'), '')
    const child = spawn(process.execPath, [CLI, 'query', HUGE, '--lake', lake], {
      env: { ...process.env, TMPDIR: scratch },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let said = ''
    child.stderr.on('data', (piece) => (said += piece))
    while (readdirSync(scratch).length < 2) await setTimeout(20)
    await setTimeout(500)
    child.kill(signal)
    const [code] = await once(child, 'close')
    expect([code, said]).toEqual([130, 'interrupted\n'])
    expect(readdirSync(scratch)).toEqual(['x'])
  })
})
