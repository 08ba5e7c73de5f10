import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { readDigestKeys } from '../../cloudtrail/digest.ts'
import type { EventScope } from '../../core/scan.ts'
import type { VerifyReport } from '../../core/verify.ts'
import { ACCOUNT, keysJson, newKey, REGION, type SignedTrail, signedTrail } from '../../flows/testing/digests.ts'
import { prepareVerify } from './verify.ts'

const HOURS = 6
const pair = newKey()
const root = mkdtempSync(join(tmpdir(), 'tattletrail-verify-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

let folders = 0
const verifyFiles = async (
  files: ReadonlyMap<string, Buffer>,
  keys: string,
  scope: EventScope = {},
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
const edit = (
  files: Map<string, Buffer>,
  path: string,
  fields: (value: Record<string, unknown>) => Record<string, unknown>,
): void => change(files, path, (text) => JSON.stringify(fields(JSON.parse(text))))
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
    'zeros behind a log, and an empty member of gzip behind another and behind a digest',
    ({ logs, digests }, files) => {
      const add = (path: string, rest: Buffer) => files.set(path, Buffer.concat([files.get(path) as Buffer, rest]))
      add(at(logs, 1), Buffer.alloc(8))
      add(at(logs, 2), gzipSync(''))
      add(at(digests, 4), gzipSync(''))
    },
    ({ logs, digests }) => [
      `log-modified ${at(logs, 1)}`,
      `log-modified ${at(logs, 2)}`,
      `digest-broken ${at(digests, 4)}`,
      `no-signature ${at(digests, 3)}`,
    ],
    6,
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
      `digest-order ${at(digests, 3)}`,
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
  [
    'the newest digest, forged in each of its fields that could mislead',
    ({ digests }, files) =>
      edit(files, at(digests, 5), (value) => ({
        ...value,
        digestEndTime: '2999-01-01T00:00:00Z',
        logFiles: Array(2_000).fill({ s3Bucket: 'b', s3Object: '../../../../etc/passwd', hashValue: 'FF' }),
      })),
    ({ digests }) => [`signature-invalid ${at(digests, 5)}`, ...Array(2_000).fill('log-missing etc/passwd')],
    10,
  ],
  [
    'a digest in another time zone',
    ({ digests }, files) =>
      edit(files, at(digests, 5), (value) => ({ ...value, digestEndTime: '2026-03-04T09:00:00+02:00' })),
    ({ digests }) => [`digest-broken ${at(digests, 5)}`, `no-signature ${at(digests, 4)}`],
    8,
  ],
  [
    'a digest with weak hashes',
    ({ digests }, files) =>
      edit(files, at(digests, 5), (value) => ({
        ...value,
        logFiles: [{ s3Bucket: 'b', s3Object: 'x', hashValue: 'ff', hashAlgorithm: 'MD5' }],
      })),
    ({ digests }) => [`digest-broken ${at(digests, 5)}`, `no-signature ${at(digests, 4)}`],
    8,
  ],
  [
    'a digest that unpacks to more than memory',
    ({ digests }, files) => files.set(at(digests, 5), gzipSync(Buffer.alloc(80 * 2 ** 20))),
    ({ digests }) => [`digest-broken ${at(digests, 5)}`, `no-signature ${at(digests, 4)}`],
    8,
  ],
  [
    'a changed log of the same name in another folder, beside the true one',
    ({ logs }, files) => files.set(`AWSLogs/aside/${base(at(logs, 5))}`, gzipSync('{"Records":[]}')),
    ({ logs }) => [`log-modified AWSLogs/aside/${base(at(logs, 5))}`],
    12,
  ],
  [
    'the same, not packed',
    ({ logs }, files) => files.set(at(logs, 5).replace(/\.gz$/, ''), Buffer.from('{"Records":[]}')),
    ({ logs }) => [`log-modified ${at(logs, 5).replace(/\.gz$/, '')}`],
    12,
  ],
  [
    'a true copy of a log and of a digest',
    ({ logs, digests }, files) => {
      files.set(`AWSLogs/aside/${base(at(logs, 5))}`, files.get(at(logs, 5)) as Buffer)
      files.set(`AWSLogs/aside/${base(at(digests, 5))}`, files.get(at(digests, 5)) as Buffer)
    },
    () => [],
    13,
  ],
  [
    'a second digest for an hour, that lists less',
    ({ digests }, files) => {
      const packed = files.get(at(digests, 2)) as Buffer
      files.set(`AWSLogs/aside/${base(at(digests, 2))}`, packed)
      edit(files, `AWSLogs/aside/${base(at(digests, 2))}`, (value) => ({ ...value, logFiles: [] }))
    },
    ({ digests }) => [
      `digest-modified AWSLogs/aside/${base(at(digests, 2))}`,
      `signature-invalid AWSLogs/aside/${base(at(digests, 2))}`,
    ],
    12,
  ],
]

describe('verify', () => {
  test.each(CASES)('%s', async (_, tamper, faults, verified) => {
    const trail = signedTrail(HOURS, pair)
    tamper(trail, trail.files)
    const report = await verifyFiles(trail.files, trail.keys)
    const told = report.faults.map(({ kind, file }) => `${kind} ${file.replace(/^.*?(?=AWSLogs\/|etc\/)/, '')}`)
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

  test.each([
    ['a log under another name', 'AWSLogs/extra.json'],
    ['a log of a Region without digests', `AWSLogs/${ACCOUNT}_CloudTrail_us-east-1_20260304T0315Z_a1.json.gz`],
    ['a log of a time without digests', `AWSLogs/${ACCOUNT}_CloudTrail_${REGION}_20260304T2315Z_a1.json.gz`],
  ])('%s: nothing is known of it, and it is named', async (_, path) => {
    const trail = signedTrail(3, pair)
    trail.files.set(path, gzipSync('{"Records":[]}'))
    const { faults, uncovered, verified } = await verifyFiles(trail.files, trail.keys)
    expect(faults).toEqual([])
    expect(uncovered.map((file) => file.slice(file.indexOf('AWSLogs/')))).toEqual([path])
    expect(verified).toHaveLength(6)
  })

  test('the whole trail forged and signed with a key of the forger: nothing is proven', async () => {
    const report = await verifyFiles(signedTrail(2).files, keysJson(pair.publicKey))
    expect(report.faults.map(({ kind }) => kind)).toEqual(['no-key', 'no-key'])
    expect(report.verified).toEqual([])
  })

  test('two trails of one name that are at home in two Regions are two chains', async () => {
    const trail = signedTrail(3, pair)
    const other = signedTrail(3, pair, [], '', 'us-east-1')
    const report = await verifyFiles(new Map([...trail.files, ...other.files]), trail.keys)
    expect(report.faults).toEqual([])
    expect(report.chains).toHaveLength(2)
    expect(report.verified).toHaveLength(6)
  })

  test('a Region and an account that are asked for and have no digest are not covered', async () => {
    const trail = signedTrail(2, pair)
    const scope = { regions: [REGION, 'us-east-1'], accounts: [ACCOUNT, '111122223333'] }
    const { faults } = await verifyFiles(trail.files, trail.keys, scope)
    expect(faults.map(({ kind, file, account, region }) => [kind, file, account, region])).toEqual([
      ['gap', 'no digest of 111122223333', '111122223333', ''],
      ['gap', 'no digest of us-east-1', '', 'us-east-1'],
    ])
  })

  test('the last logs of the period asked for are listed in the digest after it', async () => {
    const trail = signedTrail(3, pair)
    const scope = { from: Date.parse('2026-03-04T01:00:00Z'), to: Date.parse('2026-03-04T02:00:00Z') }
    const { faults, uncovered, verified } = await verifyFiles(trail.files, trail.keys, scope)
    expect([faults, uncovered]).toEqual([[], []])
    expect(verified).toHaveLength(4)
  })

  test('a log of the first second of the period may be listed in the digest that ends there', async () => {
    const trail = signedTrail(3, pair)
    const { faults, chains } = await verifyFiles(trail.files, trail.keys, { from: Date.parse('2026-03-04T03:00:00Z') })
    expect(faults).toEqual([])
    expect(chains).toMatchObject([{ digests: 2, periods: [{ from: '2026-03-04T02:00:00Z' }] }])
  })

  test('digests of late logs need not follow each other', async () => {
    const trail = signedTrail(3, pair)
    const late = signedTrail(3, pair, [1, 2], '_backfill')
    for (const [index, digest] of late.digests.entries())
      late.files.set(`${digest}.sig`, Buffer.from(at(late.signatures, index)))
    expect((await verifyFiles(new Map([...trail.files, ...late.files]), trail.keys)).faults).toEqual([])
  })

  test('a key that CloudTrail lists as SubjectPublicKeyInfo, under the MD5 of that', async () => {
    const trail = signedTrail(2, pair)
    const der = pair.publicKey.export({ type: 'spki', format: 'der' })
    const listed = JSON.stringify({ PublicKeyList: [{ Value: der.toString('base64') }] })
    expect((await verifyFiles(trail.files, listed)).faults).toEqual([])
    expect(readDigestKeys(listed, 'keys.json').has(createHash('md5').update(der).digest('hex'))).toBe(true)
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

  test('keys that lie among the logs are no log', async () => {
    const trail = signedTrail(2, pair)
    const folder = join(root, 'with-keys')
    for (const [path, content] of [...trail.files, ['keys.json', Buffer.from(trail.keys)] as const]) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), content)
    }
    const keys = [`${folder}/./keys.json`]
    const prepared = await prepareVerify([folder], { digests: [], keys, scope: {} })
    expect((await prepared.run(() => {}, new AbortController().signal)).uncovered).toEqual([])
  })

  test('without any digest it says what to do', async () => {
    const trail = signedTrail(1, pair)
    const logs = new Map([...trail.files].filter(([path]) => !path.includes('Digest')))
    await expect(verifyFiles(logs, trail.keys)).rejects.toThrow(/there is no digest file .* --digests/)
  })
})
