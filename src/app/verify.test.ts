import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import type { VerifyReport } from '../core/verify.ts'
import { ACCOUNT, keysJson, newKey, REGION, type SignedTrail, signedTrail } from '../flows/testing/digests.ts'
import type { Scope } from './engine.ts'
import { prepareVerify } from './verify.ts'

const HOURS = 6
const pair = newKey()
const root = mkdtempSync(join(tmpdir(), 'tattletrail-verify-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

let folders = 0
const verifyFiles = async (
  files: ReadonlyMap<string, Buffer>,
  keys: string,
  scope: Scope = {},
): Promise<VerifyReport> => {
  const folder = join(root, String(folders++))
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  const keyFile = join(root, `keys-${folders}.json`)
  writeFileSync(keyFile, keys)
  const prepared = await prepareVerify([folder], { digests: [], keys: [keyFile], scope })
  return prepared.run(() => {}, new AbortController().signal)
}

const change = (files: Map<string, Buffer>, path: string, edit: (text: string) => string): void => {
  files.set(path, gzipSync(edit(gunzipSync(files.get(path) as Buffer).toString())))
}
const at = (list: readonly string[], index: number): string => list[index] as string
const base = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
const swap = (files: Map<string, Buffer>, a: string, b: string): void => {
  const kept = files.get(a) as Buffer
  files.set(a, files.get(b) as Buffer)
  files.set(b, kept)
}

type Tamper = (trail: SignedTrail, files: Map<string, Buffer>) => void
const CASES: readonly [
  what: string,
  tamper: Tamper,
  faults: (trail: SignedTrail) => readonly string[],
  verified: number,
][] = [
  ['nothing', () => {}, () => [], 12],
  [
    'a byte of a log',
    ({ logs }, files) => change(files, at(logs, 5), (text) => text.replace('ListTrails', 'ListTrailz')),
    ({ logs }) => [`log-modified ${at(logs, 5)}`],
    11,
  ],
  [
    'a log packed again: the content counts',
    ({ logs }, files) => files.set(at(logs, 5), gzipSync(gunzipSync(files.get(at(logs, 5)) as Buffer), { level: 1 })),
    () => [],
    12,
  ],
  [
    'a log cut short',
    ({ logs }, files) => files.set(at(logs, 0), (files.get(at(logs, 0)) as Buffer).subarray(0, 40)),
    ({ logs }) => [`log-modified ${at(logs, 0)}`],
    11,
  ],
  ['a log removed', ({ logs }, files) => files.delete(at(logs, 3)), ({ logs }) => [`log-missing ${at(logs, 3)}`], 11],
  [
    'a log added',
    ({ logs }, files) => files.set(at(logs, 3).replace(/_[^_]*$/, '_forged.json.gz'), gzipSync('{"Records":[]}')),
    ({ logs }) => [`log-unlisted ${at(logs, 3).replace(/_[^_]*$/, '_forged.json.gz')}`],
    12,
  ],
  [
    'a digest removed',
    ({ digests }, files) => files.delete(at(digests, 2)),
    ({ digests }) => [`no-signature ${at(digests, 1)}`, `digest-missing ${at(digests, 2)}`],
    8,
  ],
  [
    'a log and its entry in the digest removed',
    ({ digests, logs }, files) => {
      files.delete(at(logs, 4))
      change(files, at(digests, 2), (text) => {
        const value = JSON.parse(text)
        return JSON.stringify({ ...value, logFiles: value.logFiles.slice(1) })
      })
    },
    ({ digests }) => [`digest-modified ${at(digests, 2)}`, `signature-invalid ${at(digests, 2)}`],
    10,
  ],
  [
    'two digests swapped',
    ({ digests }, files) => swap(files, at(digests, 1), at(digests, 3)),
    ({ digests }) => [`digest-moved ${at(digests, 3)}`, `digest-moved ${at(digests, 1)}`],
    12,
  ],
  [
    'a digest that names another as the one before',
    ({ digests }, files) =>
      change(files, at(digests, 3), (text) => text.replaceAll(base(at(digests, 2)), base(at(digests, 4)))),
    ({ digests }) => [
      `no-signature ${at(digests, 2)}`,
      `digest-missing ${at(digests, 4)}`,
      `digest-modified ${at(digests, 3)}`,
      `signature-invalid ${at(digests, 3)}`,
    ],
    8,
  ],
  [
    'a digest that is no JSON',
    ({ digests }, files) => files.set(at(digests, 2), gzipSync('no')),
    ({ digests }) => [`digest-broken ${at(digests, 2)}`, `no-signature ${at(digests, 1)}`],
    8,
  ],
  [
    'the newest signature lost with the metadata',
    ({ digests }, files) => files.delete(`${at(digests, 5)}.sig`),
    ({ digests }) => [`no-signature ${at(digests, 5)}`],
    10,
  ],
  [
    'the newest signature made up',
    ({ digests, signatures }, files) => files.set(`${at(digests, 5)}.sig`, Buffer.from(at(signatures, 0))),
    ({ digests }) => [`signature-invalid ${at(digests, 5)}`],
    10,
  ],
]

describe('verify', () => {
  test.each(CASES)('%s', async (_, tamper, faults, verified) => {
    const trail = signedTrail(HOURS, pair)
    tamper(trail, trail.files)
    const report = await verifyFiles(trail.files, trail.keys)
    const told = report.faults.map(({ kind, file }) => `${kind} ${file.slice(file.indexOf('AWSLogs/'))}`)
    expect([...told].sort()).toEqual([...faults(trail)].sort())
    expect(report.verified).toHaveLength(verified)
    expect(report.chains).toMatchObject([{ account: ACCOUNT, region: REGION, trail: 'audit-trail' }])
  })

  test('a wrong key: its fingerprint is unknown', async () => {
    const trail = signedTrail(3, pair)
    const report = await verifyFiles(trail.files, keysJson(newKey().publicKey))
    expect(report.faults.map(({ kind, checked }) => [kind, checked])).toEqual(Array(3).fill(['no-key', false]))
    expect(report.verified).toEqual([])
  })

  test('signed by another key under the fingerprint of the right one', async () => {
    const trail = signedTrail(2, { publicKey: pair.publicKey, privateKey: newKey().privateKey })
    const report = await verifyFiles(trail.files, trail.keys)
    expect(report.faults.map(({ kind }) => kind)).toEqual(['signature-invalid', 'signature-invalid'])
  })

  test('a chain that was interrupted has a gap, since when and until when', async () => {
    const trail = signedTrail(4, pair, [2])
    trail.files.set(`${at(trail.digests, 1)}.sig`, Buffer.from(at(trail.signatures, 1)))
    const report = await verifyFiles(trail.files, trail.keys)
    expect(report.faults).toMatchObject([{ kind: 'gap', since: '2026-03-04T03:00:00Z', until: '2026-03-04T04:00:00Z' }])
    expect(report.chains[0]?.periods).toEqual([
      { from: '2026-03-04T01:00:00Z', to: '2026-03-04T03:00:00Z' },
      { from: '2026-03-04T04:00:00Z', to: '2026-03-04T06:00:00Z' },
    ])
    expect(report.verified).toHaveLength(8)
  })

  test('what was asked for must be covered to its ends', async () => {
    const trail = signedTrail(3, pair)
    const scope = { from: Date.parse('2026-03-04T00:00:00Z'), to: Date.parse('2026-03-04T05:00:00Z') }
    const report = await verifyFiles(trail.files, trail.keys, scope)
    expect(report.faults.map(({ kind, since, until }) => [kind, since, until])).toEqual([
      ['gap', '2026-03-04T00:00:00Z', '2026-03-04T01:00:00Z'],
      ['gap', '2026-03-04T04:00:00Z', '2026-03-04T05:00:00Z'],
    ])
  })

  test('late logs have a chain of their own', async () => {
    const trail = signedTrail(3, pair)
    const late = signedTrail(1, pair, [], '_backfill')
    const report = await verifyFiles(new Map([...trail.files, ...late.files]), trail.keys)
    expect(report.faults).toEqual([])
    expect(report.chains.map(({ backfill, validLogs }) => [backfill, validLogs])).toEqual([
      [false, 6],
      [true, 2],
    ])
  })

  test('keys as PEM', async () => {
    const trail = signedTrail(2, pair)
    const pem = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString()
    expect((await verifyFiles(trail.files, `a comment\n${pem}`)).faults).toEqual([])
  })

  test.each([
    ['{', /keys-\d+\.json: .*Expected what `aws cloudtrail list-public-keys/],
    ['{"PublicKeyList":[]}', /there is no key in it/],
    ['{"PublicKeyList":[{"Value":"bm8="}]}', /Expected what/],
  ])('a bad file of keys is refused: %s', async (keys, message) => {
    await expect(verifyFiles(signedTrail(1, pair).files, keys)).rejects.toThrow(message)
  })

  test('without any digest it says what to do', async () => {
    const trail = signedTrail(1, pair)
    const logs = new Map([...trail.files].filter(([path]) => !path.includes('Digest')))
    await expect(verifyFiles(logs, trail.keys)).rejects.toThrow(/there is no digest file .* --digests/)
  })
})
