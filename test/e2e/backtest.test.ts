/** `tattletrail rules backtest`: noise, budgets, and what a change of the rules changes; and findings that are staged. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { event, findings, workspace } from './command.ts'

interface Row {
  readonly rule: { readonly id: string; readonly level: string; readonly status: string }
  readonly staged: boolean
  readonly alerts: number
  readonly loud: number
  readonly perDay: number
  readonly perThousand: number
  readonly added: number | null
  readonly removed: number | null
  readonly addedEvents: readonly string[] | null
  readonly removedEvents: readonly string[] | null
}
const rows = (stdout: string): readonly Row[] =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))

const rule = (id: string, name: string, { level = 'medium', status = 'stable' } = {}): string =>
  `title: ${id}\nid: ${id}\nstatus: ${status}\nlevel: ${level}\nlogsource: { product: aws, service: cloudtrail }\ndetection: { s: { eventName: ${name} }, condition: s }\n`
const LOG = JSON.stringify({
  Records: [
    ...Array.from({ length: 7 }, (_, at) => event({ eventName: 'ListTrails', eventID: `list-${at}` })),
    event({ eventName: 'CreateUser', eventID: 'user-1', eventTime: '2026-03-01T00:00:00Z' }),
    event({ eventName: 'CreateUser', eventID: 'user-2' }),
    event({ eventName: 'CreateRole', eventID: 'role' }),
  ],
})

describe('backtest', () => {
  const { write, run, folder } = workspace()
  write('log.json', LOG)
  write('new/user.yml', rule('user', 'CreateUser'))
  write('new/role.yml', rule('role', 'CreateRole', { level: 'high', status: 'experimental' }))
  write('new/list.yml', rule('list', 'ListTrails', { level: 'low' }))
  write('old/user.yml', rule('user', '[CreateUser, CreateRole]'))
  write('old/list.yml', rule('list', 'ListTrails', { level: 'low' }))
  const NEW = ['rules', 'backtest', 'log.json', '--no-builtin', '--rules', 'new']

  test('the noisiest rule first, per day and per 1,000 events', () => {
    const { code, stdout, stderr } = run([...NEW, '--format', 'jsonl'])
    expect(code).toBe(0)
    expect(
      rows(stdout).map(({ rule, alerts, loud, staged, perDay, perThousand }) => [
        rule.id,
        alerts,
        loud,
        staged,
        perDay,
        perThousand,
      ]),
    ).toEqual([
      ['list', 7, 0, false, 1.75, 700],
      ['user', 2, 2, false, 0.5, 200],
      ['role', 1, 0, true, 0.25, 100],
    ])
    expect(stderr).toContain('medium and above: 2 alerts on 10 events, 200.00 per 1,000, 0.50 a day (4 days')
    expect(stderr).toContain('records 10 = evaluated 10 + skipped 0 + failed 0')
  })

  const BUDGETS: readonly (readonly [readonly string[], number, string])[] = [
    [['--budget', '200'], 0, 'budget kept'],
    [['--budget', '199.5'], 1, 'overspent: 200.00, most by user (200.00)'],
    [['--budget-per-rule', '200'], 0, 'budget kept'],
    [['--budget-per-rule', '0.1'], 1, 'and rule is overspent by user (200.00)'],
    [['--budget', 'many'], 2, 'Expected a number'],
  ]
  test.each(BUDGETS)('%j: exit %i', (options, expected, message) => {
    const { code, stdout, stderr } = run([...NEW, '--format', 'text', ...options])
    expect(`${stdout}${stderr}`).toContain(message)
    expect(code).toBe(expected)
  })

  const CHANGES = [
    ['list', 0, 0, [], []],
    ['user', 0, 1, [], ['role']],
    ['role', 1, 0, ['role'], []],
  ]
  const changes = (stdout: string): readonly unknown[] =>
    rows(stdout).map(({ rule, added, removed, addedEvents, removedEvents }) => [
      rule.id,
      added,
      removed,
      addedEvents,
      removedEvents,
    ])

  test('against a folder', () => {
    const { code, stdout } = run([...NEW, '--against', 'old', '--format', 'jsonl'])
    expect(code).toBe(0)
    expect(changes(stdout)).toEqual(CHANGES)
    expect(run([...NEW, '--against', 'old', '--format', 'text']).stdout).toContain('Against old: 1 alert more, 1 fewer')
  })

  test('against a git revision; nothing is left behind', () => {
    const git = (...args: readonly string[]): void => {
      execFileSync('git', ['-C', folder, '-c', 'user.name=dana', '-c', 'user.email=dana@example.com', ...args])
    }
    git('init', '-q')
    write('mine/user.yml', rule('user', '[CreateUser, CreateRole]'))
    write('mine/list.yml', rule('list', 'ListTrails', { level: 'low' }))
    git('add', 'mine')
    git('commit', '-q', '-m', 'one')
    write('mine/user.yml', rule('user', 'CreateUser'))
    write('mine/role.yml', rule('role', 'CreateRole', { level: 'high', status: 'experimental' }))
    const temporary = join(folder, 'temporary')
    mkdirSync(temporary)
    const mine = ['rules', 'backtest', 'log.json', '--no-builtin', '--rules', 'mine']
    const { code, stdout, stderr } = run([...mine, '--against', 'HEAD', '--format', 'jsonl'], '', { TMPDIR: temporary })
    expect(stderr).not.toContain('tattletrail:')
    expect(code).toBe(0)
    expect(changes(stdout)).toEqual(CHANGES)
    expect(readdirSync(temporary)).toEqual([])

    write('mine/user.yml', rule('user', 'CreateUser', { level: 'loud' }))
    git('commit', '-q', '-a', '-m', 'two')
    write('mine/user.yml', rule('user', 'CreateUser'))
    const broken = run([...mine, '--against', 'HEAD'])
    expect(broken.code).toBe(2)
    expect(broken.stderr).toContain('HEAD:mine/user.yml:4:8')
  })

  const WRONG: readonly (readonly [string, readonly string[], string])[] = [
    ['no revision', ['--rules', 'new', '--against', 'no-such-branch'], '--against: no-such-branch is n'],
    ['an option as revision', ['--rules', 'new', '--against=--output=x'], '--against: --output=x is n'],
    ['a revision of nothing', ['--against', 'HEAD'], 'say with --rules which rules it holds'],
    ['a revision of what is not there', ['--rules', 'none', '--against', 'HEAD'], 'rules: none: no such file'],
  ]
  test.each(WRONG)('bad usage: %s', (_name, options, message) => {
    const { code, stdout, stderr } = run(['rules', 'backtest', 'log.json', ...options])
    expect(stderr).toContain(message)
    expect(code).toBe(2)
    expect(stdout).toBe('')
  })

  test('standard input can be read once only', () => {
    const { code, stderr } = run(['rules', 'backtest', '-', '--rules', 'new', '--against', 'old'], LOG)
    expect(stderr).toContain('reads the logs twice')
    expect(code).toBe(2)
    expect(run(['rules', 'backtest', '-', '--rules', 'new', '--no-builtin'], LOG).code).toBe(0)
  })

  test('a bad log is named, the others count', () => {
    write('logs/1.json', '{"Records":[')
    write('logs/2.json', LOG)
    const { code, stderr } = run(['rules', 'backtest', 'logs', '--no-builtin', '--rules', 'new'])
    expect(code).toBe(3)
    expect(stderr).toContain('1.json: ')
    expect(stderr).toContain('records 11 = evaluated 10 + skipped 0 + failed 1')
  })
})

describe('staged findings', () => {
  const { write, run } = workspace()
  write('log.json', LOG)
  write('sigma.yml', rule('role', 'CreateRole', { level: 'critical', status: 'experimental' }))
  write(
    'rules.toml',
    '[[rule]]\nname = "role"\nstatus = "experimental"\nlevel = "critical"\njq_match = \'.eventName == "CreateRole"\'\n',
  )
  write(
    'correlation.yml',
    `${rule('base', 'CreateUser')}---\ntitle: two users\nid: two\nstatus: experimental\nlevel: critical\ncorrelation: { type: event_count, rules: [base], timespan: 7d, condition: { gte: 2 } }\n`,
  )

  test.each(['sigma.yml', 'rules.toml', 'correlation.yml'])('%s: told, but fails nothing', (file) => {
    const scan = ['scan', 'log.json', '--no-builtin', '--rules', file]
    const { code, stdout } = run([...scan, '--fail-on', 'informational', '--format', 'jsonl'])
    expect(findings(stdout).map(({ rule }) => rule.status)).toEqual(['experimental'])
    expect(code).toBe(0)
    const text = run([...scan, '--format', 'text']).stdout
    expect(text).toMatch(/CRITICAL +.*staged/)
    expect(text).toContain('1 staged')
    expect(text).not.toContain('1 critical')
    expect(run([...scan, '--format', 'csv']).stdout).toContain(',experimental,')
  })

  const STATUSES: readonly (readonly [string, number])[] = [
    ['stable', 1],
    ['test', 1],
    ['experimental', 0],
    ['deprecated', 0],
    ['unsupported', 0],
    ['stabel', 1],
  ]
  test.each(STATUSES)('a rule that is %s: --fail-on exits with %i', (status, expected) => {
    write('one.yml', rule('role', 'CreateRole', { status }))
    const { code, stderr } = run(['scan', 'log.json', '--no-builtin', '--rules', 'one.yml', '--fail-on', 'low'])
    expect(code).toBe(expected)
    expect(stderr.includes('"stabel" is not a status')).toBe(status === 'stabel')
  })

  test('a status that is none, in a configuration', () => {
    write('wrong.toml', '[[rule]]\nname = "x"\nstatus = "experimntal"\njq_match = "true"\n')
    const { code, stderr } = run(['rules', 'lint', 'wrong.toml'])
    expect(`${code} ${stderr}`).toMatch(/^2/)
  })
})
