/** The commands that keep, deliver and show alerts. */
import { Argument, type Command, Option } from 'commander'
import { configOption, rulesOptions, whole } from './program-options.ts'

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
