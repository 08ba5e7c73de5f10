/** `tattletrail top`: the long tail of good and of hostile logs, with counts that add up. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { writeMmdb } from '../../src/enrich/testing/mmdb.ts'
import { event, workspace } from './command.ts'

const log = (...records: unknown[]): string => JSON.stringify({ Records: records })
const rows = (stdout: string): readonly { readonly values: Record<string, string | null>; readonly count: number }[] =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
/** `evaluated 3 = counted 2 + not asked for 1`, then `records 4 = evaluated 3 + skipped 0 + failed 1`. */
const counts = (output: string): readonly number[] => {
  const found =
    /evaluated ([\d,]+) = counted ([\d,]+) \+ not asked for ([\d,]+)\n {2}records ([\d,]+) = evaluated ([\d,]+) \+ skipped ([\d,]+)[^+]* \+ failed ([\d,]+)/.exec(
      output,
    )
  if (!found) throw new Error(`no summary in: ${output}`)
  return found.slice(1).map((text) => Number(text.replaceAll(',', '')))
}

const CALL = event({ sourceIPAddress: '198.51.100.7', errorCode: undefined })
const RECORDS = [
  ...Array.from({ length: 5 }, (_, at) => ({ ...CALL, eventName: 'ListBuckets', eventID: `list-${at}` })),
  { ...CALL, eventName: 'GetCallerIdentity', eventID: 'who', sourceIPAddress: '203.0.113.9' },
  { ...CALL, eventName: 'CreateUser', eventID: 'user', sourceIPAddress: '203.0.113.9', awsRegion: 'us-east-1' },
  {
    ...CALL,
    eventName: 'DeleteTrail',
    eventID: 'denied',
    errorCode: 'AccessDenied',
    eventTime: '2026-03-05T00:00:00Z',
  },
  { ...CALL, eventName: 'ConsoleLogin', eventID: 'login', errorMessage: 'Failed authentication' },
]

describe('counts', () => {
  const { write, run } = workspace()
  write('logs/a.json.gz', gzipSync(log(...RECORDS)))
  write(
    'places.mmdb',
    writeMmdb({
      type: 'GeoLite2-City',
      networks: [
        ['198.51.100.0/24', { country: { iso_code: 'NL' }, city: { names: { en: 'Utrecht' } } }],
        ['203.0.113.0/24', { country: { iso_code: 'KP' } }],
      ],
    }),
  )
  write('home.toml', '[context]\ncity_mmdb = "places.mmdb"\nhome_countries = ["NL"]\n')
  write('nowhere.toml', '[context]\nhome_countries = ["NL"]\ncountry_mmdb = "missing.mmdb"\n')

  type Row = readonly (string | number | null)[]
  const CASES: readonly (readonly [string, readonly string[], readonly Row[]])[] = [
    [
      'by one field',
      ['--by', 'region'],
      [
        ['us-east-1', 1],
        ['eu-west-1', 8],
      ],
    ],
    [
      'the most common first',
      ['--by', 'region', '--common-first'],
      [
        ['eu-west-1', 8],
        ['us-east-1', 1],
      ],
    ],
    ['a limit', ['--by', 'region', '--limit', '1'], [['us-east-1', 1]]],
    [
      'errors',
      ['--errors-only', '--by', 'error'],
      [
        ['AccessDenied', 1],
        ['Failed authentication', 1],
      ],
    ],
    ['errors by place', ['--errors-only', '--by', 'country,city', '-c', 'home.toml'], [['NL', 'Utrecht', 2]]],
    [
      'some events by place',
      ['--event', 'getcalleridentity,ListBuckets', '--by', 'country', '-c', 'home.toml'],
      [
        ['KP', 1],
        ['NL', 5],
      ],
    ],
    [
      'from outside the home country',
      ['--event', 'CreateUser', '--abroad', '--by', 'country,principal', '-c', 'home.toml'],
      [['KP', 'dana (role Developer)', 1]],
    ],
    [
      'names with a star',
      ['--event', '*User', '--event', 'Delete*', '--by', 'event'],
      [
        ['DeleteTrail', 1],
        ['CreateUser', 1],
      ],
    ],
    ['from a day', ['--from', '2026-03-05', '--by', 'event'], [['DeleteTrail', 1]]],
    ['nothing', ['--event', 'Nothing', '--by', 'event'], []],
    [
      'two tables',
      ['--by', 'region', '--by', 'ip', '--limit', '1'],
      [
        ['us-east-1', 1],
        ['203.0.113.9', 2],
      ],
    ],
  ]
  test.each(CASES)('%s', (_name, options, expected) => {
    const { code, stdout, stderr } = run(['top', 'logs', ...options, '--format', 'jsonl'])
    expect(stderr).not.toContain('tattletrail:')
    expect(code).toBe(0)
    expect(rows(stdout).map(({ values, count }) => [...Object.values(values), count])).toEqual(expected)
    const [evaluated = 0, counted = 0, left = 0] = counts(stderr)
    expect(evaluated).toBe(9)
    expect(counted + left).toBe(evaluated)
  })

  test('the overview, without a database', () => {
    const { code, stdout } = run(['top', 'logs', '--format', 'text'])
    expect(code).toBe(0)
    for (const part of ['event  5 different values', 'us-east-1', 'event denied', 'no geo database is configured'])
      expect(stdout).toContain(part)
    expect(counts(stdout)).toEqual([9, 9, 0, 9, 9, 0, 0])
  })

  test('CSV', () => {
    const { stdout } = run(['top', 'logs', '--by', 'ip,event', '--event', 'CreateUser', '--format', 'csv'])
    expect(stdout).toBe(
      'by,ip,event,count,share,first,last,event_id\nip event,203.0.113.9,CreateUser,1,1,2026-03-04T02:14:09Z,2026-03-04T02:14:09Z,user\n',
    )
  })

  test('the configuration may come from the environment', () => {
    const { stdout } = run(['top', 'logs', '--by', 'country'], '', { TATTLETRAIL_CONFIG: 'home.toml' })
    expect(rows(stdout).map(({ values }) => values.country)).toEqual(['KP', 'NL'])
  })

  const WRONG: readonly (readonly [string, readonly string[], string])[] = [
    ['a field that is none', ['--by', 'contry'], '--by contry: no such field: did you mean "country"?'],
    ['a field that objects have', ['--by', 'constructor'], '--by constructor: no such field'],
    ['a field twice', ['--by', 'ip,ip'], 'ip is named twice'],
    ['abroad of nowhere', ['--abroad'], '--abroad: say what home is'],
    ['abroad without a database', ['--abroad', '-c', 'nowhere.toml'], 'no geo database is configured'],
    ['a configuration that is not there', ['-c', 'missing.toml'], 'missing.toml: no such file or folder'],
    ['an account that is none', ['--account', '12'], 'an account id has twelve digits'],
  ]
  write('broken.toml', '[context]\nhome_countries = ["Netherlands"]\n')
  test.each([...WRONG, ['a broken configuration', ['-c', 'broken.toml'], 'country code'] as const])(
    'bad usage: %s',
    (_name, options, message) => {
      const { code, stdout, stderr } = run(['top', 'logs', ...options])
      expect(stderr).toContain(message)
      expect(code).toBe(2)
      expect(stdout).toBe('')
    },
  )

  test('the help names every field', () => {
    const { stdout } = run(['top', '--help'])
    for (const field of 'country city asn network principal tool error event source account region ip key'.split(' '))
      expect(stdout).toMatch(new RegExp(`--by[^]*\\b${field}\\b[^]*--event <name>`))
  })
})

describe('input', () => {
  const { write, run, folder } = workspace()

  test('a bad file is named, its neighbour is counted, exit 3', () => {
    write('bad/1.json', '{"Records":[')
    write('bad/2.json', log(CALL))
    write('bad/3.json.gz', gzipSync(log(CALL)).subarray(0, 100))
    const { code, stdout, stderr } = run(['top', 'bad', '--by', 'event'])
    expect(code).toBe(3)
    expect(rows(stdout)).toHaveLength(1)
    for (const part of ['1.json: ', 'unexpected end', '3.json.gz: ', 'gzip']) expect(stderr).toContain(part)
    const [evaluated = 0, , , records = 0, , skipped = 0, failed = 0] = counts(stderr)
    expect(records).toBe(evaluated + skipped + failed)
    expect(failed).toBe(2)
  })

  test('hostile values', () => {
    const path = write(
      'hostile.json',
      log(
        event({ eventName: '\u001b[2J', userAgent: 'x'.repeat(5_000_000), eventID: '\u202e' }),
        event({ eventName: ['x'], userIdentity: 'me', eventTime: {}, sourceIPAddress: 7, eventID: null }),
        event({ eventName: '__proto__', sourceIPAddress: '=cmd()', awsRegion: 'constructor' }),
      ),
    )
    for (const format of ['text', 'csv', 'jsonl']) {
      const { code, stdout, stderr } = run(['top', path, '--format', format])
      expect(code).toBe(0)
      expect(`${stdout}${stderr}`).not.toMatch(/[\u001b\u202e]/)
      expect(stdout.length).toBeLessThan(100_000)
      if (format === 'csv') expect(stdout).toContain("'=cmd()")
    }
  })

  test('standard input', () => {
    const { code, stdout } = run(['top', '-', '--by', 'event'], log(CALL))
    expect(code).toBe(0)
    expect(rows(stdout).map(({ values, count }) => [values.event, count])).toEqual([['StopLogging', 1]])
  })

  test('Ctrl-C prints what was counted', async () => {
    write('wait/a.json', log(CALL))
    const cli = new URL('../../dist/bin/main.js', import.meta.url).pathname
    const child = spawn(process.execPath, [cli, 'top', 'wait', '-', '--by', 'event', '--format', 'jsonl'], {
      cwd: folder,
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    let stderr = ''
    child.stderr.on('data', (piece) => (stderr += piece))
    const closed = once(child, 'close')
    // More than a pipe holds: when it is gone, the command is reading, and waits for more when the signal comes.
    await new Promise((resolve) => child.stdin.write(' '.repeat(4_000_000), resolve))
    child.kill('SIGINT')
    expect((await closed)[0]).toBe(130)
    expect(stderr).toContain('interrupted')
  })
})
