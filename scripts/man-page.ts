/** The manual, `man tattletrail`: the command values as roff (man(7), groff_man(7)). */
import {
  argTerm,
  type Command,
  type Example,
  type Option,
  optionTerm,
  type Program,
  withoutFlag,
} from '../src/cli/command.ts'

export const manPage = (program: Program, version: string): string => {
  const commands = program.commands.flatMap((entry) =>
    'commands' in entry
      ? entry.commands.map((command) => ({ path: `${entry.name} ${command.name}`, command }))
      : [{ path: entry.name, command: entry }],
  )
  return [
    `.TH ${program.name.toUpperCase()} 1 "" ${quoted(`${program.name} ${version}`)} "User Commands"`,
    // Nothing is hyphenated or stretched: lines are copied.
    '.nh',
    '.ad l',
    '.SH NAME',
    `${text(program.name)} \\- ${text(program.summary)}`,
    '.SH SYNOPSIS',
    `.B ${text(program.name)}`,
    '.I command',
    '[\\fIoptions\\fR]',
    '.SH COMMANDS',
    ...commands.filter(({ command }) => !command.hidden).flatMap(({ path, command }) => section(path, command)),
    ...examples('.SH EXAMPLES', program.examples),
    '.SH EXIT STATUS',
    ...codes(program.exitCodes),
    '',
  ].join('\n')
}

const section = (path: string, command: Command): readonly string[] => [
  `.SS ${quoted([path, ...command.args.map(argTerm)].join(' '))}`,
  text(command.summary),
  ...command.args.flatMap((arg) => item(argTerm(arg), arg.about, arg.takes.choices)),
  ...Object.entries(command.options).flatMap(([key, option]) => [
    ...item(optionTerm(key, option), option.about, option.takes?.choices, shownDefault(option)),
    ...(option.takes && option.without ? item(withoutFlag(key), option.without) : []),
  ]),
  ...(command.note === undefined ? [] : ['.PP', text(command.note)]),
  ...examples('.PP', command.examples),
  '.PP',
  'Exit status:',
  ...codes(command.exitCodes),
]

const shownDefault = (option: Option): string | undefined =>
  typeof option.default === 'string' || typeof option.default === 'number' ? `default: ${option.default}` : undefined

const item = (term: string, about: string, choices: Choices = [], fallback?: string): readonly string[] => {
  const more = [
    ...(choices.length > 0 ? [`one of ${choices.map((choice) => choice.text).join(', ')}`] : []),
    ...(fallback === undefined ? [] : [fallback]),
  ]
  return ['.TP', `.B ${text(term)}`, text(more.length > 0 ? `${about} (${more.join('; ')})` : about)]
}
type Choices = readonly { readonly text: string }[]

const codes = (exitCodes: Program['exitCodes']): readonly string[] =>
  Object.entries(exitCodes).flatMap(([code, meaning]) => ['.TP', `.B ${code}`, text(meaning)])

const examples = (head: string, all: readonly Example[]): readonly string[] =>
  all.length === 0
    ? []
    : [
        head,
        ...all.flatMap((example) => {
          const [line, about] = typeof example === 'string' ? [example] : example
          return [
            ...(about === undefined ? [] : ['.PP', text(about)]),
            '.PP',
            '.nf',
            '.RS',
            ...line.split('\n').map(text),
            '.RE',
            '.fi',
          ]
        }),
      ]

/** Nothing in it is a request or an escape, and a hyphen stays one that can be copied (groff_char(7), "\-"). */
const text = (plain: string): string =>
  plain
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll(
      /[^\x20-\x7e]/gu,
      (char) => `\\[u${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`,
    )
    .replace(/^[.']/, '\\&$&')

const quoted = (plain: string): string => `"${text(plain).replaceAll('"', '\\(dq')}"`
