/** The built-in pack: every rule compiles, says what its tests say, and keeps the house rules. */
import { describe, expect, test } from 'vitest'
import { attachAsSaid } from '../src/app/context/spec.ts'
import { lazyMessageRenderer } from '../src/app/rules/message.ts'
import { toCorrelation, toRule } from '../src/app/rules/sigma-rules.ts'
import { streamOf } from '../src/app/rules/test-stream.ts'
import { findingsOf } from '../src/app/scan/test-rules.ts'
import { toEvent } from '../src/cloudtrail/event.ts'
import type { Correlation } from '../src/core/correlation.ts'
import type { JsonObject } from '../src/core/json.ts'
import type { Rule, RuleInfo } from '../src/core/rule.ts'
import { helperNames, messageHelpers } from '../src/detect/message/index.ts'
import { createRuleSet } from '../src/detect/rule-set.ts'
import { compileMessage } from '../src/languages/jq/message.ts'
import { files, pack } from './pack-files.ts'

/** A copy with what is known besides, as the engine gives it. */
const known = (event: JsonObject): JsonObject => {
  const copy = { ...event }
  attachAsSaid(copy)
  return copy
}

const isBehaviour = ({ file }: { readonly file: string }): boolean => file.startsWith('behaviour/')
/** Rules that only feed the correlations of their file. */
const baseRules = pack.filter(isBehaviour).flatMap(({ file, rules }) => rules.map((rule) => ({ ...rule, file })))
const correlations = pack.flatMap(({ file, correlations }) => correlations.map((found) => ({ ...found, file })))
const rules = pack
  .filter((one) => !isBehaviour(one))
  .flatMap(({ file, rules }) => rules.map((rule) => ({ ...rule, file })))

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
  expect(correlations.length).toBeGreaterThanOrEqual(25)
})

test('one rule a file, or correlations after the rules that feed them, without warnings', () => {
  const isSound = (one: (typeof pack)[number]): boolean =>
    isBehaviour(one)
      ? one.rules.length > 0 && one.correlations.length > 0
      : one.rules.length === 1 && one.correlations.length === 0
  expect(pack.filter((one) => !isSound(one) || one.warnings.length > 0).map(({ file }) => file)).toEqual([])
})

test('files are named <service>/<rule>.yml in kebab case', () => {
  expect(files.filter((file) => !/^[a-z0-9]+\/[a-z0-9]+(?:-[a-z0-9]+)*\.yml$/.test(file))).toEqual([])
})

test.each(['id', 'title'] as const)('no two rules have the same %s', (key) => {
  const seen = [...rules, ...baseRules, ...correlations].map((rule) => rule[key].toLowerCase())
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
    renderMessage: () => '',
    reports: true,
  }))
  const [forward, backward] = [all, all.toReversed()].map((list) => {
    const set = createRuleSet(list)
    expect(set.readEverything).toEqual([])
    return rules
      .flatMap(({ tests }) => tests)
      .map(({ event }) => {
        const found: string[] = []
        set.match(known(event), ({ id }, { matched }) => matched && found.push(id))
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
        // Those of documentation (RFC 5737), and those that belong to nobody (RFC 1918, RFC 6598).
        (ip) => ip !== '0.0.0.0' && !/^(?:192\.0\.2|198\.51\.100|203\.0\.113|10|172\.16|192\.168|100\.64)\./.test(ip),
      ),
    ].map((value) => `${file}: ${value}`),
  )
  expect(strangers).toEqual([])
})

/** Every event of every test, with everything that looks at it. */
const looked = [
  ...rules.map(({ file, compiled, tests }) => ({ file, compiled, events: tests.map(({ event }) => event) })),
  ...baseRules.map(({ file, compiled }) => ({
    file,
    compiled,
    events: correlations
      .filter((one) => one.file === file)
      .flatMap(({ tests }) => tests.flatMap((one) => streamOf(one.events))),
  })),
]
const matchesOf = (change: (event: JsonObject) => JsonObject | undefined): readonly string[] =>
  looked.flatMap(({ file, compiled, events }) =>
    events.flatMap((event, at) => {
      const changed = change(event)
      return changed && compiled.matches(known(changed)) ? [`${file}: ${at}`] : []
    }),
  )

test('who sits at the console is no service, whichever way the record says it', () => {
  const seen = (event: JsonObject): JsonObject | undefined => {
    const identity = event.userIdentity as JsonObject | undefined
    return identity && identity.type !== 'AWSService' && !('invokedBy' in identity) ? identity : undefined
  }
  const of2026 = matchesOf((event) => seen(event) && { ...event, sessionCredentialFromConsole: 'true' })
  const of2019 = matchesOf((event) => {
    const { sessionCredentialFromConsole: _, ...rest } = event
    const identity = seen(event)
    return identity && { ...rest, userIdentity: { ...identity, invokedBy: 'signin.amazonaws.com' } }
  })
  expect(of2026.length).toBeGreaterThan(rules.length)
  expect(of2019).toEqual(of2026)
})

test('a role is of single sign-on by its path, not by what it is called', () => {
  const renamed = (name: string) => (event: JsonObject) => {
    const text = JSON.stringify(event)
    if (!text.includes(':role/aws-reserved/sso.amazonaws.com/')) return undefined
    const moved = text.replaceAll(/:role\/aws-reserved\/sso\.amazonaws\.com\/(?:[\w-]+\/)?/g, ':role/')
    return JSON.parse(moved.replaceAll(/AWSReservedSSO_\w+/g, name)) as JsonObject
  }
  const called = matchesOf(renamed('AWSReservedSSO_Admin_0123456789abcdef'))
  expect(matchesOf((event) => (renamed('x')(event) ? event : undefined)).length).toBeGreaterThan(called.length)
  expect(called).toEqual(matchesOf(renamed('Admin')))
})

test('another name of a session starts nothing anew', () => {
  /** Each event in a session of its own; of a permission set the person stays, of an instance the machine. */
  const renamed = (event: JsonObject, at: number): JsonObject => {
    const identity = event.userIdentity as JsonObject | undefined
    if (identity?.type !== 'AssumedRole' || /\/aws-reserved\/|assumed-role\/[^/]+\/i-/.test(JSON.stringify(identity)))
      return event
    const other = (text: unknown): string => String(text).replace(/[^/:]+$/, `s-${at}`)
    return {
      ...event,
      userIdentity: { ...identity, arn: other(identity.arn), principalId: other(identity.principalId) },
    }
  }
  const missed: string[] = []
  let rotated = 0
  for (const correlation of loaded.correlations.filter(({ groupBy }) =>
    groupBy.includes('tattletrail.principal.identity'),
  ))
    for (const { name, events } of correlation.tests.filter(({ match }) => match)) {
      const stream = streamOf(events)
      const others = stream.map(renamed)
      if (JSON.stringify(others) !== JSON.stringify(stream)) rotated++
      if (findingsOf(loaded, correlation, others, () => {}).length === 0) missed.push(`${correlation.title}: ${name}`)
    }
  expect(missed).toEqual([])
  expect(rotated).toBeGreaterThan(2)
})

const expectWhole = (rule: RuleInfo): void => {
  expect(rule.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(rule.status).toBe('stable')
  expect(rule.description).toBeTruthy()
  expect(rule.falsepositives.length).toBeGreaterThan(0)
  expect(rule.respond.length).toBeGreaterThan(1)
  expect(rule.references.filter((link) => !link.startsWith('https://'))).toEqual([])
  expect(rule.tags.filter((tag) => !/^attack\.(?:t\d{4}(?:\.\d{3})?|[a-z]+(?:-[a-z]+)*)$/.test(tag))).toEqual([])
  expect(rule.tags.some((tag) => /^attack\.t\d/.test(tag))).toBe(true)
}

describe.each(rules)('$file', (rule) => {
  test('says what it is', () => expectWhole(rule))

  test('has an event that matches and one that does not', () => {
    expect(new Set(rule.tests.map(({ match }) => match))).toEqual(new Set([true, false]))
  })

  test('is found by event name', () => {
    expect(rule.compiled.couldMatch?.('NoSuchEvent')).toBe(false)
  })

  test('asks for the event source', () => {
    for (const { event } of rule.tests) {
      expect(rule.compiled.matches(known({ ...event, eventSource: 'elsewhere.example.com' }))).toBe(false)
    }
  })

  const say = compileMessage(rule.message ?? '', helperNames)
  for (const { name, match, event, message } of rule.tests) {
    test(`${match ? 'matches' : 'is quiet'}: ${name}`, () => {
      const sentence = say(event, messageHelpers(toEvent(event)))
      expect(rule.compiled.evaluate(known(event))).toMatchObject({ matched: match })
      if (match) expect(sentence).not.toContain('unknown')
      if (message !== undefined) expect(sentence).toBe(message)
    })
    // Many services leave the request out of the record of a call that they refuse.
    if (match && event.errorCode)
      test(`has words without a request: ${name}`, () => {
        const bare = { ...event, requestParameters: null }
        expect(say(bare, messageHelpers(toEvent(bare)))).not.toContain('unknown')
      })
  }
})

const loaded = {
  rules: baseRules.map(({ file, ...rule }) => toRule(rule, file, lazyMessageRenderer(rule.message))),
  correlations: correlations.map(({ file, ...correlation }) => toCorrelation(correlation, file)),
}

describe.each(baseRules)('$file: $title', (rule) => {
  test('only feeds the correlations of its file', () => {
    expect(rule.id).toMatch(/^[0-9a-f-]{36}$/)
    expect(rule.name).toMatch(/^behaviour_[a-z_]+$/)
    expect(rule.level).toBe('informational')
    const feeds = correlations.filter(({ rules }) => rules.includes(rule.name ?? ''))
    expect(feeds.length).toBeGreaterThan(0)
    expect(feeds.filter(({ file }) => file !== rule.file)).toEqual([])
  })

  test('is found by event name', () => {
    expect(rule.compiled.couldMatch?.('NoSuchEvent')).toBe(false)
  })

  test('matches some event of a test, and asks for the event source', () => {
    const events = correlations
      .filter(({ file }) => file === rule.file)
      .flatMap(({ tests }) => tests.flatMap((one) => streamOf(one.events)))
      .filter((event) => rule.compiled.matches(event))
    expect(events.length).toBeGreaterThan(0)
    expect(events.filter((event) => rule.compiled.matches(elsewhere(event)))).toEqual([])
  })
})

const elsewhere = (event: JsonObject): JsonObject => ({ ...event, eventSource: 'elsewhere.example.com' })

describe.each(correlations)('$file: $title', ({ file: _, ...rule }) => {
  test('says what it is', () => expectWhole(rule))

  test('has a stream that matches and one that does not', () => {
    expect(new Set(rule.tests.map(({ match }) => match))).toEqual(new Set([true, false]))
    expect(rule.message).toBeTruthy()
  })

  const correlation = loaded.correlations.find(({ id }) => id === rule.id) as Correlation
  for (const { name, match, events, message } of rule.tests)
    test(`${match ? 'matches' : 'is quiet'}: ${name}`, () => {
      const stream = streamOf(events)
      const errors: string[] = []
      const [finding] = findingsOf(loaded, correlation, stream, (error) => errors.push(error))
      expect(errors).toEqual([])
      expect(finding !== undefined).toBe(match)
      expect(finding?.message ?? '').not.toContain('unknown')
      if (message !== undefined) expect(finding?.message).toBe(message)
      // The order in which files are read is not the order of events.
      const backward = findingsOf(loaded, correlation, stream.toReversed(), () => {})
      expect(backward.map(({ message, eventIds }) => ({ message, eventIds }))).toEqual(
        findingsOf(loaded, correlation, stream, () => {}).map(({ message, eventIds }) => ({ message, eventIds })),
      )
    })
})
