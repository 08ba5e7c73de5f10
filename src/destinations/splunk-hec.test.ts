import { expect } from 'vitest'
import { bytes, destinationContract } from '../../test/contracts/destination.ts'
import { startWorld } from '../../test/contracts/outside.ts'
import { isObject, type JsonObject } from '../core/json.ts'
import { splunkHec } from './splunk-hec.ts'

const TOKEN = '12345678-1234-1234-1234-1234567890ab'
const world = await startWorld()
const said = (code: number, text: string, status: number) => ({ status, body: JSON.stringify({ text, code }) })

destinationContract(splunkHec, {
  settings: { url: world.url, token: 'env:HEC_TOKEN', index: 'security' },
  secrets: () => ({ 'env:HEC_TOKEN': TOKEN }),
  server: world,
  faults: (payload, { id }) => {
    const { event, time = 0 } = payload as JsonObject
    return [
      ...(isObject(event) && event.id === id ? [] : ['another id']),
      ...(Number.isFinite(time) ? [] : ['no time']),
      ...(bytes(payload) > 1_000_000 ? ['too large'] : []),
    ]
  },
  http: {
    yes: said(0, 'Success', 200),
    key: ({ path, headers, body }) => {
      expect([path, headers.authorization]).toEqual(['/services/collector/event', `Splunk ${TOKEN}`])
      return JSON.parse(body).event.id
    },
    answers: [
      { name: 'the server is busy', reply: said(9, 'Server is busy', 503), expect: 'retry' },
      { name: 'busy behind a proxy that says 200', reply: said(9, 'Server is busy', 200), expect: 'retry' },
      { name: 'an unknown token', reply: said(4, 'Invalid token', 403), expect: 'dead' },
      { name: 'a wrong index behind a proxy that says 200', reply: said(7, 'Incorrect index', 200), expect: 'dead' },
    ],
  },
})
