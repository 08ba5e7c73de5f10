/** `tattletrail rules backtest`. */
import type { BacktestSettings } from '../../../app/scan/backtest.ts'
import { formats } from '../../../report/formats/index.ts'
import { type BacktestReport, type NoiseBudget, overspent, renderNoise } from '../../../report/rules/backtest.ts'
import { plural, reconciliation, troubles } from '../../../report/text.ts'
import { defineCommand, type OptionsFor } from '../../command.ts'
import { runJob } from '../../job.ts'
import { many, rate, text } from '../../kinds.ts'
import { configOption, formatOption, rulesOptions, workersOption } from '../../options.ts'
import { besides, headline, named, pageOf, print } from '../../output.ts'

export const backtest = defineCommand({
  name: 'backtest',
  summary: 'how loud each rule would have been over past logs, and what a change of the rules changes',
  args: [{ takes: many(text('path')), about: 'log files or folders; - reads standard input' }],
  options: {
    ...rulesOptions,
    against: {
      takes: text('rules'),
      about: 'other rules to compare with: a file, a folder, or a git revision of --rules',
    },
    budget: { takes: rate('n'), about: 'exit with 1 when more than n alerts of medium and above come on 1,000 events' },
    budgetPerRule: { takes: rate('n'), about: 'the same, for each rule by itself' },
    config: configOption(),
    workers: workersOption,
    format: formatOption(formats.backtest),
  } satisfies OptionsFor<BacktestSettings>,
  examples: [
    ['tattletrail rules backtest ./logs', 'the noisiest rules first'],
    [
      'tattletrail rules backtest ./logs --rules my-rules --no-builtin --against main',
      'what the change adds and removes',
    ],
    ['tattletrail rules backtest ./logs --budget 10 --budget-per-rule 2', 'fails when the rules are too loud'],
  ],
  exitCodes: {
    0: 'done',
    1: 'a budget is overspent',
    2: 'bad usage or rules with mistakes (nothing was run)',
    3: 'some input failed',
    130: 'interrupted',
  },
  run: async ([paths], options) => {
    const { backtest } = await import('../../../app/scan/backtest.ts')
    let rules = 0
    const { report, summary } = await backtest(paths, options, (prepared) => {
      rules ||= prepared.rules
      process.stderr.write(prepared.warnings)
      return runJob(prepared)
    })
    if (options.format === 'text') process.stdout.write(headline(plural(rules, 'rule'), named(paths)))
    await print(formats.backtest, options.format, { report, against: options.against })

    const budget = { all: options.budget, perRule: options.budgetPerRule }
    const broken = overspent(report, budget)
    const out = besides(options.format)
    const { colors, width } = pageOf(out)
    const lines = [
      colors.dim('─'.repeat(width)),
      renderNoise(report, colors),
      ...verdict(report, budget, broken).map((line) => (broken.length > 0 ? colors.red(line) : line)),
      reconciliation(summary),
      ...troubles(summary, colors),
    ]
    out.write(`${lines.join('\n')}\n`)
    if (summary.interrupted) return 130
    return broken.length > 0 ? 1 : summary.failed > 0 ? 3 : 0
  },
})

const verdict = (
  { evaluated }: BacktestReport,
  { all, perRule }: NoiseBudget,
  broken: readonly string[],
): readonly string[] => {
  if (all === undefined && perRule === undefined) return []
  if (evaluated === 0) return ['  budget: there were no events to spend it on']
  return broken.length > 0 ? broken.map((line) => `  ${line}`) : ['  budget kept']
}
