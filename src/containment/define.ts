/** What every containment action begins with: `defineAction`, and the shapes of targets and steps. */

import type { JsonObject } from '../core/json.ts'
import type { Call } from '../iam/call.ts'
import type { Policy } from '../iam/policy.ts'

/** What an intruder left, in the words of a case's `standing`. */
export type StandingKind =
  | 'trust of role'
  | 'inline policy on user'
  | 'inline policy on role'
  | 'inline policy on group'
  | 'policy on user'
  | 'policy on role'
  | 'policy on group'
  | 'password of user'
  | 'changed password of user'

export type TargetKind = 'key' | 'user' | 'role' | StandingKind

/** One thing to contain. */
export interface Target {
  readonly kind: TargetKind
  readonly partition: string
  readonly account: string
  /** As its service calls it: the id of a key, the name of a user or a role. What has an owner is told by both: `owner · name`. */
  readonly name: string
  /** Of a key: its user. */
  readonly of?: string
  /** Of what an intruder left: where it is; absent for what all Regions share. */
  readonly region?: string
}

/** @returns the owner of a target, and what is the owner's; of what has none, the target alone */
export const partsOf = ({ name }: Pick<Target, 'name'>): readonly [string, string] => {
  const [owner = '', part = ''] = name.split(' · ')
  return [owner, part]
}

/** One read: what AWS answers, or nothing when there is no such thing. @throws what AWS answers otherwise */
export type Get = (
  service: string,
  command: string,
  input: JsonObject,
  region?: string,
) => Promise<JsonObject | undefined>

/** What is known besides the target. */
export interface Known {
  /** What was issued before shall end; ISO 8601, UTC. */
  readonly at: string
  /** IAM actions that the target needs: those of its benign history, and what a person added. */
  readonly actions: readonly string[]
  /** Addresses or ranges from which it is used rightly. */
  readonly networks: readonly string[]
  /** VPC endpoints through which it is used rightly. */
  readonly endpoints: readonly string[]
}

/** Stands in a policy for the time at which the plan is applied. */
export const AT_APPLY = '{time of apply}'

/** What to do about a target. */
export interface Step {
  /** In this order; none when everything is so already. Each may be made twice without harm. */
  readonly does: readonly Call[]
  /** What brings back what was, in this order; harmless when only some of `does` were made. None where a warning says so. */
  readonly undoes: readonly Call[]
  /** Of the identity policy that is put on the target; absent when the target can make no call at all. */
  readonly policy?: Policy
  readonly stops: readonly string[]
  readonly doesNotStop: readonly string[]
  readonly warnings: readonly string[]
}

/** Why it cannot be done to this target: a sentence. */
export interface Refusal {
  readonly refused: string
}

export interface ActionType {
  readonly action: string
  readonly title: string
  readonly targets: readonly TargetKind[]
  /** IAM actions that planning, applying and restoring needs. */
  readonly permissions: readonly string[]
  /** Reads, and never writes. Planned again after it was applied, it has nothing to do. */
  readonly plan: (target: Target, get: Get, known: Known) => Promise<Step | Refusal>
}

export const defineAction = (action: ActionType): ActionType => action
