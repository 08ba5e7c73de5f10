/**
 * Files that a configuration names. Whoever may write it need not be one who may read the machine: what is of the kernel, and
 * what holds the process's own credentials, is never read, and alerts are written below one folder.
 */
import { closeSync, constants, fstatSync, openSync, readFileSync, realpathSync, statfsSync } from 'node:fs'
import { lstat, open, realpath } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { isOfProcess } from '../notation/secret.ts'

/** File systems by which the kernel speaks, wherever they are mounted: `/proc/self/environ` holds all that the process was given (statfs(2)). */
const KERNEL = new Set([
  ...[0x9fa0, 0x62656572, 0x1cd1], // proc, sysfs, devpts
  ...[0x27e0eb, 0x63677270, 0x64626720, 0x74726163, 0x73636673], // cgroup, cgroup2, debugfs, tracefs, securityfs
  ...[0xcafe4a11, 0xde5e81e4, 0x6165676c, 0x62656570, 0x19800202, 0x42494e4d], // bpf, efivars, pstore, configfs, mqueue, binfmt_misc
])
const SYSTEM = /^\/(?:proc|sys|dev)(?:\/|$)/

/** Folders and files in which people's tools, and Kubernetes, keep what signs them in. */
const CREDENTIALS =
  /[\\/](?:\.aws|\.azure|\.config[\\/]gcloud|\.docker|\.gnupg|\.kube|\.ssh|\.netrc|\.npmrc|\.pypirc|\.git-credentials|\.pgpass|(?:pods\.)?eks\.amazonaws\.com|kubernetes\.io)(?:[\\/]|$)/i

/**
 * @param limit bytes
 * @throws Error when there is no such file, when it is none of the user's own, or too large
 */
export const readNamed = (path: string, limit: number): Buffer => {
  const real = realpathSync.native(path)
  if (SYSTEM.test(real) || KERNEL.has(statfsSync(real).type))
    throw new Error('it belongs to the system: no configuration gets it')
  if (CREDENTIALS.test(real) || ownFiles().includes(real))
    throw new Error('it holds credentials of the process itself: no configuration gets it')
  const file = openSync(real, constants.O_RDONLY | HELD)
  try {
    const stats = fstatSync(file)
    if (!stats.isFile()) throw new Error('it is no regular file')
    if (stats.size > limit) throw new Error(`it is larger than ${limit} bytes`)
    return readFileSync(file)
  } finally {
    closeSync(file)
  }
}

/** A link that was put there since, or a pipe that nobody writes to, is not waited for; Windows knows neither. */
const HELD = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

/** Those that the process's own variables name, such as `AWS_WEB_IDENTITY_TOKEN_FILE`. */
const ownFiles = (): readonly string[] =>
  Object.entries(process.env).flatMap(([name, path]) => {
    if (!path || !isOfProcess(name)) return []
    try {
      return [realpathSync.native(path)]
    } catch {
      return []
    }
  })

/**
 * Alerts are nobody else's to read, and "sent" means that a power cut does not undo it.
 * @param path in the folder, or below it, links followed
 * @throws Error
 */
export const appendBelow = async (folder: string, path: string, text: string): Promise<void> => {
  const real = await placeOf(resolve(folder, path))
  const way = relative(await realpath(folder), real)
  // `..` is hidden too.
  if (isAbsolute(way) || way.split(sep).some((step) => step.startsWith('.')))
    throw new Error(`alerts are written below ${folder} only, and to no hidden file`)
  const { O_APPEND, O_CREAT, O_WRONLY } = constants
  const file = await open(real, O_APPEND | O_CREAT | O_WRONLY | HELD, 0o600)
  try {
    if (!(await file.stat()).isFile()) throw new Error('it is no regular file')
    await file.appendFile(text)
    await file.datasync()
  } finally {
    await file.close()
  }
}

/** Where a file is, or would be made. */
const placeOf = async (path: string): Promise<string> => {
  try {
    return await realpath(path)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    if ((await lstat(path).catch(() => undefined))?.isSymbolicLink())
      throw new Error('it is a symbolic link that leads nowhere', { cause: error })
    return join(await realpath(dirname(path)), basename(path))
  }
}
