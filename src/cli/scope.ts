/** The options that narrow which events count: `--from`, `--to`, `--account`, `--region`. */
import type { Scope } from '../app/engine.ts'

export interface ScopeOptions {
  readonly from?: string
  readonly to?: string
  readonly account?: readonly string[]
  readonly region?: readonly string[]
}

/** Bad usage: the message is all that a person needs. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** @throws UsageError */
export const readScope = ({ from, to, account, region }: ScopeOptions): Scope => {
  for (const id of account ?? [])
    if (!/^\d{12}$/.test(id)) throw new UsageError(`--account ${id}: an account id has twelve digits`)
  return {
    ...(from === undefined ? {} : { from: readTime('--from', from) }),
    ...(to === undefined ? {} : { to: readTime('--to', to) }),
    ...(account ? { accounts: account } : {}),
    ...(region ? { regions: region } : {}),
  }
}

/** ISO 8601 in, milliseconds out; without a zone it is UTC, as CloudTrail's own times are. */
const readTime = (option: string, value: string): number => {
  const found = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)(Z|[+-]\d\d:\d\d)?)?$/.exec(value)
  const time = found
    ? Date.parse(found[2] ? `${found[1]}T${found[2]}${found[3] ?? 'Z'}` : `${found[1]}T00:00:00Z`)
    : Number.NaN
  if (Number.isNaN(time))
    throw new UsageError(`${option} ${value}: expected a day or a time, for example 2026-03-04 or 2026-03-04T02:00:00Z`)
  return time
}
