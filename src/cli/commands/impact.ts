/** `tattletrail impact`. */
import type { Impact, ImpactSettings } from '../../app/contain/impact.ts'
import type { Page } from '../../report/format.ts'
import { formats } from '../../report/formats/index.ts'
import { oneLine } from '../../report/terminal.ts'
import { number, reconciliation, troubles } from '../../report/text.ts'
import { defineCommand, type OptionsFor } from '../command.ts'
import { runJob } from '../job.ts'
import { many, oneOf, text, whole } from '../kinds.ts'
import { configOption, formatOption } from '../options.ts'
import { besides, headline, hintTyping, named, pageOf, print } from '../output.ts'
import { readScope, scopeOptions } from '../scope.ts'

export const impact = defineCommand({
  name: 'impact',
  summary: 'which calls in the logs a policy would have denied, by whom',
  args: [
    { takes: text('policy'), about: 'a file with a policy, as JSON' },
    { takes: many(text('path')), about: 'log files or folders; - reads standard input' },
  ],
  options: {
    ...scopeOptions,
    as: {
      takes: oneOf('kind', ['identity', 'scp', 'boundary']),
      about: 'what the policy is: scp and boundary deny what they do not allow, too',
      default: 'identity' as const,
    },
    principal: {
      takes: many(text('identity')),
      about: 'only calls of this identity, such as arn:aws:iam::123456789012:role/Deploy (repeatable)',
    },
    limit: { takes: whole('n'), about: 'rows of the table, 0 for all (default: 10; jsonl and csv all)' },
    config: configOption(),
    format: formatOption(formats.top),
  } satisfies OptionsFor<ImpactSettings, 'scope'>,
  examples: [
    ['tattletrail impact deny.json ./logs --principal arn:aws:iam::123456789012:role/Deploy', 'what would it break?'],
    ['tattletrail impact scp.json ./logs --as scp', 'whom would a service control policy hit?'],
    'tattletrail impact boundary.json ./logs --as boundary --format csv > denied.csv',
  ],
  exitCodes: {
    0: 'done',
    2: 'bad usage, or no policy',
    3: 'some input failed',
    130: 'interrupted (what was counted until then is printed)',
  },
  run: async ([policy, paths], options) => {
    const { prepareImpact } = await import('../../app/contain/impact.ts')
    const prepared = await prepareImpact(policy, paths, { ...options, scope: readScope(options) })
    process.stderr.write(prepared.warnings)
    hintTyping(paths)
    const result = await runJob(prepared)
    if (options.format === 'text') process.stdout.write(headline(named(paths), `${policy} as ${options.as}`))
    await print(formats.top, options.format, { tables: result.tables, isOverview: false, limit: options.limit })
    const out = besides(options.format)
    out.write(summaryOf(result, pageOf(out)))
    return result.summary.interrupted ? 130 : result.summary.failed > 0 ? 3 : 0
  },
})

const summaryOf = ({ counts, absent, summary }: Impact, { colors, width }: Page): string => {
  const { denied, unknown, already } = counts
  const others = summary.evaluated - denied - unknown - already
  const lines = [
    colors.dim('─'.repeat(width)),
    `  evaluated ${number(summary.evaluated)} = would be denied ${number(denied)} + not known ${number(unknown)} + denied already ${number(already)} + all others ${number(others)}`,
    ...(unknown > 0 ? ['  not known: the policy asks what these records do not say, such as a resource or a tag'] : []),
    ...absent.map((pattern) =>
      colors.yellow(`  no call of ${oneLine(pattern)} in these logs: what it would break is not known`),
    ),
    reconciliation(summary),
    ...troubles(summary, colors),
  ]
  return `${lines.join('\n')}\n`
}
