/** The command line: what there is to say, and nothing of how it is done; each command is loaded when it is asked for. */
import { Argument, type Command, InvalidArgumentError, Option } from 'commander'
import { LEVELS } from '../core/rule.ts'
import type { Shell } from './completion.ts'
import { alertingCommands } from './program-alerting.ts'
import { investigationCommands } from './program-investigate.ts'
import { lakeCommands } from './program-lake.ts'
import {
  atLeastOne,
  collect,
  collectPaths,
  configOption,
  rulesOptions,
  scopeOptions,
  whole,
} from './program-options.ts'

/** Each worker is a thread with an engine of its own. */
const MAX_WORKERS = 256
const workers = (text: string): number => {
  const value = atLeastOne(text)
  if (value > MAX_WORKERS) throw new InvalidArgumentError(`Expected ${MAX_WORKERS} or less.`)
  return value
}
const EXIT_CODES = `
Exit codes: 0 done, 1 --fail-on was met, 2 bad usage or configuration (nothing was run), 3 some input or
delivery failed, 130 interrupted (what was found until then is printed, and not delivered).`

export const addCommands = (program: Command, run: (code: Promise<number>) => Promise<void>): void => {
  scopeOptions(rulesOptions(program.command('scan').description('read CloudTrail logs and print what the rules find')))
    .argument('<path...>', 'log files, folders, s3://bucket/prefix, lookup://REGION; - reads standard input')
    .addOption(
      new Option('-f, --format <format>', 'text on a terminal, jsonl elsewhere').choices(['text', 'jsonl', 'csv']),
    )
    .addOption(new Option('--min-level <level>', 'leave out findings below this level').choices(LEVELS))
    .addOption(
      new Option('--fail-on <level>', 'exit with 1 when a finding has this level or a higher one').choices(LEVELS),
    )
    .option('-c, --config <file>', 'configuration: its rules, accounts and networks (default: $TATTLETRAIL_CONFIG)')
    .option(
      '--deliver',
      'keep what is found and tell the destinations of the configuration; what they know is not told again',
    )
    .option('--workers <n>', 'threads (default: one per core; small inputs use one)', workers)
    .addHelpText(
      'after',
      `
Examples:
  tattletrail scan ./AWSLogs
  tattletrail scan ./AWSLogs --min-level high --from 2026-03-04 --format jsonl | jq .message
  tattletrail scan s3://my-trail --account 111122223333 --from 2026-03-04
  tattletrail scan 'lookup://eu-west-1?Username=dana'      the event history of 90 days, without a trail
  aws s3 cp s3://my-trail/log.json.gz - | tattletrail scan - --rules tattletrail.toml --no-builtin
  tattletrail scan ./AWSLogs --config tattletrail.toml --deliver
${EXIT_CODES}`,
    )
    .action((paths: string[], options) =>
      run(import('./scan.ts').then((command) => command.scanCommand(paths, options))),
    )

  scopeOptions(
    program.command('top').description('count events by who, where and what: the long tail, the rarest first'),
  )
    .argument('<path...>', 'log files or folders; - reads standard input')
    .option(
      '--by <fields>',
      'country, city, asn, network, principal, tool, error, event, source, account, region, ip or key; several with commas are counted together (repeatable; default: an overview)',
      collectPaths,
    )
    .option('--event <name>', 'only events of this name, * for any text (repeatable, or with commas)', collect)
    .option('--errors-only', 'only calls that failed')
    .option('--abroad', 'only from a country that is not one of home_countries')
    .option('--common-first', 'the most common first')
    .option('--limit <n>', 'rows of a table, 0 for all (default: 10, overview 3; jsonl and csv all)', whole)
    .addOption(configOption())
    .addOption(
      new Option('-f, --format <format>', 'text on a terminal, jsonl elsewhere').choices(['text', 'jsonl', 'csv']),
    )
    .addHelpText(
      'after',
      `
Examples:
  tattletrail top ./logs                                  the rarest of everything
  tattletrail top ./logs --errors-only --by country,city  where do errors come from?
  tattletrail top ./logs --by country,principal --event GetCallerIdentity,ListBuckets,DescribeInstances
                                                          where are credentials tried out?
  tattletrail top ./logs --event CreateUser --abroad --by country,principal
                                                          who makes users from outside the home country?
  tattletrail top ./logs --by key,ip --format csv > keys.csv

Exit codes: 0 done, 2 bad usage or configuration (nothing was run), 3 some input failed, 130 interrupted (what was
counted until then is printed).`,
    )
    .action((paths: string[], options) => run(import('./top.ts').then((command) => command.topCommand(paths, options))))

  rulesOptions(program.command('explain').description('say why a rule does or does not match an event'))
    .argument('<rule>', 'id, name or title of a rule, or a rule file')
    .argument('<event>', 'file with the event; - reads standard input')
    .option('--event-id <id>', 'which event, when the file holds several (default: the first)')
    .option('-c, --config <file>', 'configuration: its rules, accounts and networks (default: $TATTLETRAIL_CONFIG)')
    .addHelpText(
      'after',
      `
Example:
  tattletrail explain "Logging was stopped" event.json
`,
    )
    .action((rule: string, event: string, options) =>
      run(import('./explain.ts').then((command) => command.explainCommand(rule, event, options))),
    )

  program
    .command('simulate')
    .description('write realistic, purely invented logs: a quiet company, and attacks by name')
    .argument('[folder]', 'where to write; made when missing')
    .option('--events <n>', 'size of the quiet background', atLeastOne, 20_000)
    .option('--days <n>', 'how many days it covers', atLeastOne, 2)
    .option('--start <day>', 'first day', '2026-03-02')
    .option('--seed <n>', 'same seed, same bytes', whole, 1)
    .option(
      '--story <name>',
      'attack to hide in it (repeatable, or with commas; default: all; "none" for quiet)',
      collect,
    )
    .option('--list', 'print the attacks and stop')
    .addHelpText(
      'after',
      `
Examples:
  tattletrail simulate ./logs
  tattletrail simulate ./logs --events 1000000 --days 14 --story leaked-key
`,
    )
    .action((folder: string, options) =>
      run(import('./simulate.ts').then((command) => command.simulateCommand(folder, options))),
    )

  investigationCommands(program, run)
  lakeCommands(program, run)
  alertingCommands(program, run)

  program
    .command('completion')
    .description('print a completion script for your shell')
    .addArgument(new Argument('<shell>', 'which shell').choices(['bash', 'zsh', 'fish']))
    .addHelpText(
      'after',
      '\nExample:\n  tattletrail completion bash > ~/.local/share/bash-completion/completions/tattletrail\n',
    )
    .action((shell: Shell) =>
      run(import('./completion.ts').then((command) => command.completionCommand(shell, program))),
    )
}
