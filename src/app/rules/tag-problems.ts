/** Tags of rule files that ATT&CK does not know, each with its place. Loads the parsers of all formats, so it is loaded on demand. */
import { classify } from '../../config/classify.ts'
import { readConfig } from '../../config/config.ts'
import { type Document, parseDocument } from '../../config/document.ts'
import { locateInText, locateProblem } from '../../config/locate-problem.ts'
import { ConfigError, type LocatedProblem } from '../../config/located.ts'
import { CompileError, type Problem } from '../../core/problem.ts'
import { destinationSchemas } from '../../destinations/index.ts'
import { tagFault } from '../../enrich/attack.ts'
import { sigma } from '../../languages/index.ts'
import type { RuleSource } from './load.ts'

/** Each place is found by parsing the file again. */
const MAX_PER_FILE = 50

/** Nothing for a file that is refused: its faults are told elsewhere. */
export const tagProblems = (sources: readonly RuleSource[]): readonly LocatedProblem[] => {
  const documents: Document[] = []
  const problems = sources.flatMap(({ file, text }): readonly LocatedProblem[] => {
    const kind = classify(text, file)
    if (kind === 'sigma') return inSigma(text).map((problem) => locateInText(file, text, problem))
    if (kind !== 'unknown') documents.push(...attempt(() => [parseDocument(text, file)]))
    return []
  })
  const entries = readConfig(documents, destinationSchemas).config.rules
  return [
    ...problems,
    ...entries.flatMap((entry) =>
      faultsOf(entry.tags, []).map(({ path = [], ...problem }) =>
        locateProblem(entry, problem, [...entry.path, ...path]),
      ),
    ),
  ]
}

const inSigma = (text: string): readonly Problem[] =>
  attempt(() => {
    const { rules, correlations } = sigma.compile(text)
    return [...rules, ...correlations].flatMap(({ tags, document }) => faultsOf(tags, [document]))
  }).slice(0, MAX_PER_FILE)

const faultsOf = (tags: readonly string[], path: readonly (string | number)[]): readonly Problem[] =>
  tags.flatMap((tag, at) => {
    const fault = tagFault(tag)
    return fault ? [{ ...fault, path: [...path, 'tags', at], warning: true }] : []
  })

const attempt = <Item>(read: () => readonly Item[]): readonly Item[] => {
  try {
    return read()
  } catch (error) {
    if (error instanceof CompileError || error instanceof ConfigError) return []
    throw error
  }
}
