import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { bytes, destinationContract } from '../../test/contracts/destination.ts'
import { NOW, type Received } from '../../test/contracts/outside.ts'
import type { JsonObject } from '../core/json.ts'
import { signature, webhook } from './webhook.ts'

const SECRET = 'correct-horse-battery-staple'

/** As a receiver would: see the page about destinations. */
const checked = ({ headers, body }: Received): void => {
  const time = headers['x-tattletrail-timestamp']
  const expected = createHmac('sha256', SECRET).update(`${time}.${body}`).digest('hex')
  expect(headers['x-tattletrail-signature']).toBe(`sha256=${expected}`)
  expect(time).toBe(String(NOW / 1000))
}

destinationContract(webhook, {
  settings: { url: 'env:HOOK_URL', signing_secret: 'env:HOOK_SECRET' },
  secrets: (url) => ({ 'env:HOOK_URL': `${url}/hooks/0123456789abcdef`, 'env:HOOK_SECRET': SECRET }),
  faults: (payload, { id }) => [
    ...((payload as JsonObject).id === id ? [] : ['another id']),
    ...(bytes(payload) > 262_144 ? ['too large'] : []),
    // JSON for programs holds texts as they are: what must hold is that any parser reads the same.
    ...(JSON.stringify(JSON.parse(JSON.stringify(payload))) === JSON.stringify(payload)
      ? []
      : ['does not survive JSON']),
  ],
  http: {
    yes: { status: 204 },
    key: (received) => {
      checked(received)
      return received.headers['idempotency-key']
    },
  },
})

test('the signature covers the time and the body', () => {
  const signed = [signature('a', 1, 'x'), signature('a', 2, 'x'), signature('a', 1, 'y'), signature('b', 1, 'x')]
  expect(new Set(signed).size).toBe(4)
  for (const one of signed) expect(one).toMatch(/^sha256=[0-9a-f]{64}$/)
})
