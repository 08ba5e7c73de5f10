/** Rules on the matrix of ATT&CK, and tags that it does not know, through the command line. */
import { describe, expect, test } from 'vitest'
import { event, workspace } from './command.ts'

const RULE = (tags: string, id = 'r1'): string => `title: User was made ${id}
id: ${id}
level: high
tags: [${tags}]
logsource: { product: aws, service: cloudtrail }
detection: { s: { eventSource: iam.amazonaws.com, eventName: CreateUser }, condition: s }
tattletrail:
  tests:
    - name: made
      match: true
      event: ${JSON.stringify(event({ eventSource: 'iam.amazonaws.com', eventName: 'CreateUser' }))}
    - name: another call
      match: false
      event: ${JSON.stringify(event())}
`

interface Line {
  readonly technique: string
  readonly name: string
  readonly tactics: readonly string[]
  readonly rules: readonly { readonly title: string; readonly level: string }[]
  readonly events: readonly string[]
}

const linesOf = (stdout: string): readonly Line[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

describe('coverage', () => {
  const { write, run } = workspace()
  write('mine/a.yml', RULE('attack.persistence, attack.t1136.003'))
  write('mine/old.yml', RULE('attack.t1562.008', 'r2'))
  write('mine/bare.yml', RULE('cve.2021-44228', 'r3'))
  write(
    'burst.yml',
    `title: Many users were made
id: burst
level: high
tags: [attack.persistence, attack.t1136.003]
correlation: { type: event_count, rules: [made], group-by: [userIdentity.arn], timespan: 10m, condition: { gte: 5 } }
tattletrail:
  tests:
    - name: seven in a row
      match: true
      events: [{ event: ${JSON.stringify(event({ eventSource: 'iam.amazonaws.com', eventName: 'CreateUser' }))}, times: 7 }]
---
title: A user was made
id: made
name: made
level: informational
logsource: { product: aws, service: cloudtrail }
detection: { s: { eventSource: iam.amazonaws.com, eventName: [CreateUser, ImportUser] }, condition: s }
`,
  )
  write('broken.yml', 'title: no detection\nid: x\nlogsource: { product: aws }\n')

  test('of the built-in pack: every rule has a technique, and each is known', () => {
    const { code, stdout } = run(['rules', 'coverage'])
    const lines = linesOf(stdout)
    expect(code).toBe(0)
    expect(lines.filter(({ rules }) => rules.length > 0).length).toBeGreaterThan(60)
    expect(lines.find(({ technique }) => technique === 'T1685.002')).toMatchObject({
      name: 'Disable or Modify Cloud Log',
      tactics: ['defense-impairment'],
      rules: expect.arrayContaining([expect.objectContaining({ title: 'Logging was stopped', level: 'critical' })]),
      events: expect.arrayContaining(['cloudtrail.amazonaws.com:StopLogging']),
    })
    expect(run(['rules', 'coverage', '--format', 'text']).stdout).not.toContain('without a technique')
  })

  test("of one's own rules: what they name, under its present identifier, and the gaps", () => {
    const lines = linesOf(run(['rules', 'coverage', 'mine']).stdout)
    const covered = lines.filter(({ rules }) => rules.length > 0)
    expect(covered.map(({ technique, events }) => [technique, events])).toEqual([
      ['T1136.003', ['iam.amazonaws.com:CreateUser']],
      ['T1685.002', ['iam.amazonaws.com:CreateUser']],
    ])
    const gaps = lines.filter(({ rules }) => rules.length === 0).map(({ technique }) => technique)
    expect(gaps).toEqual(expect.arrayContaining(['T1078', 'T1485', 'T1686']))
    // A part of one that is named is missed by itself, and of one that is not, with the whole.
    expect(gaps.filter((id) => id.startsWith('T1078.') || id === 'T1685')).toEqual([])
  })

  test('as a picture', () => {
    const { code, stdout } = run(['rules', 'coverage', 'mine', '--format', 'text'])
    expect(code).toBe(0)
    for (const part of [
      '3 rules and ATT&CK 19.2: 2 techniques covered',
      'Defense Impairment',
      '  T1136.003  Cloud Account  ',
      'no rule    T1059 Command and Scripting Interpreter, T1204 User Execution',
      '1 rule without a technique\n  User was made r3',
    ])
      expect(stdout).toContain(part)
    expect(stdout).not.toContain('\u001b')
  })

  test('of a correlation: the calls of the rules that it counts, which need no tags of their own', () => {
    const [line] = linesOf(run(['rules', 'coverage', 'burst.yml']).stdout).filter(({ rules }) => rules.length > 0)
    expect(line).toMatchObject({
      technique: 'T1136.003',
      rules: [{ title: 'Many users were made' }],
      events: ['iam.amazonaws.com:CreateUser'],
    })
    expect(run(['rules', 'coverage', 'burst.yml', '--format', 'text']).stdout).not.toContain('without a technique')
  })

  test("one's own besides the pack", () => {
    const titles = linesOf(run(['rules', 'coverage', '--rules', 'mine']).stdout)
      .filter(({ technique }) => technique === 'T1136.003')
      .flatMap(({ rules }) => rules.map(({ title }) => title))
    expect(titles).toContain('User was made r1')
    expect(titles.length).toBeGreaterThan(1)
  })

  test('as a layer of the ATT&CK Navigator', () => {
    const layer = JSON.parse(run(['rules', 'coverage', 'mine', '--format', 'navigator']).stdout)
    expect(layer).toMatchObject({ versions: { layer: '4.5' }, domain: 'enterprise-attack' })
    expect(layer.techniques).toContainEqual(
      expect.objectContaining({ techniqueID: 'T1136.003', score: 1, comment: 'User was made r1 (high)' }),
    )
  })

  test('a rule that cannot be used is told, and the exit code is 2', () => {
    const { code, stdout, stderr } = run(['rules', 'coverage', 'broken.yml'])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain('neither a detection nor a correlation')
  })
})

describe('lint of tags', () => {
  const { write, run } = workspace()
  write('a.yml', RULE('attack.defense-evasion, attack.t1562.008, cve.2021-44228'))
  write('b.toml', '[[rule]]\nname = "x"\ntags = ["attack.persistance"]\njq_match = \'.eventName == "CreateUser"\'\n')

  test.each([
    ['a.yml', 'a.yml:4:8', 'attack.stealth and attack.defense-impairment took its place'],
    ['a.yml', 'a.yml:4:32', 'attack.t1685.002 (Disable or Modify Cloud Log) took its place'],
    ['b.toml', 'b.toml:3:9', 'did you mean "attack.persistence"?'],
  ])('%s at %s', (file, place, hint) => {
    const { code, stdout } = run(['rules', 'lint', file])
    expect(code).toBe(0)
    expect(stdout).toContain(place)
    expect(stdout).toContain(hint)
    expect(stdout).not.toContain('"cve.')
  })

  test('the built-in pack has no such tag', () => {
    const { code, stdout } = run(['rules', 'lint'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/\d{3} rules checked: 0 errors, 0 warnings\n$/)
  })
})

describe('the technique of a finding', () => {
  const { write, run } = workspace()

  test('is told with its name', () => {
    const { stdout } = run(['scan', write('log.json', JSON.stringify({ Records: [event()] })), '--format', 'text'])
    expect(stdout).toContain('ATT&CK T1685.002 Disable or Modify Cloud Log · event 6f0c')
  })
})
