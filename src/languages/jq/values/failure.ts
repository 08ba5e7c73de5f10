/** How a jq program fails: `Failure` inside the engine, `JqError` outside. */
import type { Json } from '../../../core/json.ts'
import type { Value } from './value.ts'

/** An error value on its way to the nearest `try`. Not an Error: most are thrown for many records a second, and a stack trace costs more than the rule. */
export class Failure {
  private readonly text: string | (() => string)
  private readonly held: { readonly value: Value } | undefined

  constructor(text: string | (() => string), held?: { readonly value: Value }) {
    this.text = text
    this.held = held
  }
  /** What `catch` sees. */
  get value(): Value {
    return this.held ? this.held.value : this.message
  }
  get message(): string {
    return typeof this.text === 'string' ? this.text : this.text()
  }
}

/** The run used up its budget: passes through every `try`. */
export class Exhausted {
  readonly message: string
  constructor(message: string) {
    this.message = message
  }
}

/** Messages are made only when somebody reads them. */
export const raise = (message: string | (() => string)): never => {
  throw new Failure(message)
}

/** Values can be nested deeper than a recursive walk can follow: that fails like anything else. */
export const withinStack = <T>(message: string, work: () => T): T => {
  try {
    return work()
  } catch (thrown) {
    if (thrown instanceof RangeError) return raise(message)
    throw thrown
  }
}

/** A jq program failed while running. `value` is what `catch` would have seen. */
export class JqError extends Error {
  override readonly name = 'JqError'
  readonly value: Json
  constructor(message: string, value: Json) {
    super(message)
    this.value = value
  }
}
