/** What a deployment is made of, as the configuration and the command line say. */
import type { JsonObject } from '../core/json.ts'
import type { Permission } from '../core/permission.ts'
import type { Table } from './model.ts'

export interface DeploySettings {
  /** The bucket that a trail writes to already; absent: a trail and its bucket are made. */
  readonly bucket?: string
  /** The topic that tells of new objects in an existing bucket; absent: the bucket tells EventBridge. */
  readonly topic?: string
  /** The trail is, or is to be, of an organization. */
  readonly org: boolean
  /** What comes over the event bus too, minutes before its log file; absent: nothing. */
  readonly bus?: readonly DeployedBusRule[] | undefined
  /** Whether the built-in pack is used. */
  readonly builtin: boolean
  /** Names of accounts are asked of AWS Organizations. */
  readonly organizations: boolean
  readonly destinations: readonly DeployedDestination[]
  readonly secrets: readonly DeployedSecret[]
  /** Topics that are made, under the variable that a destination finds its ARN in. */
  readonly topics: readonly string[]
  /** Who subscribes to each of them by mail. */
  readonly emails: readonly string[]
  /** Where alerts are kept. */
  readonly table: Pick<Table, 'schema' | 'timeToLive' | 'streamView'>
  /** Of the rows that wake the delivery: how their sort keys begin. */
  readonly wakingRows: string
  /** Of the metrics that the functions write. */
  readonly namespace: string
  /** Where the code lies, from the emitted files. */
  readonly code: string
}

export interface DeployedBusRule {
  readonly description: string
  readonly pattern: JsonObject
  /** Whether it asks for events of CloudTrail. */
  readonly ofCloudTrail: boolean
}

export interface DeployedDestination {
  readonly id: string
  readonly permissions: readonly Permission[]
}

export type DeployedSecret =
  | { readonly kept: 'ssm'; readonly path: string }
  | { readonly kept: 'secretsmanager'; readonly name: string }
  | { readonly kept: 'env'; readonly name: string }
