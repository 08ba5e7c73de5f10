/** `tattletrail scan` on good and on hostile input: counts reconcile, neighbours of a bad file are scanned. */
import { chmodSync, existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { event, findings, STOP_LOGGING, workspace } from './command.ts'

const log = (...records: unknown[]): string => JSON.stringify({ Records: records })
const GOOD = gzipSync(log(STOP_LOGGING))

/** `records 2 = evaluated 1 + skipped 0 + failed 1` -> the four numbers; throws when the line is missing. */
const counts = (output: string): readonly number[] => {
  const line = /records ([\d,]+) = evaluated ([\d,]+) \+ skipped ([\d,]+)[^+]* \+ failed ([\d,]+)/.exec(output)
  if (!line) throw new Error(`no summary in: ${output}`)
  return line.slice(1).map((text) => Number(text.replaceAll(',', '')))
}

describe('a finding', () => {
  const { write, run } = workspace()
  const path = write('log.json.gz', GOOD)

  test('as one line of JSON', () => {
    const { code, stdout } = run(['scan', path, '--format', 'jsonl'])
    expect(code).toBe(0)
    const [finding, ...more] = findings(stdout)
    expect(more).toEqual([])
    expect(finding).toMatchObject({
      rule: {
        id: expect.any(String),
        title: expect.any(String),
        level: 'critical',
        language: 'sigma',
        tags: expect.arrayContaining(['attack.t1685.002']),
      },
      event: {
        id: STOP_LOGGING.eventID,
        time: '2026-03-04T02:14:09Z',
        accountId: '123456789012',
        region: 'eu-west-1',
        source: 'cloudtrail.amazonaws.com',
        name: 'StopLogging',
        errorCode: null,
      },
      principal: {
        kind: 'AssumedRole',
        arn: STOP_LOGGING.userIdentity.arn,
        accountId: '123456789012',
        accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
        session: 'dana',
      },
      sourceIp: '198.51.100.7',
      message: 'dana (role Developer) stopped logging on trail org-trail',
      annotation: null,
      eventIds: [STOP_LOGGING.eventID],
      file: path,
    })
  })

  test('as text for people', () => {
    const { stdout } = run(['scan', path, '--format', 'text'])
    for (const part of [
      'CRITICAL',
      'dana (role Developer) stopped logging on trail org-trail',
      '123456789012 eu-west-1',
      '198.51.100.7',
      '2026-03-04 02:14:09 UTC',
      'T1685.002',
      '1 critical',
    ])
      expect(stdout).toContain(part)
    expect(stdout).not.toContain('\u001b')
  })

  test('as CSV', () => {
    const lines = run(['scan', path, '--format', 'csv']).stdout.trim().split('\n')
    expect(lines).toHaveLength(2)
    expect(lines[1]).toContain('dana (role Developer) stopped logging')
  })

  test('nothing that matches is said as such', () => {
    const quiet = write('quiet.json', log(event({ eventName: 'DescribeTrails' })))
    const { code, stdout } = run(['scan', quiet, '--format', 'text'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/nothing matched: \d+ rules looked at 1 record in 1 file/)
  })
})

describe('options', () => {
  const { write, run } = workspace()
  const path = write(
    'log.json',
    log(
      STOP_LOGGING,
      event({
        eventID: 'b',
        eventTime: '2026-03-05T00:00:00Z',
        recipientAccountId: '111122223333',
        awsRegion: 'us-east-1',
      }),
    ),
  )

  const CASES: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ['from', ['--from', '2026-03-05'], ['b']],
    ['to is exclusive', ['--to', '2026-03-05T00:00:00Z'], [STOP_LOGGING.eventID]],
    ['account', ['--account', '111122223333'], ['b']],
    ['accounts with commas', ['--account', '111122223333,123456789012'], [STOP_LOGGING.eventID, 'b']],
    ['region', ['--region', 'eu-west-1'], [STOP_LOGGING.eventID]],
    ['no builtin pack', ['--no-builtin', '--rules', 'own.toml'], []],
    ['a level above', ['--min-level', 'critical'], [STOP_LOGGING.eventID, 'b']],
  ]
  write('own.toml', `[[rule]]\nname = "never"\njq_match = 'select(.eventName == "Nothing")'\n`)
  test.each(CASES)('%s', (_name, options, expected) => {
    const { code, stdout } = run(['scan', path, '--format', 'jsonl', ...options])
    expect(code).toBe(0)
    expect(findings(stdout).map((finding) => finding.eventIds[0])).toEqual(expected)
  })

  test('--fail-on', () => {
    expect(run(['scan', path, '--fail-on', 'high']).code).toBe(1)
    expect(run(['scan', path, '--no-builtin', '--rules', 'own.toml', '--fail-on', 'low']).code).toBe(0)
  })

  const WRONG: readonly (readonly [string, readonly string[], string])[] = [
    ['no path', ['scan'], 'missing required argument'],
    ['an unknown option', ['scan', path, '--min-levl', 'high'], 'Did you mean --min-level?'],
    ['an unknown level', ['scan', path, '--min-level', 'hihg'], 'Allowed choices are'],
    ['an unknown command', ['scna', path], 'Did you mean scan?'],
    ['a day that is none', ['scan', path, '--from', 'yesterday'], '--from yesterday: expected a day or a time'],
    ['a day that no month has', ['scan', path, '--from', '2026-02-30'], '--from 2026-02-30: expected a day or a time'],
    [
      'an end before the start',
      ['scan', path, '--from', '2026-03-05', '--to', '2026-03-04'],
      '--from 2026-03-05 is not before --to 2026-03-04',
    ],
    [
      'a region that is none',
      ['scan', path, '--region', 'EU-WEST-1'],
      '--region EU-WEST-1: expected the name of a region',
    ],
    ['more workers than any machine', ['scan', path, '--workers', '99999'], 'Expected 256 or less'],
    ['no rules at all', ['scan', path, '--no-builtin'], 'no rules: name some with --rules'],
    ['what would move the cursor', ['sc\u001b[31man'], "unknown command 'sc\\u001b[31man'"],
    ['an account that is none', ['scan', path, '--account', '12'], 'an account id has twelve digits'],
    ['no workers', ['scan', path, '--workers', '0'], 'Expected 1 or more'],
    [
      'rules that are not there',
      ['scan', path, '--rules', 'missing.toml'],
      'rules: missing.toml: no such file or folder',
    ],
  ]
  test.each(WRONG)('bad usage: %s', (_name, args, message) => {
    const { code, stdout, stderr } = run(args)
    expect(stderr).toContain(message)
    expect(code).toBe(2)
    expect(stdout).toBe('')
  })
})

describe('input', () => {
  const { write, run, bash } = workspace()

  test('standard input, envelopes, JSON lines and duplicates', () => {
    const envelope = {
      version: '0',
      'detail-type': 'AWS API Call via CloudTrail',
      source: 'aws.cloudtrail',
      detail: STOP_LOGGING,
    }
    const lines = [
      JSON.stringify(STOP_LOGGING),
      JSON.stringify(envelope),
      JSON.stringify(event({ eventID: 'other' })),
    ].join('\n')
    const { code, stdout, stderr } = run(['scan', '-', '--format', 'jsonl'], lines)
    expect(code).toBe(0)
    expect(findings(stdout)).toHaveLength(2)
    expect(counts(stderr)).toEqual([3, 2, 1, 0])
    expect(stderr).toContain('duplicate 1')
  })

  test('digest, Insight, configuration and test messages are skipped by kind', () => {
    write(
      'kinds/digest.json',
      JSON.stringify({
        awsAccountId: '123456789012',
        digestStartTime: '2026-03-04T01:00:00Z',
        digestEndTime: '2026-03-04T02:00:00Z',
        logFiles: [],
      }),
    )
    write(
      'kinds/insight.json',
      log({
        eventVersion: '1.07',
        eventType: 'AwsCloudTrailInsight',
        eventCategory: 'Insight',
        insightDetails: { state: 'Start' },
      }),
    )
    write(
      'kinds/s3-test.json',
      JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent', Time: '2026-03-04T02:00:00Z', Bucket: 'logs' }),
    )
    write('kinds/filter_config.json', JSON.stringify({ source: 'iam', regexp: 'User', sns: {} }))
    write('kinds/log.json.gz', GOOD)
    const { code, stdout, stderr } = run(['scan', 'kinds', '--format', 'jsonl'])
    expect(code).toBe(0)
    expect(findings(stdout)).toHaveLength(1)
    expect(counts(stderr)).toEqual([5, 1, 4, 0])
    for (const kind of ['digest 1', 'insight 1', 's3-test-event 1']) expect(stderr).toContain(kind)
  })

  const deep = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`
  const BAD: readonly (readonly [string, string | Buffer, string])[] = [
    ['a truncated gzip', gzipSync(log(STOP_LOGGING)).subarray(0, 200), 'gzip'],
    ['a corrupt gzip', Buffer.concat([GOOD.subarray(0, 40), Buffer.from('garbage!'), GOOD.subarray(48)]), 'gzip'],
    ['a gzip bomb', gzipSync(Buffer.alloc(1_000_000_000)), 'MiB'],
    ['text that is not JSON', 'hello world', 'JSON'],
    ['JSON that ends early', '{"Records":[', 'unexpected end'],
    ['a record that is no object', '{"Records":[1]}', 'not an object'],
    [
      'a record that would outgrow the heap',
      gzipSync(`{"Records":[{"eventName":"StopLogging","requestParameters":[${'[],'.repeat(6_000_000)}0]}]}`),
      'too many parts to be one record',
    ],
    [
      '10,000 levels',
      `{"Records":[{"eventName":"StopLogging","eventSource":"cloudtrail.amazonaws.com","requestParameters":${deep}}]}`,
      'deep',
    ],
  ]
  test.each(BAD)('%s is named, its neighbour is scanned, exit 3', (name, content, reason) => {
    const folder = `bad-${name.replaceAll(/\W+/g, '-')}`
    write(`${folder}/1-bad.json${typeof content === 'string' ? '' : '.gz'}`, content)
    write(`${folder}/2-good.json.gz`, GOOD)
    const { code, stdout, stderr } = run(['scan', folder, '--format', 'jsonl'])
    expect(findings(stdout).map((finding) => finding.eventIds[0])).toContain(STOP_LOGGING.eventID)
    expect(stderr).toContain('1-bad.json')
    expect(stderr).toContain(reason)
    expect(code).toBe(3)
    const [records = 0, evaluated = 0, skipped = 0, failed = 0] = counts(stderr)
    expect(records).toBe(evaluated + skipped + failed)
    expect(failed).toBeGreaterThan(0)
  })

  const ODD: readonly (readonly [string, string | Buffer])[] = [
    ['an empty file', ''],
    [
      'invalid UTF-8',
      Buffer.concat([
        Buffer.from('{"Records":[{"eventName":"Foo","eventSource":"a.amazonaws.com","userAgent":"'),
        Buffer.from([0xff, 0xfe, 0x80]),
        Buffer.from('"}]}'),
      ]),
    ],
    [
      'numbers beyond a double',
      '{"Records":[{"eventName":"StopLogging","eventSource":"cloudtrail.amazonaws.com","n":1e999,"m":-1e-999,"k":123456789012345678901234567890}]}',
    ],
    ['a 5 MB string', log(event({ userAgent: 'x'.repeat(5_000_000), eventID: 'big' }))],
    [
      'a record without any optional field',
      '{"Records":[{"eventName":"StopLogging","eventSource":"cloudtrail.amazonaws.com"}]}',
    ],
    [
      'fields of wrong types',
      log({
        eventName: ['StopLogging'],
        eventSource: 7,
        userIdentity: 'me',
        requestParameters: [],
        eventTime: {},
        sourceIPAddress: false,
        userAgent: 1,
        eventID: null,
      }),
    ],
    [
      'names that look like prototypes',
      '{"Records":[{"__proto__":{"eventName":"StopLogging"},"constructor":1,"eventName":"StopLogging","eventSource":"cloudtrail.amazonaws.com"}]}',
    ],
  ]
  test.each(ODD)('%s does no harm', (name, content) => {
    const path = write(`odd/${name.replaceAll(/\W+/g, '-')}.json`, content)
    const { code, stderr } = run(['scan', path, '--format', 'jsonl'])
    expect(code).toBe(0)
    const [records = 0, evaluated = 0, skipped = 0, failed = 0] = counts(stderr)
    expect(records).toBe(1)
    expect(evaluated + skipped).toBe(1)
    expect(failed).toBe(0)
  })

  test('a link loop and a missing path', () => {
    const { folder } = { folder: write('loop/good.json.gz', GOOD) }
    symlinkSync(join(folder, '..'), join(folder, '..', 'again'))
    const { code, stdout, stderr } = run(['scan', 'loop', 'missing', '--format', 'jsonl'])
    expect(code).toBe(3)
    expect(findings(stdout)).toHaveLength(1)
    expect(stderr).toContain('missing: no such file or folder')
  })

  test.skipIf(process.getuid?.() === 0)('an unreadable file (skipped as root: root reads everything)', () => {
    chmodSync(write('closed/a.json', '{}'), 0)
    write('closed/b.json.gz', GOOD)
    const { code, stdout, stderr } = run(['scan', 'closed', '--format', 'jsonl'])
    expect(code).toBe(3)
    expect(findings(stdout)).toHaveLength(1)
    expect(stderr).toContain('a.json: permission denied')
  })

  test('a folder without logs is said to be one', () => {
    write('none/notes.txt', 'x')
    const { code, stdout } = run(['scan', 'none', '--format', 'text'])
    expect(code).toBe(0)
    expect(stdout).toContain('no logs there')
    expect(counts(stdout)).toEqual([1, 0, 1, 0])
  })

  const PIPES: readonly (readonly [string, string])[] = [
    ['a process substitution', 'scan <(cat pipe.json.gz)'],
    ['two, and two workers', 'scan <(cat pipe.json.gz) <(cat pipe.json.gz) --workers 2'],
    ['a pipe', 'scan - - < <(cat pipe.json.gz)'],
    ['a pipe by its path', 'scan /dev/stdin < <(cat pipe.json.gz)'],
    ['a file as standard input', 'scan - < pipe.json.gz'],
  ]
  test.each(PIPES)('%s', (_name, line) => {
    write('pipe.json.gz', GOOD)
    const { code, stdout } = bash(`$TATTLETRAIL ${line} --format jsonl`)
    expect(code).toBe(0)
    expect(findings(stdout)).toHaveLength(1)
  })

  test('a signal ends a scan that waits for its input, with a summary', () => {
    const { stdout, stderr } = bash(
      'exec 3< <(exec sleep 20); S=$!; $TATTLETRAIL scan - --format jsonl <&3 & P=$!; sleep 3; kill -TERM $P; wait $P; echo code $?; kill $S',
    )
    expect(stdout).toBe('code 130\n')
    expect(counts(stderr)).toEqual([0, 0, 0, 0])
    expect(stderr).toContain('interrupted: 1 file not read')
  })

  test.skipIf(!existsSync('/dev/full'))('a full disk is said in one line (skipped where there is no /dev/full)', () => {
    write('full.json.gz', GOOD)
    const { code, stderr } = bash('$TATTLETRAIL scan full.json.gz > /dev/full')
    expect(code).toBe(2)
    expect(stderr).toMatch(/^tattletrail: the output could not be written: .*no space left.*\n$/)
  })

  test('the name of a file cannot move the cursor', () => {
    const path = write('names/\u001b[2Jx\n.json', 'not JSON')
    for (const format of ['text', 'jsonl', 'csv']) {
      const { code, stdout, stderr } = run(['scan', path, '--format', format])
      expect(code).toBe(3)
      expect(stdout + stderr).not.toContain('\u001b')
      expect(stdout + stderr).toContain('\\u001b[2Jx\\u000a.json')
    }
  })

  const COLOURS: readonly (readonly [Readonly<Record<string, string>>, boolean])[] = [
    [{ FORCE_COLOR: '1' }, true],
    [{ FORCE_COLOR: '0' }, false],
    [{ FORCE_COLOR: '' }, false],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, false],
    [{ FORCE_COLOR: '1', TERM: 'dumb' }, false],
  ]
  test.each(COLOURS)('colours with %j: %s', (env, expected) => {
    write('colours.json.gz', GOOD)
    const { stdout } = run(['scan', 'colours.json.gz', '--format', 'text'], '', { TERM: 'xterm', NO_COLOR: '', ...env })
    expect(stdout.includes('\u001b')).toBe(expected)
  })

  test('a folder that is named like a log is walked', () => {
    mkdirSync(join(write('folders/x.json/good.json.gz', GOOD), '..'), { recursive: true })
    expect(findings(run(['scan', 'folders', '--format', 'jsonl']).stdout)).toHaveLength(1)
  })

  test('what a log says cannot move the cursor', () => {
    const path = write(
      'evil.json',
      log(event({ requestParameters: { name: '\u001b[2J\u202e\r\nCRITICAL  forged' }, userAgent: '\u001b]0;x\u0007' })),
    )
    for (const format of ['text', 'jsonl', 'csv']) {
      const { stdout } = run(['scan', path, '--format', format])
      expect(stdout).not.toMatch(/[\u001b\u0007\u202e\r]/)
      expect(stdout).toContain('forged')
    }
  })
})
