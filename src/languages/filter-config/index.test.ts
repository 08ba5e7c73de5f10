/** The blog's filter: two unanchored expressions, one after the other. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cpuTime } from '../../../test/cpu-time.ts'
import type { JsonObject } from '../../core/json.ts'
import { CompileError, type Problem } from '../../core/problem.ts'
import { type FilterConfig, filterConfig } from './index.ts'

const BLOG = {
  source: 'iam|signin|sts',
  regexp: 'Password|AccessKey|PutRolePolicy|User|Token|Login',
  sns: { region: 'us-west-2', topicARN: 'arn:aws:sns:us-west-2:123456789012:PushNotifications' },
}

describe('matching', () => {
  const cases: readonly (readonly [record: JsonObject, matches: boolean])[] = [
    [{ eventSource: 'iam.amazonaws.com', eventName: 'CreateUser' }, true],
    [{ eventSource: 'iam.amazonaws.com', eventName: 'CreateRole' }, false],
    [{ eventSource: 'signin.amazonaws.com', eventName: 'ConsoleLogin' }, true],
    [{ eventSource: 'ec2.amazonaws.com', eventName: 'CreateUser' }, false],
    // Unanchored: "sts" is found in the middle of a name too.
    [{ eventSource: 'hosts.example.com', eventName: 'XTokenX' }, true],
    [{ eventSource: 'iam.amazonaws.com' }, false],
    [{ eventSource: ['iam'], eventName: 'CreateUser' }, false],
    [{ eventSource: 'iam.amazonaws.com', eventName: { User: 1 } }, false],
    [JSON.parse('{"__proto__": {"eventSource": "iam", "eventName": "User"}}') as JsonObject, false],
    [{}, false],
  ]
  test.each(cases)('%j: %j', (record, matches) => {
    const rule = filterConfig.compile(BLOG)
    expect(rule.matches(record)).toBe(matches)
    expect(filterConfig.compile(JSON.stringify(BLOG)).evaluate(record)).toEqual({ matched: matches })
  })

  test('couldMatch never rules out a record that matches', { tags: 'property' }, () => {
    const name = fc.constantFrom('CreateUser', 'ConsoleLogin', 'ListRoles', '')
    const rule = filterConfig.compile(BLOG)
    fc.assert(
      fc.property(name, fc.constantFrom('iam', 'ec2', 'sts'), (eventName, eventSource) => {
        expect(rule.couldMatch?.(eventName) === false && rule.matches({ eventName, eventSource })).toBe(false)
      }),
    )
    expect(rule.couldMatch?.('ListRoles')).toBe(false)
  })

  test('explain tells the two steps', () => {
    const rule = filterConfig.compile({ source: 'iam', regexp: '^Create' })
    expect(rule.explain({ eventSource: 'iam.amazonaws.com', eventName: 'ListUsers' })).toEqual([
      { text: 'eventSource matches /iam/', outcome: 'yes', depth: 0, saw: 'iam.amazonaws.com' },
      { text: 'eventName matches /^Create/', outcome: 'no', depth: 0, saw: 'ListUsers' },
    ])
    expect(rule.explain({ eventName: 'CreateUser' })).toEqual([
      { text: 'eventSource matches /iam/', outcome: 'no', depth: 0 },
      { text: 'eventName matches /^Create/', outcome: 'not-reached', depth: 0 },
    ])
  })

  test('a hostile name in linear time', { tags: 'scale' }, () => {
    const rule = filterConfig.compile({ source: '^(a+)+$', regexp: '(x+x+)+y' })
    const hostile = { eventSource: 'a'.repeat(1_000_000), eventName: 'x'.repeat(1_000_000) }
    const cost = cpuTime(() => expect(rule.matches(hostile)).toBe(false))
    expect(cost).toBeLessThan(5_000)
  })
})

describe('what is refused, and where', () => {
  const problemsOf = (body: unknown): readonly Problem[] => {
    try {
      filterConfig.compile(body as FilterConfig)
    } catch (error) {
      if (error instanceof CompileError) return error.problems
      throw error
    }
    return []
  }
  const cases: readonly (readonly [body: unknown, problem: Partial<Problem>])[] = [
    ['{"source": "iam"', { message: expect.stringMatching(/not valid JSON/) as string }],
    ['[]', { path: [] }],
    [7, { path: [] }],
    [{ source: 'iam' }, { message: '"regexp" is missing', path: [] }],
    [
      { source: ['iam'], regexp: 'x' },
      { message: expect.stringMatching(/must be a string/) as string, path: ['source'] },
    ],
    [
      { source: 'iam', regexp: 'x', sms: {} },
      { message: 'unknown key "sms"', path: ['sms'] },
    ],
    [{ source: 'iam', regexp: 'x', sns: 'arn' }, { path: ['sns'] }],
    [{ source: 'iam', regexp: 'x', sns: { topicArn: 'arn' } }, { path: ['sns', 'topicArn'] }],
    [{ source: 'iam', regexp: 'x', sns: { region: 1 } }, { path: ['sns', 'region'] }],
    [
      { source: 'iam', regexp: 'Create(?!Role)' },
      { path: ['regexp'], offset: 6, hint: expect.stringMatching(/RE2/) as string },
    ],
    [
      { source: '(iam', regexp: 'x' },
      { path: ['source'], offset: 0 },
    ],
  ]
  test.each(cases)('%j', (body, problem) => {
    expect(problemsOf(body)).toEqual([expect.objectContaining(problem)])
  })
  test('all at once', () => {
    expect(problemsOf({ source: '(', regexp: '[', other: 1 })).toHaveLength(3)
  })
})
