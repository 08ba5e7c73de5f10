/** The options that narrow which events count: `--from`, `--to`, `--late-days`, `--account`, `--region`. */
import type { EventScope } from '../core/scan.ts'
import { UsageError } from '../core/usage-error.ts'
import type { Options, OptionValues } from './command.ts'
import { list, text, whole } from './kinds.ts'

export const scopeOptions = {
  from: {
    takes: text('time'),
    about: 'only events at or after this time (2026-03-04 or 2026-03-04T02:00:00Z)',
  },
  to: { takes: text('time'), about: 'only events before this time' },
  lateDays: { takes: whole('n'), about: 'with --to: look at logs that were delivered so many days later (default: 1)' },
  account: { takes: list(text('id')), about: 'only events of these accounts (repeatable, or with commas)' },
  region: { takes: list(text('name')), about: 'only events of these regions (repeatable, or with commas)' },
} as const satisfies Options

/** @throws UsageError */
export const readScope = ({ from, to, lateDays, account, region }: OptionValues<typeof scopeOptions>): EventScope => {
  for (const id of account)
    if (!/^\d{12}$/.test(id)) throw new UsageError(`--account ${id}: an account id has twelve digits`)
  for (const name of region)
    if (!/^[a-z0-9-]+$/.test(name))
      throw new UsageError(`--region ${name}: expected the name of a region, for example eu-west-1`)
  const start = from === undefined ? undefined : readTime('--from', from)
  const end = to === undefined ? undefined : readTime('--to', to)
  if (start !== undefined && end !== undefined && start >= end)
    throw new UsageError(`--from ${from} is not before --to ${to}: nothing lies between them`)
  if (lateDays !== undefined && end === undefined)
    throw new UsageError('--late-days: without --to all logs are looked at, however late')
  return {
    ...(start !== undefined && { from: start }),
    ...(end !== undefined && { to: end }),
    ...(lateDays !== undefined && { lateDays }),
    ...(account.length > 0 && { accounts: account }),
    ...(region.length > 0 && { regions: region }),
  }
}

/** ISO 8601 in, milliseconds out; without a zone it is UTC, as CloudTrail's own times are. */
const readTime = (option: string, value: string): number => {
  const found = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)(Z|[+-]\d\d:\d\d)?)?$/.exec(value)
  const time = found
    ? Date.parse(found[2] ? `${found[1]}T${found[2]}${found[3] ?? 'Z'}` : `${found[1]}T00:00:00Z`)
    : Number.NaN
  if (Number.isNaN(time) || !isDay(found?.[1] ?? ''))
    throw new UsageError(`${option} ${value}: expected a day or a time, for example 2026-03-04 or 2026-03-04T02:00:00Z`)
  return time
}

/** `2026-03-04`; not `2026-02-30`, of which the parser would make March 2. */
export const isDay = (text: string): boolean => {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}
