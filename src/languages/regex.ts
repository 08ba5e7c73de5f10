/** Regular expressions in linear time: RE2 syntax and semantics, whatever the pattern and the text. */
import { RE2JS } from 're2js'

export interface RegexOptions {
  readonly ignoreCase?: boolean
  /** `.` matches a line end too. */
  readonly dotAll?: boolean
  /** `^` and `$` match at line ends. */
  readonly multiline?: boolean
}

/** Finds an unanchored match. */
export interface Regex {
  test(text: string): boolean
}

export const compileRe2 = (source: string, options: RegexOptions = {}): RE2JS =>
  RE2JS.compile(
    source,
    (options.ignoreCase ? RE2JS.CASE_INSENSITIVE : 0) |
      (options.dotAll ? RE2JS.DOTALL : 0) |
      (options.multiline ? RE2JS.MULTILINE : 0),
  )

/** @throws Error (of re2js) when the pattern is not valid RE2 syntax. */
export const linearRegex = (source: string, options: RegexOptions = {}): Regex => {
  const compiled = compileRe2(source, options)
  return { test: (text) => compiled.test(text) }
}
