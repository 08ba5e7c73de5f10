/** People's own rules through the command line: the four languages, mistakes, explanations, tests, rules from events. */
import { describe, expect, test } from 'vitest'
import { event, findings, STOP_LOGGING, workspace } from './command.ts'

const CREATE_USER = event({
  eventSource: 'iam.amazonaws.com',
  eventName: 'CreateUser',
  eventID: 'create-user',
  requestParameters: { userName: 'helper' },
  responseElements: { user: { userName: 'helper' } },
})
/** Every line of `rules list --format jsonl`. */
const listedRules = (
  stdout: string,
): readonly { readonly id: string; readonly language: string; readonly origin: string }[] =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))

const log = JSON.stringify({
  Records: [STOP_LOGGING, CREATE_USER, event({ eventName: 'ListTrails', eventID: 'list' })],
})

const TATTLETAIL = `
[[rule]]
name = "Create User"
jq_match = 'select(.eventName == "CreateUser") | "username: \\(.responseElements.user.userName)"'
description = "A new IAM user has been created"
destinations = ["Default SNS", "Slack Warnings", "Email"]

[[rule]]
name = "Modifications"
jq_match = 'select(.eventName|test("^(List|Get|Describe|AssumeRole|Decrypt|CreateLog|ConsoleLogin)")|not)'
description = 'A config change occurred'
destinations = ["Slack Warnings"]

[[destination]]
id = "Default SNS"
type = "sns"
sns_arn = "arn:aws:sns:us-east-1:123456789012:alerts"

[[destination]]
id = "Slack Warnings"
type = "slack_webhook"
webhook_url = "https://hooks.example.com/services/x"

[[destination]]
id = "Email"
type = "ses"
to_emails = ["oncall@example.com"]
from_email = "tattletrail@example.com"
`

describe('rules that people have', () => {
  const { write, run } = workspace()
  write('log.json', log)
  write('tattletail.toml', TATTLETAIL)
  write(
    'filter_config.json',
    JSON.stringify({
      source: 'iam|signin|sts',
      regexp: 'Password|AccessKey|PutRolePolicy|User|Token|Login',
      sns: { region: 'us-east-1', topicARN: 'arn:aws:sns:us-east-1:123456789012:alerts' },
    }),
  )
  write(
    'pattern.toml',
    `[[rule]]\nname = "stop"\nlevel = "high"\nmessage = '\\(actor) stopped \\(.requestParameters.name)'\n[rule.event_pattern]\nsource = ["aws.cloudtrail"]\n[rule.event_pattern.detail]\neventName = ["StopLogging"]\n`,
  )
  write(
    'sigma.yml',
    'title: user made\nid: u\nlevel: low\nlogsource: { product: aws, service: cloudtrail }\ndetection: { s: { eventName: createuser }, condition: s }\n',
  )

  const CASES: readonly (readonly [string, readonly unknown[]])[] = [
    [
      'tattletail.toml',
      [
        ['Create User', 'create-user', 'username: helper'],
        ['Modifications', 'create-user', null],
        ['Modifications', STOP_LOGGING.eventID, null],
      ],
    ],
    ['filter_config.json', [['create-user', null]]],
    ['pattern.toml', [['stop', STOP_LOGGING.eventID, null]]],
    ['sigma.yml', [['user made', 'create-user', null]]],
  ]
  test.each(CASES)('%s', (file, expected) => {
    const { code, stdout, stderr } = run(['scan', 'log.json', '--no-builtin', '--rules', file, '--format', 'jsonl'])
    expect(stderr).not.toContain('error')
    expect(code).toBe(0)
    const found = findings(stdout).map(({ rule, eventIds, annotation }) => [rule.title, eventIds[0], annotation])
    const sorted = (rows: readonly unknown[]): readonly string[] => rows.map((row) => JSON.stringify(row)).sort()
    if (file === 'filter_config.json') expect(found.map((row) => row.slice(1))).toEqual(expected)
    else expect(sorted(found)).toEqual(sorted(expected))
  })

  test('all of them at once, by folder and by file', () => {
    const { code, stdout } = run(['rules', 'list', '--no-builtin', '--rules', '.', '--format', 'jsonl'])
    expect(code).toBe(2) // log.json is no rule file
    expect(stdout).toBe('')
    const listed = run([
      'rules',
      'list',
      '--no-builtin',
      ...CASES.flatMap(([file]) => ['--rules', file]),
      '--format',
      'jsonl',
    ])
    expect(
      listedRules(listed.stdout)
        .map(({ language }) => language)
        .sort(),
    ).toEqual(['event-pattern', 'filter-config', 'jq', 'jq', 'sigma'])
  })

  test("a message of one's own", () => {
    const [finding] = findings(
      run(['scan', 'log.json', '--no-builtin', '--rules', 'pattern.toml', '--format', 'jsonl']).stdout,
    )
    expect(finding).toMatchObject({ message: 'dana (role Developer) stopped org-trail' })
  })

  test('a rule that fails while running is counted and shown, never silent', () => {
    write('failing.toml', `[[rule]]\nname = "broken"\njq_match = '.requestParameters.name.x == 1'\n`)
    const { code, stdout, stderr } = run([
      'scan',
      'log.json',
      '--no-builtin',
      '--rules',
      'failing.toml',
      '--format',
      'jsonl',
    ])
    expect(code).toBe(0)
    expect(stdout).toBe('')
    expect(stderr).toMatch(/rule "broken" failed on 2 records: /)
  })

  test('a rule with the id of a built-in one takes its place', () => {
    const builtin = listedRules(run(['rules', 'list', '--format', 'jsonl']).stdout).find(({ origin }) =>
      origin.includes('logging-stopped'),
    )
    write(
      'mine.toml',
      `[[rule]]\nid = "${builtin?.id}"\nname = "mine"\nlevel = "low"\njq_match = '.eventName == "StopLogging"'\n`,
    )
    const found = findings(run(['scan', 'log.json', '--rules', 'mine.toml', '--format', 'jsonl']).stdout)
    const titles = found.filter(({ event }) => event.name === 'StopLogging').map(({ rule }) => rule.title)
    expect(titles).toEqual(['mine'])
  })
})

describe('mistakes', () => {
  const { write, run } = workspace()
  write('log.json', log)

  test('five in one file, all told at once with their places; nothing is run', () => {
    write(
      'five.toml',
      `[[rule]]
name = "one"
jq_match = 'select(.eventName == "CreateUser") | ]'
destination = ["Slack"]

[[rule]]
name = "two"
level = "hihg"
jq_match = '.x | nosuchfunction'
destinations = ["Slak Warnings"]

[[rule]]
name = "three"
[rule.event_pattern.detail]
eventName = "StopLogging"

[[destination]]
id = "Slack Warnings"
type = "slack_webhook"
webhook_url = "https://hooks.example.com/services/x"
`,
    )
    const { code, stdout, stderr } = run(['scan', 'log.json', '--rules', 'five.toml'])
    expect(code).toBe(2)
    expect(stdout).toBe('')
    for (const part of [
      'five.toml:3:',
      'unexpected "]"',
      'did you mean "destinations"?',
      'five.toml:8:',
      'did you mean "high"?',
      'five.toml:9:',
      'nosuchfunction',
      'five.toml:10:',
      'did you mean "Slack Warnings"?',
      'five.toml:15:',
      'must be a list',
      'errors. Nothing was run.',
    ])
      expect(stderr).toContain(part)
    expect(stderr).not.toContain('    at ')
  })

  const BROKEN: readonly (readonly [string, string, string, readonly string[]])[] = [
    [
      'a Sigma rule with an unknown selection',
      'a.yml',
      'title: x\nlogsource: {product: aws, service: cloudtrail}\ndetection:\n  selection: {eventName: A}\n  condition: selektion\n',
      ['a.yml:5:', 'did you mean'],
    ],
    [
      'a correlation of a rule that is not there',
      'b.yml',
      'title: x\ncorrelation: {type: event_count, rules: [nothing], group-by: [sourceIPAddress], timespan: 5m, condition: {gte: 3}}\n',
      ['b.yml:1:', 'no rule has the id, name or title "nothing"'],
    ],
    [
      'a message that is no jq string',
      'c.toml',
      `[[rule]]\nname = "x"\njq_match = 'true'\nmessage = 'hello \\(.a | )'\n`,
      ['c.toml:4:', 'message:'],
    ],
    [
      'a Sigma message that is no jq string',
      'd.yml',
      'title: x\nlogsource: {product: aws, service: cloudtrail}\ndetection: {s: {eventName: A}, condition: s}\ntattletrail:\n  message: "\\\\(nobody)"\n',
      ['d.yml:5:', 'nobody'],
    ],
    ['a regular expression that RE2 does not know', 'e.json', '{"source": "iam", "regexp": "(?=x)"}', ['e.json:1:']],
    ['an empty file', 'f.yml', '', ['f.yml:1:1', 'the file is empty']],
    ['TOML that is none', 'g.toml', '[[rule]\nname = 1', ['g.toml:2:1']],
    ['env in jq', 'h.toml', `[[rule]]\nname = "x"\njq_match = 'env.HOME'\n`, ['h.toml:3:', 'env']],
  ]
  test.each(BROKEN)('%s', (_name, file, text, parts) => {
    write(file, text)
    const { code, stdout, stderr } = run(['scan', 'log.json', '--no-builtin', '--rules', file])
    for (const part of parts) expect(stderr).toContain(part)
    expect(stderr).not.toContain('    at ')
    expect(code).toBe(2)
    expect(stdout).toBe('')
  })
})

describe('catastrophic rules end in time', () => {
  const { write, run } = workspace()
  write('log.json', JSON.stringify({ Records: [event({ userAgent: `${'a'.repeat(200_000)}!` })] }))
  const CASES: readonly (readonly [string, string])[] = [
    ['jq regex', `[[rule]]\nname = "x"\njq_match = '.userAgent | test("^(a+)+$")'\n`],
    [
      'Sigma regex',
      `[[rule]]\nname = "x"\nsigma = """\ntitle: x\nlogsource: {product: aws, service: cloudtrail}\ndetection: {s: {userAgent|re: '^(a+)+$'}, condition: s}\n"""\n`,
    ],
    ['filter regex', `[[rule]]\nname = "x"\nfilter = { source = "^(a+)+$", regexp = "^(a+)+$" }\n`],
    ['pattern wildcard', `[[rule]]\nname = "x"\n[rule.event_pattern]\nuserAgent = [{ wildcard = "*a*a*a*a*a*a*b" }]\n`],
    ['jq combinations', `[[rule]]\nname = "x"\njq_match = '[.[]|..]|combinations'\n`],
    ['jq that never ends', `[[rule]]\nname = "x"\njq_match = 'def f: f; f'\n`],
    ['jq that eats memory', `[[rule]]\nname = "x"\njq_match = '[range(1e12)] | length'\n`],
  ]
  test.each(CASES)(
    '%s',
    (_name, text) => {
      write('rules.toml', text)
      const { code, stderr } = run(['scan', 'log.json', '--no-builtin', '--rules', 'rules.toml', '--format', 'jsonl'])
      expect(stderr).toContain('records 1 = evaluated 1 + skipped 0 + failed 0')
      expect(code).toBe(0)
    },
    20_000,
  )
})

describe('explain, test and write rules', () => {
  const { write, run } = workspace()
  write('event.json', JSON.stringify(STOP_LOGGING))
  write(
    'login.yml',
    `title: Sign-in without MFA
id: login
logsource: { product: aws, service: cloudtrail }
detection:
  selection: { eventName: StopLogging, requestParameters.name: other-trail, awsRegion: eu-west-1 }
  condition: selection
tattletrail:
  tests:
    - { name: matches, match: true, event: { eventName: StopLogging, eventSource: cloudtrail.amazonaws.com, awsRegion: eu-west-1, requestParameters: { name: other-trail } } }
    - { name: wrong on purpose, match: true, event: { eventName: Foo, eventSource: a.amazonaws.com } }
`,
  )

  test('explain says which condition failed and what it saw', () => {
    const { code, stdout } = run(['explain', 'login.yml', 'event.json'])
    expect(code).toBe(0)
    expect(stdout).toContain('no match')
    expect(stdout).toMatch(/yes .*eventName/)
    expect(stdout).toMatch(/NO .*requestParameters\.name.*it is "org-trail"/)
  })

  test('an event of the bus that is no record is for event patterns', () => {
    const task = { source: 'aws.ecs', 'detail-type': 'ECS Task State Change', detail: { lastStatus: 'STOPPED' } }
    write('task.json', JSON.stringify(task))
    write(
      'tasks.toml',
      `[[rule]]
name = "Task stopped"
event_pattern = { source = ["aws.ecs"], detail = { lastStatus = ["STOPPED"] } }
message = 'a task is \\(.detail.lastStatus)'
tests = [
  { name = "stopped", match = true, message = "a task is STOPPED", event = { source = "aws.ecs", detail-type = "x", detail = { lastStatus = "STOPPED" } } },
  { name = "runs", match = false, event = { source = "aws.ecs", detail-type = "x", detail = { lastStatus = "RUNNING" } } },
]
[[rule]]
name = "Any user"
jq_match = 'select(.userIdentity.type != "AWSService")'
`,
    )
    const explain = (rule: string) => run(['explain', rule, 'task.json', '--rules', 'tasks.toml', '--no-builtin'])
    expect(explain('Task stopped').stdout).toMatch(/^match[\s\S]*says {2}a task is STOPPED/)
    expect(explain('Any user').stderr).toContain('holds no CloudTrail event')
    expect(run(['rules', 'test', 'tasks.toml']).stdout).toContain('2 passed, 0 failed')
  })

  test('explain by title, and a slip of the fingers', () => {
    expect(run(['explain', 'Logging was stopped', 'event.json']).stdout).toContain('match')
    const wrong = run(['explain', 'Loging was stopped', 'event.json'])
    expect(wrong.code).toBe(2)
    expect(wrong.stderr).toContain('did you mean "Logging was stopped"?')
  })

  test('rules test runs the tests that rules carry', () => {
    const own = run(['rules', 'test', 'login.yml'])
    expect(own.code).toBe(2)
    expect(own.stdout).toContain('wrong on purpose: expected a match')
    expect(own.stdout).toContain('1 passed, 1 failed')
    const pack = run(['rules', 'test'])
    expect(pack.code).toBe(0)
    expect(Number(/(\d+) passed, 0 failed/.exec(pack.stdout)?.[1])).toBeGreaterThan(70)
  })

  test('rules lint names rules that read every record', () => {
    write('slow.toml', `[[rule]]\nname = "by address"\njq_match = '.sourceIPAddress == "192.0.2.1"'\n`)
    const { code, stdout } = run(['rules', 'lint', 'slow.toml'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/parse every record[\s\S]*by address/)
    expect(run(['rules', 'lint']).stdout).toMatch(/\d+ rules checked: 0 errors/)
  })

  test('rules from an event match that event', () => {
    const rule: Record<string, (text: string) => string> = {
      jq: (text) => `[[rule]]\nname = "x"\njq_match = '''${text.trim()}'''\n`,
      'event-pattern': (text) => `[[rule]]\nname = "x"\nevent_pattern = '''${text.trim()}'''\n`,
      sigma: (text) => text,
    }
    for (const [language, wrap] of Object.entries(rule)) {
      const { code, stdout } = run(['rules', 'from-event', 'event.json', '--language', language])
      expect(code).toBe(0)
      const file = language === 'sigma' ? 'made.yml' : 'made.toml'
      write(file, wrap(stdout))
      const scanned = run(['scan', 'event.json', '--no-builtin', '--rules', file, '--format', 'jsonl'])
      expect(findings(scanned.stdout)).toHaveLength(1)
    }
    expect(run(['rules', 'from-event', 'event.json']).stdout).toContain('# Sigma')
  })

  test('there is completion for these shells, and for no other', () => {
    for (const shell of ['bash', 'zsh', 'fish']) expect(run(['completion', shell]).stdout).toContain('_tattletrail')
    expect(run(['completion', 'tcsh']).code).toBe(2)
  })

  test('a correlation cannot be explained by one event, and that is said', () => {
    write(
      'burst.yml',
      'title: burst\ncorrelation: {type: event_count, rules: [base], group-by: [awsRegion], timespan: 5m, condition: {gte: 2}}\n---\ntitle: base\nlogsource: {product: aws, service: cloudtrail}\ndetection: {s: {eventName: A}, condition: s}\n',
    )
    const { code, stderr } = run(['explain', 'burst', 'event.json', '--rules', 'burst.yml'])
    expect(code).toBe(2)
    expect(stderr).toContain('"burst" is a correlation, which looks at many events: explain one of its rules: "base"')
  })

  test('where the simulator cannot write, or when, is said in one line', () => {
    write('taken', '')
    for (const [args, message] of [
      [['taken'], 'not a directory'],
      [['x', '--start', '2026-02-30'], 'expected a day'],
    ] as const) {
      const { code, stderr } = run(['simulate', ...args, '--events', '10'])
      expect(code).toBe(2)
      expect(stderr).toContain(message)
      expect(stderr.trim().split('\n')).toHaveLength(1)
    }
  })
})
