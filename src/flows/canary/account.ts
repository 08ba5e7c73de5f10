/** The port of an account in which decoys stand: its stacks, and calls of whatever service. */
import type { JsonObject } from '../../core/json.ts'
import type { Call } from '../../iam/call.ts'

/** Why AWS did not do it. `taken`: it is there already. `gone`: it is not there. `passing`: nobody knows whether it was done. */
export type Refusal = 'denied' | 'taken' | 'gone' | 'quota' | 'passing' | 'other'

/** An account did not do what it was asked. Its message is one line in AWS's words. */
export class AccountError extends Error {
  override readonly name = 'AccountError'
  readonly refusal: Refusal
  constructor(refusal: Refusal, message: string, cause?: unknown) {
    super(message, { cause })
    this.refusal = refusal
  }
}

export interface Stack {
  /** Empty when it was proposed and never made. */
  readonly template: JsonObject
  /** Logical id -> physical id, of what is there. */
  readonly ids: Readonly<Record<string, string>>
}

/** One line of a change set. */
export interface StackChange {
  readonly action: string
  readonly logicalId: string
  readonly type: string
}

/** One account and Region. Every function throws AccountError. */
export interface DecoyAccount {
  readonly call: (call: Call) => Promise<JsonObject>
  /** As it is once nothing is under way. @returns undefined when there is none */
  readonly stack: (name: string) => Promise<Stack | undefined>
  /** Makes a change set. @returns what it would change */
  readonly propose: (stack: string, changeSet: string, template: JsonObject) => Promise<readonly StackChange[]>
  /** `overtaken`: the stack has changed since it was proposed. @throws AccountError also when the stack is as before, with what failed */
  readonly execute: (stack: string, changeSet: string) => Promise<'done' | 'overtaken'>
  /** Deletes the change sets whose names begin so, those aside that were executed. */
  readonly discard: (stack: string, begins: string) => Promise<void>
  /** Whether it is as its template says. @throws AccountError also when CloudFormation compares no such resources */
  readonly compare: (stack: string, logicalId: string) => Promise<'same' | 'changed' | 'gone'>
  readonly removeStack: (name: string) => Promise<void>
}
