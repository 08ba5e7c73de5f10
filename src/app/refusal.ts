/** Refused rules, drawn for a terminal. */
import type { LocatedProblem } from '../config/located.ts'
import { renderProblems } from '../config/render.ts'
import type { RuleSource } from './rules.ts'

export const renderRefusal = ({
  problems,
  sources,
}: {
  readonly problems: readonly LocatedProblem[]
  readonly sources: readonly RuleSource[]
}): string => renderProblems(problems, new Map(sources.map(({ file, text }) => [file, text])))
