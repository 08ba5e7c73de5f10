/** Files that are damaged, cut, somebody else's or none: each is said in one line that says what to do, and ends nothing. */
import { execFileSync } from 'node:child_process'
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { afterAll, expect, test, vi } from 'vitest'
import {
  alertOf,
  changeOf,
  finding,
  memory,
  NOW,
  notificationOf,
  silence,
} from '../../../test/contracts/store-fixtures.ts'
import { sqlite } from '../sqlite.ts'
import { openSqlite } from './store.ts'

const folder = mkdtempSync(join(tmpdir(), 'tattletrail-hurt-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const at = (name: string): string => join(folder, name)

/** A store with something in every table. */
const full = async (name: string): Promise<string> => {
  const path = at(name)
  const store = openSqlite(path)
  const alert = alertOf('a', 1, [finding('a-1')])
  await store.commit(changeOf(alert, ['a-1'], { notifications: [notificationOf(alert, 1, { due: 1 })] }))
  await store.setThread('a', 1, 'slack', 'ts')
  await store.remember([memory('a', 1, { unit: 'u' })], NOW)
  await store.putSilence(silence('s'))
  await store.setCursor('c', { at: 1 })
  await store.noteHandled('h', new Map([['a.json', '1']]))
  for (const put of [store.putCanary, store.putPlan]) await put({ id: 'r', revision: 1, body: {} })
  await store.close()
  alter(path, 'PRAGMA wal_checkpoint(TRUNCATE)')
  return path
}
const readAll = async (path: string): Promise<unknown> => {
  const store = openSqlite(path)
  try {
    return [
      ...[
        await store.listAlerts({ limit: 9 }),
        await store.findings({ limit: 9 }),
        await store.notifications({ limit: 9 }),
      ],
      ...[await store.knownFindings(['r1/a-1']), await store.thread('a', 1, 'slack'), await store.recall('u', NOW)],
      ...[await store.silences(), await store.cursor('c'), await store.handled('h'), await store.take(NOW, 1, 9)],
      ...[await store.canaries(), await store.plans()],
    ]
  } finally {
    await store.close()
  }
}

const NOT_UTF8 = "CAST(x'22ff22' AS TEXT)"
const TEXTS = ['alerts.body', 'findings.body', 'notifications.body', 'notifications.status', 'threads.body']
const MORE_TEXTS = [
  'memories.body',
  'memories.said',
  'memories.keep',
  'silences.body',
  'cursors.position',
  'handled.said',
  'handled.version',
  'canaries.body',
  'plans.body',
]
const HURT: readonly (readonly [what: string, hurt: (path: string) => void, reason: RegExp])[] = [
  ...[0.9, 0.5, 0.1].map(
    (part) =>
      [
        `cut to ${part}`,
        (path: string) => truncateSync(path, Math.floor(statSync(path).size * part)),
        /damaged/,
      ] as const,
  ),
  [
    'zeros from the second page on',
    (path) => overwrite(path, 4096, Buffer.alloc(statSync(path).size - 4096)),
    /damaged/,
  ],
  [
    'noise from the second page on',
    (path) => overwrite(path, 4096, Buffer.alloc(statSync(path).size - 4096, 'noise')),
    /damaged/,
  ],
  ['noise in the first page', (path) => overwrite(path, 100, Buffer.alloc(500, 'noise')), /damaged/],
  ['no header', (path) => overwrite(path, 0, Buffer.alloc(16, 'x')), /not an SQLite file/],
  ['a table that is gone', (path) => alter(path, 'DROP TABLE memories'), /tables are not as they were made/],
  ['a body that is no JSON', (path) => alter(path, "UPDATE alerts SET body = '{'"), /damaged/],
  ...[...TEXTS, ...MORE_TEXTS].map((place) => {
    const [table, column] = place.split('.')
    return [
      `${place} is not UTF-8`,
      (path: string) => alter(path, `UPDATE ${table} SET ${column} = ${NOT_UTF8}`),
      /damaged/,
    ] as const
  }),
]
const overwrite = (path: string, position: number, bytes: Buffer): void => {
  const file = openSync(path, 'r+')
  writeSync(file, bytes, 0, bytes.length, position)
  closeSync(file)
}
const alter = (path: string, text: string): void => {
  const database = new Database(path)
  database.exec(text)
  database.close()
}
test.each(HURT.map(([what, hurt, reason], index) => [what, index, hurt, reason] as const))(
  'a file that is hurt is said in one line, and ends nothing: %s',
  async (_, index, hurt, reason) => {
    const path = await full(`hurt-${index}.db`)
    await expect(readAll(path)).resolves.toHaveLength(12)
    hurt(path)
    const error = await readAll(path).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ name: 'StoreError', message: expect.stringMatching(reason) })
    expect(String(error)).not.toContain('\n')
  },
)

test.skipIf(process.platform === 'win32')('a pipe is refused, and not waited for', () => {
  execFileSync('mkfifo', [at('pipe.db')])
  expect(() => openSqlite(at('pipe.db'))).toThrow(/pipe\.db: it is no regular file/)
})

test.each([':memory:', 'libsql://example.com', 'file:a.db?mode=memory'])(
  '%s is the name of a file like any other',
  (name) => {
    const before = process.cwd()
    process.chdir(folder)
    try {
      if (name.includes('//')) expect(() => openSqlite(name)).toThrow(/its folder does not exist/)
      else {
        openSqlite(name).close()
        expect(existsSync(at(name))).toBe(true)
      }
    } finally {
      process.chdir(before)
    }
  },
)

test('a folder of states whose name is not UTF-8 is refused: another one would be made', async () => {
  vi.stubEnv('XDG_STATE_HOME', at('r\ufffdsum\ufffd'))
  await expect(sqlite.open({})).rejects.toThrow(/its path is not UTF-8/)
  vi.unstubAllEnvs()
})

/** A small disk of its own; undefined where nobody may mount one. */
const smallDisk = (): string | undefined => {
  const place = at('disk')
  mkdirSync(place)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', place], { stdio: 'ignore' })
    return place
  } catch {
    return undefined
  }
}

test('on a full disk it is busy; when there is room it goes on, and counts are those of the findings', async (context) => {
  const disk = smallDisk()
  if (disk === undefined) return context.skip('mounting is not permitted here')
  try {
    const store = openSqlite(join(disk, 'a.db'), 50)
    const change = (count: number) => {
      const findings = Array.from({ length: count }, (_, at) =>
        finding(`f${at}`, undefined, { message: 'x'.repeat(10_000) }),
      )
      const alert = alertOf('a', count, findings.slice(-1), { count })
      return { ...changeOf(alert, []), findings: findings.slice(-1).map((one) => ({ key: `f${count}`, finding: one })) }
    }
    let count = 0
    let problem: unknown
    while (problem === undefined && count < 1_000) {
      const done = await store.commit(change(count + 1)).catch((error: unknown) => error)
      if (done === 'committed') count++
      else problem = done
    }
    expect(problem).toMatchObject({
      name: 'StoreBusyError',
      message: `store ${join(disk, 'a.db')}: the disk is full; make room`,
    })
    const holds = async (): Promise<void> => {
      expect(await store.alerts(['a'])).toMatchObject([{ count }])
      expect(await store.findings({ alert: 'a', limit: 1e4 })).toHaveLength(count)
    }
    await holds()
    execFileSync('mount', ['-o', 'remount,size=50m', disk])
    for (let more = 0; more < 30; more++) {
      expect(await store.commit(change(count + 1))).toBe('committed')
      count++
    }
    await holds()
    await store.close()
  } finally {
    execFileSync('umount', ['-l', disk])
  }
})
