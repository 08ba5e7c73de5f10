import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { sections } from '../app/config/sections.ts'
import { defineDestination } from '../destinations/define.ts'
import { readConfig } from './config.ts'
import { parseDocument } from './document.ts'
import { locateProblem } from './locate-problem.ts'
import { ConfigError } from './located.ts'
import { manyOf } from './plugins.ts'
import { renderProblems } from './render.ts'

const read = (text: string, file = 'tattletrail.toml') => readConfig(sections, parseDocument(text, file))

const shown = (text: string, file = 'tattletrail.toml'): string =>
  renderProblems(read(text, file).problems, new Map([[file, text]]))

/** The shape of the example in cloudtrail-tattletail's readme. */
const TATTLETAIL = `[[rule]]
name = "Create User"
jq_match = 'select(.eventName == "CreateUser") | "username: \\(.responseElements.user.userName)"'
description = "A new IAM user has been created"
destinations = ["Default SNS", "Slack Warnings", "Email"]

[[rule]]
name = "Modifications"
# match any event that does not begin with List, Get, ...
jq_match = 'select(.eventName|test("^(List|Get|Describe|ConsoleLogin)")|not)'
description = 'A config change occurred'
destinations = ["Slack Warnings"]

[[destination]]
id = "Default SNS"
type = "sns"
sns_arn = "arn:aws:sns:us-east-1:123456789012:alerts"

[[destination]]
id = "Slack Warnings"
type = "slack_webhook"
webhook_url = "https://hooks.example.com/some/webhook/url"

[[destination]]
id = "Email"
type = "ses"
to_emails = ["ada@example.com", "ben@example.com"]
from_email = "alerts@example.com"
`

test('a cloudtrail-tattletail configuration loads unchanged', () => {
  const { config, problems } = read(TATTLETAIL, 'tattletail.toml')
  expect(problems).toEqual([])
  expect(config.rules.map(({ id, title, level, destinations }) => ({ id, title, level, destinations }))).toEqual([
    {
      id: 'create-user',
      title: 'Create User',
      level: 'medium',
      destinations: ['Default SNS', 'Slack Warnings', 'Email'],
    },
    { id: 'modifications', title: 'Modifications', level: 'medium', destinations: ['Slack Warnings'] },
  ])
  expect(config.rules[0]?.description).toBe('A new IAM user has been created')
  expect(config.rules[0]?.body).toEqual({
    language: 'jq',
    value: 'select(.eventName == "CreateUser") | "username: \\(.responseElements.user.userName)"',
    path: ['rule', 0, 'jq_match'],
  })
  expect(config.destinations.map(({ id, type, settings }) => ({ id, type, settings }))).toEqual([
    {
      id: 'Default SNS',
      type: 'sns',
      settings: { sns_arn: 'arn:aws:sns:us-east-1:123456789012:alerts', shape: 'text' },
    },
    {
      id: 'Slack Warnings',
      type: 'slack_webhook',
      settings: { webhook_url: 'https://hooks.example.com/some/webhook/url', layout: 'blocks' },
    },
    {
      id: 'Email',
      type: 'ses',
      settings: { to_emails: ['ada@example.com', 'ben@example.com'], from_email: 'alerts@example.com' },
    },
  ])
})

const FILTER_CONFIG = `{
   "source" : "iam|signin|sts",
   "regexp" : "Password|AccessKey|User",
   "sns" : {
      "region" : "us-west-2",
"topicARN" : "arn:aws:sns:us-west-2:123456789012:PushNotifications"
   }
}
`

test.each([
  ['typed', FILTER_CONFIG],
  [
    'copied from the web page, with its no-break spaces',
    FILTER_CONFIG.replaceAll('  ', '\u00a0 ').replaceAll(' :', '\u00a0:'),
  ],
])('filter_config.json of the AWS blog loads unchanged: %s', (_, text) => {
  const { config, problems } = read(text, 'conf/filter_config.json')
  expect(problems).toEqual([])
  const topic = 'arn:aws:sns:us-west-2:123456789012:PushNotifications'
  expect(config.rules).toMatchObject([
    {
      id: 'filter-config',
      destinations: [topic],
      body: {
        language: 'filter-config',
        value: { source: 'iam|signin|sts', regexp: 'Password|AccessKey|User' },
        path: [],
      },
    },
  ])
  expect(config.destinations).toMatchObject([{ id: topic, type: 'sns', settings: { sns_arn: topic } }])
})

test('filter_config.json may say how many messages at once are sent one by one', () => {
  const stating = (alerting: string) => FILTER_CONFIG.replace('"sns"', `"alerting" : ${alerting},\n   "sns"`)
  const { config, problems } = read(stating('{ "storm_cap": 500, "rate": 120 }'), 'filter_config.json')
  expect([config.alerting, problems]).toEqual([{ storm_cap: 500, rate: 120 }, []])
  expect(config.rules).toHaveLength(1)
  const faulty = read(stating('{ "storm_cap": 0, "strom_cap": 5 }'), 'filter_config.json').problems
  expect(faulty.map(({ line, message }) => `${line}: ${message}`)).toEqual([
    expect.stringMatching(/^4: unknown key "strom_cap" in alerting/),
    expect.stringMatching(/^4: storm_cap: /),
  ])
  expect(read(stating('20'), 'filter_config.json').problems).toHaveLength(1)
})

test('filter_config.json: a misspelt key, and a region that is not the topic’s', () => {
  const text = FILTER_CONFIG.replace('"regexp"', '"regex"').replace('"us-west-2"', '"eu-west-1"')
  expect(
    shown(text, 'filter_config.json'),
  ).toBe(`filter_config.json:3:4   unknown key "regex" in the file: did you mean "regexp"?
    2 |    "source" : "iam|signin|sts",
    3 |    "regex" : "Password|AccessKey|User",
      |    ^^^^^^^
filter_config.json:5:18  warning: the topic is in us-west-2: that region is used
    4 |    "sns" : {
    5 |       "region" : "eu-west-1",
      |                  ^^^^^^^^^^^
1 error, 1 warning. Nothing was run.`)
})

test('our own keys', () => {
  const { config, problems } = read(
    `rule:
  - name: Logging stopped
    id: trail-stopped
    level: critical
    tags: [attack.t1685.002]
    message: '\\(actor) stopped logging'
    group_by: [userIdentity.arn]
    respond: [Ask who did it]
    falsepositives: [Moving a trail]
    event_pattern:
      detail: {eventName: [StopLogging]}
    tests:
      - {name: it matches, match: true, event: {eventName: StopLogging, __proto__: {a: 1}}, message: x}
  - name: as text
    event_pattern: '{"detail": {}}'
  - name: as text
    sigma: "title: x"
  - name: a filter
    filter: {source: iam, regexp: User}
`,
    'rules.yml',
  )
  expect(problems).toEqual([])
  expect(config.rules).toMatchObject([
    {
      id: 'trail-stopped',
      level: 'critical',
      tags: ['attack.t1685.002'],
      message: '\\(actor) stopped logging',
      groupBy: ['userIdentity.arn'],
      respond: ['Ask who did it'],
      falsepositives: ['Moving a trail'],
      destinations: [],
      tests: [{ name: 'it matches', match: true, message: 'x' }],
      body: { language: 'event-pattern', value: { detail: { eventName: ['StopLogging'] } } },
    },
    { id: 'as-text', body: { language: 'event-pattern', value: '{"detail": {}}' } },
    { id: 'as-text-2', body: { language: 'sigma', value: 'title: x' } },
    { id: 'a-filter', body: { language: 'filter-config', value: { source: 'iam', regexp: 'User' } } },
  ])
  expect(Object.keys(config.rules[0]?.tests[0]?.event ?? {})).toEqual(['eventName', '__proto__'])
})

const RULE = `[[rule]]\nname = "A"\njq_match = "."\n`
const SNS = `[[destination]]\nid = "A"\ntype = "sns"\nsns_arn = "arn:aws:sns:us-east-1:123456789012:a"\n`

/** One fault each; what is told is the line of the problem, its column and its message. */
test.each<[fault: string, text: string, problems: readonly string[]]>([
  [
    'unknown key',
    `${RULE}destination = []`,
    ['4:1 unknown key "destination" in [[rule]]: did you mean "destinations"?'],
  ],
  ['unknown key, nothing like it', `${RULE}zzzzzz = 1`, ['4:1 unknown key "zzzzzz" in [[rule]]']],
  [
    'unknown key in a test',
    `${RULE}[[rule.tests]]\nname="x"\nmatch=true\nevnt={}`,
    ['7:1 unknown key "evnt" in tests: did you mean "event"?'],
  ],
  [
    'unknown key in a filter',
    '[[rule]]\nname="A"\nfilter={source="a",regex="b"}',
    ['3:20 unknown key "regex" in filter: did you mean "regexp"?'],
  ],
  ['unknown table', `${RULE}[[rules]]\n`, ['4:3 unknown key "rules" in the file: did you mean "rule"?']],
  ['prototype key', `${RULE}__proto__ = 1`, ['4:1 unknown key "__proto__" in [[rule]]']],
  ['rule is a table', '[rule]\nname = "A"\njq_match = "."', ['1:1 rule: expected a list, got a table']],
  ['rule is a list of texts', 'rule = ["a"]', ['1:9 rule[0]: expected a table, got a string']],
  ['no body', '[[rule]]\nname = "A"', ['1:1 the rule does not say what it matches']],
  [
    'body misspelt',
    '[[rule]]\nname = "A"\njq_mtach = "."',
    ['3:1 unknown key "jq_mtach" in [[rule]]: did you mean "jq_match"?'],
  ],
  [
    'two bodies',
    `${RULE}sigma = "x"`,
    ['4:1 a rule has one of jq_match, event_pattern, sigma, filter: this one has jq_match and sigma'],
  ],
  ['empty body', '[[rule]]\nname = "A"\njq_match = ""', ['3:12 jq_match: must not be empty']],
  [
    'body of a wrong type',
    '[[rule]]\nname = "A"\nevent_pattern = 3',
    ['3:17 event_pattern: expected an EventBridge pattern: a table, or its JSON as a text, got a number'],
  ],
  ['no name', '[[rule]]\njq_match = "."', ['1:1 a rule without a name: it is called "Rule 1"']],
  ['name of a wrong type', '[[rule]]\nname = 7\njq_match = "."', ['2:8 name: expected a string, got a number']],
  ['level misspelt', `${RULE}level = "hgih"`, ['4:9 level: unknown value "hgih": did you mean "high"?']],
  [
    'level unknown',
    `${RULE}level = "x"`,
    ['4:9 level: unknown value "x", expected one of informational, low, medium, high, critical'],
  ],
  [
    'level of a wrong type',
    `${RULE}level = 1`,
    ['4:9 level: expected one of informational, low, medium, high, critical, got a number'],
  ],
  ['tags are no list', `${RULE}tags = "a"`, ['4:8 tags: expected a list, got a string']],
  ['tag of a wrong type', `${RULE}tags = ["a", true]`, ['4:14 tags[1]: expected a string, got true']],
  ['test without a verdict', `${RULE}[[rule.tests]]\nname="x"\nevent={}`, ['4:1 missing key "match" in tests']],
  [
    'test event of a wrong type',
    `${RULE}tests = [{name="x", match=true, event="e"}]`,
    ['4:39 tests[0].event: expected a table, got a string'],
  ],
  ['duplicate rule id', `${RULE}id = "a"\n${RULE}id = "a"`, ['8:6 a rule with the id "a" exists already']],
  ['unknown destination', `${RULE}destinations = ["B"]\n${SNS}`, ['4:17 no destination has the id "B"']],
  [
    'unknown destination beside a wrong one',
    `${RULE}destinations = [1, "Beta"]\n${SNS}`,
    ['4:17 destinations[0]: expected a string, got a number', '4:20 no destination has the id "Beta"'],
  ],
  ['duplicate destination', `${SNS}${SNS}`, ['6:6 a destination with the id "A" exists already']],
  [
    'destination without id',
    '[[destination]]\ntype = "sns"\nsns_arn = "arn:aws:sns:eu-west-1:123456789012:x"',
    ['1:1 missing key "id" in [[destination]]'],
  ],
  ['destination without type', '[[destination]]\nid = "A"', ['1:1 missing key "type" in [[destination]]']],
  [
    'destination of an unknown type',
    '[[destination]]\nid = "A"\ntype = "slak"',
    ['3:8 no destination type is called "slak": did you mean "slack"?'],
  ],
  [
    'destination of an inherited type',
    '[[destination]]\nid = "A"\ntype = "constructor"',
    ['3:8 no destination type is called "constructor"'],
  ],
  [
    'destination setting misspelt',
    SNS.replace('sns_arn', 'sns_urn'),
    ['4:1 unknown key "sns_urn" in [[destination]]: did you mean "sns_arn"?'],
  ],
  [
    'sns without its topic',
    '[[destination]]\nid = "A"\ntype = "sns"',
    ['1:1 missing key "sns_arn" in [[destination]]'],
  ],
  [
    'sns with a bad ARN',
    SNS.replace('arn:', ''),
    [
      '4:11 sns_arn: expected the ARN of an SNS topic, for example arn:aws:sns:eu-west-1:123456789012:alerts, or env:NAME',
    ],
  ],
  [
    'ses to nobody',
    '[[destination]]\nid = "A"\ntype = "ses"\nto_emails = []\nfrom_email = "a@example.com"',
    ['4:13 to_emails: must not be empty'],
  ],
  [
    'slack without TLS',
    '[[destination]]\nid = "A"\ntype = "slack_webhook"\nwebhook_url = "http://hooks.example.com/x"',
    [
      '4:15 webhook_url: expected an https:// address or a reference to one (ssm:/path, secretsmanager:name#key, env:NAME or file:path)',
    ],
  ],
])('%s', (_, text, expected) => {
  const problems = [...read(text).problems].sort((a, b) => a.line - b.line || a.column - b.column)
  expect(problems.map(({ line, column, message }) => `${line}:${column} ${message}`)).toEqual(expected)
})

const FIVE = `[[rule]]
name = "Create user"
jq_match = 'select(.eventName == "CreateUser") | ]'

[[rule]]
name = "Logging stopped"
level = "critcal"
event_pattern = { detail = { eventName = ["StopLogging"] } }
destination = ["Slack Warnings"]

[[rule]]
name = "Root"
jq_match = '.userIdentity.type == "Root"'
destinations = ["Slak Warnings"]

[[destination]]
id = "Slack Warnings"
type = "slack_webhook"
webhook_url = "https://hooks.example.com/services/T000/secret"
colour = "red"
`

test('five different mistakes are told in one run, the one in a rule language among them', () => {
  const { config, problems } = read(FIVE)
  const [first] = config.rules
  if (!first) throw new Error('the first rule is readable')
  const inJq = locateProblem(first, {
    message: 'unexpected "]" after a pipe',
    offset: 37,
    length: 1,
    hint: 'expected an expression, for example  .userIdentity.arn',
  })
  expect(
    renderProblems([...problems, inJq], new Map([['tattletrail.toml', FIVE]])),
  ).toBe(`tattletrail.toml:3:50   jq_match: unexpected "]" after a pipe
    2 | name = "Create user"
    3 | jq_match = 'select(.eventName == "CreateUser") | ]'
      |                                                  ^ expected an expression, for example  .userIdentity.arn
tattletrail.toml:7:9    level: unknown value "critcal": did you mean "critical"?
    6 | name = "Logging stopped"
    7 | level = "critcal"
      |         ^^^^^^^^^
tattletrail.toml:9:1    unknown key "destination" in [[rule]]: did you mean "destinations"?
    8 | event_pattern = { detail = { eventName = ["StopLogging"] } }
    9 | destination = ["Slack Warnings"]
      | ^^^^^^^^^^^
tattletrail.toml:14:17  no destination has the id "Slak Warnings": did you mean "Slack Warnings"?
   13 | jq_match = '.userIdentity.type == "Root"'
   14 | destinations = ["Slak Warnings"]
      |                 ^^^^^^^^^^^^^^^
tattletrail.toml:20:1   unknown key "colour" in [[destination]]
   19 | webhook_url = "https://hooks.example.com/********************"
   20 | colour = "red"
      | ^^^^^^
5 errors. Nothing was run.`)
})

test('a rule may name a destination of another file, and ids are unique over all files', () => {
  const rules = parseDocument(`${RULE}destinations = ["A"]\n`, 'a.toml')
  const destinations = parseDocument(SNS, 'b.toml')
  expect(readConfig(sections, rules, [destinations]).problems).toEqual([])
  expect(readConfig(sections, parseDocument(SNS, 'c.toml'), [rules, destinations]).problems).toMatchObject([
    { file: 'c.toml', line: 2, hint: 'the first is at b.toml:1' },
  ])
})

test('of a rule file only the rules count, and all of it is checked', () => {
  const file = parseDocument(
    `${RULE}[store]\ntype = "memory"\n[alerting]\nrat = 3\n[levels]\nprod = "keep"\n`,
    'a.toml',
  )
  const { config, problems } = readConfig(sections, parseDocument('[store]\npath = "b.db"\n', 'b.toml'), [file])
  expect(config).toMatchObject({ rules: [{}], store: { name: 'b.db' }, alerting: undefined, levels: undefined })
  expect(problems).toMatchObject([{ file: 'a.toml', message: expect.stringContaining('did you mean "rate"') }])
  expect(readConfig(sections, undefined, [file]).config.store).toBeUndefined()
})

test('the destination types are the ones that are given', () => {
  const document = parseDocument('[[destination]]\nid = "A"\ntype = "pager"\nlevel = 1\n', 'a.toml')
  const pager = defineDestination({
    type: 'pager',
    title: 'Pager',
    config: z.strictObject({ level: z.number() }),
    render: ({ level }) => level,
    send: async () => ({ ok: true }),
  })
  const { config, problems } = readConfig({ destinations: manyOf('destination', [pager]) }, document)
  expect(config).toMatchObject({ destinations: [{ id: 'A', type: 'pager', settings: { level: 1 } }] })
  expect(problems).toEqual([])
})

test('any document is read or refused: nothing else is thrown', { tags: 'property' }, () => {
  const key = fc.constantFrom(
    'rule',
    'destination',
    'name',
    'id',
    'type',
    'jq_match',
    'filter',
    'source',
    'regexp',
    'sns',
    'tests',
    'event',
    'level',
    'destinations',
    '__proto__',
    'x',
  )
  const leaf = fc.constantFrom(null, true, 0, 1.5, '', 'sns', 'high', 'ses', 'A')
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'medium' },
      leaf,
      fc.array(tie('value'), { maxLength: 4 }),
      fc.array(fc.tuple(key, tie('value')), { maxLength: 6 }).map((pairs) => Object.fromEntries(pairs)),
    ),
  }))
  let read = 0
  fc.assert(
    fc.property(fc.array(fc.tuple(key, value), { maxLength: 4 }), (pairs) => {
      const text = JSON.stringify(Object.fromEntries(pairs))
      try {
        const document = parseDocument(text, 'a.json')
        const { problems } = readConfig(sections, document)
        renderProblems(problems, new Map([['a.json', text]]))
        read++
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigError)
      }
    }),
    { numRuns: 2_000 },
  )
  expect(read).toBeGreaterThan(1_000)
})

test('a thousand mistakes in one list', () => {
  const text = `[[rule]]\nname = "A"\njq_match = "."\ntags = [${'1,'.repeat(5_000)}]\n`
  expect(read(text).problems.length).toBe(5_000)
  expect(shown(text).split('\n').at(-2)).toBe('... and 4950 more')
})
