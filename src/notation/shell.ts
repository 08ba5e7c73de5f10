/** Words for a shell, so that what is printed runs as it is pasted. */

/** "Enclosing characters in single-quotes shall preserve the literal value" (POSIX.1-2024, Shell Command Language, 2.2.2). */
export const shellWord = (word: string): string =>
  /^[\w%+,./:=@-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
