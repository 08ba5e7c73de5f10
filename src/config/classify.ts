/**
 * What kind of rule file a text is, told without parsing it, so that a broken file still gets its own language's errors; what is
 * none gets no error that quotes it, because it may be anybody's.
 */
import { withoutBom } from '../notation/position.ts'
import { suggest } from '../notation/suggest.ts'
import { formatOf } from './document.ts'
import { isFilterConfig } from './filter-config.ts'
import type { LocatedProblem } from './located.ts'

export type FileKind = 'config' | 'sigma' | 'filter-config' | 'unknown'

/** Keys of the Sigma specification that no configuration has. */
const SIGMA_KEYS = ['detection', 'correlation', 'logsource']

/** @param words the keys that only a configuration has */
export const classify = (source: string, file: string, words: readonly string[]): FileKind => {
  const text = withoutBom(source)
  if (text.trim() === '') return 'unknown'
  const format = formatOf(text, file)
  if (format === 'toml')
    return text.replace(/^[ \t]*#.*$/gm, '').trim() === '' || isOurs(tomlKeys(text, words), words)
      ? 'config'
      : 'unknown'
  const keys = format === 'json' || /^\s*\{/.test(text) ? keysInBraces(text) : yamlKeys(text)
  if (keys.some((key) => SIGMA_KEYS.includes(key))) return 'sigma'
  if (isFilterConfig(Object.fromEntries(keys.map((key) => [key, null])))) return 'filter-config'
  return isOurs(keys, words) ? 'config' : 'unknown'
}

/** Others have a key or two of the same name: `networks` of a compose file, `[source]` of a registry. */
const isOurs = (keys: readonly string[], words: readonly string[]): boolean => {
  const distinct = [...new Set(keys)]
  return 2 * distinct.filter((key) => words.includes(key)).length > distinct.length
}

/** Of tables, by what they are meant to be, and of what stands before the first of them; what only looks like one inside a long text does not count. */
const tomlKeys = (text: string, words: readonly string[]): readonly string[] => {
  const outside = text.replace(/'{3}.*?(?:'{3}|$)|"{3}.*?(?:"{3}|$)/gs, '')
  const tables = [...outside.matchAll(/^[ \t]*\[{1,2}[ \t]*["']?([\w-]{1,40})/gm)]
  const loose = outside.slice(0, tables[0]?.index).matchAll(/^[ \t]*["']?([\w-]{1,40})["']?[ \t]*[.=]/gm)
  return [...tables.map(([, key = '']) => suggest(key, words) ?? key), ...[...loose].map(([, key = '']) => key)]
}

/** A bracket, a key in quotes, any other text in quotes, a key without: in this order, what begins like two is the first. */
const TOKENS = /[{}[\]]|"([^"\\]*(?:\\.[^"\\]*)*)"\s*:|"[^"\\]*(?:\\.[^"\\]*)*"|([\w-]{1,40})\s{0,40}:/gs

/** JSON, sound or broken, or YAML in braces: the keys of the outermost pair. */
const keysInBraces = (text: string): string[] => {
  const keys: string[] = []
  let depth = 0
  for (const [token, quoted, bare] of text.matchAll(TOKENS)) {
    if (token === '{' || token === '[') depth++
    else if (token === '}' || token === ']') depth--
    else if (depth === 1) keys.push(quoted ?? bare ?? '')
  }
  return keys
}

const yamlKeys = (text: string): string[] =>
  [...text.matchAll(/^["']?([\w-]{1,40})["']?[ \t]*:/gm)].map(([, key]) => key as string)

/** What to tell about a file that is none of them. */
export const unknownFile = (file: string, text: string): LocatedProblem => ({
  file,
  line: 1,
  column: 1,
  message: withoutBom(text).trim() === '' ? 'the file is empty' : 'this is no file of rules',
  hint: [
    'a rule file begins like one of these:',
    '  [[rule]]                           tattletrail.toml, with jq_match, event_pattern, sigma or filter',
    '  title: ... and detection: ...      a Sigma rule (.yml)',
    '  {"source": "...", "regexp": "..."} filter_config.json',
  ].join('\n'),
  severity: 'error',
})
