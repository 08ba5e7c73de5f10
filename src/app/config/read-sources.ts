/** Texts -> what they say, and every fault that can be told without compiling a rule. Loads the parsers of all formats, so it is loaded on demand. */
import { classify, unknownFile } from '../../config/classify.ts'
import { readConfig } from '../../config/config.ts'
import { type Document, parseDocument } from '../../config/document.ts'
import { ConfigError, type LocatedProblem } from '../../config/located.ts'
import type { ConfigRefusal, RuleSource } from './refusal.ts'
import { type Config, sections } from './sections.ts'

export interface OpenConfig extends ConfigRefusal {
  /** Its rules are those of all files, all else is that of the configuration. Absent: there was nothing to read. */
  readonly config: Config | undefined
  /** Files of Sigma rules. */
  readonly sigma: readonly RuleSource[]
  /** The configuration alone. */
  readonly main: ParsedSource | undefined
}

export interface ParsedSource {
  readonly source: RuleSource
  /** A configuration, or what is like one. */
  readonly document?: Document
  readonly isSigma?: true
  /** None of ours: nothing of it is shown. */
  readonly isForeign?: true
  readonly problems: readonly LocatedProblem[]
}

export const parseSource = (source: RuleSource): ParsedSource => {
  const { file, text } = source
  const kind = classify(text, file, WORDS)
  if (kind === 'sigma') return { source, isSigma: true, problems: [] }
  if (kind === 'unknown') return { source, isForeign: true, problems: [unknownFile(file, text)] }
  try {
    return { source, document: parseDocument(text, file), problems: [] }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return { source, problems: error.problems }
  }
}

/** The keys of a configuration, and the plurals, which get an error that says so. */
const WORDS = Object.entries(sections).flatMap(([name, { key }]) => [name, key])

/** @param main the configuration */
export const readParsed = (main: ParsedSource | undefined, ruleFiles: readonly ParsedSource[]): OpenConfig => {
  const all = [...ruleFiles, ...(main ? [main] : [])]
  const documents = ruleFiles.flatMap(({ document }) => document ?? [])
  const { config, problems } = readConfig(sections, main?.document, documents)
  return {
    config,
    sigma: all.flatMap(({ isSigma, source }) => (isSigma ? [source] : [])),
    main,
    problems: [...all.flatMap((parsed) => parsed.problems), ...problems],
    sources: all.flatMap(({ source, isForeign }) => (isForeign ? [] : [source])),
  }
}
