/** Where an alert goes and by which routes; and why it goes nowhere. */
import { expect, test } from 'vitest'
import type { Matcher, Route } from '../core/alert.ts'
import { NAMED, route } from './route.ts'
import { createLife, finding } from './testing/life.ts'

const node = (name: string, match: Matcher, more: Partial<Route> = {}): Route => ({
  name,
  match,
  destinations: [name],
  continue: false,
  routes: [],
  ...more,
})
const HERE: Matcher = { region: ['eu-*'] }
const ELSEWHERE: Matcher = { region: ['us-*'] }
/** High, in eu-west-1. */
const { alert } = createLife().at(1, finding('high'))

test.each<[string, readonly Route[], Readonly<Record<string, string>>]>([
  ['no child matches', [node('a', ELSEWHERE)], { root: 'root' }],
  ['the first that matches', [node('x', ELSEWHERE), node('a', HERE), node('b', HERE)], { a: 'root > a' }],
  [
    'and the next, where it continues',
    [node('a', HERE, { continue: true }), node('b', HERE), node('c', HERE)],
    { a: 'root > a', b: 'root > b' },
  ],
  ['it continues, to none', [node('a', HERE, { continue: true }), node('b', ELSEWHERE)], { a: 'root > a' }],
  ['the innermost', [node('a', HERE, { routes: [node('b', HERE)] })], { b: 'root > a > b' }],
  ['the outer, where no inner matches', [node('a', HERE, { routes: [node('b', ELSEWHERE)] })], { a: 'root > a' }],
  ['no inner of one that does not match', [node('a', ELSEWHERE, { routes: [node('b', HERE)] })], { root: 'root' }],
])('%s', (_, routes, destinations) => {
  const routed = route(node('root', {}, { routes }), alert, [])
  expect({ ...routed, destinations: Object.fromEntries(routed.destinations) }).toEqual({ destinations })
})

test.each<[string, Route, string]>([
  ['it is below the level of the root', node('root', { level: 'critical' }), 'below-route-level'],
  ['the root wants something else', node('root', ELSEWHERE), 'no-route'],
  ['it is below the level, and of another region', node('root', { level: 'critical', ...ELSEWHERE }), 'no-route'],
  ['the level is right, and the region another', node('root', { level: 'high', ...ELSEWHERE }), 'no-route'],
  ['the route has no destinations', node('root', { level: 'high' }, { destinations: [] }), 'no-route'],
  ['the child that takes it has none', node('root', {}, { routes: [node('a', {}, { destinations: [] })] }), 'no-route'],
])('nowhere: %s', (_, root, reason) => {
  expect(route(root, alert, [])).toEqual({ destinations: new Map(), reason })
})

test('a rule that names its destinations is sent there, whatever the tree says', () => {
  for (const root of [node('root', {}), node('root', ELSEWHERE)])
    expect(route(root, alert, ['mail', 'chat'])).toEqual({
      destinations: new Map([
        ['mail', NAMED],
        ['chat', NAMED],
      ]),
    })
})

test('an alert without findings goes nowhere', () => {
  const empty = { ...alert, findings: [] }
  for (const match of [{}, { level: 'critical' }] as const)
    expect(route(node('root', match), empty, [])).toEqual({ destinations: new Map(), reason: 'no-route' })
})
