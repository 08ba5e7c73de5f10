import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../core/json.ts'
import { newByteSearch } from './byte-search.ts'
import { findRecords } from './find-records.ts'

const record = (id: string, more: JsonObject = {}): JsonObject => ({
  eventVersion: '1.11',
  userIdentity: { type: 'IAMUser', accessKeyId: `AKIA${id}` },
  eventTime: '2026-03-04T02:14:09Z',
  eventName: 'ListBuckets',
  awsRegion: 'eu-west-1',
  sourceIPAddress: '198.51.100.7',
  eventID: id,
  recipientAccountId: '123456789012',
  ...more,
})

const LAYOUTS: Readonly<Record<string, (records: readonly JsonObject[]) => string>> = {
  Records: (records) => JSON.stringify({ Records: records }),
  list: (records) => JSON.stringify(records),
  lines: (records) => records.map((one) => JSON.stringify(one)).join('\n'),
  'lines with spaces': (records) =>
    records.map((one) => JSON.stringify(one, null, 1).replace(/\n\s*/g, ' ')).join('\n'),
  indented: (records) => JSON.stringify({ Records: records }, null, 2),
}

const find = (log: Buffer, texts: readonly string[]) => {
  const ids: unknown[] = []
  const search = newByteSearch(texts.map((text) => Buffer.from(text)))
  const found = findRecords(log, search, true, ({ eventID }) => ids.push(eventID))
  return { ...found, ids: new Set(ids) }
}

describe('finds every record that holds a text', () => {
  const records = [
    record('a'),
    record('b', { requestParameters: { list: [{ eventVersion: '1', x: 'needle' }, { eventVersion: '2' }] } }),
    record('c', { errorMessage: 'says "needle" with },{"eventVersion" in it' }),
    record('d', { userAgent: 'ünïcode needle 🔎' }),
    record('e'),
  ]
  for (const [name, write] of Object.entries(LAYOUTS))
    test.each([false, true])(`${name}, gzipped: %s`, (packed) => {
      const log = Buffer.from(write(records))
      const { ids, records: count, failures, hours } = find(packed ? gzipSync(log) : log, ['needle', '"AKIAe"'])
      for (const id of ['b', 'c', 'd', 'e']) expect(ids).toContain(id)
      expect(count).toBe(5)
      expect(failures).toEqual([])
      expect([...hours]).toEqual(['123456789012 eu-west-1 2026-03-04T02'])
    })
})

test.each([false, true])('finds what is packed into records of another service, gzipped: %s', (packed) => {
  const data = (one: JsonObject): string => {
    const bytes = Buffer.from(JSON.stringify(one))
    return (packed ? gzipSync(bytes) : bytes).toString('base64')
  }
  const kinesis = (one: JsonObject): JsonObject => ({
    eventTime: 't',
    eventName: 'aws:kinesis:record',
    eventSource: 'aws:kinesis',
    kinesis: { data: data(one) },
  })
  const log = Buffer.from(JSON.stringify({ Records: [kinesis(record('a')), kinesis(record('b'))] }))
  expect(find(log, ['AKIAb']).ids).toContain('b')
  expect(
    find(Buffer.from(`${JSON.stringify(record('a'))}\n${JSON.stringify(kinesis(record('b')))}`), ['AKIAb']).ids,
  ).toContain('b')
})

test('parses only what holds a text', () => {
  const log = Buffer.from(JSON.stringify({ Records: Array.from({ length: 100 }, (_, n) => record(`id${n}-`)) }))
  expect([...find(log, ['id42-']).ids]).toEqual(['id42-'])
  expect([...find(log, ['nowhere']).ids]).toEqual([])
})

test.each([
  ['an escaped letter', '{"Records":[{"eventVersion":"1","eventTime":"t","eventName":"x","eventID":"n\\u0065edle"}]}'],
  ['an escaped slash', '{"Records":[{"eventVersion":"1","eventTime":"t","eventName":"x","eventID":"a\\/b"}]}'],
])('%s hides nothing', (_, log) => {
  const seen: unknown[] = []
  findRecords(Buffer.from(log), newByteSearch([Buffer.from('needle')]), false, ({ eventID }) => seen.push(eventID))
  expect(seen).toHaveLength(1)
})

test('what is broken is a failure, and what can be read is found', () => {
  const log = gzipSync(Buffer.from(JSON.stringify({ Records: [record('a'), record('b')] })))
  const cut = find(log.subarray(0, log.length - 20), ['"AKIAa"'])
  expect(cut.failures.length).toBeGreaterThan(0)
  expect(find(Buffer.from('not json'), ['not']).failures.length).toBeGreaterThan(0)
})

test('the search finds what a plain search finds', { tags: 'property' }, () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', '"', ':', '/'), maxLength: 60 })
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '"', ':', '/'), minLength: 2, maxLength: 9 })
  fc.assert(
    fc.property(letters, fc.array(pattern, { minLength: 1, maxLength: 5 }), fc.nat(10), (text, patterns, from) => {
      const bytes = Buffer.from(text)
      const ends = patterns.flatMap((one) => {
        const at = bytes.indexOf(one, from)
        return at === -1 || at < from ? [] : allEnds(text, one, from)
      })
      const expected = ends.length === 0 ? -1 : Math.min(...ends)
      const search = newByteSearch(patterns.map((one) => Buffer.from(one)))
      expect(search.next(bytes, Math.min(from, bytes.length), bytes.length)).toBe(expected)
    }),
  )
})

const allEnds = (text: string, pattern: string, from: number): readonly number[] => {
  const ends: number[] = []
  for (let at = text.indexOf(pattern, from); at !== -1; at = text.indexOf(pattern, at + 1))
    ends.push(at + pattern.length)
  return ends
}
