import { describe, expect, test } from 'vitest'
import type { Clients } from '../../aws/clients.ts'
import { keepUpToDate, LostConfigError, type ReadConfig, readerOf } from './config.ts'

const MINUTE = 60_000

/** A configuration whose text is what is made of it; `broken` cannot be made. */
const rig = () => {
  const told: string[] = []
  const state = { text: 'one', isDown: false, isLost: false, now: 1_000, reads: 0 }
  const read: ReadConfig = async (known) => {
    state.reads++
    if (state.isDown) throw new Error('S3 is down')
    if (state.isLost) throw new LostConfigError('no such object')
    return known === state.text ? undefined : { config: { file: 'c', text: state.text }, version: state.text }
  }
  const current = keepUpToDate({
    read,
    make: async (config) => {
      if (config?.text === 'broken') throw new Error('broken')
      return config?.text
    },
    onRefused: (error) => told.push((error as Error).message),
    now: () => state.now,
  })
  const later = async (change: Partial<typeof state>) => {
    Object.assign(state, change, { now: state.now + MINUTE })
    return current()
  }
  return { state, told, current, later }
}

describe('kept up to date', () => {
  test('it is looked for once a minute', async () => {
    const { state, current, later } = rig()
    for (let times = 0; times < 5; times++) expect(await current()).toEqual({ made: 'one', isOld: false })
    expect(state.reads).toBe(1)
    state.text = 'two'
    expect(await current()).toEqual({ made: 'one', isOld: false })
    expect(await later({})).toEqual({ made: 'two', isOld: false })
  })

  test('a broken one is told once, and old is what goes on until it is repaired or put back', async () => {
    const { told, current, later } = rig()
    await current()
    expect(await later({ text: 'broken' })).toEqual({ made: 'one', isOld: true })
    expect(await later({})).toEqual({ made: 'one', isOld: true })
    expect(told).toEqual(['broken'])
    expect(await later({ text: 'one' })).toEqual({ made: 'one', isOld: false })
    expect(await later({ text: 'three' })).toEqual({ made: 'three', isOld: false })
  })

  test('one that cannot be fetched just now is no newer one', async () => {
    const { told, current, later } = rig()
    await current()
    expect(await later({ isDown: true })).toEqual({ made: 'one', isOld: false })
    expect(told).toEqual(['S3 is down'])
    expect(await later({ isDown: false })).toEqual({ made: 'one', isOld: false })
  })

  test('one that was deleted is in the metric and said once, and the last good one goes on', async () => {
    const { told, current, later } = rig()
    await current()
    for (let looks = 0; looks < 4; looks++) expect(await later({ isLost: true })).toEqual({ made: 'one', isOld: true })
    expect(told).toEqual(['no such object'])
    expect(await later({ isLost: false })).toEqual({ made: 'one', isOld: false })
    await later({ isLost: true })
    expect(told).toHaveLength(2)
    expect(await later({ isLost: false, text: 'two' })).toEqual({ made: 'two', isOld: false })
  })

  test('without a good one every call fails, and the first good one is used at once', async () => {
    const { state, told, current } = rig()
    state.text = 'broken'
    await expect(current()).rejects.toThrow('broken')
    await expect(current()).rejects.toThrow('broken')
    expect(told).toEqual([])
    state.text = 'good'
    expect(await current()).toEqual({ made: 'good', isOld: false })
  })
})

test('one of the two variables alone is a mistake that is told', () => {
  const clients = {} as Clients
  for (const environment of [{ S3_CONFIG_BUCKET: 'a' }, { S3_CONFIG_PATH: 'b' }])
    expect(() => readerOf(environment, '/', clients)).toThrow(/go together/)
})
