/** What an investigation says when nothing is called so, and when some of its logs could not be read. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { prepareCollect } from './collect.ts'
import { prepareInvestigation } from './investigate.ts'
import { prepareOver } from './investigate-engines.ts'

const root = mkdtempSync(join(tmpdir(), 'tattletrail-unknown-'))
afterAll(() => rmSync(root, { recursive: true }))
const never = new AbortController().signal

const record = {
  userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::123456789012:user/dana', userName: 'dana' },
  eventTime: '2026-03-04T02:14:09Z',
  eventSource: 'iam.amazonaws.com',
  eventName: 'ListUsers',
  awsRegion: 'us-east-1',
  sourceIPAddress: '198.51.100.7',
  eventID: 'e-1',
  recipientAccountId: '123456789012',
}
const LOG = gzipSync(JSON.stringify({ Records: [record] }))
const BROKEN = LOG.subarray(0, 60)

/** Writes the logs into a folder of their own. */
const folderOf = (name: string, logs: readonly Buffer[]): string => {
  const folder = mkdtempSync(join(root, name))
  for (const [index, log] of logs.entries()) writeFileSync(join(folder, `${index}.json.gz`), log)
  return folder
}
const settings = (indicator: string) => ({ indicator, follow: [], bound: 10, scope: {} })
const refusal = async (folder: string, indicator: string): Promise<string> => {
  const run = (await prepareInvestigation([folder], settings(indicator))).run(() => {}, never)
  const message = await run.then(
    () => 'no refusal',
    (error: Error) => error.message,
  )
  return message.replaceAll(folder, 'logs')
}
const reason = 'gzip: unexpected end of data (after 0 records)'

test.each([
  ['interrupted', AbortSignal.abort(), 'interrupted', true],
  ['left alone', never, null, false],
] as const)('an investigation that is %s', async (what, signal, ended, partial) => {
  const prepared = await prepareInvestigation([folderOf(what, [LOG])], settings('198.51.100.7'))
  expect(await prepared.run(() => {}, signal)).toMatchObject({ ended, partial })
})

describe('nothing is called so', () => {
  test.each<[what: string, logs: readonly Buffer[], lines: readonly string[]]>([
    ['everything was read', [LOG], ['dnaa: nothing in these logs is called so: did you mean "dana"?']],
    [
      'a single log, cut short',
      [BROKEN],
      ['dnaa: nothing in what could be read is called so', '1 input could not be read:', `  logs/0.json.gz: ${reason}`],
    ],
    [
      'many that are cut short',
      [LOG, BROKEN, BROKEN, BROKEN, BROKEN, BROKEN],
      [
        'dnaa: nothing in what could be read is called so: did you mean "dana"?',
        '5 inputs could not be read:',
        `  logs/1.json.gz: ${reason}`,
        `  logs/2.json.gz: ${reason}`,
        `  logs/3.json.gz: ${reason}`,
        '  and 2 more',
      ],
    ],
  ])('%s', async (what, logs, lines) => {
    expect((await refusal(folderOf(what, logs), 'dnaa')).split('\n')).toEqual(lines)
  })

  test.each(['198.51.100.99', 'AKIAIOSFODNN7EXAMPLE', 'arn:aws:iam::123456789012:user/dnaa'])(
    '%s, which is no name',
    async (indicator) => {
      const message = await refusal(folderOf('kinds', [BROKEN]), indicator)
      expect(message.split('\n').slice(0, 2)).toEqual([
        `${indicator}: nothing in what could be read is called so`,
        '1 input could not be read:',
      ])
    },
  )

  test('there are no logs at all', async () => {
    const folder = folderOf('empty', [])
    await expect(prepareInvestigation([folder], settings('dana'))).rejects.toThrow(`${folder}: no logs lie there`)
  })

  test('a digest file is no log: its names are no events', async () => {
    const folder = folderOf('digests', [LOG])
    const name = '123456789012_CloudTrail-Digest_us-east-1_audit-trail_us-east-1_20260304T030000Z.json.gz'
    writeFileSync(join(folder, name), gzipSync(JSON.stringify({ awsAccountId: '123456789012', logFiles: [] })))
    const prepared = await prepareInvestigation([folder], settings('dana'))
    expect((await prepared.run(() => {}, never)).searched).toMatchObject({ files: 1, records: 1, failures: [] })
  })

  test('in a lake, of what was collected', async () => {
    const lake = join(root, 'lake')
    const collect = await prepareCollect([folderOf('collected', [LOG, BROKEN])], lake, {})
    await collect.run(() => {}, never)
    const over = await prepareOver({ lake }, settings('dnaa'))
    await expect(over.run(() => {}, never)).rejects.toThrow(/1 input could not be read:\n {2}.*1\.json\.gz: /)
  })
})
