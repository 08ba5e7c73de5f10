/** Command values -> the parser and its help: the one file that knows commander. */
import {
  Help,
  InvalidArgumentError,
  Command as Parser,
  Argument as ParserArgument,
  Option as ParserOption,
} from 'commander'
import { reasonOf } from '../core/reason.ts'
import { visible } from '../notation/visible.ts'
import { version } from '../outside/built.ts'
import {
  type Arg,
  argTerm,
  type Command,
  type Example,
  type ExitCodes,
  type Kind,
  type Option,
  type Options,
  optionTerm,
  type Program,
  withoutFlag,
} from './command.ts'

/** @param ran is handed the exit code of the command that ran */
export const createParser = (program: Program, ran: (code: number) => void): Parser => {
  const parser = new Parser(program.name)
    .description(program.summary)
    .version(version(), '-V, --version')
    .option('--no-color', 'no colours (NO_COLOR is respected too)')
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.split('\n').map(visible).join('\n')) })
    .showSuggestionAfterError()
  addMore(parser, program)
  for (const entry of program.commands)
    if ('run' in entry) addCommand(parser, entry, program, ran)
    else {
      const group = parser.command(entry.name).description(entry.summary)
      addMore(group, {})
      for (const command of entry.commands) addCommand(group, command, program, ran)
    }
  return parser
}

const addCommand = (parent: Parser, command: Command, program: Program, ran: (code: number) => void): void => {
  const parser = parent
    .command(command.name, { hidden: command.hidden ?? false })
    .description(command.summary)
    .action(async (...given: unknown[]) => {
      const args = command.args.map(({ takes }, at) => given[at] ?? (takes.repeats ? [] : undefined))
      // Here the types end: they were inferred from the values that are read here.
      ran(await command.run(args as never, valuesOf(command.options, parser.opts()) as never, program))
    })
  for (const arg of command.args) parser.addArgument(toArgument(arg))
  for (const [key, option] of Object.entries(command.options)) {
    parser.addOption(toOption(key, option))
    if (option.takes && option.without) parser.addOption(new ParserOption(withoutFlag(key), option.without))
  }
  addMore(parser, command)
}

const toArgument = (arg: Arg): ParserArgument => taking(new ParserArgument(argTerm(arg), arg.about), arg.takes)

const toOption = (key: string, option: Option): ParserOption => {
  const bare = new ParserOption(optionTerm(key, option), option.about)
  if (!option.takes) return bare
  const made = taking(bare, option.takes).makeOptionMandatory(option.required === true)
  return typeof option.default === 'function' || option.default === undefined ? made : made.default(option.default)
}

const taking = <Of extends ParserArgument | ParserOption>(made: Of, kind: Kind): Of => {
  if (kind.choices) made.choices(kind.choices.map(({ text }) => text))
  else
    made.argParser((text, before) => {
      const value = readAs(kind, text)
      return kind.repeats
        ? [...((before as readonly unknown[] | undefined) ?? []), ...(value as readonly unknown[])]
        : value
    })
  return made
}

const readAs = (kind: Kind, text: string): unknown => {
  try {
    return kind.read(text)
  } catch (error) {
    throw new InvalidArgumentError(reasonOf(error))
  }
}

/** What was given, and for what was not: off, an empty list, or what the default finds. What was left out has no value. */
const valuesOf = (options: Options, given: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(options)
      .map(([key, option]) => [key, option.takes && given[key] === false ? undefined : (given[key] ?? absent(option))])
      .filter(([, value]) => value !== undefined),
  )

const absent = (option: Option): unknown =>
  option.takes === undefined
    ? false
    : typeof option.default === 'function'
      ? option.default()
      : option.takes.repeats && []

interface More {
  readonly note?: string
  readonly examples?: readonly Example[]
  readonly exitCodes?: ExitCodes
}

/** Below the options: what they do not say, examples, exit codes. */
const addMore = (parser: Parser, { note, examples = [], exitCodes = {} }: More): void => {
  parser.configureHelp({
    formatHelp: (command, help) => {
      const codes = Object.entries(exitCodes).map(([code, meaning]) => help.formatItem(code, 3, meaning, help))
      const more = [
        ...(note === undefined ? [] : [help.boxWrap(note, help.helpWidth ?? 80), '']),
        ...help.formatItemList('Examples:', examples.flatMap(exampleLines), help),
        ...help.formatItemList('Exit codes:', codes, help),
      ]
      return [Help.prototype.formatHelp.call(help, command, help), ...more].join('\n')
    },
  })
}

const exampleLines = (example: Example): readonly string[] => {
  const [line, about] = typeof example === 'string' ? [example] : example
  return [...(about === undefined ? [] : [`# ${about}`]), ...line.split('\n')].map((text) => `  ${text}`)
}
