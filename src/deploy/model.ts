/**
 * A deployment as data: parameters, resources, permissions and wiring. The words are those of AWS's own services, the form is
 * nobody's: an emitter turns it into a template, a program or a script. What a kind always is (encrypted, private) stands in its
 * comment and is every emitter's to keep; what was decided here is a field.
 */
import type { JsonObject } from '../core/json.ts'
import type { Count, Data, Expression, Reference, ResourceId, Text, When } from './expressions.ts'

export interface Deployment {
  readonly description: string
  readonly parameters: Readonly<Record<string, Parameter>>
  /** name -> the parameter that must not be what it is by default. */
  readonly conditions: Readonly<Record<string, string>>
  /** In the order in which they are read best; `after` and references say what must be there first. */
  readonly resources: Resources
  readonly outputs: Readonly<Record<string, Output>>
}

export type Resources = Readonly<Record<ResourceId, Resource>>

/** `list`: texts with commas between them. `secret`: shown nowhere. */
export interface Parameter {
  readonly type: 'text' | 'number' | 'list' | 'secret'
  readonly description: string
  /** Absent: it must be given. */
  readonly default?: string | number
  readonly min?: number
  readonly allowed?: readonly (string | number)[]
  /** A regular expression for the whole of it. */
  readonly pattern?: string
}

export interface Output {
  readonly value: Expression
  readonly description?: string
}

/** In IAM's own words (IAM User Guide, "Grammar of the IAM JSON policy language"). */
export type Statement = {
  readonly Sid: string
  readonly Effect: 'Allow' | 'Deny'
  readonly Principal?: '*' | { readonly Service: string }
  readonly Action: string | readonly string[]
  readonly Resource: Text | readonly Text[]
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, Text | readonly Text[]>>>>
}

export type Resource = {
  /** Only when this condition holds. */
  readonly when?: string
  /** What must be there first, though nothing refers to it. */
  readonly after?: ResourceId
  /** Whether it stays when the deployment is deleted. */
  readonly kept?: boolean
} & (
  | Bucket
  | Trail
  | Policy
  | Queue
  | Topic
  | Subscription
  | Table
  | LogGroup
  | Role
  | LambdaFunction
  | EventRule
  | Alarm
)

/** Encrypted, versioned, private, without ACLs; tells EventBridge of its objects. */
export interface Bucket {
  readonly kind: 'bucket'
  readonly expirationDays: Count
  readonly noncurrentDays: number
}

/** Logs all Regions and the global services, with log file validation. */
export interface Trail {
  readonly kind: 'trail'
  readonly name: Text
  readonly bucket: ResourceId
  readonly organization: boolean
}

/** Who else may do what with a bucket or a queue. */
export interface Policy {
  readonly kind: 'policy'
  readonly on: ResourceId
  readonly statements: readonly Statement[]
}

/** Encrypted with the key of SQS. Times in seconds. */
export interface Queue {
  readonly kind: 'queue'
  readonly retention: number
  readonly visibilityTimeout?: number
  readonly redrive?: { readonly to: ResourceId; readonly maxReceives: number }
}

export interface Topic {
  readonly kind: 'topic'
  readonly displayName: string
}

export interface Subscription {
  readonly kind: 'subscription'
  /** The ARN of a topic. */
  readonly topic: Text
  readonly protocol: 'email' | 'sqs'
  readonly endpoint: Text
}

/** Paid by request; can be restored to any second of the last 35 days. */
export interface Table {
  readonly kind: 'table'
  readonly schema: TableSchema
  /** What items that expire hold the second of it in. */
  readonly timeToLive: { readonly AttributeName: string; readonly Enabled: boolean }
  readonly streamView: string
}

/** In the words of DynamoDB's `CreateTable`. */
export type TableSchema = {
  readonly BillingMode: 'PAY_PER_REQUEST'
  readonly AttributeDefinitions: readonly { readonly AttributeName: string; readonly AttributeType: 'S' | 'N' | 'B' }[]
  readonly KeySchema: readonly TableKey[]
  readonly GlobalSecondaryIndexes: readonly {
    readonly IndexName: string
    readonly KeySchema: readonly TableKey[]
    readonly Projection: { readonly ProjectionType: 'KEYS_ONLY' | 'ALL' }
  }[]
}
type TableKey = { readonly AttributeName: string; readonly KeyType: 'HASH' | 'RANGE' }

export interface LogGroup {
  readonly kind: 'log-group'
  readonly name: Text
  readonly retentionDays: Count
}

export interface Role {
  readonly kind: 'role'
  /** Whose service takes the role. */
  readonly service: string
  readonly policyName: string
  readonly statements: readonly (Statement | When<Statement>)[]
}

/** Traced by X-Ray; its log is JSON. Times in seconds, memory in megabytes. */
export interface LambdaFunction {
  readonly kind: 'function'
  /** The folder of the code, from the emitted files. */
  readonly code: string
  readonly handler: string
  readonly runtime: string
  readonly architecture: 'arm64' | 'x86_64'
  readonly role: ResourceId
  readonly logGroup: ResourceId
  readonly timeout: number
  readonly memory: Count
  readonly reservedConcurrency: When<Reference>
  readonly environment: Readonly<Record<string, Text | When<Text>>>
  readonly triggers: Readonly<Record<string, Trigger>>
  /** What becomes of an event that nobody waits for. */
  readonly asynchronous: { readonly retries: number; readonly maxAge?: number; readonly onFailure?: ResourceId }
}

export type Trigger =
  /** Says message by message which of a batch failed. */
  | { readonly type: 'queue'; readonly queue: ResourceId; readonly batch: number; readonly concurrency: Count }
  /** From now on; only the changes that the filter (an event pattern) matches. */
  | {
      readonly type: 'stream'
      readonly table: ResourceId
      readonly batch: number
      readonly retries: number
      readonly filter: JsonObject
    }
  /** `rate(...)` or `cron(...)` of EventBridge. */
  | { readonly type: 'schedule'; readonly schedule: string }

/** Of the default event bus. */
export interface EventRule {
  readonly kind: 'event-rule'
  readonly description: string
  readonly state: 'ENABLED' | 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'
  readonly pattern: Pattern
  readonly target: Target
}
/** A queue of ours, or a bus somewhere else that a role may put events on. */
export type Target =
  | { readonly queue: ResourceId; readonly deadLetters: ResourceId }
  | { readonly bus: Text; readonly role: ResourceId }
export type Pattern = { readonly [key: string]: Data }

export interface Alarm {
  readonly kind: 'alarm'
  readonly description: Text
  readonly metric: {
    readonly namespace: string
    readonly name: string
    readonly dimensions: Readonly<Record<string, Text>>
  }
  readonly statistic: 'Maximum' | 'Sum'
  /** Seconds. */
  readonly period: Count
  readonly breached: Breach
  readonly topic: ResourceId
}
/** `above`: nothing measured is well. `below`: nothing measured is a breach, and the topic hears of the end of it too. */
export type Breach = { readonly above: number } | { readonly below: number }
