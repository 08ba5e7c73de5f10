/** HTTP as destinations may use it: one request, one answer, within a time and a size. */
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { HttpRequest, HttpResponse } from '../core/destination.ts'

const TIME_LIMIT = 10_000
const BODY_LIMIT = 4096
/** Shorter than what servers and load balancers keep an idle connection open for. */
const IDLE_LIMIT = 4_000

export interface Web {
  readonly request: (request: HttpRequest) => Promise<HttpResponse>
  readonly close: () => void
}

/** Redirects are not followed: a request with a secret in it goes where the configuration says, or nowhere. */
export const createWeb = (signal?: AbortSignal, timeLimit = TIME_LIMIT): Web => {
  const options = { keepAlive: true, timeout: IDLE_LIMIT, maxSockets: 20 }
  const plain = new HttpAgent(options)
  const secure = new HttpsAgent(options)
  return {
    request: async ({ url, method = 'POST', headers, body }) => {
      const address = addressOf(url)
      const late = AbortSignal.timeout(timeLimit)
      const limit = signal ? AbortSignal.any([signal, late]) : late
      const settings = { method, headers: { 'user-agent': 'tattletrail', ...headers }, signal: limit }
      try {
        return await new Promise<HttpResponse>((resolve, reject) => {
          const sent =
            address.protocol === 'https:'
              ? httpsRequest(address, { ...settings, agent: secure })
              : httpRequest(address, { ...settings, agent: plain })
          sent.on('error', reject)
          sent.on('response', (response) => readAnswer(response).then(resolve, reject))
          sent.end(body)
        })
      } catch (error) {
        if (late.aborted) throw new Error(`no answer within ${timeLimit / 1000} s`, { cause: error })
        throw error
      }
    },
    close: () => {
      plain.destroy()
      secure.destroy()
    },
  }
}

/** Hosts that never leave this machine (RFC 6761, section 6.3; RFC 5735, section 4; RFC 4291, section 2.5.3). */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host)

/** The address may hold a secret: no error repeats more of it than its host. */
const addressOf = (url: string): URL => {
  if (!URL.canParse(url)) throw new Error('the address is not a URL')
  const address = new URL(url)
  if (address.protocol === 'https:' || (address.protocol === 'http:' && isLoopback(address.hostname))) return address
  throw new Error(`${address.host} is reached over https:// only; plain http:// is for this machine`)
}

const readAnswer = (response: IncomingMessage): Promise<HttpResponse> =>
  new Promise((resolve, reject) => {
    const pieces: Buffer[] = []
    let size = 0
    const done = (): void =>
      resolve({
        status: response.statusCode ?? 0,
        headers: Object.fromEntries(
          Object.entries(response.headers).map(([name, value]) => [
            name,
            Array.isArray(value) ? value.join(', ') : value,
          ]),
        ) as Record<string, string>,
        body: Buffer.concat(pieces).subarray(0, BODY_LIMIT).toString('utf8'),
      })
    response.on('data', (piece: Buffer) => {
      pieces.push(piece)
      size += piece.length
      if (size <= BODY_LIMIT) return
      done()
      response.destroy()
    })
    response.on('end', done)
    response.on('error', reject)
    response.on('close', () => reject(new Error('the connection was closed in the middle of the answer')))
  })
