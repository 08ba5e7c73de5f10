/** Why something failed, in words that stand at the end of a sentence. */

/** `errno` (POSIX) in the words of a person who named a file. */
const SYSTEM: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ELOOP: 'a symbolic link that leads back to itself',
  EISDIR: 'is a folder',
}

/**
 * A system error in words; a service's answer with its code in front, `AccessDeniedException: User ... is not authorized`;
 * of anything else its message, or its code where it has none.
 */
export const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? String(error.code) : ''
  const known = 'syscall' in error ? SYSTEM[code] : undefined
  if (known !== undefined) return known
  const message = error.message || code
  const isAnswer = '$metadata' in error && error.name !== 'Error' && error.name !== ''
  return isAnswer ? [error.name, message].filter(Boolean).join(': ') : message
}
