/** What every canary kind keeps: a touch alerts, a denied touch alerts by its text, and what only looks like one does not. */
import { expect, test } from 'vitest'
import { canaryRules } from '../../src/app/rules/canary-rules.ts'
import type { Canary, Grade } from '../../src/canaries/canary.ts'
import type { CanaryKind } from '../../src/canaries/define.ts'
import { patternsOf } from '../../src/canaries/patterns.ts'
import { templateOf } from '../../src/canaries/template.ts'
import type { JsonObject } from '../../src/core/json.ts'
import { eventPattern } from '../../src/languages/index.ts'

/** The written half of a golden: one canary of the kind, and records as CloudTrail writes them, without what all records have. */
export interface Sample {
  readonly settings: JsonObject
  readonly ids: Readonly<Record<string, string>>
  /** What makes it this one and no other: in every record that touches it stands one of these. */
  readonly own: readonly string[]
  readonly content: readonly JsonObject[]
  /** Of its content too, and of those who deploy it nothing. */
  readonly change?: readonly JsonObject[]
  readonly posture: readonly JsonObject[]
  /** Refused: without request and resources wherever CloudTrail leaves them out. */
  readonly denied: readonly JsonObject[]
  /** Near misses of this kind. */
  readonly others: readonly JsonObject[]
}

const ACCOUNT = '123456789012'
const user = (name: string) => ({
  ...{ type: 'IAMUser', principalId: 'AIDACKCEVSQ6C2EXAMPLE', accountId: ACCOUNT, accessKeyId: 'AKIAIOSFODNN7EXAMPLE' },
  ...{ arn: `arn:aws:iam::${ACCOUNT}:user/${name}`, userName: name },
})
const session = (role: string, name = 'session') => ({
  ...{ type: 'AssumedRole', arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/${name}`, accountId: ACCOUNT },
  sessionContext: { sessionIssuer: { type: 'Role', arn: `arn:aws:iam::${ACCOUNT}:role/${role}`, userName: role } },
})

/** Names of other things, from the name of ours. */
const LIKENESSES: readonly ((own: string) => string)[] = [
  (own) => `${own}2`,
  (own) => `${own}-old`,
  (own) => `0${own}`,
  (own) => `old-${own}`,
  () => 'another',
]

export const canaryOf = (kind: CanaryKind, { settings, ids }: Sample): Canary => ({
  ...{ id: 'c1', kind: kind.kind, settings, placement: 'a page of the wiki' },
  deployed: { partition: 'aws', region: 'eu-west-1', account: ACCOUNT, ids },
  deployers: [`arn:aws:iam::${ACCOUNT}:role/Deploy`],
  benign: [`arn:aws:iam::${ACCOUNT}:role/Scanner`],
})

const whole = (kind: CanaryKind, record: JsonObject): JsonObject => ({
  ...{ eventVersion: '1.11', userIdentity: user('dana'), eventTime: '2026-03-04T02:14:09Z' },
  ...{ eventSource: kind.source ?? '' },
  ...{ awsRegion: 'eu-west-1', sourceIPAddress: '198.51.100.7', userAgent: 'aws-cli/2.15.0' },
  ...{ requestParameters: null, responseElements: null, eventID: '8f0c1e52-7c5b-4f0e-9d57-0c6a3f6f2b11' },
  ...{ readOnly: true, eventType: 'AwsApiCall', managementEvent: true, recipientAccountId: ACCOUNT },
  ...record,
})

export const canaryContract = (kind: CanaryKind, sample: Sample): void => {
  const canary = canaryOf(kind, sample)
  const decoy = kind.read(sample.settings).data
  if (!decoy) throw new Error(`the settings of the sample of ${kind.kind} are wrong`)
  const rules = canaryRules([canary])
  const patterns = patternsOf([decoy.names(canary.deployed)]).map((pattern) => eventPattern.compile(pattern))
  const grades = (record: JsonObject): readonly Grade[] =>
    rules
      .filter(({ compiled }) => compiled.couldMatch?.(String(record.eventName)) !== false && compiled.matches(record))
      .map(({ level }) => (level === 'critical' ? 'content' : 'posture'))
  const isForwarded = (record: JsonObject): boolean => patterns.some((pattern) => pattern.matches(record))

  const touches = (['content', 'change', 'posture'] as const).flatMap((list) =>
    (sample[list] ?? []).map((record) => ({
      ...{ list, grade: list === 'change' ? ('content' as const) : list },
      ...{ record: whole(kind, record), byCaller: 'userIdentity' in record },
    })),
  )
  const byOthers = touches.filter(({ byCaller }) => !byCaller)
  const name = ({ record }: { readonly record: JsonObject }): string => String(record.eventName)
  const changed = (change: JsonObject, those = byOthers) =>
    those.map(({ grade, record }) => [grade, name({ record }), grades({ ...record, ...change })] as const)
  const always = (found: readonly Grade[], those = byOthers) =>
    those.map((one) => [one.grade, name(one), found] as const)
  const asItself = (those = byOthers) => those.map((one) => [one.grade, name(one), [one.grade]] as const)

  test('a touch alerts with its grade, and every grade is shown', () => {
    expect(changed({}, touches)).toEqual(asItself(touches))
    expect([...new Set(touches.map(({ grade }) => grade))]).toEqual(
      [...new Set(decoy.sees.map(({ grade }) => grade))].sort(),
    )
  })

  test('a denied touch alerts', () => {
    const denied = sample.denied.map((record) => whole(kind, { errorCode: 'AccessDenied', ...record }))
    expect(denied.length).toBeGreaterThan(0)
    expect(denied.map((record) => [record.eventName, grades(record).length, isForwarded(record)])).toEqual(
      denied.map((record) => [record.eventName, 1, true]),
    )
  })

  test('what the rule matches, the pattern lets through', () => {
    expect(touches.filter(({ record }) => !isForwarded(record)).map(name)).toEqual([])
  })

  test('another thing, whose name contains ours or not, is nothing', () => {
    const likes = LIKENESSES.flatMap((like) =>
      touches.map(({ record }) => {
        const text = sample.own.reduce((text, own) => text.replaceAll(own, like(own)), JSON.stringify(record))
        return JSON.parse(text) as JsonObject
      }),
    )
    const same = touches.map(({ record }) => JSON.stringify(record))
    expect(likes.filter((record) => same.includes(JSON.stringify(record)))).toEqual([])
    expect(likes.filter((record) => grades(record).length > 0)).toEqual([])
  })

  test.each<[string, readonly Grade[], JsonObject]>([
    ['an AWS service', [], { userIdentity: { type: 'AWSService', invokedBy: 'config.amazonaws.com' } }],
    [
      'a service-linked role',
      [],
      { userIdentity: session('aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig') },
    ],
    ['who is named as benign', [], { userIdentity: session('Scanner') }],
    ['a sweep that names nothing', [], { requestParameters: {}, resources: [], errorMessage: '' }],
    ['the same call of another service', [], { eventSource: 'example.amazonaws.com' }],
    ['the record of another account', [], { recipientAccountId: '111122223333' }],
  ])('%s', (_, found, change) => {
    expect(changed(change)).toEqual(always(found))
  })

  test('the deployer is news only for what it reads or uses, and that not through CloudFormation', () => {
    const userIdentity = session('Deploy')
    expect(changed({ userIdentity })).toEqual(
      byOthers.map((one) => [one.grade, name(one), one.list === 'content' ? ['content'] : []]),
    )
    const throughStack = { ...userIdentity, invokedBy: 'cloudformation.amazonaws.com' }
    expect(changed({ userIdentity: throughStack })).toEqual(always([]))
  })

  test('whoever else uses CloudFormation is news', () => {
    const userIdentity = { ...session('Developer'), invokedBy: 'cloudformation.amazonaws.com' }
    expect(changed({ userIdentity })).toEqual(asItself())
  })

  test.each<[string, JsonObject]>([
    ['a user agent', { userAgent: 'cloudformation.amazonaws.com', sourceIPAddress: 'cloudformation.amazonaws.com' }],
    ['the name of a session', { userIdentity: session('Developer', 'aws-service-role') }],
    ['a user with the name of a benign role', { userIdentity: user('Scanner') }],
  ])('%s, which a caller chooses, makes nobody benign', (_, change) => {
    expect(changed(change)).toEqual(asItself())
  })

  test('near misses are nothing', () => {
    expect(sample.others.map((record) => whole(kind, record)).filter((record) => grades(record).length > 0)).toEqual([])
  })

  test('no bait says what it is in its template', () => {
    expect(JSON.stringify(templateOf([decoy]))).not.toMatch(/canary|honey|decoy|bait|trap|tattletrail/i)
  })
}
