/** Names: which calls CloudTrail records, by service. A data table, which is never complete: AWS adds calls every week. */
import { suggest } from '../notation/suggest.ts'

export interface Names {
  /** `iam.amazonaws.com` and so on. */
  readonly sources: readonly string[]
  readonly all: readonly string[]
  readonly has: (name: string) => boolean
  readonly sourcesOf: (name: string) => readonly string[]
  readonly callsOf: (source: string) => readonly string[]
  /** The name that was most likely meant. */
  readonly meant: (name: string) => string | undefined
  /** The same for a part of a name: `Pasword` -> `Password`. */
  readonly partMeant: (part: string) => string | undefined
}

export const HOST = '.amazonaws.com'

/**
 * @param table lists of a service and its calls
 * @param seen more of them: event source and name of events that are known
 */
export const readNames = (
  table: readonly (readonly string[])[],
  seen: Iterable<readonly [source: string, name: string]> = [],
): Names => {
  const calls = new Map<string, Set<string>>()
  const note = (source: string, names: readonly string[]): void => {
    const known = calls.get(source) ?? new Set()
    for (const name of names) known.add(name)
    calls.set(source, known)
  }
  // First what is known from events: of several services with a call of one name, these are more likely meant.
  for (const [source, name] of seen) note(source, [name])
  for (const [service, ...names] of table) note(`${service}${HOST}`, names)
  const sources = new Map<string, string[]>()
  for (const [source, names] of calls)
    for (const name of names) sources.set(name, [...(sources.get(name) ?? []), source])
  const folded = new Map([...sources.keys()].map((name) => [name.toLowerCase(), name]))
  let parts: ReadonlySet<string> | undefined
  return {
    sources: [...calls.keys()],
    all: [...sources.keys()],
    has: (name) => sources.has(bare(name)) || sources.has(name),
    sourcesOf: (name) => sources.get(name) ?? sources.get(bare(name)) ?? [],
    callsOf: (source) => [...(calls.get(source) ?? [])],
    meant: (name) =>
      folded.get(name.toLowerCase()) ??
      dated(name, sources.keys()) ??
      (name.length > 4 ? suggest(name, sources.keys()) : undefined),
    partMeant: (part) => {
      parts ??= partsOf(sources.keys())
      return suggest(part, parts)
    },
  }
}

/** Runs of up to three words. */
const partsOf = (names: Iterable<string>): ReadonlySet<string> => {
  const parts = new Set<string>()
  for (const name of names) {
    const words = name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z0-9_]+|[A-Z]/g) ?? []
    for (const from of words.keys())
      for (const length of [1, 2, 3]) parts.add(words.slice(from, from + length).join(''))
  }
  return parts
}

/** CloudFront and Lambda write the version of their interface behind a name. */
const bare = (name: string): string => name.replace(/(?:\d{4}_\d{2}_\d{2}|\d{8}(?:v\d)?)$/, '')

/** `CreateFunction` -> `CreateFunction20150331`. */
const dated = (name: string, known: Iterable<string>): string | undefined => {
  for (const one of known) if (one.length > name.length && one.startsWith(name) && bare(one) === name) return one
  return undefined
}
