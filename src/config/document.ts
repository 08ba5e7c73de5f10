/** A configuration text -> Document: the value, and where everything in it stands. */
import type { JsonObject } from '../core/json.ts'
import type { Problem } from '../core/problem.ts'
import { parseJson } from '../notation/json.ts'
import { type Location, locator, type Position, withoutBom } from '../notation/position.ts'
import { partOf } from '../notation/source-offset.ts'
import { parseToml } from '../notation/toml.ts'
import { find, type Parsed, type Path, toObject, tooMany } from '../notation/tree.ts'
import { parseYaml } from '../notation/yaml.ts'
import { ConfigError, type LocatedProblem } from './located.ts'

export type Format = 'toml' | 'yaml' | 'json'

export interface Document {
  readonly file: string
  readonly format: Format
  readonly text: string
  readonly value: JsonObject
  /**
   * Where the value of a path stands, or its key. A place in a list has no key of its own: then both are the value.
   * A path that does not exist is located at the last thing on the way that does.
   */
  locate(path: Path, what?: 'key' | 'value'): Location
  /** Where a character of a string value stands: `offset` counts UTF-16 units in the value. */
  bodyPosition(path: Path, offset: number): Position
}

/** More than anybody writes by hand, and read in a few seconds whatever it holds. */
const MAX_TEXT = 2 * 1024 * 1024

/** A broken text can break at every character. */
const MAX_PROBLEMS = 100

const PARSERS: Readonly<Record<Format, (text: string) => Parsed>> = {
  toml: parseToml,
  yaml: parseYaml,
  json: parseJson,
}

/** By the file's extension, else by what the text looks like. */
export const formatOf = (text: string, file: string): Format => {
  const extension = /\.([a-z]+)$/i.exec(file)?.[1]?.toLowerCase()
  if (extension === 'toml' || extension === 'json') return extension
  if (extension === 'yaml' || extension === 'yml') return 'yaml'
  if (/^\s*(?:\{|\[\s*[{"])/.test(text)) return 'json'
  return /^[ \t]*(?:\[[^\]\n]*\]|[\w.-]+[ \t]*=)/m.test(text) ? 'toml' : 'yaml'
}

/** @throws ConfigError with every syntax problem that the format's parser can tell */
export const parseDocument = (source: string, file: string): Document => {
  const text = withoutBom(source)
  const locate = locator(text)
  const refuse = (problems: readonly Problem[]): never => {
    throw new ConfigError(
      problems.slice(0, MAX_PROBLEMS).map(
        ({ message, offset = 0, length = 0, hint }): LocatedProblem => ({
          file,
          ...locate(offset, offset + length),
          message,
          ...(hint && { hint }),
          severity: 'error',
        }),
      ),
    )
  }
  if (text.length > MAX_TEXT) return refuse([{ message: `larger than ${MAX_TEXT / 1024 / 1024} MB` }])

  const format = formatOf(text, file)
  const parsed = PARSERS[format](text)
  if ('problems' in parsed) return refuse(parsed.problems)
  const { root } = parsed
  if (root.kind !== 'object') {
    const got = root.kind === 'array' ? 'a list' : 'one single value'
    return refuse([{ message: `expected keys and values at the top, got ${got}`, offset: root.span.start, length: 1 }])
  }

  const many = tooMany(root)
  if (many) return refuse([many])

  return {
    file,
    format,
    text,
    value: toObject(root),
    locate: (path, what = 'value') => {
      const { node, key, complete } = find(root, path)
      const span = key && (what === 'key' || !complete) ? key : node.span
      return locate(span.start, span.end)
    },
    bodyPosition: (path, offset) => {
      const { node } = find(root, path)
      return locate((partOf(text, node, offset, 0) ?? node.span).start)
    },
  }
}
