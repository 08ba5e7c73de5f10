/** Reads the files below a path as they were at a git revision. Nothing of the work tree is touched, and no shell is asked. */
import { execFileSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { UsageError } from '../core/usage-error.ts'

export interface OldFiles {
  readonly isFolder: boolean
  readonly files: readonly OldFile[]
}

export interface OldFile {
  /** Below the folder that was asked for, or the name of the file that was. */
  readonly path: string
  readonly bytes: Buffer
}

const MAX_OUTPUT = 256 * 2 ** 20
/** `<mode> blob <object>\t<path>`; links and submodules have other modes (git-ls-tree, "Output format"). */
const PLAIN_FILE = /^100\d{3} blob ([0-9a-f]{40,64})\t(.+)$/s

/** @throws UsageError when the path is in no work tree, the revision is none, or it holds nothing there */
export const readAtRevision = (path: string, revision: string): OldFiles => {
  const isFolder = statSync(path).isDirectory()
  const folder = isFolder ? path : dirname(path)
  if (git(folder, ['rev-parse', '--is-inside-work-tree'])?.toString().trim() !== 'true')
    throw againstError(
      `${revision} is no file or folder, and ${path} is not inside a git work tree, so it names no revision`,
    )
  const commit = git(folder, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`])
  if (!commit) throw againstError(`${revision} is neither a file, nor a folder, nor a git revision`)
  const listed = git(folder, ['ls-tree', '-r', '-z', commit.toString().trim(), '--', isFolder ? '.' : basename(path)])
  const files = (listed?.toString() ?? '').split('\0').flatMap((line) => {
    const [, object, name] = PLAIN_FILE.exec(line) ?? []
    return object !== undefined && name !== undefined ? [{ object, name }] : []
  })
  if (files.length === 0) throw againstError(`${revision} holds nothing at ${path}`)
  const objects = files.map(({ object }) => `${object}\n`).join('')
  const output = git(folder, ['cat-file', '--batch'], objects)
  if (!output) throw againstError(`git could not read ${path} at ${revision}`)
  const contents = splitBatch(output)
  return { isFolder, files: files.map(({ name }, at) => ({ path: name, bytes: contents[at] ?? Buffer.alloc(0) })) }
}

/** `<object> SP <type> SP <size> LF <contents> LF`, once for each (git-cat-file, "Batch output"). */
const splitBatch = (output: Buffer): readonly Buffer[] => {
  const contents: Buffer[] = []
  for (let at = 0; at < output.length; ) {
    const end = output.indexOf(0x0a, at)
    const size = Number(/ (\d+)$/.exec(output.toString('latin1', at, end))?.[1] ?? 0)
    contents.push(output.subarray(end + 1, end + 1 + size))
    at = end + 1 + size + 1
  }
  return contents
}

/** What git says, or undefined when it says no. */
const git = (folder: string, args: readonly string[], input = ''): Buffer | undefined => {
  try {
    return execFileSync('git', ['-C', folder, ...args], {
      input,
      stdio: ['pipe', 'pipe', 'ignore'],
      maxBuffer: MAX_OUTPUT,
    })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw againstError('git is not installed')
    return undefined
  }
}

const againstError = (message: string): UsageError => new UsageError(`--against: ${message}`)
