/** The fast path against the slow, obvious one: parse every record, ask every rule. On generated and mutated files, all four languages. */
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toEvent } from '../src/cloudtrail/event.ts'
import { NO_CONTEXT } from '../src/core/finding.ts'
import type { JsonObject } from '../src/core/json.ts'
import type { Compiled } from '../src/core/language.ts'
import type { Rule } from '../src/core/rule.ts'
import { linkCorrelations } from '../src/detect/correlation/link.ts'
import { createRuleSet } from '../src/detect/rule-set.ts'
import { createWatch } from '../src/detect/watch.ts'
import { scanFile } from '../src/flows/scan-file.ts'
import { eventPattern, filterConfig, jq, sigma } from '../src/languages/index.ts'

const detection = (text: string): Compiled =>
  sigma.compile(`title: x\nlogsource: { product: aws, service: cloudtrail }\ndetection: ${text}`)

const RULES: readonly (readonly [string, Compiled])[] = [
  ['jq', jq.compile('select(.eventName == "StopLogging") | .requestParameters.name')],
  ['jq by prefix', jq.compile('.eventName | test("^(Create|Delete)")')],
  ['jq without a name', jq.compile('.eventName == null')],
  [
    'pattern',
    eventPattern.compile({ detail: { eventName: ['DeleteTrail', { prefix: 'Put' }], awsRegion: ['eu-west-1'] } }),
  ],
  ['sigma', detection('{ s: { eventName|contains: user, errorCode: null }, condition: s }')],
  ['sigma by case', detection('{ s: { eventName: stoplogging }, condition: s }')],
  ['filter', filterConfig.compile({ source: 'iam|sts', regexp: 'User|Token' })],
]

const rule = ([title, compiled]: readonly [string, Compiled]): Rule => ({
  id: title,
  title,
  level: 'low',
  tags: [],
  falsepositives: [],
  references: [],
  respond: [],
  tests: [],
  language: 'jq',
  destinations: [],
  origin: 'here',
  renderMessage: () => title,
  reports: true,
  compiled,
})

const engineOf = (rules: readonly Rule[]) => ({
  ruleSet: createRuleSet(rules),
  watch: createWatch(rules, linkCorrelations(rules, []), () => true),
  enrichment: {
    who: () => '',
    tool: () => '',
    context: () => NO_CONTEXT,
    level: ({ level }: Pick<Rule, 'level'>) => level,
    keepsRecord: false,
  },
  inScope: () => true,
  attach: () => {},
  isWanted: () => true,
})

const NAMES = [
  'StopLogging',
  'stoplogging',
  'CreateUser',
  'DeleteTrail',
  'PutUserPolicy',
  'GetCallerIdentity',
  'ListUsers',
  'Decrypt',
  '',
]
const name = fc.constantFrom(...NAMES)

/** The same text, some letters written as escapes. */
const escaped = (text: string, every: number): string =>
  [...text]
    .map((char, at) =>
      every > 0 && at % every === 0 ? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}` : char,
    )
    .join('')

const decoy = fc.oneof(
  name.map((decoyName) => `{"eventName":"${decoyName}"}`),
  name.map(
    (decoyName) => `[{"eventVersion":"1.08","eventName":"${decoyName}"},{"eventVersion":"1.08","eventName":"Decrypt"}]`,
  ),
  name.map((decoyName) => `"{\\"eventName\\":\\"${decoyName}\\"}"`),
  fc.constantFrom('null', '"},{\\"eventVersion\\":\\"1.08\\""', '"\\u003c\\u0022"', '[]', '{"name":"org-trail"}'),
)

const record = fc
  .record({
    name,
    escapes: fc.constantFrom(0, 0, 0, 1, 4),
    keyEscape: fc.constantFrom(0, 0, 0, 0, 3),
    space: fc.constantFrom('', '', '', ' ', '\n  '),
    twice: fc.option(name, { nil: undefined, freq: 6 }),
    nameless: fc.constantFrom(false, false, false, false, true),
    source: fc.constantFrom('iam.amazonaws.com', 'cloudtrail.amazonaws.com', 'sts.amazonaws.com'),
    region: fc.constantFrom('eu-west-1', 'us-east-1'),
    request: decoy,
    before: fc.option(decoy, { nil: undefined, freq: 4 }),
    error: fc.boolean(),
    reorder: fc.nat(3),
  })
  .map((made) => {
    const colon = `:${made.space}`
    const key = `"${escaped('eventName', made.keyEscape)}"`
    const fields = [
      `"eventVersion"${colon}"1.08"`,
      ...(made.before === undefined ? [] : [`"additionalEventData"${colon}${made.before}`]),
      `"eventSource"${colon}"${made.source}"`,
      ...(made.nameless ? [] : [`${key}${colon}"${escaped(made.name, made.escapes)}"`]),
      `"awsRegion"${colon}"${made.region}"`,
      `"requestParameters"${colon}${made.request}`,
      ...(made.error ? [`"errorCode"${colon}"AccessDenied"`] : []),
      ...(made.twice === undefined ? [] : [`"eventName"${colon}"${made.twice}"`]),
      `"eventCategory"${colon}"Management"`,
    ]
    const turned = [...fields.slice(made.reorder), ...fields.slice(0, made.reorder)]
    return `{${turned.join(`,${made.space}`)}}`
  })

/** As CloudTrail writes them. */
const usual = fc
  .tuple(name, fc.constantFrom('iam.amazonaws.com', 'cloudtrail.amazonaws.com'))
  .map(
    ([eventName, source]) =>
      `{"eventVersion":"1.08","userIdentity":{"type":"IAMUser"},"eventSource":"${source}","eventName":"${eventName}","awsRegion":"eu-west-1","requestParameters":{"name":"org-trail"},"eventCategory":"Management"}`,
  )
const records = fc.array(fc.oneof({ weight: 9, arbitrary: usual }, { weight: 1, arbitrary: record }), { maxLength: 40 })

test('findings and counts equal those of parsing everything and asking every rule', { tags: 'property' }, () => {
  const rules = RULES.map(rule)
  const fired = new Map<string, number>()
  let skippedParsing = 0
  fc.assert(
    fc.property(records, fc.subarray(rules, { minLength: 1 }), fc.boolean(), (texts, chosen, packed) => {
      const text = `{"Records":[${texts.join(',')}]}`
      const report = scanFile(packed ? gzipSync(text) : Buffer.from(text), 'a', engineOf(chosen))
      const expected = (JSON.parse(text) as { Records: JsonObject[] }).Records.flatMap((parsed) =>
        chosen.flatMap((one) => {
          const { matched, annotation } = one.compiled.evaluate(parsed)
          return matched ? [{ rule: one.title, name: toEvent(parsed).name, annotation: annotation ?? null }] : []
        }),
      )
      for (const { rule: title } of expected) fired.set(title, (fired.get(title) ?? 0) + 1)
      const got = report.matched.flatMap(({ findings }) =>
        findings.map((finding) => ({
          rule: finding.rule.title,
          name: finding.event.name,
          annotation: finding.annotation,
        })),
      )
      expect(got).toEqual(expected)
      expect(report.read.records).toBe(texts.length)
      expect(report.read.evaluated).toBe(texts.length)
      skippedParsing += texts.length - report.read.parsed
    }),
    { numRuns: 2000 },
  )
  expect([...fired.keys()].sort()).toEqual(RULES.map(([title]) => title).sort())
  expect(skippedParsing).toBeGreaterThan(500)
})
