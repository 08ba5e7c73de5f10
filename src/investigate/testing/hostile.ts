/** Records and filters made of a few texts, half of them hostile, so that they often meet. */
import fc from 'fast-check'
import type { Filter } from '../../core/event-query.ts'
import type { JsonObject } from '../../core/json.ts'

const TEXTS = [
  'AKIAIOSFODNN7EXAMPLE',
  'ASIAIOSFODNN7EXAMPLE',
  'dana',
  'Developer',
  'i-0123456789abcdef0',
  '123456789012',
  '2026-03-04T02',
  'eu-west-1',
  '1',
  "'",
  "''; DROP TABLE parts; --",
  "' OR 1=1 --",
  '"',
  '\\',
  "\\'",
  '%',
  '_',
  'a%b_c',
  'NUL\0in it',
  '\0',
  'line\nbreak\ttab',
  '$1 ? :name {x}',
  'été ☃ 😀',
  '\u202etxt',
  'half \ud800 pair',
  `${"long'".repeat(2_000)}end`,
  '*/ /* --',
  '__proto__',
]
const ARNS = [
  'arn:aws:iam::123456789012:user/dana',
  'arn:aws:sts::123456789012:assumed-role/Developer/dana',
  'arn:aws:sts::111122223333:assumed-role/Developer2/i-0123456789abcdef0',
  "arn:aws:sts::123456789012:assumed-role/it's/x",
]
const ADDRESSES = [
  '192.0.2.1',
  '192.0.3.1',
  '198.51.100.7',
  '2001:db8::1',
  '2001:DB8:0:0::1',
  '::ffff:192.0.2.1',
  'iam.amazonaws.com',
  'AWS Internal',
]
const NETWORKS = [
  '192.0.2.0/24',
  '192.0.2.0/23',
  '192.0.2.1/32',
  '0.0.0.0/0',
  '2001:db8::/32',
  '::/0',
  'no range',
  '10.0.0.0/7',
]
const TIMES = ['2026-03-04T02:00:00Z', '2026-03-04T03:00:00Z', '2026-03-05T00:00:00Z', "2026-03-0'"]
const ACCOUNTS = ['123456789012', '111122223333', "12345678901'", '']
const REGIONS = ['eu-west-1', 'us-east-1', '../../etc', '']

const text = fc.constantFrom(...TEXTS)
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 3 })
/** Now and then something that is no text. */
const odd = (value: fc.Arbitrary<string>) =>
  fc.oneof(
    { weight: 12, arbitrary: value },
    { weight: 1, arbitrary: fc.constantFrom<unknown>(7, true, null, ['AKIAIOSFODNN7EXAMPLE'], { name: 'dana' }) },
  )

const seldom = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 7, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value })

/** Every record has an id of its own. */
export const anyRecords = (most: number): fc.Arbitrary<readonly JsonObject[]> =>
  fc
    .array(
      fc.record({
        eventTime: odd(fc.constantFrom(...TIMES)),
        eventName: odd(text),
        eventSource: odd(fc.constantFrom('iam.amazonaws.com', 's3.amazonaws.com')),
        awsRegion: odd(fc.constantFrom(...REGIONS)),
        sourceIPAddress: odd(fc.oneof(fc.constantFrom(...ADDRESSES), text)),
        userAgent: odd(text),
        recipientAccountId: maybe(odd(fc.constantFrom(...ACCOUNTS))),
        sharedEventID: maybe(text),
        requestID: maybe(text),
        managementEvent: maybe(fc.constantFrom<unknown>(true, 'dana')),
        // A member that no writer has yet.
        novelty: seldom(text),
        userIdentity: maybe(
          fc.record({
            type: text,
            arn: maybe(odd(fc.oneof(fc.constantFrom(...ARNS), text))),
            accountId: maybe(fc.constantFrom(...ACCOUNTS)),
            accessKeyId: maybe(text),
            userName: maybe(odd(text)),
            novelty: seldom(text),
            onBehalfOf: seldom(fc.record({ userId: text })),
            sessionContext: maybe(
              fc.record({
                sessionIssuer: maybe(fc.record({ userName: maybe(text), arn: maybe(text), principalId: maybe(text) })),
                sourceIdentity: seldom(text),
                attributes: seldom(fc.record({ creationDate: odd(text), mfaAuthenticated: odd(text) })),
              }),
            ),
          }),
        ),
        requestParameters: maybe(
          fc.record({
            roleName: text,
            userName: odd(text),
            list: fc.array(text, { maxLength: 2 }),
            deep: fc.record({ x: text }),
          }),
        ),
        resources: maybe(fc.array(fc.record({ ARN: fc.constantFrom(...ARNS), accountId: text }), { maxLength: 2 })),
        errorMessage: maybe(fc.constantFrom('User: arn:aws:iam::123456789012:user/dana is not authorized', 'no')),
      }),
      { minLength: Math.floor(most / 2), maxLength: most },
    )
    .map((records) => records.map((record, index) => JSON.parse(JSON.stringify({ eventID: `id-${index}`, ...record }))))

const list = (value: fc.Arbitrary<string>) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant<string[]>([]) },
    { weight: 1, arbitrary: fc.array(value, { maxLength: 3 }) },
  )
const some = (value: fc.Arbitrary<string>) => fc.array(value, { minLength: 1, maxLength: 3 })
export const anyFilter: fc.Arbitrary<Filter> = fc.record({
  any: fc.record({
    keys: list(text),
    addresses: list(fc.oneof(fc.constantFrom(...ADDRESSES), text)),
    networks: list(fc.constantFrom(...NETWORKS)),
    principals: list(
      fc.oneof(fc.constantFrom(...ARNS, 'arn:aws:sts::123456789012:assumed-role/Developer/*', '*'), text),
    ),
    users: list(text),
    roles: list(fc.oneof(text, fc.constantFrom("it's"))),
    callers: list(fc.constantFrom(...ACCOUNTS)),
    aboutUsers: list(text),
    aboutRoles: list(text),
    events: list(fc.oneof(text, fc.constantFrom('id-0', 'id-3'))),
    mentions: list(fc.oneof(text, fc.constantFrom(...ARNS, ...ADDRESSES, 'Developer2'))),
  }),
  within: fc
    .record({
      from: seldom(fc.constantFrom(...TIMES)),
      to: seldom(fc.constantFrom(...TIMES)),
      accounts: seldom(some(fc.constantFrom(...ACCOUNTS))),
      regions: seldom(some(fc.constantFrom(...REGIONS))),
    })
    .map((within) => Object.fromEntries(Object.entries(within).filter(([, value]) => value !== undefined))),
})
