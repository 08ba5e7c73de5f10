/** The commands that ask what else happened. */
import { type Command, Option } from 'commander'
import { INDICATOR_KINDS } from '../core/case.ts'
import { atLeastOne, collectPaths, configOption, scopeOptions } from './program-options.ts'

export const investigationCommands = (program: Command, run: (code: Promise<number>) => Promise<void>): void => {
  scopeOptions(
    program
      .command('investigate')
      .description(
        'from one indicator to everything that is tied to it: who, from where, with which keys, what is left',
      ),
  )
    .argument(
      '<indicator>',
      'an address or range, access key, ARN, user, role, session, resource, account, event id or alert id',
    )
    .argument('[path...]', 'log files or folders, or s3://bucket/prefix')
    .option('--lake <folder>', 'look in the lake that collect made')
    .option('--athena', 'ask Athena')
    .option('--table <name>', 'of Athena, or database.table', 'cloudtrail_logs')
    .option('--trail <place>', 's3://bucket/prefix of the trail: how much Athena would read is known before')
    .option('--workgroup <name>', 'of Athena (default: primary)')
    .option('--database <name>', 'of Athena (default: default)')
    .option('--output <place>', 's3://bucket/prefix/ for results (default: that of the workgroup)')
    .option('--athena-region <name>', 'where Athena is (default: that of the environment)')
    .option('--max-bytes <n>', 'ask Athena nothing that could read more', atLeastOne)
    .option('--digests <path>', 'say what these digest files prove of the logs; not in stix (repeatable)', collectPaths)
    .option('--keys <file>', 'public keys for that (repeatable; default: CloudTrail is asked)', collectPaths)
    .addOption(
      new Option('--kind <kind>', 'what the indicator is (default: told by its looks)').choices(INDICATOR_KINDS),
    )
    .option(
      '--follow <entity>',
      'go on from this address, key or ARN although a rule says to stop (repeatable)',
      collectPaths,
    )
    .option('--bound <n>', 'an address that more other principals use is shared, and not followed', atLeastOne, 10)
    .option('--all', 'the whole timeline, reads included')
    .option('--athena-sql', 'print only the query that would tell what data was read')
    .addOption(configOption())
    .addOption(
      new Option('-f, --format <format>', 'text on a terminal, json elsewhere; html goes into a file only').choices([
        'text',
        'json',
        'md',
        'html',
        'stix',
      ]),
    )
    .addHelpText(
      'after',
      `
Examples:
  tattletrail investigate 198.51.100.7 ./logs
  tattletrail investigate AKIAIOSFODNN7EXAMPLE ./logs --format json > case.json
  tattletrail investigate "assumed-role/Developer/*" ./logs --from 2026-03-04 --to 2026-03-05
  tattletrail investigate 198.51.100.7 ./logs --follow 203.0.113.9
  tattletrail investigate 198.51.100.7 ./logs --format html > case.html
  tattletrail collect ./logs --lake ./lake && tattletrail investigate dana --lake ./lake

Exit codes: 0 done, 2 bad usage, or nothing in the logs is called so, 3 the case is partial (it says why: some input
failed, or the limit of rounds ended it), 130 interrupted.`,
    )
    .action((indicator: string, paths: string[], options) =>
      run(import('./investigate.ts').then((command) => command.investigateCommand(indicator, paths, options))),
    )
}
