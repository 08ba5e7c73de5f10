/** What a builtin function is, and the short ways to define one. */
import type { Code, PathCode } from '../runtime/code.ts'
import { combine } from '../runtime/combine.ts'
import type { Definition } from '../syntax/ast.ts'
import { CELL, grow } from '../values/budget.ts'
import { raise } from '../values/failure.ts'
import { describe, preview } from '../values/preview.ts'
import { isArray, type Value } from '../values/value.ts'

export interface CompileOptions {
  /** Seconds since 1970 for `now`; without it `now` is refused, since a rule must give the same answer every time. */
  readonly now?: () => number
}

/** What a builtin may ask of the compiler. */
export interface Host {
  readonly options: CompileOptions
  /** The path form of an argument. */
  readonly paths: (at: number) => PathCode
  /** Reports something that is odd but legal. */
  readonly warn: (message: string, hint: string) => void
}

export interface Builtin {
  readonly compile?: (args: readonly Code[], host: Host) => Code
  /** For the functions that can move to another place. */
  readonly paths?: (args: readonly Code[], paths: readonly PathCode[]) => PathCode
  /** In jq: the value form when there is no `compile`, the path form when there is no `paths`. */
  readonly definition?: Definition | undefined
}

/** `name/arity` -> builtin. */
export type Builtins = Readonly<Record<string, Builtin>>

export const code = (compile: NonNullable<Builtin['compile']>): Builtin => ({ compile })

/** A function of its input alone. */
export const of0 = (apply: (input: Value) => Value): Builtin => code(() => combine([], (_none, input) => apply(input)))

export const of1 = (apply: (input: Value, a: Value) => Value): Builtin =>
  code((args) => combine(args, ([a], input) => apply(input, a as Value)))

export const of2 = (apply: (input: Value, a: Value, b: Value) => Value): Builtin =>
  code((args) => combine(args, ([a, b], input) => apply(input, a as Value, b as Value)))

export const of3 = (apply: (input: Value, a: Value, b: Value, c: Value) => Value): Builtin =>
  code((args) => combine(args, ([a, b, c], input) => apply(input, a as Value, b as Value, c as Value)))

/** gojq's message for a wrong input. */
export const notFor = (name: string, input: Value, ...args: readonly Value[]): never =>
  raise(() => {
    const list = args.length > 0 ? `(${args.map(preview).join('; ')})` : ''
    return `${name}${list} cannot be applied to: ${describe(input)}`
  })

/** gojq's message when the input is of the right type but does not work. */
export const failsFor = (name: string, input: Value, reason: string, ...args: readonly Value[]): never =>
  raise(() => {
    const list = args.length > 0 ? `(${args.map(preview).join('; ')})` : ''
    return `${name}${list} cannot be applied to ${preview(input)}: ${reason}`
  })

export const asText = (name: string, input: Value, ...args: readonly Value[]): string =>
  typeof input === 'string' ? input : notFor(name, input, ...args)

/** All of it is about to be looked at. */
export const asArray = (name: string, input: Value, ...args: Value[]): Value[] => {
  if (!isArray(input)) return notFor(name, input, ...args)
  grow(input.length * CELL)
  return input
}
