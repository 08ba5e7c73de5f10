/** The pattern language by example: what matches, what is refused and where, what explain says. */
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../core/json.ts'
import { CompileError, type Problem } from '../../core/problem.ts'
import { eventPattern } from './index.ts'

const problemsOf = (body: JsonObject | string): readonly Problem[] => {
  try {
    eventPattern.compile(body)
  } catch (error) {
    if (error instanceof CompileError) return error.problems
    throw error
  }
  return []
}

const MATCHES: readonly (readonly [name: string, pattern: JsonObject, event: JsonObject, matches: boolean])[] = [
  ['exact string', { a: ['x', 'y'] }, { a: 'y' }, true],
  ['exact is case-sensitive', { a: ['x'] }, { a: 'X' }, false],
  ['a string is not a number', { a: ['5'] }, { a: 5 }, false],
  ['5, 5.0 and 5e0 are one number', { a: [5] }, JSON.parse('{"a": 5.0e0}') as JsonObject, true],
  ['true is not "true"', { a: [true] }, { a: 'true' }, false],
  ['null', { a: [null] }, { a: null }, true],
  ['null is not absent', { a: [null] }, {}, false],
  ['exists: null counts', { a: [{ exists: true }] }, { a: null }, true],
  ['exists: an object is no leaf', { a: [{ exists: true }] }, { a: { b: 1 } }, false],
  ['exists: an empty array is nothing', { a: [{ exists: true }] }, { a: [] }, false],
  ['absent', { a: [{ exists: false }] }, { b: 1 }, true],
  ['absent or a value', { a: ['x', { exists: false }] }, { a: 'y' }, false],
  ['all fields must match', { a: ['x'], b: ['y'] }, { a: 'x', b: 'z' }, false],
  ['an array matches by any element', { a: ['x'] }, { a: ['y', 'x'] }, true],
  ['prefix', { a: [{ prefix: 'Del' }] }, { a: 'DeleteUser' }, true],
  ['prefix is for strings', { a: [{ prefix: '1' }] }, { a: 12 }, false],
  ['prefix in any case', { a: [{ prefix: { 'equals-ignore-case': 'dEL' } }] }, { a: 'DeleteUser' }, true],
  ['suffix', { a: [{ suffix: 'User' }] }, { a: 'DeleteUser' }, true],
  ['suffix in any case', { a: [{ suffix: { 'equals-ignore-case': 'USER' } }] }, { a: 'DeleteUser' }, true],
  ['equals-ignore-case', { a: [{ 'equals-ignore-case': 'ROOT' }] }, { a: 'root' }, true],
  ['the Kelvin sign is no k', { a: [{ 'equals-ignore-case': 'k' }] }, { a: '\u212a' }, false],
  ['upper case may be longer', { a: [{ 'equals-ignore-case': 'straße' }] }, { a: 'STRASSE' }, true],
  ['suffix with longer upper case', { a: [{ suffix: { 'equals-ignore-case': 'aß' } }] }, { a: 'xASS' }, true],
  ['wildcard', { a: [{ wildcard: 'arn:*:user/*-bot' }] }, { a: 'arn:aws:iam::123456789012:user/x-bot' }, true],
  ['wildcard may stand for nothing', { a: [{ wildcard: 'a*b*' }] }, { a: 'ab' }, true],
  ['wildcard parts may not overlap', { a: [{ wildcard: 'ab*ba' }] }, { a: 'aba' }, false],
  ['escaped star', { a: [{ wildcard: 'a\\*b' }] }, { a: 'axb' }, false],
  ['escaped star is a star', { a: [{ wildcard: '*\\**' }] }, { a: 'a*b' }, true],
  ['escaped backslash', { a: [{ wildcard: 'a\\\\*' }] }, { a: 'a\\b' }, true],
  ['anything-but', { a: [{ 'anything-but': ['x', 'y'] }] }, { a: 'z' }, true],
  ['anything-but wants a value', { a: [{ 'anything-but': 'x' }] }, {}, false],
  ['anything but a string: a number will do', { a: [{ 'anything-but': 'x' }] }, { a: 5 }, true],
  ['anything-but number', { a: [{ 'anything-but': 5 }] }, { a: 5 }, false],
  ['anything-but prefix list', { a: [{ 'anything-but': { prefix: ['Get', 'List'] } }] }, { a: 'ListUsers' }, false],
  ['anything-but suffix', { a: [{ 'anything-but': { suffix: 'bot' } }] }, { a: 'robot' }, false],
  ['anything-but in any case', { a: [{ 'anything-but': { 'equals-ignore-case': ['X'] } }] }, { a: 'x' }, false],
  ['anything-but wildcard', { a: [{ 'anything-but': { wildcard: '*bot*' } }] }, { a: 'bottle' }, false],
  ['anything-but over an array: one other element suffices', { a: [{ 'anything-but': 'x' }] }, { a: ['x', 'y'] }, true],
  ['numeric range', { a: [{ numeric: ['>', 0, '<=', 5] }] }, { a: 5 }, true],
  ['numeric range, open end', { a: [{ numeric: ['>=', 0, '<', 5] }] }, { a: 5 }, false],
  ['numeric equality', { a: [{ numeric: ['=', 301.8] }] }, { a: 3.018e2 }, true],
  ['numeric is for numbers', { a: [{ numeric: ['>', 0] }] }, { a: '5' }, false],
  ['cidr', { a: [{ cidr: '198.51.100.0/24' }] }, { a: '198.51.100.200' }, true],
  ['cidr of an address inside', { a: [{ cidr: '198.51.100.77/24' }] }, { a: '198.51.100.1' }, true],
  ['cidr outside', { a: [{ cidr: '198.51.100.0/25' }] }, { a: '198.51.100.128' }, false],
  ['cidr v6', { a: [{ cidr: '2001:db8::/32' }] }, { a: '2001:DB8:0:1::5' }, true],
  ['cidr of a service name', { a: [{ cidr: '0.0.0.0/0' }] }, { a: 'cloudformation.amazonaws.com' }, false],
  ['an address equals itself however written', { a: ['2001:db8::1'] }, { a: '2001:0DB8:0:0:0:0:0:1' }, true],
  ['$or, first branch', { $or: [{ a: ['x'] }, { b: ['y'] }] }, { a: 'x' }, true],
  ['$or, no branch', { $or: [{ a: ['x'] }, { b: ['y'] }] }, { a: 'y' }, false],
  ['$or and the rest', { c: ['z'], $or: [{ a: ['x'] }, { b: ['y'] }] }, { b: 'y' }, false],
  ['two $or', { $or: [{ a: [1] }, { a: [2] }], b: { $or: [{ c: [1] }, { d: [1] }] } }, { a: 2, b: { d: 1 } }, true],
  ['$or inside $or', { $or: [{ a: [1], $or: [{ b: [1] }, { c: [1] }] }, { d: [1] }] }, { a: 1, c: 1 }, true],
  ['a branch replaces a field given before', { a: ['x'], $or: [{ a: ['y'] }, { b: [1] }] }, { a: 'y' }, true],
  ['$or as the name of a field', { $or: { a: ['x'] } }, { $or: { a: 'x' } }, true],
  ['$or as the name of a field with values', { $or: ['x', 'y'] }, { $or: 'y' }, true],
  ['dots in a pattern key', { 'a.b': ['x'] }, { a: { b: 'x' } }, true],
  ['dots in an event key', { a: { b: ['x'] } }, { 'a.b': 'x' }, true],
  ['inherited names are missing', { constructor: [{ exists: true }] }, {}, false],
  [
    '__proto__ is a field like any other',
    JSON.parse('{"__proto__": {"a": ["x"]}}') as JsonObject,
    JSON.parse('{"__proto__": {"a": "x"}}') as JsonObject,
    true,
  ],
  ['fields of one element', { l: { a: [1], b: [2] } }, { l: [{ a: 1, b: 2 }] }, true],
  ['fields of different elements', { l: { a: [1], b: [2] } }, { l: [{ a: 1 }, { b: 2 }] }, false],
  ['nested arrays', { l: { a: [1], b: [2] } }, { l: [[{ a: 1 }, { b: 2 }], [{ a: 1, b: 2 }]] }, true],
  [
    'sibling arrays are independent',
    { l: { a: [1] }, m: { b: [2] } },
    { l: [{ a: 0 }, { a: 1 }], m: [{ b: 2 }, { b: 0 }] },
    true,
  ],
  ['absent in the chosen element', { l: { a: [1], b: [{ exists: false }] } }, { l: [{ b: 1 }, { a: 1 }] }, true],
  [
    'absence is decided in the order of names',
    { l: { a: [{ exists: false }], b: [1] } },
    { l: [{ a: 1 }, { b: 1 }] },
    false,
  ],
]

describe('matching', () => {
  test.each(MATCHES)('%s', (_, pattern, event, matches) => {
    const rule = eventPattern.compile(pattern)
    expect(rule.matches(event)).toBe(matches)
    expect(eventPattern.compile(JSON.stringify(pattern)).evaluate(event)).toEqual({ matched: matches })
  })
})

const ECR = {
  source: ['aws.ecr'],
  'detail-type': ['AWS API Call via CloudTrail'],
  detail: {
    eventSource: ['ecr.amazonaws.com'],
    eventName: ['BatchGetImage'],
    requestParameters: { repositoryName: ['bait'], imageIds: { imageTag: ['latest'] } },
  },
}
const PULL = {
  eventVersion: '1.09',
  eventSource: 'ecr.amazonaws.com',
  eventName: 'BatchGetImage',
  eventType: 'AwsApiCall',
  eventTime: '2026-03-04T02:14:09Z',
  eventID: '11111111-2222-4333-8444-555555555555',
  awsRegion: 'eu-west-1',
  recipientAccountId: '123456789012',
  requestParameters: { repositoryName: 'bait', imageIds: [{ imageTag: 'old' }, { imageTag: 'latest' }] },
}

describe('the envelope of a bare record', () => {
  const cases: readonly (readonly [pattern: JsonObject, record: JsonObject, matches: boolean])[] = [
    [ECR, PULL, true],
    [
      {
        account: ['123456789012'],
        region: ['eu-west-1'],
        time: [{ prefix: '2026-03' }],
        detail: { eventName: ['BatchGetImage'] },
      },
      PULL,
      true,
    ],
    [{ 'detail-type': ['AWS Console Sign In via CloudTrail'] }, { ...PULL, eventType: 'AwsConsoleSignIn' }, true],
    [
      { 'detail-type': ['AWS Console Sign In via CloudTrail'] },
      { eventSource: 'signin.amazonaws.com', eventName: 'ConsoleLogin' },
      true,
    ],
    [{ 'detail-type': ['AWS Service Event via CloudTrail'] }, { ...PULL, eventType: 'AwsServiceEvent' }, true],
    [{ 'detail-type': ['AWS Console Action via CloudTrail'] }, { ...PULL, eventType: 'AwsConsoleAction' }, true],
    [{ 'detail-type': ['AWS API Call via CloudTrail'] }, { ...PULL, eventType: 'constructor' }, true],
    [{ source: ['aws.ecr'] }, { ...PULL, eventSource: 7 }, false],
    [{ detail: { eventName: ['CreateUser'] } }, { eventName: 'Other', detail: { eventName: 'CreateUser' } }, false],
    [{ eventName: ['BatchGetImage'] }, PULL, true],
    [{ resources: { ARN: ['arn:aws:s3:::bait'] } }, { ...PULL, resources: [{ ARN: 'arn:aws:s3:::bait' }] }, true],
    [{ source: ['order-service'] }, { source: 'order-service' }, true],
  ]
  test.each(cases)('%j over %j: %j', (pattern, record, matches) => {
    expect(eventPattern.compile(pattern).matches(record)).toBe(matches)
  })
  test('an envelope is taken as it is', () => {
    expect(
      eventPattern
        .compile(ECR)
        .matches({ source: 'aws.ecr', 'detail-type': 'AWS API Call via CloudTrail', detail: PULL }),
    ).toBe(true)
    expect(
      eventPattern
        .compile(ECR)
        .matches({ source: 'aws.s3', 'detail-type': 'AWS API Call via CloudTrail', detail: PULL }),
    ).toBe(false)
  })
})

describe('what is refused, and where', () => {
  const texts: readonly (readonly [body: string, offset: number, message: RegExp])[] = [
    ['{"a": "x"}', 6, /"a" must be a list/],
    ['{"a": []}', 6, /empty list/],
    ['{"a": {}}', 6, /empty object/],
    ['{}', 0, /empty object/],
    ['[]', 0, /is an object/],
    ['{"a": [["x"]]}', 7, /another list/],
    ['{"a": [{}]}', 7, /is empty/],
    ['{"a": [{"like": "x"}]}', 8, /no match expression "like"/],
    ['{"a": [{"prefix": "x", "suffix": "y"}]}', 23, /exactly one key/],
    ['{"a": [{"prefix": 1}]}', 18, /must be a string/],
    ['{"a": [{"prefix": {"wildcard": "x"}}]}', 19, /knows no "wildcard"/],
    ['{"a": [{"wildcard": "x**"}]}', 20, /two "\*" in a row/],
    ['{"a": [{"wildcard": "x\\\\y"}]}', 20, /escapes nothing/],
    ['{"a": [{"exists": "true"}]}', 18, /true or false/],
    ['{"a": [{"cidr": "198.51.100.0"}]}', 16, /exactly one "\/"/],
    ['{"a": [{"cidr": "198.51.100.0/32"}]}', 16, /at most 31/],
    ['{"a": [{"cidr": "198.51.100.256/8"}]}', 16, /not an IP address/],
    ['{"a": [{"anything-but": []}]}', 24, /takes strings or numbers/],
    ['{"a": [{"anything-but": ["x", 1]}]}', 24, /not both/],
    ['{"a": [{"anything-but": [true]}]}', 25, /takes strings or numbers/],
    ['{"a": [{"anything-but": {"prefix": ""}}]}', 35, /empty "prefix"/],
    ['{"a": [{"anything-but": {"cidr": "x"}}]}', 25, /knows no "cidr"/],
    ['{"a": [{"numeric": []}]}', 19, /expects one of/],
    ['{"a": [{"numeric": [">"]}]}', 20, /followed by a number/],
    ['{"a": [{"numeric": ["=", "1"]}]}', 25, /followed by a number/],
    ['{"a": [{"numeric": ["=", 1e309]}]}', 25, /can be compared/],
    ['{"a": [{"numeric": ["=", 0.12345678901234567890]}]}', 25, /can be compared/],
    ['{"a": [{"numeric": ["<", 1, ">", 0]}]}', 33, /lower bound/],
    ['{"a": [{"numeric": [">", 1, "<", 1]}]}', 33, /less than/],
    ['{"a": [{"numeric": [">", 1, "<", 3, "<", 4]}]}', 41, /at most two/],
    ['{"$or": [{"a": [1]}]}', 8, /at least two/],
    ['{"$or": [{"a": [1]}, 5]}', 21, /objects only/],
    ['{"$or": [{"prefix": {"x": [1]}}, {"a": [1]}]}', 10, /reserved/],
    ['{"a": [1,]}', 9, /comma/],
    ['{"a": [1 2]}', 9, /expected "," or "\]"/],
    ["{'a': [1]}", 1, /expected a string/],
    ['{"a": [1]', 9, /the end of the text/],
    ['{"a": [1]} x', 11, /the end of the pattern/],
    ['{"a": [01]}', 8, /expected "," or "\]"/],
    ['{"a": ["\\x"]}', 7, /escape/],
    ['', 0, /the end of the text/],
    [`${'{"a":'.repeat(300)}[1]${'}'.repeat(300)}`, 1005, /nested more than/],
  ]
  test.each(texts)('%s', (body, offset, message) => {
    const [first] = problemsOf(body)
    expect(first?.message).toMatch(message)
    expect(first?.offset).toBe(offset)
  })

  test('every problem is reported, with the path in a structure', () => {
    const problems = problemsOf({ detail: { eventName: 'CreateUser', eventSource: [], errorCode: [{ exists: 'no' }] } })
    expect(problems.map(({ path }) => path)).toEqual([
      ['detail', 'eventName'],
      ['detail', 'eventSource'],
      ['detail', 'errorCode', 0, 'exists'],
    ])
    expect(problems[0]?.hint).toBe('write ["CreateUser"]')
  })

  test('$or lists that multiply beyond reason', () => {
    const or = { $or: Array.from({ length: 30 }, (_, i) => ({ x: [i] })) }
    expect(problemsOf({ a: or, b: or, c: or })[0]?.message).toMatch(/alternatives/)
  })
})

describe('couldMatch', () => {
  const cases: readonly (readonly [pattern: JsonObject, name: string, could: boolean | undefined])[] = [
    [{ detail: { eventName: ['CreateUser'] } }, 'CreateUser', true],
    [{ detail: { eventName: ['CreateUser'] } }, 'DeleteUser', false],
    [{ eventName: [{ prefix: 'Delete' }] }, 'DeleteUser', true],
    [{ eventName: [{ 'anything-but': ['AssumeRole'] }] }, 'AssumeRole', false],
    [{ eventName: [{ exists: false }] }, 'AssumeRole', false],
    [{ detail: { $or: [{ eventName: ['A'] }, { eventName: ['B'], errorCode: ['x'] }] } }, 'C', false],
    [{ detail: { $or: [{ eventName: ['A'] }, { errorCode: ['x'] }] } }, 'C', undefined],
    [{ detail: { eventSource: ['iam.amazonaws.com'] } }, 'C', undefined],
  ]
  test.each(cases)('%j, %s: %j', (pattern, name, could) => {
    expect(eventPattern.compile(pattern).couldMatch?.(name)).toBe(could)
  })
})

describe('explain', () => {
  test('one line a field, in the order of the pattern', () => {
    expect(eventPattern.compile(ECR).explain({ ...PULL, eventName: 'PutImage' })).toEqual([
      { text: 'source is "aws.ecr"', outcome: 'yes', depth: 0, saw: 'aws.ecr' },
      {
        text: 'detail-type is "AWS API Call via CloudTrail"',
        outcome: 'yes',
        depth: 0,
        saw: 'AWS API Call via CloudTrail',
      },
      { text: 'detail.eventSource is "ecr.amazonaws.com"', outcome: 'yes', depth: 0, saw: 'ecr.amazonaws.com' },
      { text: 'detail.eventName is "BatchGetImage"', outcome: 'no', depth: 0, saw: 'PutImage' },
      { text: 'detail.requestParameters.repositoryName is "bait"', outcome: 'yes', depth: 0, saw: 'bait' },
      {
        text: 'detail.requestParameters.imageIds.imageTag is "latest"',
        outcome: 'yes',
        depth: 0,
        saw: ['old', 'latest'],
      },
    ])
  })
  test('fields that hold in different elements only', () => {
    const rule = eventPattern.compile({ l: { a: [1], b: [{ numeric: ['>', 1] }, { exists: false }] } })
    expect(rule.explain({ l: [{ a: 1, b: 0 }, { b: 2 }] })).toEqual([
      { text: 'l.a is 1', outcome: 'yes', depth: 0, saw: 1 },
      { text: 'l.b > 1 or is absent', outcome: 'yes', depth: 0, saw: [0, 2] },
      { text: 'all of these within the same element of each array', outcome: 'no', depth: 0, heading: true },
    ])
  })
  test('alternatives', () => {
    const rule = eventPattern.compile({ s: ['x'], $or: [{ a: [1] }, { b: [2] }, { c: [3] }] })
    expect(rule.explain({ s: 'x', b: 2 })).toEqual([
      { text: 's is "x"', outcome: 'yes', depth: 0, saw: 'x' },
      { text: 'one of', outcome: 'yes', depth: 0, heading: true },
      { text: 'alternative 1 of 3', outcome: 'no', depth: 1, heading: true },
      { text: 'a is 1', outcome: 'no', depth: 2 },
      { text: 'alternative 2 of 3', outcome: 'yes', depth: 1, heading: true },
      { text: 'b is 2', outcome: 'yes', depth: 2, saw: 2 },
      { text: 'alternative 3 of 3', outcome: 'not-reached', depth: 1, heading: true },
    ])
  })
})
