/** A call of the AWS API as data, in the words of the SDK. */
import type { JsonObject } from '../core/json.ts'

export interface Call {
  /** As `Outside.aws` names it, such as `iam`. */
  readonly service: string
  readonly command: string
  readonly input: JsonObject
  /** Absent: the Region of whoever calls. */
  readonly region?: string
}
