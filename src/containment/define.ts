/** What every containment action begins with: `defineAction`, and the shapes of targets and steps. */

import { isObject, type JsonObject } from '../core/json.ts'
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
  | 'policy version'
  | 'open security group'
  | 'shared snapshot'
  | 'shared image'
  | 'shared database snapshot'
  | 'policy of bucket'
  | 'ACL of bucket'
  | 'removed public access block of bucket'
  | 'permission on function'
  | 'function URL'
  | 'stopped trail'

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
  /** Of what an intruder left: the Region of the call. */
  readonly region?: string
  /** Of what an intruder left: what exactly the calls added, as their records say, such as ids of rules and accounts. */
  readonly added?: readonly string[]
}

/** @returns the owner of a target, what is the owner's, and the alias or version that was named */
export const partsOf = ({ name }: Target): readonly [string, string, string?] => {
  const [owner = '', part = '', qualifier] = name.split(' · ')
  return qualifier === undefined ? [owner, part] : [owner, part, qualifier]
}

/** Makes calls to a service in the Region of the target. */
export const callsAt =
  (service: string, { region }: Target) =>
  (command: string, input: JsonObject): Call => ({
    ...{ service, command, input },
    ...(region !== undefined && { region }),
  })

/** The objects of a list in an answer; none where there is no list. */
export const objectsIn = (answer: JsonObject | undefined, key: string): readonly JsonObject[] => {
  const list = answer?.[key]
  return Array.isArray(list) ? list.filter(isObject) : []
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
