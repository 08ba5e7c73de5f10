import { describe, expect, test } from 'vitest'
import { drain, sourceContract } from '../../test/contracts/source.ts'
import type { Json } from '../core/json.ts'
import type { Input, Source } from '../core/source.ts'
import { openMemory } from '../stores/memory.ts'
import { s3Source } from './s3.ts'
import { type TestBucket, testBucket } from './testing/bucket.ts'

const HOUR = 3_600_000
const START = Date.parse('2026-03-04T12:00:00Z')
const keyOf = (day: string, n: number | string, region = 'eu-west-1'): string =>
  `AWSLogs/123456789012/CloudTrail/${region}/${day}/123456789012_CloudTrail_${region}_${n}.json.gz`

/** A bucket, a store and a clock; `put` writes an object now. */
const prepare = () => {
  const bucket: TestBucket = testBucket([], 3)
  const store = openMemory()
  const problems: string[] = []
  let time = START
  let writes = 0
  return {
    bucket,
    problems,
    store,
    writes: () => writes,
    pass: (milliseconds: number) => {
      time += milliseconds
    },
    put: (key: string, when = time): string => {
      bucket.objects.set(key, 'a log')
      bucket.modified.set(key, when)
      return `s3://example-trail/${key}`
    },
    open: (follow = false, path = 's3://example-trail/'): Source =>
      s3Source(
        path,
        bucket.clients,
        {
          ...store,
          setCursor: (name, position) => {
            writes++
            return store.setCursor(name, JSON.parse(JSON.stringify(position)) as Json)
          },
          noteHandled: (name, versions) => {
            writes++
            return store.noteHandled(name, versions)
          },
        },
        { follow, now: () => time, scope: {}, onProblem: (reason) => problems.push(reason) },
      ),
  }
}
const names = (inputs: readonly Input[]): readonly string[] => inputs.map(({ name }) => name.split('_').at(-1) ?? name)
const ack = (input: Input): Promise<void> => input.ack()

sourceContract('s3', async () => {
  const place = prepare()
  const keys = [0, 1, 2, 3, 4, 5, 6].map((n) => keyOf('2026/03/04', n, n % 2 === 0 ? 'eu-west-1' : 'us-east-1'))
  const all = keys.map((key) => place.put(key))
  return {
    names: all,
    open: (follow) => place.open(follow),
    spoil: async () => {
      place.bucket.refuse.set(`GetObject ${keys[1]}`, 'AccessDenied')
      return async () => {
        place.bucket.refuse.clear()
      }
    },
  }
})

describe('what comes later', () => {
  test('is offered, whatever its key, and nothing else', async () => {
    const place = prepare()
    place.put(keyOf('2026/03/04', 'm'))
    await drain(place.open(), ack)
    place.pass(HOUR)
    for (const name of ['a', 'z']) place.put(keyOf('2026/03/04', name))
    place.put(keyOf('2026/03/04', 'b', 'us-east-1'))
    expect([...names(await drain(place.open(), ack))].sort()).toEqual(['a.json.gz', 'b.json.gz', 'z.json.gz'])
    place.pass(HOUR)
    expect(await drain(place.open(), ack)).toEqual([])
  })

  test('is offered when it shows only after the look that should have seen it', async () => {
    const place = prepare()
    place.put(keyOf('2026/03/04', 'm'))
    await drain(place.open(), ack)
    place.put(keyOf('2026/03/04', 'slow'), START - 5 * 60_000)
    place.pass(60_000)
    expect(names(await drain(place.open(), ack))).toEqual(['slow.json.gz'])
  })

  test('is offered again when it was put again', async () => {
    const place = prepare()
    place.put(keyOf('2026/03/04', 'm'))
    await drain(place.open(), ack)
    place.pass(1000)
    place.put(keyOf('2026/03/04', 'm'))
    expect(await drain(place.open(), ack)).toHaveLength(1)
    expect(await drain(place.open(), ack)).toEqual([])
  })

  test('is found without a listing of the days before, and without a write when there is none', async () => {
    const place = prepare()
    for (let day = 10; day <= 28; day++)
      for (const n of [1, 2, 3]) place.put(keyOf(`2026/02/${day}`, n), START - 10 * 24 * HOUR)
    place.put(keyOf('2026/03/04', 1))
    await drain(place.open(), ack)
    place.bucket.listed.length = 0
    const before = place.writes()
    expect(await drain(place.open(), ack)).toEqual([])
    // The bucket, `AWSLogs/`, the account, `CloudTrail/`, and one page of the Region.
    expect(place.bucket.listed).toHaveLength(5)
    expect(place.writes()).toBe(before)
  })
})

test('stopped in the middle of many, it goes on where it was', async () => {
  const place = prepare()
  for (let n = 100; n < 140; n++) place.put(keyOf('2026/03/04', n))
  const stop = new AbortController()
  let count = 0
  const first = await drain(
    place.open(),
    async (input) => {
      if (++count === 17) stop.abort()
      await input.ack()
    },
    stop.signal,
  )
  place.pass(HOUR)
  const second = await drain(place.open(), ack)
  expect([first.length, second.length]).toEqual([17, 23])
  expect(new Set([...names(first), ...names(second)]).size).toBe(40)
})

test('any order of events: everything is acknowledged, once each time that it was put', async () => {
  const place = prepare()
  let state = 7
  const random = (below: number): number => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
  const puts = new Map<string, number>()
  const acked = new Map<string, number>()
  for (let round = 0; round < 60; round++) {
    for (let n = random(4); n > 0; n--) {
      const key = keyOf('2026/03/04', random(1000), random(2) === 0 ? 'eu-west-1' : 'us-east-1')
      if (puts.has(key)) continue
      puts.set(key, 1)
      place.put(key, START + round * 60_000 - random(600_000))
    }
    const stop = new AbortController()
    const take = async (input: Input): Promise<void> => {
      if (random(5) === 0) stop.abort()
      if (random(4) === 0) return input.fail('busy')
      acked.set(input.name, (acked.get(input.name) ?? 0) + 1)
      await input.ack()
    }
    await drain(place.open(), take, stop.signal)
    place.pass(60_000)
  }
  await drain(place.open(), async (input) => {
    acked.set(input.name, (acked.get(input.name) ?? 0) + 1)
    await input.ack()
  })
  expect(puts.size).toBeGreaterThan(50)
  expect([...acked.keys()].sort()).toEqual([...puts.keys()].map((key) => `s3://example-trail/${key}`).sort())
  expect(Math.max(...acked.values())).toBe(1)
})

test('nothing that can be listed is an error at first; one Region that cannot be is a problem', async () => {
  const place = prepare()
  place.put(keyOf('2026/03/04', 1))
  place.bucket.refuse.set('ListObjectsV2 ', 'NoSuchBucket')
  await expect(drain(place.open(), ack)).rejects.toThrow('there is no bucket example-trail')
  place.bucket.refuse.clear()
  place.put(keyOf('2026/03/04', 2, 'us-east-1'))
  place.bucket.refuse.set('ListObjectsV2 AWSLogs/123456789012/CloudTrail/eu-west-1/', 'AccessDenied')
  expect(await drain(place.open(), ack)).toHaveLength(1)
  expect(place.problems).toEqual([expect.stringContaining('needs s3:ListBucket')])
})
