/** The commands that keep, deliver and show alerts. */
import { Argument, type Command, Option } from 'commander'
import { LEVELS } from '../core/rule.ts'
import { atLeastOne, collect, configOption, rulesOptions, whole } from './program-options.ts'

export const alertingCommands = (program: Command, run: (code: Promise<number>) => Promise<void>): void => {
  rulesOptions(program.command('run').description('watch a source, keep its alerts and deliver them, until stopped'))
    .argument(
      '[folder]',
      'a folder in which log files appear, or s3://bucket/prefix (default: the source of the configuration)',
    )
    .addOption(configOption())
    .option('--once', 'read what is there, deliver, and end')
    .option('--port <n>', 'serve counts as JSON on this port, on this machine only', whole)
    .addOption(new Option('-f, --format <format>', 'how to report on standard error').choices(['text', 'jsonl']))
    .addHelpText(
      'after',
      `
Examples:
  tattletrail run ./logs --config tattletrail.toml
  tattletrail run --config tattletrail.toml --port 8377 & curl localhost:8377

Exit codes: 0 stopped, 2 bad usage or configuration (nothing was run), 3 some input or delivery failed for good.`,
    )
    .action((folder: string | undefined, options) =>
      run(import('./run.ts').then((command) => command.runCommand(folder, options))),
    )

  const desk = (command: Command): Command =>
    command
      .addOption(configOption())
      .addOption(new Option('-f, --format <format>', 'text on a terminal, jsonl elsewhere').choices(['text', 'jsonl']))
  const alerts = program.command('alerts').description('what was told, and why; what could not be delivered')
  desk(alerts.command('list').description('alerts, the latest change last'))
    .addOption(new Option('--status <status>', 'only these').choices(['firing', 'resolved']))
    .addOption(new Option('--min-level <level>', 'leave out alerts below this level').choices(LEVELS).default('low'))
    .option('--limit <n>', 'how many', atLeastOne, 50)
    .action((options) => run(import('./alerts.ts').then((command) => command.listAlertsCommand(options))))
  desk(alerts.command('show').description('one alert: its findings, every decision, every notification'))
    .argument('<id>', 'the id, or its beginning')
    .addHelpText('after', '\nExample:\n  tattletrail alerts show 7b65b0f3 --config tattletrail.toml\n')
    .action((id: string, options) =>
      run(import('./alerts.ts').then((command) => command.showAlertCommand(id, options))),
    )
  desk(alerts.command('resolve').description('say that an alert is over'))
    .argument('<id>', 'the id, or its beginning')
    .action((id: string, options) =>
      run(import('./alerts.ts').then((command) => command.resolveAlertCommand(id, options))),
    )
  desk(alerts.command('replay').description('put notifications that could not be delivered back into the outbox'))
    .argument('[id]', 'only those of one alert')
    .option('--list', 'print them and why, and change nothing')
    .action((id: string | undefined, options) =>
      run(import('./alerts.ts').then((command) => command.replayCommand(id, options))),
    )

  const silence = program.command('silence').description('hide findings for a while, with an owner and a reason')
  desk(silence.command('add').description('hide what matches; every option must hold, each takes several values'))
    .requiredOption('--reason <text>', 'why')
    .requiredOption('--for <time>', 'how long, for example 30m, 4h or 7d')
    .option('--owner <name>', 'who (default: $USER)')
    .option('--rule <name>', 'id or title; * stands for any text, here and below', collect)
    .option('--tag <tag>', 'tag of the rule', collect)
    .option('--account <id>', 'id or name', collect)
    .option('--environment <name>', 'of the account', collect)
    .option('--region <name>', 'region', collect)
    .option('--principal <name>', 'name or ARN', collect)
    .option('--ip <range>', 'address or CIDR range', collect)
    .addOption(new Option('--level <level>', 'this level or a higher one').choices(LEVELS))
    .addHelpText(
      'after',
      `
Example:
  tattletrail silence add --principal terraform --rule "Security group*" --for 4h --reason "network migration"
`,
    )
    .action((options) => run(import('./alerts.ts').then((command) => command.addSilenceCommand(options))))
  desk(silence.command('list').description('silences, and how much each has hidden')).action((options) =>
    run(import('./alerts.ts').then((command) => command.listSilencesCommand(options))),
  )
  desk(silence.command('expire').description('end a silence now'))
    .argument('<id>', 'the id')
    .action((id: string, options) =>
      run(import('./alerts.ts').then((command) => command.expireSilenceCommand(id, options))),
    )

  const routes = program.command('routes').description('where alerts go')
  desk(routes.command('explain').description('where an alert goes, and by which routes'))
    .argument('<alert>', 'the id, or its beginning')
    .action((id: string, options) =>
      run(import('./alerts.ts').then((command) => command.explainRoutesCommand(id, options))),
    )

  rulesOptions(program.command('invoke').description('run a function of the deployment on this machine'))
    .addArgument(new Argument('<function>', 'which').choices(['ingest']))
    .argument('<event>', 'a file with the event that the function is handed; - reads standard input')
    .addOption(configOption())
    .option('--dry', 'send nothing and keep nothing: print what would be sent')
    .option('--objects <folder>', 'read the objects that the event names from this folder, not from S3')
    .addOption(new Option('-f, --format <format>', 'text on a terminal, jsonl elsewhere').choices(['text', 'jsonl']))
    .addHelpText(
      'after',
      `
Example:
  tattletrail invoke ingest event.json --config filter_config.json --objects ./logs --dry

Exit codes: 0 done, 2 bad usage or configuration (nothing was run), 3 some input or delivery failed.`,
    )
    .action((name: 'ingest', event: string, options) =>
      run(import('./invoke.ts').then((command) => command.invokeCommand(name, event, options))),
    )

  rulesOptions(program.command('template').description('print a SAM template that deploys it into your account'))
    .addOption(configOption())
    .option('--bucket <name>', 'read the logs of a trail that is there, from its bucket')
    .option('--new-trail', 'make a trail of all Regions and its bucket')
    .option('--topic <arn>', 'the topic that tells of new objects in the bucket (default: EventBridge does)')
    .option('--org', 'the trail is one of an organization')
    .option('--realtime', 'take some events from the event bus too, minutes before their log file')
    .option('--out <folder>', 'write the template, the code and the configuration there, ready for sam build')
    .addHelpText(
      'after',
      `
Example:
  tattletrail template --config tattletrail.toml --bucket my-trail-bucket --out deploy
  cd deploy && sam build && sam deploy`,
    )
    .action((options) => run(import('./template.ts').then((command) => command.templateCommand(options))))
}
