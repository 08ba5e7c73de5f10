import { setTimeout } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { readRemote } from './remote-logs.ts'

const NAMES = Array.from({ length: 40 }, (_, n) => `log-${n}`)

/** Answers after a while, with ten bytes each, and counts. */
const elsewhere = (fails: (name: string) => boolean = () => false) => {
  const fetched: string[] = []
  let [now, most] = [0, 0]
  const fetch = async (name: string): Promise<Buffer> => {
    fetched.push(name)
    most = Math.max(most, ++now)
    await setTimeout(1)
    now--
    if (fails(name)) throw new Error(`${name} is gone`)
    return Buffer.from(name.padEnd(10))
  }
  return { fetch, fetched, most: () => most }
}
const readAll = async (read: (name: string) => Promise<Buffer>): Promise<readonly string[]> => {
  const found: string[] = []
  for (const name of NAMES) found.push(await read(name).then(String, (error: Error) => error.message))
  return found.map((text) => text.trim())
}

describe('logs that lie elsewhere', () => {
  test('are fetched a few at once, and once for all rounds', async () => {
    const { fetch, fetched, most } = elsewhere()
    const read = readRemote(NAMES, fetch)
    for (let round = 0; round < 3; round++) expect(await readAll(read)).toEqual(NAMES)
    expect(fetched).toEqual(NAMES)
    expect(most()).toBe(6)
  })

  test('are fetched again when they do not fit, and only those', async () => {
    const { fetch, fetched } = elsewhere()
    const read = readRemote(NAMES, fetch, 250)
    for (let round = 0; round < 3; round++) expect(await readAll(read)).toEqual(NAMES)
    expect(fetched).toEqual([...NAMES, ...NAMES.slice(25), ...NAMES.slice(25)])
  })

  test('that fail are told each time, and asked for once', async () => {
    const { fetch, fetched } = elsewhere((name) => name === 'log-7')
    const read = readRemote(NAMES, fetch)
    for (let round = 0; round < 2; round++) expect((await readAll(read))[7]).toBe('log-7 is gone')
    expect(fetched).toEqual(NAMES)
  })

  test('that nobody waits for may fail', async () => {
    const { fetch } = elsewhere((name) => name !== 'log-0')
    expect(String(await readRemote(NAMES, fetch)('log-0')).trim()).toBe('log-0')
    await setTimeout(20)
  })
})
