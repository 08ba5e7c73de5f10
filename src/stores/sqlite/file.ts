/** Opens the file of the SQLite store: creates it, refuses what is not one, brings its tables up to date. */
import { closeSync, openSync, statSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import Database from 'libsql'
import { reasonOf } from '../../core/reason.ts'
import { StoreBusyError, StoreError } from '../../core/store.ts'
import { UsageError } from '../../core/usage-error.ts'
import { MIGRATIONS } from './migrations.ts'

export type Connection = Database.Database
export type Statement = Database.Statement

/** "TTLS": marks the file as ours (SQLite, "PRAGMA application_id"). */
const APPLICATION_ID = 0x54_54_4c_53

const DAMAGED = 'the file is damaged; restore a copy, or move it away to start afresh'
const ELSEWHERE = 'name another path, or move it away'

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist; make it, or name another path',
  EISDIR: 'it is a folder; name a file',
  ENOTDIR: 'a part of its path is not a folder; name another path',
  ENAMETOOLONG: 'its path is too long; name another',
  EACCES: 'permission to write it is denied; run as its owner, or name another path',
  EPERM: 'permission to write it is denied; run as its owner, or name another path',
  EROFS: 'its file system is read-only; name another path',
  ENOSPC: 'the disk is full; make room',
  ERR_INVALID_ARG_VALUE: 'no file can have this path; name another',
  ERR_ENCODING_INVALID_ENCODED_DATA: DAMAGED,
  SQLITE_NOTADB: `it is not an SQLite file; ${ELSEWHERE}`,
  SQLITE_CORRUPT: DAMAGED,
  SQLITE_ERROR: 'its tables are not as they were made; restore a copy, or move it away to start afresh',
  SQLITE_READONLY: 'it cannot be written; run as its owner, or name another path',
  SQLITE_CANTOPEN:
    'it cannot be opened for writing, or a file beside it (-wal, -shm); run as its owner, or name another path',
  SQLITE_FULL: 'the disk is full; make room',
  SQLITE_IOERR: 'it could not be read or written; look at the disk and how much room is on it',
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '')

/** Whether another process holds the file just now. */
export const isLocked = (error: unknown): boolean => codeOf(error).startsWith('SQLITE_BUSY')

/** What SQLite or the file system threw, as a StoreError, or a UsageError where no file can be; in one line that names the file. */
export const explain = (path: string, error: unknown): Error => {
  if (error instanceof StoreError) return error
  const say = (Kind: typeof StoreError | typeof UsageError, reason: string): Error =>
    new Kind(`store ${path}: ${reason}`, { cause: error })
  if (isLocked(error)) return say(StoreBusyError, 'another process holds it; try again later')
  const code = codeOf(error)
  const known = Object.keys(REASONS).find((name) => code === name || code.startsWith(`${name}_`))
  const reason = known ? REASONS[known] : error instanceof SyntaxError ? DAMAGED : undefined
  const Kind = known !== undefined && MISTAKES.has(known) ? UsageError : StoreError
  // Room may be made on a disk: until then nothing is lost.
  return say(known !== undefined && PASSING.has(known) ? StoreBusyError : Kind, reason ?? reasonOf(error))
}

const PASSING = new Set(['ENOSPC', 'SQLITE_FULL', 'SQLITE_IOERR'])
/** Of whoever wrote the path. */
const MISTAKES = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE'])

/** @param patience how long another process is waited for, in milliseconds. @throws StoreError, UsageError */
export const openFile = (path: string, patience: number): Connection => {
  let database: Connection | undefined
  try {
    const what = statSync(path, { throwIfNoEntry: false })
    if (what && !what.isFile() && !what.isDirectory()) throw new Error(`it is no regular file; ${ELSEWHERE}`)
    // Alerts tell who did what: the file is for its owner alone. SQLite gives the `-wal` and `-shm` files the same mode.
    closeSync(openSync(path, 'a', 0o600))
    // Never an address, and no memory: libsql knows both by how a path begins.
    database = new Database(isAbsolute(path) ? path : `./${path}`, { timeout: patience })
    // In one snapshot: another process may be making the tables now.
    database.exec('BEGIN')
    const refusal = refuse(database)
    database.exec('COMMIT')
    if (refusal) throw new Error(refusal)
    // Write-ahead log: readers do not stop the writer. FULL: a commit is on the disk when it returns.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;')
    migrate(database)
    // From here on it is waited for without holding up the process.
    database.exec('PRAGMA busy_timeout = 0')
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
