/** The port of a hunt: one Filter in, the records that match out, whatever holds them (files, a lake, Athena). */
import type { JsonObject } from './json.ts'
import type { EventScope, FailedInput } from './scan.ts'

/**
 * A record matches when any of the lists under `any` names it, and all of `within` holds.
 * Texts are compared exactly, case included, unless a list says otherwise.
 */
export interface Filter {
  readonly any: {
    /** `userIdentity.accessKeyId`. */
    readonly keys: readonly string[]
    /** `sourceIPAddress`. */
    readonly addresses: readonly string[]
    /** `sourceIPAddress` in one of these ranges, for example `192.0.2.0/24`. */
    readonly networks: readonly string[]
    /** `userIdentity.arn`; a name that ends in `*` asks for what begins so. */
    readonly principals: readonly string[]
    /** `userIdentity.userName`. */
    readonly users: readonly string[]
    /** `userIdentity.sessionContext.sessionIssuer.userName`, or the role's name in the ARN of an assumed role. */
    readonly roles: readonly string[]
    /** `userIdentity.accountId`. */
    readonly callers: readonly string[]
    /** `requestParameters.userName`: calls about a user. */
    readonly aboutUsers: readonly string[]
    /** `requestParameters.roleName`: calls about a role. */
    readonly aboutRoles: readonly string[]
    /** `eventID` or `sharedEventID`. */
    readonly events: readonly string[]
    /**
     * The value occurs in some text of the record (a key's id in an answer, a role in a request, an instance among the
     * resources) that is not an id of the record itself (top-level `eventID`, `sharedEventID`, `requestID`: they name no
     * entity) nor in `userIdentity.inScopeOf` (it says for whom the caller's credentials were made: who called, not what
     * was called about), and no letter, digit, `-` or `_` stands right before or behind it.
     */
    readonly mentions: readonly string[]
  }
  /** Times are ISO 8601, UTC. Accounts: `recipientAccountId`, else `userIdentity.accountId`; Regions: `awsRegion`. */
  readonly within: EventScope<string>
}

export interface FoundRecord {
  readonly record: JsonObject
  /** The input that held it, for people. */
  readonly file: string
}

export interface EventQuery {
  /**
   * One pass over the data. Every matching record comes at least once, in any order; more records than match may come,
   * for the caller tests each again.
   */
  query(filter: Filter, signal?: AbortSignal): AsyncIterable<readonly FoundRecord[]>
  /** What there is to look at; known after the first query at the latest. */
  coverage(): Promise<Coverage>
}

export interface Coverage {
  /** Records in all. */
  readonly records: number
  readonly files: number
  /** What could not be read: the case is then partial. */
  readonly failures: readonly FailedInput[]
  readonly periods: readonly CoveredPeriod[]
}

/** The hours of one account and Region for which there are logs. */
export interface CoveredPeriod {
  readonly account: string
  readonly region: string
  /** Sorted, as `2026-03-04T02`. */
  readonly hours: readonly string[]
}
