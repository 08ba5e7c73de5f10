/** The built-in pack: every rule compiles, says what its tests say, and keeps the house rules. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { toEvent } from '../src/cloudtrail/event.ts'
import type { Rule } from '../src/core/rule.ts'
import { createRuleSet } from '../src/detect/rule-set.ts'
import { helperNames, voice } from '../src/detect/voice/index.ts'
import { compileMessage } from '../src/languages/jq/message.ts'
import { sigma } from '../src/languages/sigma/index.ts'

const RULES = new URL('../rules/', import.meta.url)
const files = readdirSync(RULES, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.yml'))
  .sort()
const pack = files.map((file) => {
  const text = readFileSync(new URL(file, RULES), 'utf8')
  const { rules, correlations, warnings } = sigma.compile(text)
  return { file, text, rules, correlations, warnings }
})
const rules = pack.flatMap(({ file, rules }) => rules.map((rule) => ({ ...rule, file })))

/** The events that the first pack promises, in the words of its sources. */
const PROMISED = [
  ...'DeleteBucket DeleteBucketPolicy PutBucketPolicy CreateAccessKey DeleteAccessKey UpdateRole DeleteRole ConsoleLogin'.split(
    ' ',
  ),
  ...'CreateTrustAnchor CreateUser CreateLoginProfile UpdateLoginProfile AttachUserPolicy DeleteTrail PutEventSelectors'.split(
    ' ',
  ),
  ...'StopLogging LeaveOrganization DeleteFlowLogs DeleteVpc GetPasswordData GetSecretValue ModifyImageAttribute'.split(
    ' ',
  ),
  ...'GetFederationToken StartSession GetAuthorizationToken CreateKeyPair CreateRole PutUserPolicy PutGroupPolicy'.split(
    ' ',
  ),
  ...'CreateGroup AttachRolePolicy PutRolePolicy CreatePolicyVersion UpdateAssumeRolePolicy ListSecrets'.split(' '),
  'UpdateFunctionConfiguration20150331v2',
]

test('it looked', () => {
  expect(files.length).toBeGreaterThanOrEqual(37)
  expect(rules.flatMap(({ tests }) => tests).length).toBeGreaterThan(100)
})

test('one rule a file, without warnings', () => {
  expect(pack.filter(({ rules, warnings }) => rules.length !== 1 || warnings.length > 0)).toEqual([])
})

test('files are named <service>/<rule>.yml in kebab case', () => {
  expect(files.filter((file) => !/^[a-z0-9]+\/[a-z0-9]+(?:-[a-z0-9]+)*\.yml$/.test(file))).toEqual([])
})

test.each(['id', 'title'] as const)('no two rules have the same %s', (key) => {
  const seen = rules.map((rule) => rule[key].toLowerCase())
  expect(seen.filter((value, at) => seen.indexOf(value) !== at)).toEqual([])
})

test('every promised event has a matching test', () => {
  const shown = new Set(
    rules.flatMap(({ tests }) => tests.filter(({ match }) => match).map(({ event }) => event.eventName)),
  )
  expect(PROMISED.filter((name) => !shown.has(name))).toEqual([])
})

test('what the pack finds does not depend on the order of its rules', () => {
  const all: readonly Rule[] = rules.map(({ file, line: _, ...rule }) => ({
    ...rule,
    language: 'sigma',
    destinations: [],
    origin: file,
    say: () => '',
    reports: true,
  }))
  const [forward, backward] = [all, all.toReversed()].map((list) => {
    const set = createRuleSet(list)
    expect(set.readEverything).toEqual([])
    return rules
      .flatMap(({ tests }) => tests)
      .map(({ event }) => {
        const found: string[] = []
        set.match(event, ({ id }, { matched }) => matched && found.push(id))
        return found.sort()
      })
  })
  expect(forward?.flat().length).toBeGreaterThan(rules.length)
  expect(backward).toEqual(forward)
})

test('rules hold only invented values', () => {
  const strangers = pack.flatMap(({ file, text }) =>
    [
      ...(text.match(/(?<![\w-])\d{12}(?![\w-])/g) ?? []).filter(
        (id) => !['123456789012', '111122223333'].includes(id),
      ),
      ...(text.match(/\b(?:AKIA|ASIA|AROA|AIDA|AGPA)[0-9A-Z]{12,}/g) ?? []).filter((id) => !id.includes('EXAMPLE')),
      ...(text.match(/\b\d{1,3}(?:\.\d{1,3}){3}\b/g) ?? []).filter(
        (ip) => ip !== '0.0.0.0' && !/^(?:192\.0\.2|198\.51\.100|203\.0\.113)\./.test(ip),
      ),
    ].map((value) => `${file}: ${value}`),
  )
  expect(strangers).toEqual([])
})

describe.each(rules)('$file', (rule) => {
  test('says what it is', () => {
    expect(rule.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(rule.status).toBe('stable')
    expect(rule.description).toBeTruthy()
    expect(rule.falsepositives.length).toBeGreaterThan(0)
    expect(rule.respond.length).toBeGreaterThan(1)
    expect(rule.references.filter((link) => !link.startsWith('https://'))).toEqual([])
    expect(rule.tags.filter((tag) => !/^attack\.(?:t\d{4}(?:\.\d{3})?|[a-z]+(?:-[a-z]+)*)$/.test(tag))).toEqual([])
    expect(rule.tags.some((tag) => /^attack\.t\d/.test(tag))).toBe(true)
  })

  test('has an event that matches and one that does not', () => {
    expect(new Set(rule.tests.map(({ match }) => match))).toEqual(new Set([true, false]))
  })

  test('is found by event name', () => {
    expect(rule.compiled.couldMatch?.('NoSuchEvent')).toBe(false)
  })

  test('asks for the event source', () => {
    for (const { event } of rule.tests) {
      expect(rule.compiled.matches({ ...event, eventSource: 'elsewhere.example.com' })).toBe(false)
    }
  })

  const say = compileMessage(rule.message ?? '', helperNames)
  for (const { name, match, event, message } of rule.tests) {
    test(`${match ? 'matches' : 'is quiet'}: ${name}`, () => {
      const sentence = say(event, voice(toEvent(event)))
      expect(rule.compiled.evaluate(event)).toMatchObject({ matched: match })
      if (match) expect(sentence).not.toContain('unknown')
      if (message !== undefined) expect(sentence).toBe(message)
    })
    // Many services leave the request out of the record of a call that they refuse.
    if (match && event.errorCode)
      test(`has words without a request: ${name}`, () => {
        const bare = { ...event, requestParameters: null }
        expect(say(bare, voice(toEvent(bare)))).not.toContain('unknown')
      })
  }
})
