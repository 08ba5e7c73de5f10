/** The built-in pack, from the one JSON file that the build makes of `rules/`. */
import { readFileSync } from 'node:fs'
import type { Correlation } from '../../core/correlation.ts'
import { child, type Json, type JsonObject } from '../../core/json.ts'
import type { Rule } from '../../core/rule.ts'
import { compileSigma } from '../../languages/sigma/compile.ts'
import { compileLate } from '../../languages/sigma/compile-late.ts'
import { PACK, PACK_TESTS } from '../../outside/built.ts'
import { lazyMessageRenderer } from './message.ts'
import { toCorrelation, toRule } from './sigma-rules.ts'

interface PackFile {
  readonly file: string
  readonly documents: readonly JsonObject[]
}

/** @param withTests what the rules are tested with is not read otherwise */
export const builtinRules = (
  withTests = false,
): { readonly rules: readonly Rule[]; readonly correlations: readonly Correlation[] } => {
  const rules: Rule[] = []
  const correlations: Correlation[] = []
  const pack = JSON.parse(readFileSync(PACK, 'utf8')) as readonly PackFile[]
  const tests = withTests ? (JSON.parse(readFileSync(PACK_TESTS, 'utf8')) as readonly (readonly Json[])[]) : []
  for (const [index, { file, documents: bare }] of pack.entries()) {
    const documents = withTests ? bare.map((document, at) => tested(document, tests[index]?.[at] ?? [])) : bare
    const late = documents.map(compileLate)
    const rest = documents.filter((_, at) => !late[at])
    const now = rest.length > 0 ? compileSigma(rest) : { rules: [], correlations: [] }
    const found = [...late.filter((rule) => rule !== undefined), ...now.rules]
    rules.push(...found.map((rule) => toRule(rule, file, lazyMessageRenderer(rule.message))))
    correlations.push(...now.correlations.map((correlation) => toCorrelation(correlation, file)))
  }
  return { rules, correlations }
}

const tested = (document: JsonObject, tests: Json): JsonObject => ({
  ...document,
  ...(Array.isArray(tests) && tests.length > 0 && { tattletrail: { ...child(document, 'tattletrail'), tests } }),
})
