/** What a command is: one value, from which the parser, the help, the completion, the manual and the types are made. */

/** A word that completion offers, and what there is to say about it. */
export interface Candidate {
  readonly text: string
  readonly about?: string
}

/** How the text of an argument or of an option is read. */
export interface Kind<Value = unknown> {
  /** Stands for the value in help: `<file>`. */
  readonly name: string
  /** @throws UsageError that says what was expected */
  readonly read: (text: string) => Value
  /** All the values there are, when they are few. */
  readonly choices?: readonly Candidate[]
  /** Looks up values for completion; given what is typed so far. It may fail: then nothing is offered. */
  readonly lookUp?: (typed: Typed) => Promise<readonly Candidate[]>
  /** May be given again: the value is a list of all. */
  readonly repeats?: true
  /** Takes several at once, with commas. */
  readonly commas?: true
}

/** Options on a command line that is not finished, by their keys, as texts; a switch has none. */
export type Typed = Readonly<Record<string, readonly string[]>>

export interface Arg<Value = unknown> {
  readonly about: string
  readonly takes: Kind<Value>
  readonly optional?: true
}

interface Named {
  readonly about: string
  /** One letter. */
  readonly short?: string
}

/** On or off. One that is on by default is written `--no-...`. */
interface Switch extends Named {
  readonly takes?: never
  readonly default?: true
}

interface Valued<Value> extends Named {
  readonly takes: Kind<Value>
  readonly required?: true
  /** A function is asked when the command runs; what it does is in `about`. */
  readonly default?: Value | (() => Value | undefined)
  /** What `--no-...` is for, which leaves the default out. */
  readonly without?: string
}

export type Option<Value = unknown> = Switch | Valued<Value>
/** An option is named by its key: `minLevel` is `--min-level`. */
export type Options = Readonly<Record<string, Option>>
type Args = readonly Arg[]
/** The same everywhere: done, the answer is no, bad usage, something failed on the way, interrupted. */
type ExitCode = 0 | 1 | 2 | 3 | 130
export type ExitCodes = { readonly [Code in ExitCode]?: string }

/**
 * The options of a command that hands `Settings` to a flow: one for each setting, those aside that the command makes
 * itself. A setting without an option does not compile.
 */
export type OptionsFor<Settings, Made extends keyof Settings = never> = Options & {
  readonly [Key in Exclude<keyof Settings, Made>]-?: Option
}

type ValueOf<Of> = Of extends { readonly takes: Kind<infer Value> } ? Value : boolean

/** Whether there is always a value: of a switch, a list, what is required and what has a default. */
type IsSure<Of> = Of extends { readonly takes: Kind<infer Value> }
  ? Of extends { readonly required: true }
    ? true
    : Of extends { readonly default: infer Default }
      ? Default extends () => infer Found
        ? undefined extends Found
          ? false
          : true
        : true
      : Value extends readonly unknown[]
        ? true
        : false
  : true

/** What `run` is handed: each option by its key. */
export type OptionValues<O extends Options> = {
  readonly [Key in keyof O as IsSure<O[Key]> extends true ? Key : never]: ValueOf<O[Key]>
} & {
  readonly [Key in keyof O as IsSure<O[Key]> extends true ? never : Key]?: ValueOf<O[Key]>
}

type ArgValues<A extends Args> = {
  readonly [At in keyof A]:
    | ValueOf<A[At]>
    | (A[At] extends { readonly optional: true }
        ? ValueOf<A[At]> extends readonly unknown[]
          ? never
          : undefined
        : never)
}

/** What a line of examples is: a command, and what it is for. */
export type Example = string | readonly [command: string, about: string]

interface Described {
  readonly name: string
  readonly summary: string
}

interface Definition<A extends Args, O extends Options, E extends ExitCodes> extends Described {
  /** Not in help, nor in the documents. */
  readonly hidden?: true
  readonly args: A
  /** A default is a value of its kind. */
  readonly options: O & { readonly [Key in keyof O]: Option<ValueOf<O[Key]>> }
  /** What the options do not say. */
  readonly note?: string
  readonly examples: readonly Example[]
  /** `run` returns none but these; bad usage is thrown as a UsageError and ends with 2. */
  readonly exitCodes: E
  /** @param program the whole of it, for the command that completes */
  readonly run: (args: ArgValues<A>, options: OptionValues<O>, program: Program) => Promise<ExitCode & keyof E>
}

/** A command whose types have been checked where it was defined. */
export interface Command extends Omit<Definition<Args, Options, ExitCodes>, 'run'> {
  readonly run: (args: never, options: never, program: Program) => Promise<number>
}

/** Commands under one word: `rules list`, `rules lint`. */
export interface Group extends Described {
  readonly commands: readonly Command[]
}

/** The whole command line. */
export interface Program extends Described {
  readonly commands: readonly (Command | Group)[]
  readonly examples: readonly Example[]
  /** Those of most commands. */
  readonly exitCodes: ExitCodes
}

/** The types of `run` are inferred from `args`, `options` and `exitCodes`. */
export const defineCommand = <const A extends Args, const O extends Options, const E extends ExitCodes>(
  command: Definition<A, O, E>,
): Definition<A, O, E> => command

export const defineGroup = (group: Group): Group => group

/** `--min-level`; what is on by default is written `--no-builtin`. */
export const flagOf = (key: string, option: Option): string =>
  `--${!option.takes && option.default ? 'no-' : ''}${kebab(key)}`

/** `--no-config`, of an option that says what it is for. */
export const withoutFlag = (key: string): string => `--no-${kebab(key)}`

const kebab = (key: string): string => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** `-f, --format <format>` */
export const optionTerm = (key: string, option: Option): string =>
  `${option.short === undefined ? '' : `-${option.short}, `}${flagOf(key, option)}${option.takes ? ` <${option.takes.name}>` : ''}`

/** `<event>`, `[path...]` */
export const argTerm = ({ takes, optional }: Arg): string => {
  const name = `${takes.name}${takes.repeats ? '...' : ''}`
  return optional ? `[${name}]` : `<${name}>`
}
