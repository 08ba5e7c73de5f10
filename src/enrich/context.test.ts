import { expect, test } from 'vitest'
import type { Event, Principal } from '../core/event.ts'
import { NO_CONTEXT } from '../core/finding.ts'
import type { JsonObject } from '../core/json.ts'
import { createAttach } from './attach.ts'
import { createContext, createFindingContexts } from './context.ts'
import { personBehind } from './person.ts'

const event = (changes: Partial<Event> = {}): Event => ({
  id: 'e1',
  time: '2026-03-04T02:14:09Z',
  accountId: '123456789012',
  region: 'eu-west-1',
  source: 'iam.amazonaws.com',
  name: 'CreateUser',
  principal: { kind: 'IAMUser', identity: '', name: 'dana', accountId: '111122223333' },
  sourceIp: '198.51.100.7',
  userAgent: '',
  raw: {},
  ...changes,
})

const toFindingContext = createFindingContexts()

const NOTHING = { accounts: [], networks: [], published: [], geo: [], homeCountries: [], tool: () => '' }

test('everything that is known, and each distinct address once', () => {
  const asked: string[] = []
  const { lookup } = createContext({
    accounts: [
      { id: '123456789012', name: 'prod', environment: 'production', data_classes: ['pii'] },
      { id: '111122223333', name: 'people' },
    ],
    networks: [{ name: 'Berlin', kind: 'office', ranges: ['198.51.100.0/24'] }],
    published: [],
    geo: [
      {
        ipVersion: 6,
        get: (address) => {
          asked.push(address)
          return { country_code: 'BY' }
        },
      },
    ],
    homeCountries: ['DE'],
    tool: () => 'AWS CLI',
  })
  const context = lookup(event())
  expect(context).toEqual({
    place: { country: 'BY', home: false },
    network: { name: 'Berlin', kind: 'office' },
    account: { name: 'prod', environment: 'production', data_classes: ['pii'] },
    principal: { identity: '', person: 'dana', account: { name: 'people' } },
    tool: 'AWS CLI',
  })
  expect(toFindingContext(context)).toEqual({
    place: { country: 'BY', city: null, asn: null, org: null },
    network: { name: 'Berlin', kind: 'office' },
    account: {
      name: 'prod',
      environment: 'production',
      application: null,
      owner: null,
      contact: null,
      dataClasses: ['pii'],
    },
  })
  expect(toFindingContext(lookup(event()))).toBe(toFindingContext(context))
  lookup(event({ sourceIp: '255.18.064.253' }))
  expect(asked).toEqual(['198.51.100.7'])
})

test('more addresses than are remembered', () => {
  const { lookup } = createContext(NOTHING)
  for (let n = 0; n < 70_000; n++) lookup(event({ sourceIp: `8.${n >> 16}.${(n >> 8) & 255}.${n & 255}` }))
  expect(lookup(event({ sourceIp: '10.0.0.1' })).network).toEqual({ kind: 'private' })
})

test('nothing is known', () => {
  const strange = event({
    accountId: '__proto__',
    sourceIp: '',
    principal: { kind: 'Unknown', identity: 'Unknown', name: 'unknown' },
  })
  const context = createContext(NOTHING).lookup(strange)
  expect(context).toEqual({ place: {}, network: {}, account: {}, principal: { identity: 'Unknown', account: {} } })
  expect(toFindingContext(context)).toEqual(NO_CONTEXT)
})

type Someone = Omit<Principal, 'identity'>

const role = (session: string, path = '', name = 'Developer'): Someone => ({
  kind: 'AssumedRole',
  name,
  session,
  sessionOf: { kind: 'Role', name, arn: `arn:aws:iam::123456789012:role/${path}${name}` },
})
const SET = 'AWSReservedSSO_Admin_0123456789abcdef'

test.each<[what: string, principal: Someone, person: string | undefined]>([
  ['a user', { kind: 'IAMUser', name: 'dana' }, 'dana'],
  ['root', { kind: 'Root', name: 'root' }, 'root'],
  ['a session of AssumeRoot', { kind: 'Root', name: 'root', assumedRoot: true }, undefined],
  ['a session with a person in it', role('dana'), 'dana'],
  ['an address', role('dana@example.com'), 'dana@example.com'],
  ['IAM Identity Center', role('dana-2026030401', 'aws-reserved/sso.amazonaws.com/eu-west-1/', SET), 'dana-2026030401'],
  ['a role that is only called so', role('dana-2026030401', '', SET), undefined],
  ['a role of a path that only looks so', role('dana-2026030401', 'x/aws-reserved/sso.amazonaws.com/', SET), undefined],
  ['an instance', role('i-0abc12def3456789a'), undefined],
  ['an SDK', role('botocore-session-1700000000'), undefined],
  ['a number', role('build-17000000'), undefined],
  ['a service', { kind: 'AWSService', name: 'config.amazonaws.com' }, undefined],
  ['federated', { kind: 'FederatedUser', name: 'x', session: 'erik' }, 'erik'],
])('the person behind %s', (_, principal, person) => {
  expect(personBehind(event({ principal: { identity: '', ...principal } }))).toBe(person)
})

test('sourceIdentity comes before what the session is called', () => {
  const raw = { userIdentity: { sessionContext: { sourceIdentity: 'robin' } } }
  expect(personBehind(event({ principal: { identity: '', ...role('i-0abc12def3456789a') }, raw }))).toBe('robin')
})

test('a record cannot say who it is, and does not show that it was asked', () => {
  const context = createContext(NOTHING).lookup(event())
  let reads = 0
  const attach = createAttach(() => {
    reads++
    return context
  })
  const record = JSON.parse('{"eventName":"x","tattletrail":{"account":{"name":"forged"}}}') as JsonObject
  attach(record)
  expect(reads).toBe(0)
  expect(record.tattletrail).toBe(context)
  expect(record.tattletrail).toBe(context)
  expect(reads).toBe(1)
  expect(Object.hasOwn(record, 'tattletrail')).toBe(true)
  expect(Object.keys(record)).toEqual(['eventName'])
  expect(JSON.stringify(record)).toBe('{"eventName":"x"}')
  expect(structuredClone(record)).toEqual({ eventName: 'x' })
  expect(() => attach(Object.freeze({ eventName: 'x' }))).not.toThrow()
})
