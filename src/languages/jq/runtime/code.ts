/** What the compiler makes of a syntax node: functions in callback style, and a direct one where there is at most one output. */
import type { Value } from '../values/value.ts'

/** Variables and closure parameters, innermost first. The compiler knows how many links away each one is. */
export interface Env {
  readonly held: Value | Closure
  readonly up: Env | null
}

/** A function argument together with the variables it may use. */
export interface Closure {
  readonly code: Code
  readonly paths: PathCode
  readonly env: Env | null
}

/** No output. */
export const NONE: unique symbol = Symbol('none')
/** The output is that of the call left in `tail`: see `finish`. */
export const TAIL: unique symbol = Symbol('tail')
export type Got = Value | typeof NONE | typeof TAIL

/** How an enumeration went on: wants more, was told to stop, or must go on with the call left in `tail`. */
export const MORE = 0
export const STOP = 1
export const TAIL_CALL = 2
export type Flow = typeof MORE | typeof STOP | typeof TAIL_CALL

export type Out = (value: Value) => Flow
export type Each = (input: Value, env: Env | null, out: Out) => Flow
export type Get = (input: Value, env: Env | null) => Got

export interface Code {
  /** Hands every output to `out`. */
  readonly each: Each
  /** The only output, when there can never be two. */
  readonly get?: Get
  /** `get` never gives NONE. */
  readonly total?: boolean
  /** The output, when it is always the same. */
  readonly constant?: { readonly value: Value }
}

export const single = (get: (input: Value, env: Env | null) => Value): Code => ({
  get,
  total: true,
  each: (input, env, out) => out(get(input, env)),
})

export const maybe = (get: Get): Code => ({
  get,
  each: (input, env, out) => {
    const value = get(input, env)
    if (value === NONE) return MORE
    return value === TAIL ? TAIL_CALL : out(value)
  },
})

export const many = (each: Each): Code => ({ each })

export const constant = (value: Value): Code => ({ ...single(() => value), constant: { value } })

/** The only output of code that is known to be single and not in tail position. */
export const value = (code: Code): ((input: Value, env: Env | null) => Value) =>
  code.get as (input: Value, env: Env | null) => Value

export const isSingle = (code: Code): boolean => code.get !== undefined && code.total === true

/** A call in tail position, left for the nearest `finish` so that recursion needs no stack. */
export const tail: { body: Code; input: Value; env: Env | null } = { body: constant(null), input: null, env: null }

export const finishEach = (first: Flow, out: Out): Flow => {
  let flow = first
  while (flow === TAIL_CALL) flow = tail.body.each(tail.input, tail.env, out)
  return flow
}

export const finishGet = (first: Got): Value | typeof NONE => {
  let got = first
  while (got === TAIL) got = (tail.body.get as Get)(tail.input, tail.env)
  return got
}

/** One step of a path and the value found there; the root has no `up`. */
export interface ValuePlace {
  readonly key: Value
  readonly up: ValuePlace | null
  readonly value: Value
}
/** `place` is the last place that was reached by path; `value` may have left it, and then can no longer be followed. */
export type PathOut = (place: ValuePlace, value: Value) => Flow
export type PathCode = (place: ValuePlace, value: Value, env: Env | null, out: PathOut) => Flow

export const hop = (env: Env | null, count: number): Env | null => {
  let found = env
  for (let left = count; left > 0; left--) found = (found as Env).up
  return found
}

/** Thrown: on its way to the label that it names. */
export class Break {
  readonly label: Env
  constructor(label: Env) {
    this.label = label
  }
}

/** The first output, or NONE. */
export const firstOf = (code: Code, input: Value, env: Env | null): Value | typeof NONE => {
  if (code.get) return finishGet(code.get(input, env))
  let found: Value | typeof NONE = NONE
  code.each(input, env, (output) => {
    found = output
    return STOP
  })
  return found
}

/** Every output in a list. */
export const collect = (code: Code, input: Value, env: Env | null): Value[] => {
  const outputs: Value[] = []
  code.each(input, env, (output) => {
    outputs.push(output)
    return MORE
  })
  return outputs
}
