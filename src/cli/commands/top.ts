/** `tattletrail top`. */
import type { TopResult, TopSettings } from '../../app/top.ts'
import type { Page } from '../../report/format.ts'
import { formats } from '../../report/formats/index.ts'
import { number, reconciliation, troubles } from '../../report/text.ts'
import { defineCommand, type OptionsFor } from '../command.ts'
import { runJob } from '../job.ts'
import { list, many, text, whole } from '../kinds.ts'
import { fieldNames } from '../names.ts'
import { configOption, formatOption } from '../options.ts'
import { besides, headline, hintTyping, named, pageOf, print } from '../output.ts'
import { readScope, scopeOptions } from '../scope.ts'

export const top = defineCommand({
  name: 'top',
  summary: 'count events by who, where and what: the long tail, the rarest first',
  args: [{ takes: many(text('path')), about: 'log files or folders; - reads standard input' }],
  options: {
    ...scopeOptions,
    by: {
      takes: fieldNames,
      about:
        'country, city, asn, network, principal, tool, error, event, source, account, region, ip or key; several with commas are counted together (repeatable; default: an overview)',
    },
    event: {
      takes: list(text('name')),
      about: 'only events of this name, * for any text (repeatable, or with commas)',
    },
    errorsOnly: { about: 'only calls that failed' },
    abroad: { about: 'only from a country that is not one of home_countries' },
    commonFirst: { about: 'the most common first' },
    limit: {
      takes: whole('n'),
      about: 'rows of a table, 0 for all (default: 10, overview 3; jsonl and csv all)',
    },
    config: configOption(),
    format: formatOption(formats.top),
  } satisfies OptionsFor<TopSettings, 'scope' | 'events'>,
  examples: [
    ['tattletrail top ./logs', 'the rarest of everything'],
    ['tattletrail top ./logs --errors-only --by country,city', 'where do errors come from?'],
    [
      'tattletrail top ./logs --by country,principal --event GetCallerIdentity,ListBuckets,DescribeInstances',
      'where are credentials tried out?',
    ],
    [
      'tattletrail top ./logs --event CreateUser --abroad --by country,principal',
      'who makes users from outside the home country?',
    ],
    'tattletrail top ./logs --by key,ip --format csv > keys.csv',
  ],
  exitCodes: {
    0: 'done',
    2: 'bad usage or configuration (nothing was run)',
    3: 'some input failed',
    130: 'interrupted (what was counted until then is printed)',
  },
  run: async ([paths], options) => {
    const { prepareTop } = await import('../../app/top.ts')
    const by = options.by.map((fields) => fields.split(',').map((field) => field.trim()))
    const prepared = await prepareTop(paths, { ...options, by, scope: readScope(options), events: options.event })
    process.stderr.write(prepared.warnings)
    hintTyping(paths)
    const result = await runJob(prepared)

    const order = options.commonFirst ? 'the most common first' : 'the rarest first'
    if (options.format === 'text') process.stdout.write(headline(named(paths), order))
    const { tables } = result
    await print(formats.top, options.format, { tables, isOverview: by.length === 0, limit: options.limit })
    const out = besides(options.format)
    out.write(summaryOf(result, prepared.attributions, pageOf(out), options.format))
    return result.summary.interrupted ? 130 : result.summary.failed > 0 ? 3 : 0
  },
})

const summaryOf = (
  { tables, summary, counted }: TopResult,
  attributions: readonly string[],
  { colors, width }: Page,
  format: string,
): string => {
  const overflow = tables.reduce((sum, table) => sum + table.overflow, 0)
  const unknown = tables.filter(({ unknown: why }) => why !== undefined)
  const lines = [
    colors.dim('─'.repeat(width)),
    `  evaluated ${number(summary.evaluated)} = counted ${number(counted)} + not asked for ${number(summary.evaluated - counted)}`,
    reconciliation(summary),
    ...(format !== 'text' && overflow > 0
      ? [colors.yellow(`  too many values to keep apart: ${number(overflow)} counts are in no row`)]
      : []),
    ...(format !== 'text' ? unknown.map(({ by, unknown: why }) => colors.yellow(`  ${by.join(', ')}: ${why}`)) : []),
    ...troubles(summary, colors),
    ...attributions.map((words) => colors.dim(`  ${words}`)),
  ]
  return `${lines.join('\n')}\n`
}
