/** Destinations of every temper: sound ones, ones that fail three times in ten, hang, or change their secret. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { signature } from '../../src/destinations/webhook.ts'

/** Mulberry32: the same seed, the same failures. */
export const seeded = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export interface Temper {
  /** How often a request is refused, reset or told to wait, from 0 to 1. */
  readonly fails: number
  /** It takes requests, and answers none. */
  readonly hangs?: boolean
  /** What it checks signatures with now: while a secret is rotated, the old one and the new one. */
  readonly secrets: () => readonly string[]
}

interface Sent {
  readonly id: string
  readonly reason: string
  readonly alert: { readonly id: string; readonly revision: number; readonly changed: number }
}

export const openDestination = async (id: string, random: () => number, temper: Temper) => {
  const seen = new Set<string>()
  /** Alert id -> the latest revision that was taken. */
  const revisions = new Map<string, number>()
  /** Milliseconds from the store to here, of each alert's first notification. */
  const delays: number[] = []
  const counts = { accepted: 0, refused: 0, unsigned: 0, twice: 0 }
  const take = ({ id: notification, reason, alert }: Sent): void => {
    if (seen.has(notification)) counts.twice++
    else if (reason === 'first') delays.push(Date.now() - alert.changed)
    seen.add(notification)
    counts.accepted++
    revisions.set(alert.id, Math.max(revisions.get(alert.id) ?? -1, alert.revision))
  }
  const answer = (headers: IncomingHttpHeaders, body: string, response: ServerResponse): void => {
    const seconds = Number(headers['x-tattletrail-timestamp'])
    const signed = headers['x-tattletrail-signature']
    if (!temper.secrets().some((secret) => signed === signature(secret, seconds, body))) {
      counts.unsigned++
      response.writeHead(401).end('who are you')
      return
    }
    const luck = random()
    if (luck >= temper.fails) {
      take(JSON.parse(body) as Sent)
      response.writeHead(200).end('ok')
      return
    }
    counts.refused++
    if (luck < temper.fails / 3) response.writeHead(429, { 'retry-after': '1' }).end('slow down')
    else if (luck < (temper.fails * 2) / 3) response.writeHead(500).end('broken')
    else response.socket?.destroy()
  }
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => {
      body += chunk
    })
    request.on('end', () => {
      if (!temper.hangs) answer(request.headers, body, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    ...{ id, temper, revisions, delays, counts },
    url: `http://127.0.0.1:${port}/`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

export type ChaosDestination = Awaited<ReturnType<typeof openDestination>>
