/** The command line: what there is to say, and nothing of how it is done; each command is loaded when it is asked for. */
import { readFileSync } from 'node:fs'
import { Argument, Command, InvalidArgumentError, Option } from 'commander'
import { LEVELS } from '../core/rule.ts'
import { visible } from '../core/visible.ts'
import type { Shell } from './completion.ts'

const version = (): string =>
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version as string

const whole = (text: string): number => {
  if (!/^\d{1,12}$/.test(text)) throw new InvalidArgumentError('Expected a whole number.')
  return Number(text)
}
const atLeastOne = (text: string): number => {
  const value = whole(text)
  if (value < 1) throw new InvalidArgumentError('Expected 1 or more.')
  return value
}
/** Each worker is a thread with an engine of its own. */
const MAX_WORKERS = 256
const workers = (text: string): number => {
  const value = atLeastOne(text)
  if (value > MAX_WORKERS) throw new InvalidArgumentError(`Expected ${MAX_WORKERS} or less.`)
  return value
}
const collect = (text: string, before: readonly string[] = []): readonly string[] => [...before, ...text.split(',')]
const collectPaths = (text: string, before: readonly string[] = []): readonly string[] => [...before, text]

const EXIT_CODES = `
Exit codes: 0 done, 1 --fail-on was met, 2 bad usage or configuration (nothing was run), 3 some input failed,
130 interrupted (what was found until then is printed).`

const rulesOptions = (command: Command): Command =>
  command
    .option('-r, --rules <path>', 'rule file, configuration or folder of rules (repeatable)', collectPaths)
    .option('--no-builtin', 'leave the built-in pack out')

export const createProgram = (run: (code: Promise<number>) => Promise<void>): Command => {
  const program = new Command('tattletrail')
    .description('Tells on whoever misbehaves in your AWS account: reads CloudTrail, says what matters.')
    .version(version(), '-V, --version')
    .option('--no-color', 'no colours (NO_COLOR is respected too)')
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.split('\n').map(visible).join('\n')) })
    .showSuggestionAfterError()
    .addHelpText(
      'after',
      `
Examples:
  tattletrail scan ./logs                      findings of the built-in pack, told in sentences
  tattletrail scan ./logs --rules my.toml      and those of your own rules
  tattletrail simulate ./logs && tattletrail scan ./logs      no AWS account needed
${EXIT_CODES}`,
    )

  rulesOptions(program.command('scan').description('read CloudTrail logs and print what the rules find'))
    .argument('<path...>', 'log files or folders; - reads standard input')
    .addOption(
      new Option('-f, --format <format>', 'text on a terminal, jsonl elsewhere').choices(['text', 'jsonl', 'csv']),
    )
    .addOption(new Option('--min-level <level>', 'leave out findings below this level').choices(LEVELS))
    .addOption(
      new Option('--fail-on <level>', 'exit with 1 when a finding has this level or a higher one').choices(LEVELS),
    )
    .option('--from <time>', 'only events at or after this time (2026-03-04 or 2026-03-04T02:00:00Z)')
    .option('--to <time>', 'only events before this time')
    .option('--account <id>', 'only events of these accounts (repeatable, or with commas)', collect)
    .option('--region <name>', 'only events of these regions (repeatable, or with commas)', collect)
    .option('--workers <n>', 'threads (default: one per core; small inputs use one)', workers)
    .addHelpText(
      'after',
      `
Examples:
  tattletrail scan ./AWSLogs
  tattletrail scan ./AWSLogs --min-level high --from 2026-03-04 --format jsonl | jq .message
  aws s3 cp s3://my-trail/log.json.gz - | tattletrail scan - --rules tattletrail.toml --no-builtin
${EXIT_CODES}`,
    )
    .action((paths: string[], options) =>
      run(import('./scan.ts').then((command) => command.scanCommand(paths, options))),
    )

  rulesOptions(program.command('explain').description('say why a rule does or does not match an event'))
    .argument('<rule>', 'id, name or title of a rule, or a rule file')
    .argument('<event>', 'file with the event; - reads standard input')
    .option('--event-id <id>', 'which event, when the file holds several (default: the first)')
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

  const rules = program.command('rules').description('list, check, test and write rules')
  rulesOptions(rules.command('list').description('the rules that scan would use'))
    .addOption(new Option('-f, --format <format>', 'how to print them').choices(['text', 'jsonl']))
    .action((options) => run(import('./rules.ts').then((command) => command.listCommand(options))))
  rules
    .command('lint')
    .description('check rule files: every fault with its place, and which rules read every record')
    .argument('[path...]', 'rule files, configurations or folders (default: the built-in pack)')
    .action((paths: string[]) => run(import('./rules.ts').then((command) => command.lintCommand(paths))))
  rules
    .command('test')
    .description('run the tests that rules carry')
    .argument('[path...]', 'rule files, configurations or folders (default: the built-in pack)')
    .action((paths: string[]) => run(import('./rules.ts').then((command) => command.testCommand(paths))))
  rules
    .command('from-event')
    .description('write an event pattern, a jq rule and a Sigma rule that match an observed event')
    .argument('<event>', 'file with the event; - reads standard input')
    .option('--event-id <id>', 'which event, when the file holds several (default: the first)')
    .addOption(
      new Option('-l, --language <language>', 'only this one, ready to be piped').choices([
        'event-pattern',
        'jq',
        'sigma',
      ]),
    )
    .action((event: string, options) =>
      run(import('./rules.ts').then((command) => command.fromEventCommand(event, options))),
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
  return program
}
