/** What rules would have said over past logs: how loud each is, and what a change of the rules changes. */
import { LEVELS, type Level, type Status } from '../../core/rule.ts'
import type { Colors } from '../colors.ts'
import { defineFormat } from '../format.ts'
import { jsonLine, oneLine } from '../terminal.ts'
import { number, paintLevel, plural } from '../text.ts'

export interface RuleNoise {
  readonly id: string
  readonly title: string
  readonly level: Level
  readonly status: Status
  readonly staged: boolean
  readonly alerts: number
  /** Those of medium and above that are not staged: what a budget is about. */
  readonly loud: number
  /** Ids of a few of the events. */
  readonly events: readonly string[]
  /** Against the other rules; absent when there are none to compare with. */
  readonly change?: {
    readonly added: number
    readonly removed: number
    readonly addedEvents: readonly string[]
    readonly removedEvents: readonly string[]
    /** When the level or the status was another. */
    readonly was?: { readonly level: Level; readonly status: Status }
  }
}

export interface BacktestReport {
  /** The noisiest first. */
  readonly rules: readonly RuleNoise[]
  readonly evaluated: number
  /** From the first to the last day of the logs, both included; 0 when no day is known. */
  readonly days: number
  readonly firstDay: string
  readonly lastDay: string
  readonly levels: Readonly<Record<Level, number>>
  readonly staged: number
  readonly loud: number
}

export interface NoiseBudget {
  /** Alerts per 1,000 events. */
  readonly all?: number | undefined
  /** The same, for each rule. */
  readonly perRule?: number | undefined
}

export const perThousand = (count: number, { evaluated }: BacktestReport): number =>
  evaluated === 0 ? 0 : (1000 * count) / evaluated

/** Why the budget is overspent, one line a reason; empty when it is kept. */
export const overspent = (report: BacktestReport, { all, perRule }: NoiseBudget): readonly string[] => {
  const rate = (count: number): number => perThousand(count, report)
  const spenders = [...report.rules].filter(({ loud }) => loud > 0).sort((a, b) => b.loud - a.loud)
  const name = ({ title, loud }: RuleNoise): string => `${oneLine(title, 100)} (${shown(rate(loud))})`
  return [
    ...(all !== undefined && rate(report.loud) > all
      ? [
          `budget of ${all} per 1,000 events is overspent: ${shown(rate(report.loud))}, most by ${spenders.slice(0, 5).map(name).join(', ')}`,
        ]
      : []),
    ...(perRule === undefined
      ? []
      : spenders
          .filter(({ loud }) => rate(loud) > perRule)
          .map((rule) => `budget of ${perRule} per 1,000 events and rule is overspent by ${name(rule)}`)),
  ]
}

export interface BacktestCompared {
  readonly report: BacktestReport
  /** What it was compared to, as a person named it. */
  readonly against?: string | undefined
}

export const backtestText = defineFormat({
  name: 'text',
  title: 'a table, the noisiest rules first',
  render: ({ report, against }: BacktestCompared, { colors }) => [
    ...tableOf(report, colors),
    ...(against === undefined ? [] : ['', ...renderChanges(report.rules, against, colors)]),
    '',
  ],
})

const tableOf = (report: BacktestReport, colors: Colors): readonly string[] => {
  const noisy = report.rules.filter(({ alerts }) => alerts > 0)
  if (noisy.length === 0) return ['no rule said anything']
  return [
    colors.dim(
      `${'level'.padEnd(10)}${'alerts'.padStart(9)}${'per day'.padStart(11)}${'per 1,000'.padStart(12)}  rule`,
    ),
    ...noisy.map((rule) => {
      const { title, level, alerts, staged } = rule
      const figures = `${number(alerts).padStart(9)}${perDay(alerts, report).padStart(11)}${shown(perThousand(alerts, report)).padStart(12)}`
      return `${paintLevel(level, colors)}${figures}  ${oneLine(title, 120)}${staged ? colors.dim('  staged') : ''}`
    }),
  ]
}

const renderChanges = (rules: readonly RuleNoise[], against: string, colors: Colors): readonly string[] => {
  const changed = rules.flatMap(({ change, ...rule }) =>
    change && (change.added > 0 || change.removed > 0 || change.was) ? [{ ...rule, ...change }] : [],
  )
  const added = changed.reduce((sum, rule) => sum + rule.added, 0)
  const removed = changed.reduce((sum, rule) => sum + rule.removed, 0)
  const head = colors.bold(`Against ${oneLine(against, 120)}`)
  if (changed.length === 0) return [`${head}: the same alerts`]
  return [
    `${head}: ${plural(added, 'alert')} more, ${number(removed)} fewer`,
    ...changed.flatMap((rule) => [
      `${colors.red(`+${number(rule.added)}`.padStart(10))}${colors.green(`-${number(rule.removed)}`.padStart(9))}  ${oneLine(rule.title, 120)}${rule.was ? `  (was ${rule.was.level}, ${rule.was.status}; is ${rule.level}, ${rule.status})` : ''}`,
      ...examples('+', rule.added, rule.addedEvents, colors),
      ...examples('-', rule.removed, rule.removedEvents, colors),
    ]),
  ]
}

const examples = (sign: string, count: number, ids: readonly string[], colors: Colors): readonly string[] =>
  ids.length === 0
    ? []
    : [
        colors.dim(
          `${' '.repeat(21)}${sign} ${ids.map((id) => oneLine(id, 60)).join(', ')}${count > ids.length ? ', ...' : ''}`,
        ),
      ]

/** The closing lines: totals, and whether the budget is kept. */
export const renderNoise = (report: BacktestReport, colors: Colors): string => {
  const { days, firstDay, lastDay, levels, staged, loud } = report
  const counts = [...LEVELS].reverse().map((level) => `${number(levels[level])} ${level}`)
  return [
    `  ${counts.join('  ')}${staged > 0 ? `  ${number(staged)} staged` : ''}`,
    `  medium and above: ${plural(loud, 'alert')} on ${plural(report.evaluated, 'event')}, ${colors.bold(`${shown(perThousand(loud, report))} per 1,000`)}, ${perDay(loud, report)} a day${days > 0 ? ` (${plural(days, 'day')}: ${firstDay === lastDay ? firstDay : `${firstDay} to ${lastDay}`})` : ''}`,
  ].join('\n')
}

export const backtestJsonl = defineFormat({
  name: 'jsonl',
  title: 'one rule a line, as JSON',
  render: ({ report }: BacktestCompared) =>
    report.rules.map(({ id, title, level, status, staged, alerts, loud, events, change }) =>
      jsonLine({
        rule: { id, title, level, status },
        staged,
        alerts,
        loud,
        perDay: report.days === 0 ? 0 : rounded(alerts / report.days),
        perThousand: rounded(perThousand(alerts, report)),
        events,
        added: change?.added ?? null,
        removed: change?.removed ?? null,
        addedEvents: change?.addedEvents ?? null,
        removedEvents: change?.removedEvents ?? null,
        was: change?.was ?? null,
      }),
    ),
})

const rounded = (value: number): number => Number(value.toPrecision(6))

const perDay = (count: number, { days }: BacktestReport): string => shown(days === 0 ? 0 : count / days)

/** Two decimals; never `0.00` for what happened. */
const shown = (rate: number): string =>
  rate > 0 && rate < 0.01 ? '<0.01' : rate >= 1000 ? number(Math.round(rate)) : rate.toFixed(2)
