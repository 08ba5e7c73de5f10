import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import Database from 'libsql'
import { afterAll, expect, test } from 'vitest'
import { storeContract } from '../../test/contracts/store.ts'
import {
  alertOf,
  changeOf,
  finding,
  HOSTILE_JSON,
  notificationOf,
  olderAlert,
  silence,
} from '../../test/contracts/store-fixtures.ts'
import { MIGRATIONS } from './sqlite/migrations.ts'
import { openSqlite } from './sqlite/store.ts'

const folder = mkdtempSync(join(tmpdir(), 'tattletrail-sqlite-'))
const writers: ChildProcess[] = []
afterAll(() => {
  for (const child of writers) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})
const at = (name: string): string => join(folder, name)

storeContract('sqlite', async () => {
  const path = at('contract.db')
  return { store: openSqlite(path), reopen: async () => openSqlite(path) }
})

test('the file is for its owner alone, and so are the files beside it', async () => {
  const store = openSqlite(at('mode.db'))
  await store.setCursor('a', 1)
  for (const name of ['mode.db', 'mode.db-wal', 'mode.db-shm']) expect(statSync(at(name)).mode & 0o777).toBe(0o600)
  await store.close()
})

const sql = (name: string, text: string): string => {
  const database = new Database(at(name))
  database.exec(text)
  database.close()
  return at(name)
}
const written = (name: string): string => {
  openSqlite(at(name)).close()
  return at(name)
}

const refused: readonly (readonly [string, () => string, RegExp])[] = [
  [
    'a file that is no database',
    () => {
      writeFileSync(at('notes.txt'), 'these are notes and no database\n'.repeat(200))
      return at('notes.txt')
    },
    /notes\.txt: it is not an SQLite file; name another path/,
  ],
  ["another program's database", () => sql('other.db', 'CREATE TABLE songs (id)'), /a database of another program/],
  [
    'a database with the mark of another program',
    () => sql('marked.db', 'PRAGMA application_id = 77; PRAGMA user_version = 1'),
    /a database of another program/,
  ],
  [
    'a newer version',
    () => {
      const path = written('newer.db')
      sql('newer.db', `PRAGMA user_version = ${MIGRATIONS.length + 3}`)
      return path
    },
    new RegExp(`newer Tattletrail \\(version ${MIGRATIONS.length + 3} of its tables, .* update Tattletrail`),
  ],
  ['a folder', () => folder, /it is a folder/],
  ['a folder that is not there', () => at('nowhere/a.db'), /its folder does not exist/],
  ['a file as a folder', () => join(written('file.db'), 'a.db'), /a part of its path is not a folder/],
]
test.each(refused)('%s is refused with a reason', (_, make, reason) => {
  const path = make()
  expect(() => openSqlite(path)).toThrow(reason)
  expect(() => openSqlite(path)).toThrow(`store ${path}: `)
})

test.skipIf(process.platform !== 'linux')('a file that cannot be written is refused with a reason', () => {
  expect(() => openSqlite('/proc/version')).toThrow(
    /store \/proc\/version: (it cannot be opened for writing|permission)/,
  )
})

test('what was refused is left as it was', () => {
  const path = sql('kept.db', 'CREATE TABLE songs (id)')
  expect(() => openSqlite(path)).toThrow()
  const database = new Database(path)
  expect(database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all()).toMatchObject([
    { name: 'songs' },
  ])
  expect(database.prepare('PRAGMA journal_mode').all()).toMatchObject([{ journal_mode: 'delete' }])
  database.close()
})

test('a file of the first version is brought up to date: alerts and notifications by their new names, all else as it was', async () => {
  const odd = finding('a', undefined, { annotation: { told: HOSTILE_JSON }, message: '\u0000\ud800\u202e"\\\'' })
  const alert = alertOf('a', 1, [odd], {
    notified: { 'Slack "x"\u0000': { sequence: 1, level: 'high', revision: 1, at: 5, step: 0 } },
  })
  const older = olderAlert(alert)
  const row = notificationOf(alert, 1)
  const database = new Database(at('first.db'))
  database.exec(`${MIGRATIONS[0]}; PRAGMA application_id = ${0x54_54_4c_53}; PRAGMA user_version = 1`)
  database.prepare("INSERT INTO alerts VALUES ('a', 1, 'firing', 1, ?)").run(JSON.stringify(older))
  database
    .prepare('INSERT INTO notifications VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
    .run(row.id, 'a', row.status, row.due, row.created, 0, 0, JSON.stringify({ ...row, alert: older }))
  database.close()
  const store = openSqlite(at('first.db'))
  expect(JSON.stringify(await store.alerts(['a']))).toContain(JSON.stringify(odd))
  expect(await store.alerts(['a'])).toEqual([alert])
  expect(await store.notifications({ alert: 'a', limit: 5 })).toEqual([row])
  await store.close()
})

test('an empty file is a new store, and a store that is open may be opened again', async () => {
  writeFileSync(at('empty.db'), '')
  const [one, two] = [openSqlite(at('empty.db')), openSqlite(at('empty.db'))]
  await one.setCursor('a', 1)
  expect(await two.cursor('a')).toBe(1)
  await Promise.all([one.close(), two.close()])
})

test('a failure in the middle of a commit leaves nothing', async () => {
  const store = openSqlite(at('middle.db'))
  // The same key twice: the caller's mistake, found by the table in the middle of the transaction.
  const twice = changeOf(alertOf('a', 1, []), ['x', 'x'])
  await expect(store.commit(twice)).rejects.toThrow(/middle\.db: .*UNIQUE/)
  expect(await store.alerts(['a'])).toEqual([])
  expect(await store.commit(changeOf(alertOf('a', 1, []), ['x']))).toBe('committed')
  await store.close()
})

test('whoever holds the file too long is told as busy', async () => {
  const store = openSqlite(at('busy.db'), 100)
  const other = new Database(at('busy.db'))
  other.exec('BEGIN IMMEDIATE')
  await expect(store.setCursor('a', 1)).rejects.toMatchObject({ name: 'StoreBusyError' })
  other.exec('ROLLBACK')
  await store.setCursor('a', 1)
  other.close()
  await store.close()
})

test('waiting for another process holds up nothing else, and ends when it is done', async () => {
  const store = openSqlite(at('waits.db'))
  const other = new Database(at('waits.db'))
  other.exec('BEGIN IMMEDIATE')
  const written = Promise.all([
    store.setCursor('a', 1),
    store.putSilence(silence('a')),
    store.noteHandled('a', new Map([['b', '1']])),
  ])
  // A timer of this process is the one that ends it.
  await setTimeout(150)
  other.exec('ROLLBACK')
  await written
  expect(await store.cursor('a')).toBe(1)
  other.close()
  await store.close()
})

/** Commits for ever, and prints what was committed. */
const writer = (path: string, name: string): ChildProcess => {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', fileURLToPath(new URL('../../test/contracts/store-writer.ts', import.meta.url)), path, name],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  writers.push(child)
  return child
}

test('two processes killed in the middle of commits: what was said is there, and counts equal findings', async () => {
  const path = at('killed.db')
  const promised = new Map<string, number>()
  const killed = (name: string, lines: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const child = writer(path, name)
      let left = lines
      createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
        const [alert = '', count = ''] = line.split(' ')
        promised.set(alert, Math.max(promised.get(alert) ?? 0, Number(count)))
        if (--left === 0) child.kill('SIGKILL')
      })
      child.once('exit', (code, signal) =>
        signal === 'SIGKILL' ? resolve() : reject(new Error(`the writer ended by itself with ${code}`)),
      )
    })
  // Not at the same moment, nor at the same place in a commit.
  for (const round of [0, 1, 2]) await Promise.all([killed('one', 40 + round * 7), killed('two', 63 + round * 7)])

  const database = new Database(path)
  expect(database.prepare('PRAGMA integrity_check').all()).toMatchObject([{ integrity_check: 'ok' }])
  database.close()
  const store = openSqlite(path)
  const alerts = await store.listAlerts({ limit: 100 })
  expect(alerts.length).toBeGreaterThan(2)
  expect(promised.size).toBe(alerts.length)
  for (const alert of alerts) {
    expect(alert.count).toBeGreaterThanOrEqual(promised.get(alert.id) ?? Number.POSITIVE_INFINITY)
    expect(await store.findings({ alert: alert.id, limit: 1e6 })).toHaveLength(alert.count)
    const [row] = await store.notifications({ alert: alert.id, limit: 1 })
    expect(row?.alert.revision).toBe(alert.revision)
  }
  await store.close()
})

test('findings of a hostile size are kept whole', async () => {
  const store = openSqlite(at('large.db'))
  const large = finding('large', '2026-01-15T11:00:00Z', { message: 'é\u0000'.repeat(1_000_000) })
  await store.commit({ ...changeOf(alertOf('a', 1, []), []), findings: [{ key: 'large', finding: large }] })
  expect((await store.findings({ limit: 1 }))[0]?.message).toBe(large.message)
  await store.close()
})
