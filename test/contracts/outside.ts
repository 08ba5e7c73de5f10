/** An outside world for tests of destinations: a real HTTP server on loopback, and stand-ins for everything else. */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { HttpRequest, HttpResponse, Outside } from '../../src/core/destination.ts'

export interface Received {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface Reply {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Instead of an answer: the connection is cut, or nothing ever comes. */
  readonly instead?: 'reset' | 'hang'
}

export interface World {
  /** `http://127.0.0.1:port`. */
  readonly url: string
  readonly received: Received[]
  /** How the server answers from now on. */
  answer: (reply: Reply | ((received: Received) => Reply)) => void
  /** With `changes` for what HTTP is not. */
  outside: (changes?: Partial<Outside>) => Outside
  close: () => Promise<void>
}

/** The time that it is in this world. */
export const NOW = Date.parse('2026-03-04T03:00:00Z')
const PATIENCE = 1_000

export const startWorld = async (): Promise<World> => {
  const received: Received[] = []
  let reply: Reply | ((received: Received) => Reply) = {}
  const server = createServer((asked, response) => {
    void take(asked, response)
  })
  const take = async (asked: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = []
    for await (const chunk of asked) chunks.push(chunk as Buffer)
    const { method = '', url: path = '', headers } = asked
    const one = { method, path, headers: headers as Record<string, string>, body: Buffer.concat(chunks).toString() }
    received.push(one)
    const { status = 200, headers: sent = {}, body = '', instead } = typeof reply === 'function' ? reply(one) : reply
    if (instead === 'reset') asked.socket.destroy()
    else if (instead === undefined) response.writeHead(status, sent).end(body)
  }
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const missing = (what: string) => (): Promise<never> => Promise.reject(new Error(`this test has no ${what}`))
  return {
    url,
    received,
    answer: (next) => {
      reply = next
    },
    outside: (changes = {}) => ({
      http: send,
      secret: async (reference) => reference,
      aws: missing('AWS'),
      mail: missing('mail server'),
      append: missing('files'),
      now: () => NOW,
      ...changes,
    }),
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}

const send = ({ url, method = 'POST', headers, body }: HttpRequest): Promise<HttpResponse> =>
  new Promise((answered, failed) => {
    const asked = request(url, { method, headers, agent: false, timeout: PATIENCE }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', failed)
      response.on('end', () =>
        answered({
          status: response.statusCode ?? 0,
          headers: response.headers as Record<string, string>,
          body: Buffer.concat(chunks).toString().slice(0, 4096),
        }),
      )
    })
    asked.on('timeout', () => asked.destroy(new Error(`no answer within ${PATIENCE} ms`)))
    asked.on('error', failed)
    asked.end(body)
  })
