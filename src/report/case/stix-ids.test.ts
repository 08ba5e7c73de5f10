import { expect, test } from 'vitest'
import { objectId, observableId, uuid5 } from './stix-ids.ts'

/** RFC 9562, appendix A.4. */
test('UUIDv5', () => {
  expect(uuid5('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'www.example.com')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2')
})

/** The example of STIX 2.1, section 2.9, "Identifier". */
test('an observable', () => {
  expect(observableId('ipv4-addr', { value: '198.51.100.3' })).toBe('ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4')
  expect(observableId('user-account', { user_id: '1', account_login: 'a' })).toBe(
    observableId('user-account', { account_login: 'a', user_id: '1' }),
  )
})

test('names of several parts do not run together', () => {
  expect(objectId('report', 'a', 'bc')).not.toBe(objectId('report', 'ab', 'c'))
  expect(objectId('report', 'a').slice(8)).not.toBe(objectId('identity', 'a').slice(10))
})
