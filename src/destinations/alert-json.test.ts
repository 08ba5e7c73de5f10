import { expect, test } from 'vitest'
import { aMessage, HOSTILE, wholeFinding } from '../../test/contracts/messages.ts'
import { alertJson, bytes, jsonText } from './alert-json.ts'

test('what only the store and the desk need is not sent', () => {
  expect(Object.keys(alertJson(aMessage()))).toEqual(['id', 'reason', 'alert', 'links'])
  const own = ['groupKey', 'acknowledged', 'assignee', 'notified', 'decisions']
  expect(Object.keys(aMessage().alert)).toEqual(expect.arrayContaining(own))
  expect(Object.keys(alertJson(aMessage()).alert as object).filter((key) => own.includes(key))).toEqual([])
})

test('a large alert is cut, and says so; the id and the counts stay', () => {
  const findings = Array.from({ length: 300 }, (_, at) => wholeFinding({ message: `${at} ${'x'.repeat(5000)}` }))
  const cut = alertJson(aMessage('first', { findings, count: 300 }), 100_000)
  expect(bytes(jsonText(cut))).toBeLessThanOrEqual(100_000)
  expect(cut).toMatchObject({ truncated: true, id: aMessage().id, alert: { count: 300 } })
  const kept = (cut.alert as unknown as { findings: { message: string }[] }).findings.map(({ message }) => message)
  expect(kept[0]).toMatch(/^0 x/)
  expect(kept.at(-1)).toMatch(/^299 x/)
})

test.each(Object.entries(HOSTILE))('%s fits into 64 KB', (_, message) => {
  const text = jsonText(alertJson(message, 65_536))
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_536)
  expect(JSON.parse(text).id).toBe(message.id)
})

test('an annotation of any shape gives way', () => {
  const annotation = Object.fromEntries(
    Array.from({ length: 40 }, (_, at) => [`k${at}`, Array(40).fill('y'.repeat(3000))]),
  )
  const wide = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`k${at}`, annotation]))
  const { alert } = alertJson(aMessage('first', { findings: [wholeFinding({ annotation: wide })] }), 20_000)
  expect(alert).toMatchObject({ findings: [{ annotation: null }] })
})
