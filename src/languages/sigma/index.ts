/** Sigma: the language of Sigma rules and correlations, from a text (YAML, one or many documents) or parsed documents. */
import type { JsonObject } from '../../core/json.ts'
import { defineLanguage } from '../../core/language.ts'
import { compileSigma, type SigmaFile } from './compile.ts'
import { parseYaml } from './parse-yaml.ts'

export type { SigmaCorrelation, SigmaFile, SigmaRule } from './compile.ts'

export const sigma = defineLanguage({
  type: 'sigma',
  title: 'Sigma',
  configKey: 'sigma',
  /** @throws CompileError with every problem of every document; nothing else. */
  compile: (body: string | JsonObject | readonly JsonObject[]): SigmaFile => {
    if (typeof body !== 'string') return compileSigma(body)
    const { documents, source } = parseYaml(body)
    return compileSigma(documents, source)
  },
})
