/** Tags of rule files that ATT&CK does not know, each with its place. Loads all languages, so it is loaded on demand. */
import { locateInText, locateProblem } from '../../config/locate-problem.ts'
import type { LocatedProblem } from '../../config/located.ts'
import type { RuleEntry } from '../../config/rule-entry.ts'
import { CompileError, type Problem } from '../../core/problem.ts'
import { tagFault } from '../../enrich/attack.ts'
import { sigma } from '../../languages/index.ts'
import type { RuleSource } from '../config/refusal.ts'

/** Each place is found by parsing the file again. */
const MAX_PER_FILE = 50

/** Nothing for a file that is refused: its faults are told elsewhere. */
export const tagProblems = (
  entries: readonly RuleEntry[],
  sigmaFiles: readonly RuleSource[],
): readonly LocatedProblem[] => [
  ...sigmaFiles.flatMap(({ file, text }) => inSigma(text).map((problem) => locateInText(file, text, problem))),
  ...entries.flatMap((entry) =>
    faultsOf(entry.tags, []).map(({ path = [], ...problem }) =>
      locateProblem(entry, problem, [...entry.path, ...path]),
    ),
  ),
]

const inSigma = (text: string): readonly Problem[] => {
  try {
    const { rules, correlations } = sigma.compile(text)
    return [...rules, ...correlations]
      .flatMap(({ tags, document }) => faultsOf(tags, [document]))
      .slice(0, MAX_PER_FILE)
  } catch (error) {
    if (error instanceof CompileError) return []
    throw error
  }
}

const faultsOf = (tags: readonly string[], path: readonly (string | number)[]): readonly Problem[] =>
  tags.flatMap((tag, at) => {
    const fault = tagFault(tag)
    return fault ? [{ ...fault, path: [...path, 'tags', at], warning: true }] : []
  })
