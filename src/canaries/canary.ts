/** Canary: a decoy in your own account, the calls that touch it, and where it lies. */

import type { JsonObject } from '../core/json.ts'
import type { Call } from '../iam/call.ts'

/** `content`: it was read, used or changed. `posture`: somebody looked at its settings, as scanners do. */
export type Grade = 'content' | 'posture'

/** Calls that touch a decoy. */
export interface Touch {
  readonly grade: Grade
  /** Whoever deploys it changes it in the same way: of them it is nothing. */
  readonly deploys?: boolean
  /** `eventName`; absent for a decoy that is an identity: whatever it calls. */
  readonly events?: readonly string[]
  /** `eventSource`, when it is not that of the kind. */
  readonly source?: string
  /** Data events: the resource type to be switched on in a trail (`resources.type` of an advanced event selector). Absent: management events. */
  readonly data?: string
  /**
   * What names the decoy when the call is denied: the error message (management events lose their request), the request as
   * ever, the caller, or nothing. Absent: the error message.
   */
  readonly denied?: 'message' | 'request' | 'caller' | 'nothing'
}

/** Where a decoy stands, and what AWS calls its parts. */
export interface Deployed {
  readonly partition: string
  readonly region: string
  readonly account: string
  /** Of a resource its physical id, by its key in the fragment; of a step what it answered, by the step's name. */
  readonly ids: Readonly<Record<string, string>>
}

/** `*` stands for any text; what is not known yet is left out. */
export type Marks = readonly (string | undefined)[]
/** Path -> marks: every path must hold one of its marks. */
export type Fields = Readonly<Record<string, Marks>>

/** How a record names a decoy: in any of these ways. */
export interface Names {
  /** Below `requestParameters`: any of these. */
  readonly request?: readonly Fields[]
  /** ARNs: in `resources`, and anywhere in the message of a denied call. */
  readonly arns?: Marks
  /** ARNs whose data events show its touches, where they are not its own. */
  readonly logged?: Marks
  /** What the message of a denied call says behind "on resource:" besides ARNs. */
  readonly denied?: Marks
  /** Below `userIdentity`, for a decoy that is an identity: any of these. */
  readonly caller?: readonly Fields[]
}

/** Resources of a CloudFormation template; they refer to each other with `Ref` and `Fn::GetAtt`. */
export type Fragment = Readonly<
  Record<string, { readonly Type: string; readonly Properties: JsonObject; readonly [attribute: string]: unknown }>
>

/** What CloudFormation cannot make: a call after the stack, and the call that reverses it. A list on a path stands for each of its elements. */
export interface Step {
  readonly name: string
  readonly call: Call
  /** Asked again and again until the value at the path is this one. */
  readonly until?: Call & { readonly path: string; readonly is: string }
  /** Path in the answer of what AWS calls the thing: it is kept under the step's name. */
  readonly id?: string
  /** Path in the answer of what goes into the bait and is kept nowhere. */
  readonly secret?: string
  /** Answers with all that such calls have made, also one whose answer was lost; `ids` is the path of what AWS calls them. */
  readonly look?: Call & { readonly ids: string }
  readonly undo?: Call
}

/** A kind of canary with its settings. */
export interface Decoy {
  readonly kind: string
  readonly settings: JsonObject
  readonly sees: readonly Touch[]
  readonly resources: Fragment
  /** @param deployed what is known so far: a step may use what came before it */
  readonly steps: (deployed: Deployed) => readonly Step[]
  readonly names: (deployed: Deployed) => Names
  /** Asks when it was last used, by whatever call, in a log or in none; the path of the time in the answer. Absent: nobody knows. */
  readonly lastUsed: (deployed: Deployed) => (Call & { readonly path: string }) | undefined
  /** A call that reads or uses it and harms nothing; `asBait`: with the key that its bait holds. Absent: there is none. */
  readonly touch: (deployed: Deployed) => (Call & { readonly asBait?: boolean }) | undefined
  /** Variables of its bait, as an environment would name them. @param secret what a step answered and nobody kept */
  readonly bait: (deployed: Deployed, secret?: string) => Readonly<Record<string, string>>
}

/** What is kept of a canary. */
export interface Canary {
  readonly id: string
  readonly kind: string
  readonly settings: JsonObject
  readonly deployed: Deployed
  /** Where its bait lies, in a person's words. */
  readonly placement: string
  /** ARNs of the roles and users that deploy it: what they change or look at is no news, what they read is. */
  readonly deployers: readonly string[]
  /** ARNs of the roles and users that may touch it, such as a scanner: nothing of theirs is news. */
  readonly benign: readonly string[]
}
