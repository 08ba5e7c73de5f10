/** `tattletrail investigate`. */
import type { InvestigateSettings } from '../../app/history/investigate.ts'
import type { HistoryEngine } from '../../app/history/investigate-engines.ts'
import { INDICATOR_KINDS } from '../../core/case.ts'
import { UsageError } from '../../core/usage-error.ts'
import { partialOf } from '../../report/case/partial.ts'
import { formats } from '../../report/formats/index.ts'
import { oneLine } from '../../report/terminal.ts'
import { athenaOptions, readAthena, tableOption } from '../athena.ts'
import { defineCommand, type OptionsFor, type OptionValues } from '../command.ts'
import { runJob } from '../job.ts'
import { atLeastOne, many, oneOf, text } from '../kinds.ts'
import { alertId } from '../names.ts'
import { configOption, formatOption } from '../options.ts'
import { print, writeLines } from '../output.ts'
import { readScope, scopeOptions } from '../scope.ts'

const options = {
  ...scopeOptions,
  lake: { takes: text('folder'), about: 'look in the lake that collect made' },
  ...athenaOptions,
  table: tableOption,
  trail: {
    takes: text('place'),
    about: 's3://bucket/prefix of the trail: how much Athena would read is known before',
  },
  digests: {
    takes: many(text('path')),
    about: 'say what these digest files prove of the logs; not in stix (repeatable)',
  },
  keys: { takes: many(text('file')), about: 'public keys for that (repeatable; default: CloudTrail is asked)' },
  kind: { takes: oneOf('kind', INDICATOR_KINDS), about: 'what the indicator is (default: told by its looks)' },
  follow: {
    takes: many(text('entity')),
    about: 'go on from this address, key or ARN although a rule says to stop (repeatable)',
  },
  bound: {
    takes: atLeastOne('n'),
    about: 'an address that more other principals use is shared, and not followed',
    default: 10,
  },
  all: { about: 'the whole timeline, reads included' },
  athenaSql: { about: 'print only the query that would tell what data was read' },
  config: configOption(),
  format: formatOption(formats.case, '; html goes into a file only'),
} as const satisfies OptionsFor<InvestigateSettings, 'indicator' | 'scope'>

type Values = OptionValues<typeof options>

export const investigate = defineCommand({
  name: 'investigate',
  summary: 'from one indicator to everything that is tied to it: who, from where, with which keys, what is left',
  args: [
    {
      takes: { ...alertId, name: 'indicator' },
      about: 'an address or range, access key, ARN, user, role, session, resource, account, event id or alert id',
    },
    {
      takes: many(text('path')),
      optional: true,
      about: 'log files or folders, or s3://bucket/prefix (default: the configured source)',
    },
  ],
  options,
  examples: [
    'tattletrail investigate 198.51.100.7 ./logs',
    'tattletrail investigate AKIAIOSFODNN7EXAMPLE ./logs --format json > case.json',
    'tattletrail investigate "assumed-role/Developer/*" ./logs --from 2026-03-04 --to 2026-03-05',
    'tattletrail investigate 198.51.100.7 ./logs --follow 203.0.113.9',
    'tattletrail investigate 198.51.100.7 ./logs --format html > case.html',
    'tattletrail collect ./logs --lake ./lake && tattletrail investigate dana --lake ./lake',
  ],
  exitCodes: {
    0: 'done',
    2: 'bad usage, or nothing in the logs is called so',
    3: 'the case is partial (it says why: some input failed, or the limit of rounds ended it)',
    130: 'interrupted',
  },
  run: async ([indicator, named], options) => {
    const { format, digests, keys } = options
    const paths = await logsOf(named, options)
    const settings = { ...options, indicator, scope: readScope(options) }
    const engine = engineOf(paths, options)
    refuse(options, engine !== undefined)
    const prepared = engine
      ? await (await import('../../app/history/investigate-engines.ts')).prepareOver(engine, settings)
      : await (await import('../../app/history/investigate.ts')).prepareInvestigation(paths, settings)
    process.stderr.write(prepared.warnings)
    const { caseReport, prepareProof } = await import('../../app/history/case-report.ts')
    const isProven = digests.length > 0
    const verify = isProven && (await prepareProof(paths, { digests, keys, scope: settings.scope }))
    const found = await runJob(prepared)
    const report = verify && found.ended !== 'interrupted' ? await runJob(verify) : undefined
    // Of a proof that was not ended, it is not known what it would have proven.
    const proof = report?.interrupted ? undefined : report
    const partial = partialOf(found)
    if (partial !== undefined && format !== 'text') process.stderr.write(`the case is partial: ${partial}\n`)
    if (options.athenaSql) await writeLines(found.data.sql)
    else {
      const { context, names } = prepared
      const more = { all: options.all, typed: process.argv.slice(2), context, isProven, ...(proof && { proof }) }
      await print(formats.case, format, caseReport(found, names, more, Date.now()))
    }
    return found.ended === 'interrupted' || report?.interrupted ? 130 : found.partial ? 3 : 0
  },
})

/** Those that are named; else those of the configuration. @throws UsageError, RefusedRules */
const logsOf = async (named: readonly string[], { lake, athena, config }: Values): Promise<readonly string[]> => {
  if (named.length > 0 || lake !== undefined || athena) return named
  const { configuredLogs } = await import('../../app/history/configured-logs.ts')
  const logs = await configuredLogs(config)
  if (logs === undefined) return named
  process.stderr.write(`looking in ${oneLine(logs, 300)}, the source of the configuration\n`)
  return [logs]
}

/** What a person would be sorry for, said before the search. @throws UsageError */
const refuse = ({ format, digests, keys, athenaSql }: Values, isPrepared: boolean): void => {
  if (format === 'html' && process.stdout.isTTY)
    throw new UsageError(
      '--format html is a page for a browser, not for a terminal: send it into a file, with > case.html behind the command',
    )
  if (digests.length === 0) {
    if (keys.length > 0) throw new UsageError('--keys are for what --digests names: name the digest files too')
    return
  }
  if (isPrepared)
    throw new UsageError('--digests proves log files as CloudTrail wrote them: name the logs, not a lake or Athena')
  if (athenaSql || format === 'stix')
    throw new UsageError(
      `${athenaSql ? '--athena-sql' : '--format stix'} does not say what --digests proves: text, json, md and html do`,
    )
}

/** Undefined: the logs that are named are read as they are. @throws UsageError */
const engineOf = (paths: readonly string[], options: Values): HistoryEngine | undefined => {
  const { lake, athena, table, trail } = options
  const named = [lake !== undefined, athena, paths.length > 0].filter(Boolean).length
  if (named !== 1)
    throw new UsageError(
      'say where to look: logs by name, --lake DIR, --athena, or a [source] in the configuration; one of them',
    )
  if (lake !== undefined) return { lake }
  if (athena) return { athena: { ...readAthena(options), table, ...(trail !== undefined && { trail }) } }
  return undefined
}
