/** Opens the file of the SQLite store: creates it, refuses what is not one, brings its tables up to date. */
import { closeSync, openSync } from 'node:fs'
import Database from 'libsql'
import { reasonOf } from '../../core/reason.ts'
import { StoreBusyError } from '../../core/store.ts'
import { MIGRATIONS } from './migrations.ts'

export type Connection = Database.Database
export type Statement = Database.Statement

/** "TTLS": marks the file as ours (SQLite, "PRAGMA application_id"). */
const APPLICATION_ID = 0x54_54_4c_53

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is not a folder',
  EACCES: 'permission to write it is denied',
  EPERM: 'permission to write it is denied',
  EROFS: 'its file system is read-only',
  ENOSPC: 'the disk is full',
  SQLITE_NOTADB: 'it is not an SQLite file; name another path, or move it away',
  SQLITE_CORRUPT: 'the file is damaged; restore a copy, or move it away to start afresh',
  SQLITE_READONLY: 'it cannot be written',
  SQLITE_CANTOPEN: 'it cannot be opened for writing',
  SQLITE_FULL: 'the disk is full',
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '')

/** What SQLite threw, in words that name the file. */
export const explain = (path: string, error: unknown): Error => {
  const code = codeOf(error)
  if (code.startsWith('SQLITE_BUSY'))
    return new StoreBusyError(`store ${path}: another process holds it; try again later`, {
      cause: error,
    })
  const known = Object.keys(REASONS).find((name) => code === name || code.startsWith(`${name}_`))
  const reason = known ? REASONS[known] : reasonOf(error)
  // Room may be made on a disk: until then nothing is lost.
  const Kind = code === 'SQLITE_FULL' ? StoreBusyError : Error
  return new Kind(`store ${path}: ${reason}`, { cause: error })
}

/** @throws Error that names the file and the reason */
export const openFile = (path: string, busyTimeout: number): Connection => {
  let database: Connection | undefined
  try {
    // Alerts tell who did what: the file is for its owner alone. SQLite gives the `-wal` and `-shm` files the same mode.
    closeSync(openSync(path, 'a', 0o600))
    database = new Database(path, { timeout: busyTimeout })
    // In one snapshot: another process may be making the tables now.
    database.exec('BEGIN')
    const refusal = refuse(database)
    database.exec('COMMIT')
    if (refusal) throw new Error(refusal)
    // Write-ahead log: readers do not stop the writer. FULL: a commit is on the disk when it returns.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;')
    migrate(database)
    return database
  } catch (error) {
    database?.close()
    throw explain(path, error)
  }
}

/** All of it or nothing. IMMEDIATE: what is read inside cannot change before the write. */
export const transaction = <Result>(database: Connection, work: () => Result): Result => {
  database.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    database.exec('COMMIT')
    return result
  } catch (error) {
    // A full disk, for one, has rolled it back already (SQLite, "Response To Errors Within A Transaction").
    if (database.inTransaction) database.exec('ROLLBACK')
    throw error
  }
}

const number = (database: Connection, sql: string): number =>
  Number(Object.values(database.prepare(sql).all()[0] as Record<string, unknown>)[0])

const versionOf = (database: Connection): number => number(database, 'PRAGMA user_version')

const refuse = (database: Connection): string | undefined => {
  const application = number(database, 'PRAGMA application_id')
  if (application !== APPLICATION_ID) {
    const isEmpty = application === 0 && number(database, 'SELECT count(*) FROM sqlite_schema') === 0
    return isEmpty ? undefined : 'it is a database of another program; name another path'
  }
  const version = versionOf(database)
  return version > MIGRATIONS.length
    ? `it was written by a newer Tattletrail (version ${version} of its tables, this one knows ${MIGRATIONS.length}); update Tattletrail`
    : undefined
}

const migrate = (database: Connection): void => {
  if (versionOf(database) === MIGRATIONS.length) return
  transaction(database, () => {
    // Read again: another process may have done it while this one waited.
    for (let version = versionOf(database); version < MIGRATIONS.length; version++)
      database.exec(MIGRATIONS[version] as string)
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${MIGRATIONS.length};`)
  })
}
