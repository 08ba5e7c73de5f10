/** A destination that fails three times in ten: refusals with and without a time to wait, resets, and silence. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

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

export const openDestination = async (id: string, random: () => number, { hangs }: { readonly hangs: number }) => {
  const seen = new Set<string>()
  /** Alert id -> the latest revision that was taken. */
  const revisions = new Map<string, number>()
  const counts = { accepted: 0, refused: 0, twice: 0 }
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => {
      body += chunk
    })
    request.on('end', () => {
      const luck = random()
      if (luck < 0.3) counts.refused++
      if (luck < hangs) return
      if (luck < 0.1) return void response.writeHead(429, { 'retry-after': '1' }).end('slow down')
      if (luck < 0.2) return void response.writeHead(500).end('broken')
      if (luck < 0.3) return void request.socket.destroy()
      const { id: notification, alert } = JSON.parse(body) as { id: string; alert: { id: string; revision: number } }
      if (seen.has(notification)) counts.twice++
      seen.add(notification)
      counts.accepted++
      revisions.set(alert.id, Math.max(revisions.get(alert.id) ?? -1, alert.revision))
      response.writeHead(200).end('ok')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    id,
    url: `http://127.0.0.1:${port}/`,
    revisions,
    get accepted() {
      return counts.accepted
    },
    get refused() {
      return counts.refused
    },
    get twice() {
      return counts.twice
    },
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
