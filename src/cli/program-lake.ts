/** The commands that keep history, ask it with SQL, and prove that it is whole. */
import { type Command, Option } from 'commander'
import { INDICATOR_KINDS } from '../core/case.ts'
import { atLeastOne, collectPaths, scopeOptions, whole } from './program-options.ts'

const formats = (choices: readonly string[], fallback: string): Option =>
  new Option('-f, --format <format>', fallback).choices(choices)

export const lakeCommands = (program: Command, run: (code: Promise<number>) => Promise<void>): void => {
  scopeOptions(
    program.command('collect').description('put logs into a lake: Parquet by account, Region and day, each log once'),
  )
    .argument('<path...>', 'log files or folders, or s3://bucket/prefix')
    .requiredOption('--lake <folder>', 'the lake; made when missing')
    .addOption(formats(['text', 'jsonl'], 'text on a terminal, jsonl elsewhere'))
    .addHelpText(
      'after',
      `
--from, --to, --account and --region narrow what is looked for in S3; files that are named are taken whole.

Examples:
  tattletrail collect ./AWSLogs --lake ./lake
  tattletrail collect s3://my-trail --lake ./lake --from 2026-03-01

Exit codes: 0 done, 2 bad usage (nothing was written), 3 some input failed, 130 interrupted: the same command goes on.`,
    )
    .action((paths: string[], options) =>
      run(import('./collect.ts').then((command) => command.collectCommand(paths, options))),
    )

  program
    .command('query')
    .description('ask a lake, or Athena, with SQL: the table is events, its columns are those of AWS')
    .argument('<sql>', 'one statement that reads')
    .option('--lake <folder>', 'the lake that collect made')
    .option('--athena', 'ask Athena instead; the table is the one that `athena ddl` makes')
    .option('--workgroup <name>', 'of Athena (default: primary)')
    .option('--database <name>', 'of Athena (default: default)')
    .option('--output <place>', 's3://bucket/prefix/ for results (default: that of the workgroup)')
    .option('--athena-region <name>', 'where Athena is (default: that of the environment)')
    .option('--max-bytes <n>', 'run nothing that could read more', atLeastOne)
    .option('--limit <n>', 'rows, 0 for all (default: 100 in a table; jsonl and csv all)', whole)
    .addOption(formats(['text', 'jsonl', 'csv'], 'text on a terminal, jsonl elsewhere'))
    .addHelpText(
      'after',
      `
Examples:
  tattletrail query "SELECT eventname, count(*) AS n FROM events GROUP BY 1 ORDER BY n DESC" --lake ./lake
  tattletrail query "SELECT eventtime, json_extract_scalar(requestparameters, '$.bucketName') AS bucket
    FROM events WHERE useridentity.username = 'dana'" --lake ./lake --format csv
  tattletrail query "SELECT count(*) FROM cloudtrail_logs WHERE \\"timestamp\\" = '2026/03/04'" --athena --max-bytes 1000000000

Exit codes: 0 done, 2 bad usage, or the engine refuses the SQL, 3 part of the lake could not be read, 130 interrupted.`,
    )
    .action((sql: string, options) => run(import('./query.ts').then((command) => command.queryCommand(sql, options))))

  const athena = program.command('athena').description('print statements for Athena, to run by hand')
  const table = new Option('--table <name>', 'table, or database.table').default('cloudtrail_logs')
  scopeOptions(athena.command('ddl').description('the statement that makes a table over the bucket of a trail'))
    .requiredOption('--trail <place>', 's3://bucket, or s3://bucket/prefix')
    .option('--organization <id>', "of an organization's trail: o-...")
    .addOption(table)
    .addHelpText(
      'after',
      `
Example:
  tattletrail athena ddl --trail s3://my-trail --account 123456789012 --region eu-west-1,us-east-1 --from 2026-01-01
`,
    )
    .action((options) => run(import('./athena.ts').then((command) => command.ddlCommand(options))))
  scopeOptions(athena.command('sql').description('the statement that finds what an indicator did, and what names it'))
    .argument('<indicator>', 'an address or range, access key, ARN, user, role, session, resource, account or event id')
    .addOption(
      new Option('--kind <kind>', 'what the indicator is (default: told by its looks)').choices(INDICATOR_KINDS),
    )
    .addOption(table)
    .addHelpText(
      'after',
      `
Example:
  tattletrail athena sql AKIAIOSFODNN7EXAMPLE --from 2026-03-04 --to 2026-03-06
`,
    )
    .action((indicator: string, options) =>
      run(import('./athena.ts').then((command) => command.sqlCommand(indicator, options))),
    )

  scopeOptions(
    program
      .command('verify')
      .description('prove with digest files that logs are as CloudTrail wrote them, and that none is gone'),
  )
    .argument('<path...>', 'log files or folders, or s3://bucket/prefix')
    .option('--digests <path>', 'where digest files are (repeatable; default: among the logs)', collectPaths)
    .option(
      '--keys <file>',
      'public keys: what `aws cloudtrail list-public-keys` prints, or PEM (repeatable; default: CloudTrail is asked)',
      collectPaths,
    )
    .addOption(formats(['text', 'jsonl'], 'text on a terminal, jsonl elsewhere'))
    .addHelpText(
      'after',
      `
Examples:
  tattletrail verify ./AWSLogs --keys keys.json
  tattletrail simulate ./logs && tattletrail verify ./logs --keys ./logs/digest-key.pem
  tattletrail verify s3://my-trail/AWSLogs/123456789012 --from 2026-03-04 --to 2026-03-06

Exit codes: 0 all is as CloudTrail wrote it, 1 something was changed, is missing or is not covered, 2 bad usage,
3 something could not be checked, or no digest speaks of it, 130 interrupted.`,
    )
    .action((paths: string[], options) =>
      run(import('./verify.ts').then((command) => command.verifyCommand(paths, options))),
    )
}
