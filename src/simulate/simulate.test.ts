/** What the simulated logs promise: the same bytes each time, AWS's shapes, known truth, and only invented values. */
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { isObject, type Json, type JsonObject } from '../core/json.ts'
import { type LogFile, type SimulateOptions, simulate, stories, truth } from './index.ts'

const OPTIONS: SimulateOptions = { seed: 7, events: 20_000, start: '2026-03-02', days: 3, stories: ['all'] }

const hashOf = (options: SimulateOptions): string => {
  const hash = createHash('sha256')
  for (const { path, text } of simulate(options)) hash.update(path).update(text)
  return hash.digest('hex')
}

const files: readonly LogFile[] = [...simulate(OPTIONS)]
const isDigest = ({ path }: LogFile): boolean => path.includes('/CloudTrail-Digest/')
const logs = files.filter((file) => !isDigest(file))
const recordsOf = ({ text }: LogFile): readonly JsonObject[] => (JSON.parse(text) as { Records: JsonObject[] }).Records
const records = logs.flatMap(recordsOf)
const truths = truth(OPTIONS)
const planned = truths.flatMap((story) => story.eventIds)
const idOf = (record: JsonObject): string => record.eventID as string

describe('the bytes', () => {
  test('follow from the options alone', () => {
    const small = { ...OPTIONS, events: 2000 }
    expect(hashOf(small)).toBe(hashOf(small))
    expect(hashOf({ ...small, seed: 8 })).not.toBe(hashOf(small))
  })

  test('come file by file, in order of time', () => {
    // A hundred million events would not fit in memory, and the first file does not wait for them.
    const first = simulate({ ...OPTIONS, events: 100_000_000, days: 365 }).next().value as LogFile
    expect(first.records).toBeLessThan(10_000)
    const stamps = logs.map(({ path }) => /_(\d{8}T\d{4}Z)_/.exec(path)?.[1] ?? '')
    expect(stamps).toEqual([...stamps].sort())
  })

  test('say how far they are', () => {
    expect(files.at(-1)?.records).toBe(records.length)
  })
})

describe('the records', () => {
  test('are as many as asked for', () => {
    const quiet = new Set(records.map(idOf)).size - planned.length
    expect(Math.abs(quiet - OPTIONS.events)).toBeLessThan(OPTIONS.events * 0.02)
  })

  test('hold what every CloudTrail record holds, in its order', () => {
    const order =
      'eventVersion userIdentity eventTime eventSource eventName awsRegion sourceIPAddress userAgent errorCode errorMessage requestParameters responseElements additionalEventData requestID eventID readOnly resources eventType managementEvent recipientAccountId sharedEventID serviceEventDetails eventCategory tlsDetails sessionCredentialFromConsole'.split(
        ' ',
      )
    const optional = new Set(
      'errorCode errorMessage additionalEventData requestID resources sharedEventID serviceEventDetails tlsDetails sessionCredentialFromConsole'.split(
        ' ',
      ),
    )
    const needed = order.filter((key) => !optional.has(key))
    for (const record of records) {
      const keys = Object.keys(record)
      expect(order.filter((key) => keys.includes(key))).toEqual(keys)
      expect(needed.filter((key) => !keys.includes(key))).toEqual([])
      expect(record.eventVersion).toMatch(/^1\.(08|09|10|11)$/)
      expect(record.eventID).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
      expect(record.eventSource).toMatch(/^[a-z0-9]+\.amazonaws\.com$/)
      expect(record.managementEvent).toBe(record.eventCategory === 'Management')
    }
  })

  test('have ids of their own, except a few that are delivered twice, late', () => {
    const seen = new Map<string, JsonObject>()
    const twice = records.filter((record) => {
      const before = seen.get(idOf(record))
      if (before) expect(record).toEqual(before)
      seen.set(idOf(record), record)
      return before
    })
    expect(twice.length).toBeGreaterThan(2)
    expect(twice.length).toBeLessThan(OPTIONS.events / 1000)
  })

  test('lie in the five minutes that their file is named for', () => {
    const seen = new Set<string>()
    for (const file of logs) {
      const [, account, region, year, month, day, hour, minute] =
        /^AWSLogs\/(\d{12})\/CloudTrail\/([a-z0-9-]+)\/(\d{4})\/(\d\d)\/(\d\d)\/\1_CloudTrail_\2_\3\4\5T(\d\d)(\d\d)Z_[A-Za-z0-9]{16}\.json\.gz$/.exec(
          file.path,
        ) ?? []
      const end = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:00Z`)
      for (const record of recordsOf(file)) {
        const late = seen.has(idOf(record)) ? 300_000 : 0
        seen.add(idOf(record))
        const age = end - late - Date.parse(record.eventTime as string)
        expect(age).toBeGreaterThan(0)
        expect(age).toBeLessThanOrEqual(300_000)
        expect(record.recipientAccountId).toBe(account)
        expect(record.awsRegion).toBe(region)
      }
    }
    expect(seen.size).toBeGreaterThan(20_000)
  })

  test('come from many kinds of principal, with a normal part of errors', () => {
    const kinds = new Set(records.map((record) => (record.userIdentity as JsonObject).type))
    for (const kind of [
      'AssumedRole',
      'AWSService',
      'IAMUser',
      'WebIdentityUser',
      'SAMLUser',
      'IdentityCenterUser',
      'AWSAccount',
      'Root',
      'FederatedUser',
    ]) {
      expect(kinds).toContain(kind)
    }
    const errors = records.filter((record) => record.errorCode).length / records.length
    expect(errors).toBeGreaterThan(0.01)
    expect(errors).toBeLessThan(0.1)
  })

  test('are fewer at night and at weekends, for people', () => {
    const people = records.filter((record) => record.eventName === 'UserAuthentication')
    const atNight = people.filter((record) => Number((record.eventTime as string).slice(11, 13)) < 5)
    expect(people.length).toBeGreaterThan(30)
    expect(atNight.length).toBeLessThan(people.length * 0.1)
  })
})

describe('digest files', () => {
  test('are there, and name the log files of their hour', () => {
    const digests = files.filter(isDigest)
    const known = new Set(logs.map(({ path }) => path))
    const named = digests.flatMap((file) => {
      const digest = JSON.parse(file.text) as { digestS3Object: string; logFiles: { s3Object: string }[] }
      expect(digest.digestS3Object).toBe(file.path)
      return digest.logFiles.map(({ s3Object }) => s3Object)
    })
    expect(digests.length).toBeGreaterThan(50)
    expect(new Set(named)).toEqual(known)
  })

  test('only the newest of each chain comes with its signature', () => {
    const places = (some: readonly LogFile[]) =>
      some.map(({ path }) => /Digest\/[^/]+/.exec(path)?.[0] + path.slice(8, 20))
    const signed = files.filter(({ signature }) => signature !== undefined)
    expect(places(signed).sort()).toEqual([...new Set(places(files.filter(isDigest)))].sort())
  })
})

describe('stories', () => {
  test('are at least eight, each told and known', () => {
    expect(stories.length).toBeGreaterThanOrEqual(8)
    expect(truths.map(({ story }) => story)).toEqual(stories.map(({ name }) => name))
  })

  const byId = new Map(records.map((record) => [idOf(record), record]))
  test.each(truths.map((story) => [story.story, story] as const))('%s: its truth is in the logs', (_, story) => {
    expect(story.eventIds.length).toBeGreaterThan(5)
    const told = story.eventIds.map((id) => byId.get(id))
    expect(told).not.toContain(undefined)
    const times = told.map((record) => record?.eventTime as string)
    expect(times).toEqual([...times].sort())
    expect([times[0], times.at(-1)]).toEqual([story.from, story.to])
    // An investigation has something to start from, and it leads into the story.
    expect(story.seeds.length).toBeGreaterThan(0)
    const text = JSON.stringify(told)
    for (const { value } of story.seeds) expect(text).toContain(value)
    for (const value of [...story.entities.accessKeys, ...story.entities.identities]) expect(text).toContain(value)
  })

  test('never share an address or a key', () => {
    const values = truths.flatMap(({ entities }) => [...entities.addresses, ...entities.accessKeys])
    expect(new Set(values).size).toBe(values.length)
    expect(values.length).toBeGreaterThan(20)
  })

  test('are all that ever comes from the attackers', () => {
    const attacked = records.filter((record) => /^198\.51\.100\.2\d\d$/.test(record.sourceIPAddress as string))
    const all = new Set(planned)
    expect(attacked.length).toBeGreaterThan(100)
    expect(attacked.filter((record) => !all.has(idOf(record)))).toEqual([])
  })

  test('do not depend on the quiet company, nor on each other', () => {
    const [alone] = truth({ ...OPTIONS, events: 0, stories: ['ransom'] })
    expect(alone).toEqual(truths.find(({ story }) => story === 'ransom'))
  })

  test('can be left out', () => {
    expect(truth({ ...OPTIONS, stories: [] })).toEqual([])
    const quiet = [...simulate({ ...OPTIONS, events: 2000, stories: [] })]
      .filter((file) => !isDigest(file))
      .flatMap(recordsOf)
    expect(quiet.length).toBeGreaterThan(1900)
    expect(quiet.filter((record) => record.eventName === 'StopLogging')).toEqual([])
  })
})

describe('bad options are refused', () => {
  const cases: readonly (readonly [string, Partial<SimulateOptions>])[] = [
    ['a story that is not there', { stories: ['nope'] }],
    ['a day that is not one', { start: '2026-02-30' }],
    ['no days', { days: 0 }],
    ['half an event', { events: 0.5 }],
    ['a seed that is not a whole number', { seed: Number.NaN }],
  ]
  test.each(cases)('%s', (_, wrong) => {
    expect(() => truth({ ...OPTIONS, ...wrong })).toThrow(RangeError)
    expect(() => simulate({ ...OPTIONS, ...wrong }).next()).toThrow(RangeError)
  })
})

/** Every text of a record with its key; user agents are left out, for their versions look like addresses. */
function* texts(value: Json, key = ''): Generator<readonly [key: string, text: string]> {
  if (typeof value === 'string') {
    if (key !== 'userAgent') yield [key, value]
  } else if (Array.isArray(value)) for (const item of value) yield* texts(item, key)
  else if (isObject(value)) for (const [name, item] of Object.entries(value)) yield* texts(item, name)
}

test('every address, account and domain is one that documentation may use', () => {
  const accounts = new Set<string>()
  const addresses = new Set<string>()
  const foundIn = (file: LogFile) => texts(JSON.parse(file.text) as Json)
  for (const file of files) {
    for (const [key, text] of foundIn(file)) {
      if (key === 'sessionToken' || key === 'x-amz-id-2') continue
      for (const [address] of text.matchAll(/\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b/g)) addresses.add(address)
      const plain = text.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '')
      for (const [account] of plain.matchAll(/(?<![0-9A-Za-z-])\d{12}(?![0-9A-Za-z-])/g)) accounts.add(account)
      for (const [, host] of text.matchAll(/@([a-z0-9.-]+)/g)) expect(host).toBe('example.com')
    }
  }
  expect([...accounts].sort()).toEqual(['111122223333', '123456789012', '444455556666', '999999999999'])
  expect(addresses.size).toBeGreaterThan(50)
  const foreign = [...addresses].filter((address) => !/^(192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$/.test(address))
  expect(foreign).toEqual(['0.0.0.0'])
})
