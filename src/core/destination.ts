/** The port of a destination: where notifications are sent. */
import type { Alert, NotifyReason } from './alert.ts'
import type { Json, JsonObject } from './json.ts'
import type { Permission } from './permission.ts'

/** What a destination sends. */
export interface Message {
  /** The notification's id: the same on every try, for destinations that can tell a repetition. */
  readonly id: string
  readonly reason: NotifyReason
  readonly alert: Alert
  /** What the destination returned for the alert's first message of this episode (Slack's `ts`), if anything. */
  readonly thread: Json
}

export type SendResult =
  | { readonly ok: true; readonly thread?: Json }
  /** `retry: false` ends in the dead letters at once. `retryAfter` in milliseconds. */
  | { readonly ok: false; readonly retry: boolean; readonly reason: string; readonly retryAfter?: number }

export interface HttpRequest {
  readonly url: string
  readonly method?: 'POST' | 'PUT'
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}
export interface HttpResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** At most its first 4 KiB. */
  readonly body: string
}

/** The outside world, handed in: what a destination may use to reach it. */
export interface Outside {
  /** @throws Error when no answer came (refused, reset, timed out). */
  readonly http: (request: HttpRequest) => Promise<HttpResponse>
  /** A reference (`env:`, `file:`, `ssm:`, `secretsmanager:`) or a literal -> its value. */
  readonly secret: (reference: string) => Promise<string>
  /** Calls an AWS service: `aws('sns', 'Publish', input)`. @throws the SDK's error. */
  readonly aws: (service: string, command: string, input: JsonObject, region?: string) => Promise<JsonObject>
  readonly mail: (server: string, mail: JsonObject) => Promise<void>
  /** Appends to a file, or to standard output when the path is `-`. */
  readonly append: (path: string, text: string) => Promise<void>
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/** A destination that a configuration names, with its settings. */
export interface Destination {
  /** With what was left open filled in; secrets are still as written. */
  readonly settings: JsonObject
  /** Sends the record itself: findings must then carry it. */
  readonly needsRecord: boolean
  readonly permissions: readonly Permission[]
  /** The exact payload, without secrets: what `destinations test --print` shows. Pure. */
  readonly render: (message: Message) => Json
  /** Sends what `render` makes of the message. Never throws. */
  readonly send: (message: Message, outside: Outside) => Promise<SendResult>
}
