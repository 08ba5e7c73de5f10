/** Rules written from an event find that event, in every language, whatever its fields hold. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { JsonObject } from '../../core/json.ts'
import type { Compiled } from '../../core/language.ts'
import { eventPattern } from '../event-pattern/index.ts'
import { jq } from '../jq/index.ts'
import { sigma } from '../sigma/index.ts'
import { rulesFromEvent } from './index.ts'

/** What another client, or the same one the next time, would say otherwise. */
const VARYING: JsonObject = {
  acceptedMediaTypes: ['application/vnd.oci.image.index.v1+json', 'application/json'],
  accept: 'x',
  contentType: 'text/plain; charset=utf-8',
  ContentMD5: 'x',
  encodingType: 'url',
  formats: ['application/json'],
  clientToken: 'f0a1',
  callerReference: 'x',
  creatorRequestId: 'x',
  uploadId: 'x',
  sessionId: 'x',
  receiptHandle: 'x',
  jwt: 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJkYW5hIn0.',
  blob: 'q'.repeat(64),
  etag: 'x',
  checksumSHA256: 'x',
  image: `sha256:${'0a'.repeat(32)}`,
  trace: '0a'.repeat(16),
  id: '0f8fad5b-d9cb-469f-a165-70867728950e',
  maxResults: 100,
  requestedAt: '2026-03-04T02:14:09Z',
  since: 1_772_590_449_000,
  dryRun: false,
}

const PULL: JsonObject = {
  eventVersion: '1.09',
  eventTime: '2026-03-04T02:14:09Z',
  eventSource: 'ecr.amazonaws.com',
  eventName: 'BatchGetImage',
  eventType: 'AwsApiCall',
  awsRegion: 'eu-west-1',
  recipientAccountId: '123456789012',
  requestParameters: {
    registryId: '123456789012',
    repositoryName: 'bait',
    imageIds: [{ imageTag: 'latest' }],
    tags: ['a', 'b'],
    ...VARYING,
    enabled: true,
  },
}

const PATTERN = {
  source: ['aws.ecr'],
  'detail-type': ['AWS API Call via CloudTrail'],
  detail: {
    eventSource: ['ecr.amazonaws.com'],
    eventName: ['BatchGetImage'],
    requestParameters: {
      registryId: ['123456789012'],
      repositoryName: ['bait'],
      imageIds: { imageTag: ['latest'] },
      tags: ['a', 'b'],
      enabled: [true],
    },
  },
}

const JQ = `select(
  .eventSource == "ecr.amazonaws.com"
  and .eventName == "BatchGetImage"
  and .requestParameters.registryId? == "123456789012"
  and .requestParameters.repositoryName? == "bait"
  and any(.requestParameters.imageIds?[]?; .imageTag? == "latest")
  and any(.requestParameters.tags?[]?; . == "a" or . == "b")
  and .requestParameters.enabled? == true
)`

test('what is written', () => {
  const rules = rulesFromEvent(PULL)
  expect(JSON.parse(rules.eventPattern)).toEqual(PATTERN)
  expect(rules.jq).toBe(JQ)
  const { id, ...rest } = parse(rules.sigma) as JsonObject
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(rest).toMatchObject({
    title: 'BatchGetImage on ecr',
    logsource: { product: 'aws', service: 'cloudtrail' },
    level: 'medium',
    detection: {
      selection: {
        eventSource: 'ecr.amazonaws.com',
        eventName: 'BatchGetImage',
        'requestParameters.imageIds.imageTag': 'latest',
        'requestParameters.tags': ['a', 'b'],
      },
      condition: 'selection',
    },
  })
})

test('the same event gives the same rules, bare or in its envelope; another call another id', () => {
  expect(rulesFromEvent({ 'detail-type': 'AWS API Call via CloudTrail', source: 'aws.ecr', detail: PULL })).toEqual(
    rulesFromEvent(PULL),
  )
  const idOf = (event: JsonObject): unknown => (parse(rulesFromEvent(event).sigma) as JsonObject).id
  expect(idOf({ ...PULL, eventName: 'PutImage' })).not.toBe(idOf(PULL))
})

test.each([
  {},
  { eventName: 'X' },
  { eventName: 1, eventSource: 'x' },
  { detail: {} },
  { detail: 'x', eventSource: 'x' },
] as JsonObject[])('%j names no call', (event) => {
  expect(() => rulesFromEvent(event)).toThrow(expect.objectContaining({ name: 'CompileError' }))
})

const rulesOf = (event: JsonObject): Readonly<Record<string, Compiled>> => {
  const written = rulesFromEvent(event)
  return {
    'event-pattern': eventPattern.compile(written.eventPattern),
    jq: jq.compile(written.jq),
    sigma: sigma.compile(written.sigma),
  }
}

describe('the rules', () => {
  test('find their event and not another', () => {
    for (const rule of Object.values(rulesOf(PULL))) {
      expect(rule.evaluate(PULL)).toMatchObject({ matched: true })
      expect(rule.matches({ ...PULL, eventName: 'PutImage' })).toBe(false)
      expect(
        rule.matches({
          ...PULL,
          requestParameters: { ...(PULL.requestParameters as JsonObject), repositoryName: 'other' },
        }),
      ).toBe(false)
      expect(rule.evaluate({ ...PULL, requestParameters: 'of another shape' })).toEqual({ matched: false })
      expect(rule.evaluate({ ...PULL, requestParameters: null })).toEqual({ matched: false })
    }
    expect(eventPattern.compile(rulesFromEvent(PULL).eventPattern).warnings).toEqual([])
  })

  test('find their event whatever it holds', { tags: 'property' }, () => {
    const hostile = fc.oneof(
      fc.constantFrom(
        '*',
        '?',
        '\\',
        '\\*',
        '\\\\*',
        '"',
        "'",
        '\\(.x)',
        '#{',
        '{{',
        '---',
        ': ',
        ' x ',
        '|',
        '&a',
        '!!int 1',
        'null',
        'true',
        '1e3',
        '0x10',
        '~',
        '\n',
        '\u0000',
        '\u2028',
        'é😀',
        '$or',
        '10.0.0.1',
        '::1',
        '%s',
        '\t',
      ),
      fc.string(),
      fc.string({ unit: 'binary' }),
    )
    const name = fc
      .oneof(
        hostile,
        fc.tuple(hostile, hostile).map((parts) => parts.join('')),
      )
      .filter((text) => text !== '' && !/[\ud800-\udfff]/u.test(text))
    const key = fc.constantFrom(
      'a',
      'b-c',
      '9',
      'D_e',
      'items',
      '__proto__',
      'constructor',
      'x.y',
      '$or',
      'exists',
      'prefix',
      'q|contains',
      'and',
      'if',
      '',
    )
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: 'small' },
        name,
        hostile,
        fc.integer(),
        fc.double(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('any'), { maxLength: 4 }),
        tie('object'),
      ),
      object: fc.dictionary(key, tie('any'), { maxKeys: 4 }),
    })).object
    let withParameters = 0
    fc.assert(
      fc.property(name, name, value, (eventSource, eventName, requestParameters) => {
        const event = JSON.parse(JSON.stringify({ eventSource, eventName, requestParameters })) as JsonObject
        if (rulesFromEvent(event).jq.includes('.requestParameters')) withParameters++
        for (const [language, rule] of Object.entries(rulesOf(event)))
          expect({ language, ...rule.evaluate(event) }).toMatchObject({ language, matched: true })
      }),
      { numRuns: 2_000 },
    )
    expect(withParameters).toBeGreaterThan(500)
  })
})
