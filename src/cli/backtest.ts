/** `tattletrail rules backtest`. */
import { backtest } from '../app/scan/backtest.ts'
import {
  type BacktestReport,
  backtestJson,
  type NoiseBudget,
  overspent,
  renderBacktest,
  renderNoise,
} from '../report/backtest.ts'
import { oneLine } from '../report/terminal.ts'
import { plural, reckoning, troubles } from '../report/text.ts'
import { configOf, runJob } from './job.ts'
import { colorsFor, widthOf, writeLines } from './output.ts'

export interface BacktestOptions {
  readonly rules?: readonly string[]
  readonly builtin: boolean
  readonly config?: string
  readonly against?: string
  readonly budget?: number
  readonly budgetPerRule?: number
  readonly workers?: number
  readonly format?: 'text' | 'jsonl'
}

/** Returns the exit code: 130 when interrupted, 1 when a budget is overspent, 3 when some input failed, else 0. */
export const backtestCommand = async (paths: readonly string[], options: BacktestOptions): Promise<number> => {
  const format = options.format ?? (process.stdout.isTTY ? 'text' : 'jsonl')
  let rules = 0
  const { report, summary } = await backtest(
    paths,
    {
      rules: options.rules ?? [],
      builtin: options.builtin,
      ...configOf(options),
      ...(options.against === undefined ? {} : { against: options.against }),
      ...(options.workers ? { workers: options.workers } : {}),
    },
    (prepared) => {
      rules ||= prepared.rules
      process.stderr.write(prepared.warnings)
      return runJob(prepared)
    },
  )
  const budget: NoiseBudget = {
    ...(options.budget === undefined ? {} : { all: options.budget }),
    ...(options.budgetPerRule === undefined ? {} : { perRule: options.budgetPerRule }),
  }
  const broken = overspent(report, budget)
  if (format === 'text') {
    const colors = colorsFor(process.stdout)
    const where = paths.length > 3 ? `${paths.length} paths` : paths.map((path) => oneLine(path, 200)).join(' ')
    process.stdout.write(`${colors.bold('Tattletrail')}${colors.dim(`  ·  ${plural(rules, 'rule')}  ·  ${where}`)}\n\n`)
    process.stdout.write(renderBacktest(report, options.against, colors))
  } else await writeLines(backtestJson(report))

  const out = format === 'text' ? process.stdout : process.stderr
  const colors = colorsFor(out)
  const lines = [
    colors.dim('─'.repeat(widthOf(out))),
    renderNoise(report, colors),
    ...verdict(report, budget, broken).map((line) => (broken.length > 0 ? colors.red(line) : line)),
    reckoning(summary),
    ...troubles(summary, colors),
  ]
  out.write(`${lines.join('\n')}\n`)
  if (summary.interrupted) return 130
  return broken.length > 0 ? 1 : summary.failed > 0 ? 3 : 0
}

const verdict = (
  { evaluated }: BacktestReport,
  { all, perRule }: NoiseBudget,
  broken: readonly string[],
): readonly string[] => {
  if (all === undefined && perRule === undefined) return []
  if (evaluated === 0) return ['  budget: there were no events to spend it on']
  return broken.length > 0 ? broken.map((line) => `  ${line}`) : ['  budget kept']
}
