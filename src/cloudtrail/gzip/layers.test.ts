/** Archives in archives, by themselves and inside of records: read, cut or too large, each said. */
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { type ReadOptions, readLog } from '../read-log.ts'

const A = { eventName: 'CreateUser' }
const B = { eventName: 'DeleteTrail' }
const text = (value: unknown): string => JSON.stringify(value)
const base64 = (bytes: Buffer): string => bytes.toString('base64')
const subscription = (message: string) => ({ messageType: 'DATA_MESSAGE', logEvents: [{ message }] })
const kinesis = (data: string) => ({ eventSource: 'aws:kinesis', kinesis: { data } })

const read = (input: string | Buffer, options: ReadOptions = {}) => {
  const names: unknown[] = []
  const result = readLog(Buffer.from(input as string), options, (one) => names.push(one.eventName))
  return { names, result }
}

describe('gzip in gzip', () => {
  const layers = (times: number): Buffer =>
    Array.from({ length: times }).reduce<Buffer>((bytes) => gzipSync(bytes), Buffer.from(text({ Records: [A, B] })))

  test.each([1, 2, 3, 4])('%i times', (times) => {
    expect(read(layers(times))).toMatchObject({ names: ['CreateUser', 'DeleteTrail'], result: { failed: [] } })
    expect(read(text({ Records: [kinesis(base64(layers(times)))] })).names).toHaveLength(2)
  })

  test('more often is refused', () => {
    expect(read(layers(5)).result.failed).toEqual([{ reason: 'gzip in gzip, more than 4 times', count: 1 }])
  })

  test('members that a delivery stream packed once more', () => {
    const members = [A, B].map((one) => gzipSync(text(subscription(text(one)))))
    expect(read(gzipSync(Buffer.concat(members))).names).toEqual(['CreateUser', 'DeleteTrail'])
  })

  test('what is cut says so, whichever layer it was', () => {
    const inner = gzipSync(text({ Records: [A] })).subarray(0, -4)
    for (const bytes of [gzipSync(inner), gzipSync(gzipSync(text({ Records: [A] }))).subarray(0, -4)])
      expect(read(bytes)).toMatchObject({
        names: ['CreateUser'],
        result: { failed: [{ reason: 'gzip: unexpected end of data (after 1 record)' }] },
      })
  })

  test('all layers together are bounded, and so is all that one input holds', () => {
    const zeros = gzipSync(Buffer.alloc(2 ** 20))
    const options = { maxInflated: 2 ** 20 }
    expect(read(gzipSync(zeros), options).result.failed[0]?.reason).toContain('larger than 1 MiB')
    const half = kinesis(base64(gzipSync(' '.repeat(2 ** 19 + 1))))
    const { result } = read(text({ Records: [half, half, half] }), options)
    expect(result).toMatchObject({ records: 3, skipped: { empty: 1 } })
    expect(result.failed.map(({ reason }) => reason)).toEqual([
      'record 2: larger than 1 MiB when unpacked',
      'record 3: larger than 1 MiB when unpacked',
    ])
  })
})
