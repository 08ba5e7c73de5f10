import { expect, test } from 'vitest'
import { pageData } from '../html/data.ts'
import { makeCase, makeContext } from '../testing/case.ts'
import { EVERYTHING, entityTest, inWindow, toModel, type View, viewTest } from './model.ts'

const found = makeCase({ events: 200 })
const model = toModel(pageData(found, makeContext()))
const KEY = 'AKIAIOSFODNN7EXAMPLE'
const count = (fits: (event: (typeof found.events)[number]) => boolean): number => found.events.filter(fits).length

const VIEWS: readonly (readonly [Partial<View>, number])[] = [
  [{}, 200],
  [{ text: 'StopLOGGING  zq' }, count(({ name }) => name === 'StopLogging')],
  [{ text: 'nowhere-to-be-found' }, 0],
  [{ tactic: 'persistence' }, count(({ tactics }) => tactics.includes('persistence'))],
  [{ tactic: 'none' }, count(({ tactics }) => tactics.length === 0)],
  [{ outcome: 'ok' }, count(({ errorCode }) => errorCode === null)],
  [
    { outcome: 'denied' },
    count(({ errorCode }) => errorCode === 'AccessDenied' || errorCode === 'Client.UnauthorizedOperation'),
  ],
  [{ outcome: 'failed' }, count(({ errorCode }) => errorCode === 'VcpuLimitExceeded')],
  [{ notable: true }, count(({ notable }) => notable)],
  [{ entity: `key:${KEY}` }, count(({ key }) => key === KEY)],
  [{ entity: 'nobody' }, 200],
]
test.each(VIEWS)('%j', (change, expected) => {
  expect(model.events.filter(viewTest(model, { ...EVERYTHING, ...change }))).toHaveLength(expected)
})

test('a sign-in that failed was refused', () => {
  const [first] = found.events
  if (!first) throw new Error('no events')
  const answer = { source: 'signin.amazonaws.com', name: 'ConsoleLogin', errorCode: 'Failed authentication' }
  const events = [{ ...first, ...answer }]
  expect(toModel(pageData({ ...found, events }, makeContext())).events[0]?.outcome).toBe('denied')
})

test('an entity has what it did and what proves its ties', () => {
  const role = 'role:arn:aws:iam::123456789012:role/Deploy'
  const shown = model.events.filter(entityTest(model, role))
  const sessions = count(({ arn }) => arn?.includes(':assumed-role/Deploy/') ?? false)
  expect(sessions).toBeGreaterThan(50)
  expect(shown.length).toBeGreaterThan(sessions)
})

test('a window includes both ends', () => {
  const [first, second] = model.events
  if (!first || !second) throw new Error('no events')
  expect(model.events.filter((event) => inWindow(event, [first.at, second.at]))).toHaveLength(2)
})

test('an event without a time stays where it stands', () => {
  const events = found.events.map((event, index) => (index === 1 ? { ...event, time: 'never' } : event))
  const odd = toModel(pageData({ ...found, events }, makeContext())).events
  expect(odd[1]?.at).toBe(odd[0]?.at)
})
