import { expect, test } from 'vitest'
import { bytes, destinationContract, texts, unsafe } from '../../test/contracts/destination.ts'
import { aMessage, PLAIN } from '../../test/contracts/messages.ts'
import { startWorld } from '../../test/contracts/outside.ts'
import { isObject, type Json, type JsonObject } from '../core/json.ts'
import { pagerduty } from './pagerduty.ts'

const KEY = '0123456789abcdef0123456789abcdef'
const world = await startWorld()
const settings = pagerduty.config.parse({ routing_key: 'env:PD_KEY', events_url: `${world.url}/v2/enqueue` })

/** The end has nothing to read in it but the key of its incident. */
const untilEnd = (payload: Json): readonly Json[] =>
  isObject(payload) && payload.event_action === 'resolve' ? [] : [payload]

destinationContract(pagerduty, {
  settings,
  secrets: () => ({ 'env:PD_KEY': KEY }),
  server: world,
  parts: untilEnd,
  faults: (payload) => {
    const { payload: event, dedup_key } = payload as JsonObject
    const { summary = 'x', timestamp = '2026-03-04T02:14:09Z', ...rest } = isObject(event) ? event : {}
    return [
      ...unsafe(payload),
      ...(String(summary).length > 1024 || summary === '' ? ['summary'] : []),
      ...(String(dedup_key).length > 255 ? ['key'] : []),
      ...(Number.isFinite(Date.parse(String(timestamp))) ? [] : ['timestamp']),
      ...(rest.source === '' ? ['no source'] : []),
      ...texts(payload).filter((text) => text.length > 1024),
      ...(bytes(payload) > 512_000 ? ['too large'] : []),
    ]
  },
  http: {
    yes: { status: 202, body: '{"status":"success","message":"Event processed","dedup_key":"x"}' },
    key: ({ body }) => {
      expect(JSON.parse(body).routing_key).toBe(KEY)
      return JSON.parse(body).dedup_key
    },
  },
})

test('one alert is one incident from its first finding to its end', () => {
  const sent = ['first', 'new findings', 'resolved'].map((name) =>
    pagerduty.render(settings, PLAIN[name] ?? aMessage()),
  )
  expect(sent).toMatchObject([{ event_action: 'trigger' }, { event_action: 'trigger' }, { event_action: 'resolve' }])
  expect(new Set(sent.map((one) => (one as JsonObject).dedup_key))).toEqual(new Set(['a1b2c3d4e5f60718:1']))
  expect(pagerduty.render(settings, aMessage('first', { episode: 2 }))).toMatchObject({
    dedup_key: 'a1b2c3d4e5f60718:2',
  })
})

test('a test does not wake anybody as a critical alert would', () => {
  expect(pagerduty.render(settings, aMessage('test'))).toMatchObject({ payload: { severity: 'info' } })
  expect(pagerduty.render(settings, aMessage())).toMatchObject({ payload: { severity: 'critical' } })
})
