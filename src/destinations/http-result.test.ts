import { expect, test } from 'vitest'
import { NOW, startWorld } from '../../test/contracts/outside.ts'
import type { HttpRequest } from '../core/destination.ts'
import { byStatus, post, retryAfter } from './http-result.ts'

const response = (status: number, headers: Readonly<Record<string, string>> = {}, body = '') => ({
  status,
  headers,
  body,
})

test('every status is taken, worth a try, or final', () => {
  const outcome = (status: number): string => {
    const result = byStatus(response(status), NOW)
    return result.ok ? 'ok' : result.retry ? 'retry' : 'dead'
  }
  const all = Array.from({ length: 500 }, (_, at) => at + 100)
  expect(all.filter((status) => outcome(status) === 'ok')).toEqual(
    all.filter((status) => status >= 200 && status < 300),
  )
  expect(all.filter((status) => outcome(status) === 'retry')).toEqual([
    408,
    425,
    429,
    ...all.filter((status) => status >= 500),
  ])
})

const WAITS: readonly (readonly [
  name: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  expected: number | undefined,
])[] = [
  ['seconds', { 'retry-after': '7' }, '', 7000],
  ['seconds, another case', { 'Retry-After': ' 7 ' }, '', 7000],
  ['a date', { 'retry-after': 'Wed, 04 Mar 2026 03:00:20 GMT' }, '', 20_000],
  ['a date in the past', { 'retry-after': 'Wed, 04 Mar 2020 03:00:20 GMT' }, '', 0],
  ['more than a day', { 'retry-after': '99999999999' }, '', 86_400_000],
  ['nonsense', { 'retry-after': 'soon' }, '', undefined],
  ['JSON', {}, '{"retry_after": 0.5}', 500],
  ['JSON that is no number', {}, '{"retry_after": "0.5"}', undefined],
  ['no JSON', {}, 'retry_after', undefined],
  ['nothing', {}, '', undefined],
]
test.each(WAITS)('Retry-After: %s', (_, headers, body, expected) => {
  expect(retryAfter(response(429, headers, body), NOW)).toEqual(expected === undefined ? {} : { retryAfter: expected })
})

test.each(['http://example.com/hook', 'ftp://example.com', 'not an address', ''])(
  'nothing is sent to %s',
  async (url) => {
    const world = await startWorld()
    const sent: HttpRequest[] = []
    const http = async (request: HttpRequest) => {
      sent.push(request)
      return response(200)
    }
    const result = await post(world.outside({ http }), 'a:1:b:1', { url, body: {} })
    await world.close()
    expect(result).toEqual({ ok: false, retry: false, reason: 'the address is not https' })
    expect(sent).toEqual([])
  },
)

test('an id in any letters fits into a header', async () => {
  const world = await startWorld()
  expect(await post(world.outside(), 'a:1:Team Größe:1', { url: world.url, body: {} })).toEqual({ ok: true })
  expect(world.received[0]?.headers['idempotency-key']).toBe('a%3A1%3ATeam%20Gr%C3%B6%C3%9Fe%3A1')
  await world.close()
})
