import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createWeb, isLoopback } from './web.ts'

let handler: RequestListener
let base = ''
const server = createServer((request, response) => handler(request, response))
const web = createWeb(undefined, 300)

beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  web.close()
  server.closeAllConnections()
  server.close()
})

const post = (path = '/'): ReturnType<typeof web.request> =>
  web.request({ url: base + path, headers: { 'content-type': 'text/plain' }, body: 'häuser' })

test('a request and its answer', async () => {
  let seen: unknown
  handler = async (request, response) => {
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece as Buffer)
    const { method, url, headers } = request
    seen = [
      method,
      url,
      headers['content-type'],
      headers['user-agent'],
      headers['content-length'],
      String(Buffer.concat(pieces)),
    ]
    response.writeHead(429, { 'retry-after': '7' }).end('slow down')
  }
  expect(await post('/a?b')).toMatchObject({ status: 429, headers: { 'retry-after': '7' }, body: 'slow down' })
  expect(seen).toEqual(['POST', '/a?b', 'text/plain', 'tattletrail', '7', 'häuser'])
})

test('a redirect is an answer, not a way', async () => {
  let requests = 0
  handler = (_, response) => {
    requests++
    response.writeHead(302, { location: `${base}/elsewhere` }).end()
  }
  expect((await post()).status).toBe(302)
  expect(requests).toBe(1)
})

test('an endless answer is cut at 4 KiB', async () => {
  handler = (_, response) => {
    const timer = setInterval(() => response.write('x'.repeat(3000)), 1)
    response.on('close', () => clearInterval(timer))
  }
  const { status, body } = await post()
  expect([status, body.length]).toEqual([200, 4096])
})

test('connections are kept', async () => {
  const ports = new Set<number | undefined>()
  handler = (request, response) => {
    ports.add(request.socket.remotePort)
    response.end('ok')
  }
  await post()
  await post()
  expect(ports.size).toBe(1)
})

const FAILURES: readonly (readonly [string, RequestListener, RegExp])[] = [
  ['a server that hangs', () => {}, /^no answer within 0\.3 s$/],
  ['a server that drips', (_, response) => void response.write('a'), /^no answer within 0\.3 s$/],
  ['a server that hangs up', (request) => void request.socket.destroy(), /hang up|ECONNRESET/],
  [
    'a server that hangs up in the middle',
    (_, response) => {
      response.writeHead(200, { 'content-length': '10' })
      response.write('a', () => response.destroy())
    },
    /closed in the middle|aborted/,
  ],
]
test.each(FAILURES)('%s', async (_, listener, reason) => {
  handler = listener
  await expect(post()).rejects.toThrow(reason)
})

test('whoever stops the program stops the request', async () => {
  handler = () => {}
  const stop = new AbortController()
  const stopped = createWeb(stop.signal)
  const answer = stopped.request({ url: base, headers: {}, body: '' })
  setTimeout(() => stop.abort(), 20)
  await expect(answer).rejects.toMatchObject({ name: 'AbortError' })
  stopped.close()
})

const REFUSED = [
  'http://example.com/T000/secret',
  'ftp://127.0.0.1/secret',
  'secret',
  'http://localhost.example.com/secret',
]
test.each(REFUSED)('%s is not asked, and not repeated', async (url) => {
  const error = await web.request({ url, headers: {}, body: '' }).catch((reason: Error) => reason)
  expect(error).toBeInstanceOf(Error)
  expect((error as Error).message).not.toContain('secret')
})

test('what is this machine', () => {
  expect(['localhost', '127.0.0.1', '127.8.9.1', '[::1]', '::1'].filter((host) => !isLoopback(host))).toEqual([])
  expect(['127.0.0.1.example.com', '10.0.0.1', '0.0.0.0', 'localhost.', ''].filter(isLoopback)).toEqual([])
})
