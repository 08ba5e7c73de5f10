/** Compile: parsed Sigma documents -> rules and correlations, or every problem of them all. Needs no YAML reader. */

import { isObject, type JsonObject, own } from '../../core/json.ts'
import { type Compiled, NO, YES } from '../../core/language.ts'
import { CompileError, type Problem } from '../../core/problem.ts'
import { anyOf, type Legible } from '../../notation/claim.ts'
import { suggest } from '../../notation/suggest.ts'
import { compileCorrelation, type SigmaCorrelation } from './correlation.ts'
import { needsOfAny } from './detection/needs.ts'
import { type Fault, type Faults, type Locate, type Path, toProblem } from './document/fault.ts'
import { compileRule, type SigmaRule } from './rule.ts'

export type { SigmaCorrelation, SigmaRule }

/** One body: a file of one or several documents. Matches when any of its detection rules does. */
export interface SigmaFile extends Legible {
  readonly rules: readonly SigmaRule[]
  readonly correlations: readonly SigmaCorrelation[]
}

/** Where documents came from, when that was a text. */
export interface DocumentSource {
  readonly locate: Locate
  readonly lineOf: (document: number) => number
  /** What was wrong with the text itself. */
  readonly problems: readonly Problem[]
}

/**
 * A single document, or all the documents of a file.
 * @throws CompileError with every problem of every document; nothing else.
 */
export const compileSigma = (body: JsonObject | readonly unknown[], source?: DocumentSource): SigmaFile => {
  const documents: readonly unknown[] = Array.isArray(body) ? body : [body]
  const locate: Locate = source?.locate ?? (({ path }) => ({ path: Array.isArray(body) ? path : path.slice(1) }))
  const faults: Faults = []
  const rules: SigmaRule[] = []
  const correlations: SigmaCorrelation[] = []

  for (const [at, document] of documents.entries()) {
    if (document === null || document === undefined) continue
    if (!isObject(document)) {
      faults.push({ message: 'a Sigma document must be a map', path: [at], hint: 'title: ...' })
      continue
    }
    const block = { object: document, path: [at], faults }
    const line = source?.lineOf(at)
    const foreign = foreignDocument(document)
    if (foreign) faults.push({ ...foreign, path: [at, foreign.key], inKey: true })
    else if (own(document, 'correlation') !== undefined) {
      const correlation = compileCorrelation(block, line)
      if (correlation) correlations.push({ ...correlation, document: at })
    } else {
      if ((own(document, 'detection') ?? null) === null) faults.push(noDetection(document, [at]))
      const rule = compileRule(block, locate, line)
      if (rule) rules.push({ ...rule, document: at })
    }
  }
  const problems = [...(source?.problems ?? []), ...faults.map((fault) => toProblem(fault, locate))]
  if (problems.every(({ warning }) => warning) && rules.length + correlations.length === 0) {
    problems.push({ message: 'no Sigma rule in here', ...(source ? { offset: 0, length: 0 } : { path: [] }) })
  }
  if (problems.some(({ warning }) => !warning)) throw new CompileError(inOrder(problems))
  return toFile(rules, correlations, problems)
}

const inOrder = (problems: readonly Problem[]): readonly Problem[] =>
  [...problems].sort((a, b) => (a.offset ?? 0) - (b.offset ?? 0))

const noDetection = (document: JsonObject, path: Path) => {
  const meant = suggest('detection', Object.keys(document))
  return {
    message: 'the rule has neither a detection nor a correlation',
    path,
    hint: meant && `did you mean "detection" where it says "${meant}"?`,
  }
}

/** Kinds of document that other Sigma tools know. */
const foreignDocument = (
  document: JsonObject,
): (Pick<Fault, 'message' | 'hint'> & { readonly key: string }) | undefined => {
  if (own(document, 'filter') !== undefined) {
    return {
      key: 'filter',
      message: 'Sigma filters are not supported',
      hint: 'add the exclusion to the rules: a selection, and "and not" in the condition',
    }
  }
  if (own(document, 'action') !== undefined && own(document, 'detection') === undefined) {
    const message = '"action" (Sigma 1 collections) is not supported'
    return { key: 'action', message, hint: 'write each document in full' }
  }
  return undefined
}

const toFile = (
  rules: readonly SigmaRule[],
  correlations: readonly SigmaCorrelation[],
  warnings: readonly Problem[],
): SigmaFile => {
  const all = rules.map(({ compiled }) => compiled)
  const [only] = all
  const base: Legible = all.length === 1 && only ? only : anyCompiled(all, rules)
  return { ...base, warnings, rules, correlations }
}

const anyCompiled = (all: readonly Legible[], rules: readonly SigmaRule[]): Legible => {
  const matches: Compiled['matches'] = (record) => all.some((compiled) => compiled.matches(record))
  return {
    matches,
    evaluate: (record) => (matches(record) ? YES : NO),
    ...(all.every(({ couldMatch }) => couldMatch) && {
      couldMatch: (eventName: string | undefined) => all.some(({ couldMatch }) => couldMatch?.(eventName)),
    }),
    needs: needsOfAny(all.map(({ needs = [] }) => needs)),
    asks: () => anyOf(all.flatMap(({ asks }) => (asks ? [asks()] : []))),
    explain: (record) =>
      all.flatMap((compiled, at) => [
        {
          text: rules[at]?.title ?? '',
          outcome: compiled.matches(record) ? ('yes' as const) : ('no' as const),
          depth: 0,
          heading: true as const,
        },
        ...compiled.explain(record).map((line) => ({ ...line, depth: line.depth + 1 })),
      ]),
    warnings: [],
  }
}
