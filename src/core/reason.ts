/** Why something failed, in words that stand at the end of a sentence. */

/** `errno` (POSIX) in the words of a person who named a file. */
const SYSTEM: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ELOOP: 'a symbolic link that leads back to itself',
  EISDIR: 'is a folder',
}

/** V8's own: `Unexpected token 'r', "root:x:0:0"... is not valid JSON`. */
const QUOTED = /,? ?(?:\.{3})?".*"(?:\.{3})? is not valid JSON$/s

/**
 * A system error in words; a service's answer with its code in front, `AccessDeniedException: User ... is not authorized`;
 * of anything else its message, or its code where it has none. What does not parse is not quoted: it may be anybody's.
 */
export const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? String(error.code) : ''
  const known = 'syscall' in error ? SYSTEM[code] : undefined
  if (known !== undefined) return known
  const message = (error instanceof SyntaxError ? error.message.replace(QUOTED, '') : error.message) || code
  const isAnswer = '$metadata' in error && error.name !== 'Error' && error.name !== ''
  return isAnswer ? [error.name, message].filter(Boolean).join(': ') : message
}
