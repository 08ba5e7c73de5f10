/** `tattletrail rules coverage`. */
import { loadCoverage } from '../app/rules/coverage.ts'
import { coverageLine, renderCoverage } from '../report/coverage.ts'
import { navigatorLayer } from '../report/navigator.ts'
import { jsonLine, jsonLines } from '../report/terminal.ts'
import { colorsFor, widthOf, writeLines } from './output.ts'

export interface CoverageOptions {
  readonly rules?: readonly string[]
  readonly builtin: boolean
  readonly format?: 'text' | 'jsonl' | 'navigator'
}

export const coverageCommand = async (paths: readonly string[], options: CoverageOptions): Promise<number> => {
  const coverage = await loadCoverage({
    paths: [...paths, ...(options.rules ?? [])],
    builtin: options.builtin && paths.length === 0,
  })
  const format = options.format ?? (process.stdout.isTTY ? 'text' : 'jsonl')
  if (format === 'text')
    process.stdout.write(renderCoverage(coverage, colorsFor(process.stdout), widthOf(process.stdout)))
  else if (format === 'navigator') await writeLines(jsonLines(navigatorLayer(coverage)))
  else await writeLines(coverage.techniques.map((technique) => jsonLine(coverageLine(technique, coverage.version))))
  return 0
}
