/** Names that people can choose: whose alert a finding joins, and whom a silence hides, however callers call themselves. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { groupKey } from '../src/alerting/group.ts'
import { matches } from '../src/alerting/match.ts'
import { aFinding } from '../src/alerting/testing/finding.ts'
import { toEvent } from '../src/cloudtrail/event.ts'
import type { Finding } from '../src/core/finding.ts'
import type { JsonObject } from '../src/core/json.ts'
import { factsOf } from '../src/detect/finding.ts'
import { describeActor } from '../src/detect/message/index.ts'

const HOME = '123456789012'
const OTHER = '111122223333'

const findingOf = (userIdentity: JsonObject): Finding => {
  const record = { ...RECORD, userIdentity }
  const event = toEvent(record)
  return { ...aFinding(), ...factsOf(event), who: describeActor(event) }
}
const RECORD = {
  eventID: 'e-1',
  eventTime: '2026-03-04T02:14:09Z',
  eventSource: 'cloudtrail.amazonaws.com',
  eventName: 'StopLogging',
  awsRegion: 'eu-west-1',
  recipientAccountId: HOME,
}

const arnOf = (account: string, resource: string) => `arn:aws:iam::${account}:${resource}`
const user = (name: string, account = HOME): JsonObject => ({
  type: 'IAMUser',
  principalId: `AIDA${name.toUpperCase()}`,
  arn: arnOf(account, `user/${name}`),
  accountId: account,
  userName: name,
})
const role = (name: string, session: string, account = HOME, path = ''): JsonObject => ({
  type: 'AssumedRole',
  principalId: `AROA${name.toUpperCase()}:${session}`,
  arn: `arn:aws:sts::${account}:assumed-role/${name}/${session}`,
  accountId: account,
  sessionContext: {
    sourceIdentity: session,
    sessionIssuer: {
      type: 'Role',
      principalId: `AROA${name.toUpperCase()}`,
      arn: arnOf(account, `role/${path}${name}`),
      accountId: account,
      userName: name,
    },
  },
})
const SSO = 'aws-reserved/sso.amazonaws.com/eu-west-1/'
const federated = (name: string, issuer: JsonObject): JsonObject => ({
  type: 'FederatedUser',
  principalId: `${HOME}:${name}`,
  arn: `arn:aws:sts::${HOME}:federated-user/${name}`,
  accountId: HOME,
  sessionContext: { sessionIssuer: issuer },
})
const saml = (subject: string, provider: string): JsonObject => ({
  type: 'SAMLUser',
  principalId: `${provider}:${subject}`,
  userName: subject,
  identityProvider: provider,
})
const web = (subject: string, provider: string): JsonObject => ({
  type: 'WebIdentityUser',
  principalId: `${provider}:app:${subject}`,
  userName: subject,
  identityProvider: provider,
})

/** Each an alert of its own, but for those that are one identity. */
const CALLERS = {
  deploy: role('Deploy', 'ci-1'),
  'deploy, another session': role('Deploy', 'ci-2'),
  'Deploy of another account': role('Deploy', 'ci-1', OTHER),
  'Deploy by another path': role('Deploy', 'ci-1', HOME, 'team/'),
  'Evil, session terraform': role('Evil', 'terraform'),
  'Evil, session Deploy': role('Evil', 'Deploy'),
  'Evil, session with a path': role('Evil', 'x:assumed-role/Deploy/ci-1'),
  'user terraform': user('terraform'),
  'user Deploy': user('Deploy'),
  'user terraform of another account': user('terraform', OTHER),
  'who typed terraform at the sign-in': { type: 'IAMUser', userName: 'terraform', accountId: HOME, principalId: '' },
  dana: role('AWSReservedSSO_Admin_0123456789abcdef', 'dana', HOME, SSO),
  bob: role('AWSReservedSSO_Admin_0123456789abcdef', 'bob', HOME, SSO),
  'a role that is called like a permission set': role('AWSReservedSSO_Admin_fedcba9876543210', 'dana'),
  'terraform, federated by user pipeline': federated('terraform', user('pipeline')),
  'terraform, federated by user mallory': federated('terraform', user('mallory')),
  'SAML subject terraform': saml('terraform', 'evil='),
  'web identity terraform': web('terraform', 'accounts.google.com'),
  'a service that says it is terraform': { type: 'AWSService', invokedBy: 'terraform' },
  'another account': { type: 'AWSAccount', principalId: 'AROAZ:terraform', accountId: OTHER },
  'unknown terraform': { type: 'Unknown', principalId: '', userName: 'terraform', accountId: HOME },
  'nobody terraform': { type: 'Unknown', userName: 'terraform' },
} satisfies Record<string, JsonObject>
type Caller = keyof typeof CALLERS

const callers = Object.entries(CALLERS).map(([name, identity]) => ({ name, finding: findingOf(identity) }))

test('each identity has an alert of its own, whatever it calls itself', () => {
  const alerts = new Map<string, string[]>()
  for (const { name, finding } of callers) {
    const key = groupKey(finding, false)
    alerts.set(key, [...(alerts.get(key) ?? []), name])
  }
  const shared = [...alerts.values()].filter(({ length }) => length > 1)
  expect(shared).toEqual([
    ['deploy', 'deploy, another session'],
    ['Evil, session terraform', 'Evil, session Deploy', 'Evil, session with a path'],
  ])
})

describe('a silence hides whom it names', () => {
  test.each<[pattern: string, hidden: readonly Caller[]]>([
    ['terraform', []],
    ['*terraform*', []],
    ['*', []],
    ['*:assumed-role/Deploy/ci-*', []],
    [`arn:aws:sts::${HOME}:assumed-role/Deploy/ci-*`, []],
    [`arn:aws:sts::${HOME}:federated-user/terraform`, []],
    [arnOf(HOME, 'role/Deploy'), ['deploy', 'deploy, another session']],
    [arnOf(HOME, 'role/*Deploy'), ['deploy', 'deploy, another session', 'Deploy by another path']],
    [arnOf('*', 'role/Deploy'), ['deploy', 'deploy, another session', 'Deploy of another account']],
    [arnOf(OTHER, 'role/Deploy'), ['Deploy of another account']],
    [arnOf(HOME, 'role/Evil'), ['Evil, session terraform', 'Evil, session Deploy', 'Evil, session with a path']],
    [arnOf(HOME, 'user/terraform'), ['user terraform']],
    [arnOf(HOME, 'user/pipeline'), ['terraform, federated by user pipeline']],
    [`IAMUser/${HOME}/user/terraform`, ['who typed terraform at the sign-in']],
    [`arn:aws:sts::${HOME}:assumed-role/AWSReservedSSO_Admin_*/dana`, ['dana']],
    [`arn:aws:sts::${HOME}:assumed-role/AWSReservedSSO_Admin_*/*`, ['dana', 'bob']],
    ['SAMLUser/evil=', ['SAML subject terraform']],
    ['WebIdentityUser/accounts.google.com', ['web identity terraform']],
    ['AWSService/terraform', ['a service that says it is terraform']],
    [`AWSAccount/${OTHER}/AROAZ`, ['another account']],
    [`Unknown/${HOME}`, ['unknown terraform']],
  ])('%s', (pattern, hidden) => {
    const matched = callers.filter(({ finding }) => matches({ principal: [pattern] }, { finding, level: 'high' }))
    expect(matched.map(({ name }) => name)).toEqual(hidden)
  })
})

describe('whatever callers choose', () => {
  /** What AWS says; of each little, so that much is the same. */
  const facts = fc.record({
    kind: fc.constantFrom('role', 'bare role', 'person', 'user', 'federated', 'saml', 'web', 'account', 'unknown'),
    account: fc.constantFrom(HOME, OTHER),
    name: fc.constantFrom('Deploy', 'terraform'),
  })
  type Facts = typeof facts extends fc.Arbitrary<infer Value> ? Value : never

  /** What a caller may call itself: as others are called, and anything else. */
  const chosen = fc.oneof(
    fc.constantFrom('Deploy', 'terraform', arnOf(HOME, 'role/Deploy'), `x:assumed-role/Deploy/terraform`, 'a/b:c', '*'),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
  )

  const identityOf = ({ kind, account, name }: Facts, text: string): JsonObject => {
    switch (kind) {
      case 'role':
        return role(name, text, account)
      case 'bare role':
        return { ...role(`${name}X`, text, account), sessionContext: { sourceIdentity: text } }
      case 'person':
        return {
          ...role('AWSReservedSSO_Admin_0123456789abcdef', name, account, SSO),
          ...{ userName: text, principalTags: { name: text } },
        }
      case 'user':
        return user(name, account)
      case 'federated':
        return federated(text, user(name, account))
      case 'saml':
        return saml(text, `${account}${name}=`)
      case 'web':
        return web(text, `${account}.${name}.example.com`)
      case 'account':
        return {
          type: 'AWSAccount',
          accountId: account,
          principalId: `AROA${name.toUpperCase()}:${text}`,
          userName: text,
        }
      default:
        return { type: 'Unknown', accountId: account, principalId: `${name}:${text}`, userName: text, arn: text }
    }
  }

  test('two callers share an alert, and a silence, when AWS says that they are one; else never', {
    tags: 'property',
  }, () => {
    fc.assert(
      fc.property(facts, chosen, facts, chosen, (ours, text, theirs, other) => {
        const [one, two] = [findingOf(identityOf(ours, text)), findingOf(identityOf(theirs, other))]
        const isSame = JSON.stringify(ours) === JSON.stringify(theirs)
        expect(groupKey(one, false) === groupKey(two, false)).toBe(isSame)
        const silence = { principal: [one.principal.identity as string] }
        expect(matches(silence, { finding: one, level: 'high' })).toBe(true)
        // A federated session is hidden with the user that it is of: it is that user's.
        const isUser = (kind: string) => kind === 'user' || kind === 'federated'
        const isOfSame =
          isUser(ours.kind) && isUser(theirs.kind) && ours.account + ours.name === theirs.account + theirs.name
        expect(matches(silence, { finding: two, level: 'high' })).toBe(isSame || isOfSame)
      }),
      { numRuns: 3000 },
    )
  })

  test('no pattern that people can write is met by a name', { tags: 'property' }, () => {
    const pattern = fc.oneof(
      chosen,
      fc.constantFrom(
        '*:assumed-role/*/*',
        `arn:aws:sts::*:assumed-role/*/terraform`,
        'arn:aws:iam::*:role/Deploy',
        '*',
      ),
      fc.constantFrom(arnOf('*', 'user/*'), arnOf(HOME, 'role/*'), 'Unknown/*', 'SAMLUser/*', '*:federated-user/*'),
    )
    fc.assert(
      fc.property(facts, chosen, chosen, pattern, (who, text, other, written) => {
        const isHidden = (name: string): boolean =>
          matches({ principal: [written] }, { finding: findingOf(identityOf(who, name)), level: 'high' })
        expect(isHidden(text)).toBe(isHidden(other))
      }),
      { numRuns: 3000 },
    )
  })
})
