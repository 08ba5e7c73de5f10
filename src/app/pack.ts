/** The built-in pack, from the one JSON file that the build makes of `rules/`. */
import { readFileSync } from 'node:fs'
import type { JsonObject } from '../core/json.ts'
import type { Correlation, Rule } from '../core/rule.ts'
import { compileSigma } from '../languages/sigma/compile.ts'
import { toCorrelation, toRule } from './sigma-rules.ts'
import { lazySpeaker } from './speaker.ts'

/** The same place from `src/app` and from `dist/app`. */
const PACK = new URL('../../dist/pack.json', import.meta.url)

interface PackFile {
  readonly file: string
  readonly documents: readonly JsonObject[]
}

export const builtinRules = (): { readonly rules: readonly Rule[]; readonly correlations: readonly Correlation[] } => {
  const rules: Rule[] = []
  const correlations: Correlation[] = []
  for (const { file, documents } of JSON.parse(readFileSync(PACK, 'utf8')) as readonly PackFile[]) {
    const compiled = compileSigma(documents)
    rules.push(...compiled.rules.map((rule) => toRule(rule, file, lazySpeaker(rule.message))))
    correlations.push(...compiled.correlations.map((correlation) => toCorrelation(correlation, file)))
  }
  return { rules, correlations }
}
