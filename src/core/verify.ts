/** VerifyReport: what digest files prove about logs, and what they do not. */
import type { FailedInput } from './scan.ts'

export type VerifyFaultKind =
  | 'log-modified'
  | 'log-missing'
  | 'log-unlisted'
  | 'digest-modified'
  | 'digest-broken'
  | 'digest-missing'
  | 'digest-moved'
  | 'digest-order'
  | 'signature-invalid'
  | 'gap'
  | 'no-key'
  | 'no-signature'
  | 'unreadable'

/** Nothing was found to be wrong; it could not be looked at. */
export const NOT_CHECKED: ReadonlySet<VerifyFaultKind> = new Set(['no-key', 'no-signature', 'unreadable'])

export interface VerifyFault {
  readonly kind: VerifyFaultKind
  /** False: it could not be checked. */
  readonly checked: boolean
  readonly file: string
  readonly account: string
  readonly region: string
  readonly trail: string
  /** The period that it is about, as digests say it; empty when unknown. */
  readonly since: string
  readonly until: string
  readonly detail: string
}

/** The digests of one account, Region and trail; late logs have a chain of their own. */
export interface VerifiedChain {
  readonly account: string
  readonly region: string
  readonly trail: string
  readonly backfill: boolean
  readonly digests: number
  readonly validDigests: number
  readonly logs: number
  readonly validLogs: number
  /** What the proven digests cover, without a break. */
  readonly periods: readonly { readonly from: string; readonly to: string }[]
  /** The digest that the oldest one names as the one before: what was handed over begins in the middle of a chain. */
  readonly before: string | null
}

export interface VerifyReport {
  readonly chains: readonly VerifiedChain[]
  readonly faults: readonly VerifyFault[]
  /** Names of the logs that are proven unchanged. */
  readonly verified: readonly string[]
  /** Files that no digest speaks of: logs at times for which there is none, and what is not named as a log. Nothing is known of them. */
  readonly uncovered: readonly string[]
  /** What else could not be found or read. */
  readonly failures: readonly FailedInput[]
  readonly interrupted: boolean
}
