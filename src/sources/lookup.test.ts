import { describe, expect, test } from 'vitest'
import type { Clients } from '../aws/clients.ts'
import { createLookup, HISTORY, isLookup, type Slice, slicesOf } from './lookup.ts'

const DAY = 86_400_000
const NOW = Date.parse('2026-03-04T12:00:00Z')

describe('slices', () => {
  test('the last 90 days, a slice for each day and Region, Regions side by side', () => {
    const slices = slicesOf('lookup://eu-west-1,us-east-1', {}, NOW)
    expect(slices).toHaveLength(2 * 91)
    expect(slices[0]).toEqual({
      name: 'lookup://eu-west-1/2025-12-04',
      region: 'eu-west-1',
      start: NOW - HISTORY,
      end: Date.parse('2025-12-05T00:00:00Z'),
    })
    expect(slices.at(-1)).toMatchObject({ name: 'lookup://us-east-1/2026-03-04', end: NOW })
    const inEurope = slices.filter(({ region }) => region === 'eu-west-1')
    for (const [index, { start }] of inEurope.entries()) if (index > 0) expect(start).toBe(inEurope[index - 1]?.end)
  })

  test('no more than was asked about', () => {
    const scope = {
      from: Date.parse('2026-03-01T22:00:00Z'),
      to: Date.parse('2026-03-02T02:00:00Z'),
      regions: ['us-east-1'],
    }
    expect(slicesOf('lookup://eu-west-1,us-east-1?username=dana%20b', scope, NOW)).toEqual([
      {
        name: 'lookup://us-east-1/2026-03-01?username=dana%20b',
        region: 'us-east-1',
        start: scope.from,
        end: Date.parse('2026-03-02'),
        attribute: { key: 'Username', value: 'dana b' },
      },
      expect.objectContaining({ start: Date.parse('2026-03-02'), end: scope.to }),
    ])
  })

  test.each([
    ['lookup://', 'expected lookup://REGION'],
    ['lookup://everywhere', 'expected lookup://REGION'],
    ['lookup://eu-west-1,', 'expected lookup://REGION'],
    ['lookup://eu-west-1?UserName=', 'expected Username=VALUE'],
    ['lookup://eu-west-1?User=dana', 'no such attribute'],
    ['lookup://eu-west-1?EventNam=StopLogging', 'did you mean EventName?'],
    ['lookup://eu-west-1?EventName=StopLogging&Username=dana', 'one attribute at a time'],
  ])('%s: %s', (path, message) => {
    expect(isLookup(path)).toBe(true)
    expect(() => slicesOf(path, {}, NOW)).toThrow(message)
  })

  test('what lies before the history is refused', () => {
    expect(() => slicesOf('lookup://eu-west-1', { to: NOW - HISTORY }, NOW)).toThrow('90 days')
  })
})

interface Asked {
  readonly at: number
  readonly region: string | undefined
  readonly input: Readonly<Record<string, unknown>>
}

/** An account whose history answers page by page; `answer` may throw. */
const account = (answer: (asked: number, token: unknown) => object) => {
  let time = NOW
  const asked: Asked[] = []
  const sleeps: number[] = []
  const call = async (_: string, command: string, input: Record<string, unknown>, options: { region?: string }) => {
    expect(command).toBe('LookupEvents')
    asked.push({ at: time - NOW, region: options.region, input })
    return answer(asked.length, input.NextToken)
  }
  const clock = {
    now: () => time,
    sleep: async (milliseconds: number) => {
      sleeps.push(milliseconds)
      time += milliseconds
    },
  }
  return { asked, sleeps, lookup: createLookup({ call: call as never, close: () => {} } as Clients, clock) }
}
const slice = (region = 'eu-west-1'): Slice => ({ name: region, region, start: NOW, end: NOW + DAY })
const record = (n: number, time = NOW) => ({ EventTime: new Date(time), CloudTrailEvent: `{"eventName":"Call${n}"}` })
const read = async (pages: AsyncIterable<Buffer>): Promise<readonly string[]> => {
  const texts: string[] = []
  for await (const page of pages) texts.push(page.toString())
  return texts
}
const named = (name: string, status = 400): Error =>
  Object.assign(new Error('said no'), { name, $metadata: { httpStatusCode: status } })

test('every page, asked for as the first was, two requests a second', async () => {
  const { asked, lookup } = account((_, token) => {
    const n = Number(token ?? 0)
    return { Events: [record(n)], ...(n < 9 ? { NextToken: String(n + 1) } : {}) }
  })
  const attribute = { key: 'Username', value: 'dana' } as const
  const texts = await read(lookup.pages({ ...slice(), attribute }))
  expect(texts).toEqual(Array.from({ length: 10 }, (_, n) => `{"eventName":"Call${n}"}`))
  expect(asked.map(({ at }) => at)).toEqual(Array.from({ length: 10 }, (_, n) => n * 500))
  for (const { input, region } of asked) {
    expect(region).toBe('eu-west-1')
    expect(input).toMatchObject({
      StartTime: new Date(NOW),
      EndTime: new Date(NOW + DAY),
      MaxResults: 50,
      LookupAttributes: [{ AttributeKey: 'Username', AttributeValue: 'dana' }],
    })
  }
})

test('each Region has a pace of its own, and slices of one share it', async () => {
  const { asked, sleeps, lookup } = account(() => ({ Events: [] }))
  await Promise.all([slice(), slice(), slice('us-east-1'), slice()].map((one) => read(lookup.pages(one))))
  expect(asked).toHaveLength(4)
  expect(sleeps).toEqual([500, 500])
})

test('an event at the very end is left to the next slice; a record stays one line', async () => {
  const spread = { EventTime: new Date(NOW), CloudTrailEvent: '{\n "eventName": "Call1"\r\n}' }
  const { lookup } = account(() => ({ Events: [record(0, NOW + DAY), spread, { CloudTrailEvent: 'no JSON' }] }))
  expect(await read(lookup.pages(slice()))).toEqual(['{  "eventName": "Call1"  }\nno JSON'])
})

test('too fast for the account: asked again, ever more slowly', async () => {
  const { asked, lookup } = account((n) => {
    if (n < 4) throw named('ThrottlingException')
    return { Events: [record(0)] }
  })
  expect(await read(lookup.pages(slice()))).toHaveLength(1)
  expect(asked.map(({ at }) => at)).toEqual([0, 1000, 3000, 7000])
})

test.each([
  ['AccessDeniedException', 'needs cloudtrail:LookupEvents', 1],
  ['CredentialsProviderError', 'no AWS credentials', 1],
  ['ThrottlingException', 'ThrottlingException', 7],
  ['InvalidTimeRangeException', 'InvalidTimeRangeException', 1],
])('%s', async (name, message, tries) => {
  const { asked, lookup } = account(() => {
    throw named(name)
  })
  await expect(read(lookup.pages(slice()))).rejects.toThrow(message)
  expect(asked).toHaveLength(tries)
})

test('it stops when it is told to', async () => {
  const { asked, lookup } = account(() => ({ Events: [record(0)], NextToken: 'more' }))
  const stop = new AbortController()
  const pages = lookup.pages(slice(), stop.signal)
  await pages.next()
  stop.abort()
  await expect(pages.next()).rejects.toThrow()
  expect(asked).toHaveLength(1)
})
