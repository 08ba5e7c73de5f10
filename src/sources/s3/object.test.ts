import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { expect, test, vi } from 'vitest'
import { type Clients, createClients } from '../../aws/clients.ts'
import { readObject } from './object.ts'

const OBJECT = { bucket: 'example-trail', key: 'a b.json.gz' }
const answering = (answer: () => object): Clients => ({ call: (async () => answer()) as never, close: () => {} })
const refusing = (name: string): Clients =>
  answering(() => {
    throw Object.assign(new Error('said no'), { name, $metadata: {} })
  })

test.each([
  ['AccessDenied', 'access denied: needs s3:GetObject on arn:aws:s3:::example-trail/a b.json.gz, and kms:Decrypt'],
  ['NoSuchKey', 'there is no such object'],
  ['NoSuchBucket', 'there is no bucket example-trail'],
  ['InvalidObjectState', 'restore it first'],
  ['ExpiredToken', 'have expired'],
  ['SlowDown', 'SlowDown: said no'],
  ['__proto__', 'said no'],
])('%s', async (name, reason) => {
  await expect(readObject(OBJECT, refusing(name))).rejects.toThrow(reason)
})

/** Gives a first piece, and then nothing. */
const hanging = () => {
  const stream = new Readable({ read: () => {} })
  stream.push('{')
  const transformToByteArray = async () => Buffer.concat(await stream.toArray())
  return {
    stream,
    clients: answering(() => ({ ContentLength: 2, Body: Object.assign(stream, { transformToByteArray }) })),
  }
}

test('a download that hangs is given up', async () => {
  vi.useFakeTimers()
  try {
    const first = hanging()
    const read = expect(readObject(OBJECT, first.clients)).rejects.toThrow('not read within 300 seconds')
    await vi.advanceTimersByTimeAsync(300_000)
    await read
    expect(first.stream.destroyed).toBe(true)
  } finally {
    vi.useRealTimers()
  }
})

test('a download is given up when it is told to stop', async () => {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-length': '2' }).write('{')
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example')
  vi.stubEnv('AWS_REGION', 'eu-west-1')
  const clients = createClients()
  try {
    await expect(readObject(OBJECT, clients, AbortSignal.timeout(300))).rejects.toThrow(/interrupted|abort/i)
  } finally {
    vi.unstubAllEnvs()
    clients.close()
    server.closeAllConnections()
    server.close()
  }
})

test('what is too large is not downloaded', async () => {
  const { stream, clients } = hanging()
  const large: Clients = { ...clients, call: (async () => ({ ContentLength: 300 * 2 ** 20, Body: stream })) as never }
  stream.on('error', () => {})
  await expect(readObject(OBJECT, large)).rejects.toThrow('larger than')
  expect(stream.destroyed).toBe(true)
})
