/** Every cause that can keep a touch from being seen, planted into an account that is well; and that nothing is named while it is. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { canaryOf, type Sample } from '../../test/contracts/canary.ts'
import { canaryKinds } from '../canaries/index.ts'
import { patternsOf } from '../canaries/patterns.ts'
import { selectorsOf } from '../canaries/selectors.ts'
import { wantedOf } from '../canaries/wanted.ts'
import { eventPattern } from '../languages/index.ts'
import { stuckIn } from './bus.ts'
import { advanced } from './selectors.ts'
import { sightOf } from './sight.ts'
import type { BusRule, FieldSelector, Queue, Selectors, Trail, Watching } from './watching.ts'

const REGION = 'eu-west-1'
const ARN = 'arn:aws:cloudtrail:eu-west-1:123456789012:trail/main'
const EVERYTHING: Selectors = [
  [{ Field: 'eventCategory', Equals: ['Management'] }],
  ...[
    'AWS::S3::Object',
    'AWS::Lambda::Function',
    'AWS::DynamoDB::Table',
    'AWS::SQS::Queue',
    'AWS::SNS::Topic',
    'AWS::EC2::Snapshot',
  ].map((type): readonly FieldSelector[] => [
    { Field: 'eventCategory', Equals: ['Data'] },
    { Field: 'resources.type', Equals: [type] },
  ]),
]
const main: Trail = {
  ...{ name: 'main', arn: ARN, region: REGION, isMultiRegion: true, hasGlobalEvents: true, isLogging: true },
  ...{ failure: null, bucket: 'logs', selectors: EVERYTHING },
}
const queue: Queue = {
  ...{ arn: 'arn:aws:sqs:eu-west-1:123456789012:events', isGone: false, dead: 0 },
  readers: [{ name: 'ingest', state: 'Enabled', result: 'OK' }],
}

/** A canary of the kind, as in its golden. */
const of = (kind: string) => {
  const found = canaryKinds.find((one) => one.kind === kind)
  if (!found) throw new Error(`no ${kind}`)
  const golden = new URL(`../../test/golden/canaries/${kind}.json`, import.meta.url)
  const sample = JSON.parse(readFileSync(golden, 'utf8')) as Sample
  const canary = canaryOf(found, sample)
  const decoy = found.read(sample.settings).data
  if (!decoy) throw new Error('wrong settings')
  const names = decoy.names(canary.deployed)
  const patterns = patternsOf([names]).map((pattern) => eventPattern.compile(pattern))
  const rule: BusRule = {
    ...{ name: 'ours', state: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS', targets: [queue.arn] },
    matches: (event) => patterns.some(({ matches }) => matches(event)),
  }
  const watching: Watching = { region: REGION, trails: [main], rules: [rule], queues: [queue], bucket: 'logs' }
  const selectors = selectorsOf([[decoy, canary.deployed]]).map(
    ({ FieldSelectors }) => FieldSelectors as unknown as readonly FieldSelector[],
  )
  return { wanted: wantedOf(canary, found, decoy), rule, watching, selectors }
}
const KINDS = canaryKinds.map(({ kind }) => kind)

describe('an account that is well', () => {
  test.each(KINDS)('%s: every touch is seen within seconds, and nothing is named', (kind) => {
    const { wanted, watching } = of(kind)
    expect(wanted.length).toBeGreaterThan(0)
    expect(sightOf(wanted, watching)).toEqual({ blind: [], seen: 'within seconds' })
    expect(stuckIn(watching)).toEqual([])
  })

  test.each(KINDS)('%s: without the bus, within minutes', (kind) => {
    const { wanted, watching } = of(kind)
    expect(sightOf(wanted, { ...watching, rules: [] })).toEqual({ blind: [], seen: 'within minutes' })
  })

  test.each(KINDS)('%s: management events of one trail and a data trail of our own are enough', (kind) => {
    const { wanted, watching, selectors } = of(kind)
    const trails = [
      { ...main, selectors: EVERYTHING.slice(0, 1) },
      { ...main, name: 'own', selectors },
    ]
    expect(sightOf(wanted, { ...watching, trails }).blind).toEqual([])
  })

  test('what a trail lacks another may have', () => {
    const { wanted, watching } = of('secret')
    const off = { ...main, isLogging: false }
    expect(sightOf(wanted, { ...watching, trails: [off, main, off] }).blind).toEqual([])
  })
})

const management = (more: readonly FieldSelector[]): Selectors => [
  [{ Field: 'eventCategory', Equals: ['Management'] }, ...more],
  ...EVERYTHING.slice(1),
]
type Plant = readonly [cause: string, kind: string, plant: (watching: Watching, rule: BusRule) => Partial<Watching>]
const trail =
  (change: Partial<Trail>): Plant[2] =>
  () => ({ trails: [{ ...main, ...change }] })
const rule =
  (change: Partial<BusRule>): Plant[2] =>
  (_, own) => ({ rules: [{ ...own, ...change }] })

const PLANTS: readonly Plant[] = [
  ['no-trail', 'secret', () => ({ trails: [] })],
  ['trail-off', 'secret', trail({ isLogging: false })],
  ['trail-failing', 'secret', trail({ failure: 'AccessDenied' })],
  ['other-bucket', 'secret', () => ({ trails: [{ ...main, bucket: 'another' }], rules: [] })],
  ['region', 'secret', trail({ isMultiRegion: false, region: 'us-east-1' })],
  ['region', 'iam_access_key', trail({ isMultiRegion: false, region: 'us-east-1' })],
  ['region', 'iam_role', trail({ isMultiRegion: false })],
  ['global-events', 'iam_role', trail({ hasGlobalEvents: false })],
  ['selectors-unknown', 'secret', trail({ selectors: null })],
  ['write-only', 'secret', trail({ selectors: management([{ Field: 'readOnly', Equals: ['false'] }]) })],
  ['write-only', 'kms_key', trail({ selectors: advanced([{ ReadWriteType: 'WriteOnly' }]) })],
  ['write-only', 'iam_role', trail({ selectors: advanced([{ ReadWriteType: 'WriteOnly' }]) })],
  [
    'source-excluded',
    'kms_key',
    trail({ selectors: advanced([{ ExcludeManagementEventSources: ['kms.amazonaws.com'] }]) }),
  ],
  [
    'source-excluded',
    'secret',
    trail({ selectors: management([{ Field: 'eventSource', Equals: ['iam.amazonaws.com'] }]) }),
  ],
  ['data-events', 's3_bucket', trail({ selectors: EVERYTHING.slice(0, 1) })],
  ['data-events', 'dynamodb_table', trail({ selectors: advanced([{}]) })],
  [
    'not-covered',
    's3_bucket',
    trail({
      selectors: advanced([{ DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3:::another/'] }] }]),
    }),
  ],
  [
    'not-covered',
    'lambda_function',
    trail({
      selectors: [
        EVERYTHING[0] ?? [],
        [
          { Field: 'eventCategory', Equals: ['Data'] },
          { Field: 'resources.type', Equals: ['AWS::Lambda::Function'] },
          { Field: 'resources.ARN', NotStartsWith: ['arn:aws:lambda'] },
        ],
      ],
    }),
  ],
  [
    'partly-excluded',
    'secret',
    trail({ selectors: management([{ Field: 'userIdentity.arn', StartsWith: ['arn:aws:iam::123456789012:user/a'] }]) }),
  ],
  ['management-events', 'secret', trail({ selectors: EVERYTHING.slice(1) })],
  ['rule-off', 'secret', rule({ state: 'DISABLED' })],
  ['rule-without-reads', 'secret', rule({ state: 'ENABLED' })],
  ['rule-without-target', 'secret', rule({ targets: [] })],
  [
    'bus-full',
    'secret',
    (_, own) => ({ rules: Array.from({ length: 300 }, (_, at) => ({ ...own, name: `r${at}`, matches: () => false })) }),
  ],
]

describe('what keeps a touch from being seen is named', () => {
  test.each(PLANTS)('%s, for %s', (cause, kind, plant) => {
    const { wanted, watching, rule } = of(kind)
    const { blind, seen } = sightOf(wanted, { ...watching, ...plant(watching, rule) })
    const named = [...new Set(blind.flatMap(({ causes }) => causes.map(({ check }) => check)))]
    expect(named).toEqual([cause])
    for (const { events, causes } of blind) {
      expect(events.length).toBeGreaterThan(0)
      for (const { why, fix } of causes)
        expect([why, fix]).toEqual([expect.stringMatching(/^[^.]{10,}/), expect.stringMatching(/.{10}/)])
    }
    if (cause === 'no-trail' || cause === 'trail-off') expect(seen).toBe('never')
  })

  test('every check is planted', () => {
    const source = ['trails.ts', 'bus.ts'].map((name) => readFileSync(new URL(name, import.meta.url), 'utf8')).join('')
    const all = [...source.matchAll(/check: '([a-z-]+)'/g)].map(([, check]) => check)
    const planted = [...PLANTS.map(([cause]) => cause), ...STUCK.map(([cause]) => cause)]
    expect([...new Set(all)].sort()).toEqual([...new Set(planted)].sort())
  })

  test('a basic selector for a whole service, a bucket and a function covers what it says', () => {
    const covers = (kind: string, Type: string, Values: readonly string[]) => {
      const { wanted, watching } = of(kind)
      const selectors = advanced([{ DataResources: [{ Type, Values }] }])
      return sightOf(wanted, { ...watching, trails: [{ ...main, selectors }] }).blind.length === 0
    }
    expect([
      covers('s3_object', 'AWS::S3::Object', ['arn:aws:s3']),
      covers('s3_object', 'AWS::S3::Object', ['arn:aws:s3:::']),
      covers('lambda_function', 'AWS::Lambda::Function', ['arn:aws:lambda']),
    ]).toEqual([true, true, true])
  })
})

const STUCK: readonly (readonly [string, Partial<Queue>])[] = [
  ['queue-gone', { isGone: true, dead: null, readers: [] }],
  ['dead-letters', { dead: 3 }],
  ['function-off', { readers: [{ name: 'ingest', state: 'Disabled', result: 'OK' }] }],
  ['function-failing', { readers: [{ name: 'ingest', state: 'Enabled', result: 'PROBLEM: Function call failed' }] }],
]
test.each(STUCK)('what is stuck on the way is named: %s', (cause, change) => {
  const { watching } = of('secret')
  expect(stuckIn({ ...watching, queues: [queue, { ...queue, ...change }] }).map(({ check }) => check)).toEqual([cause])
})
