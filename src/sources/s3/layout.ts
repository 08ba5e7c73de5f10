/** The folders that CloudTrail makes in a bucket: what lies below a prefix, and how far it has to be listed. */
import type { EventScope } from '../../core/scan.ts'
import { dayFolder, lastDayFolder } from '../../notation/log-folder.ts'
import { notALog } from '../notification.ts'

/** How to list a prefix. */
export type ListingStep =
  /** Everything below it, in one go. */
  | { readonly kind: 'flat'; readonly prefix: string; readonly startAfter?: string | undefined }
  /** One level: `child` says what becomes of each folder. */
  | { readonly kind: 'level'; readonly prefix: string; readonly child: (name: string) => FolderVerdict }

/** `out`: not asked about. Otherwise a folder that holds no logs, by its kind. */
export type FolderVerdict = 'visit' | 'out' | { readonly skipped: string }

/** Bucket prefix / AWSLogs / organisation / account / service / Region / year / month / day (user guide, "Finding your CloudTrail log files"). */
const LAYOUT =
  /(?:^|\/)AWSLogs\/(?:o-[a-z0-9]+\/)?(?:(\d{12})\/(?:([^/]+)\/(?:([a-z0-9-]+)\/(?:(\d{4}\/\d\d\/\d\d)\/)?)?)?)?/
/** Folders of logs have names that begin so; digests and insights have their own. */
const LOGS = /^CloudTrail/
const NO_LOGS: Readonly<Record<string, string>> = {
  'CloudTrail-Digest': 'digest folder',
  'CloudTrail-Insight': 'insight folder',
}

export const stepOf = (prefix: string, scope: EventScope): ListingStep => {
  const found = LAYOUT.exec(prefix)
  const [whole = '', account, service, region] = found ?? []
  const level = (child: (name: string) => FolderVerdict): ListingStep => ({ kind: 'level', prefix, child })
  // A name that is cut short ("AWSLogs/1234") is completed by a listing of its level.
  const isComplete = found !== null && found.index + whole.length === prefix.length
  if (region !== undefined && service !== undefined && LOGS.test(service)) return flat(prefix, scope)
  if (service !== undefined) return isComplete && LOGS.test(service) ? level(regionChild(scope)) : flatOf(prefix)
  if (account !== undefined) return level(serviceChild)
  if (found === null) return level(() => 'visit')
  return prefix.slice(found.index + whole.length).includes('/') ? flatOf(prefix) : level(accountChild(scope))
}

const flatOf = (prefix: string): ListingStep => ({ kind: 'flat', prefix })

/** Keys sort by day, so that the first one of a time can be named. */
const flat = (prefix: string, { from }: EventScope): ListingStep => {
  const region = regionOf(prefix)
  return {
    kind: 'flat',
    prefix,
    startAfter: from === undefined || region === undefined ? undefined : region + dayFolder(from),
  }
}

/** The prefix up to its Region, when it goes so far. */
export const regionOf = (prefix: string): string | undefined =>
  /^(?:.*\/)?AWSLogs\/(?:o-[a-z0-9]+\/)?\d{12}\/[^/]+\/[a-z0-9-]+\//s.exec(prefix)?.[0]

const accountChild =
  ({ accounts }: EventScope) =>
  (name: string): FolderVerdict =>
    /^\d{12}$/.test(name) && accounts && !accounts.includes(name) ? 'out' : 'visit'

const serviceChild = (name: string): FolderVerdict => {
  const skipped = NO_LOGS[name]
  if (skipped !== undefined) return { skipped }
  return LOGS.test(name) ? 'visit' : { skipped: 'other folder' }
}

/** Events of global services from before November 22, 2021 may lie elsewhere too (see `regionFolders`): a listing does not look for them. */
const regionChild =
  ({ regions }: EventScope) =>
  (name: string): FolderVerdict =>
    /^[a-z0-9-]+$/.test(name) && regions && !regions.includes(name) ? 'out' : 'visit'

/** What becomes of an object. `end`: neither it nor any later key of its Region was asked about. */
export type KeyVerdict = 'log' | 'out' | 'end' | { readonly skipped: string }

/**
 * The same for one key, wherever it was listed. Keys outside the layout are all wanted: nothing is known of them. In a
 * Region's folder, what has no day is not looked at when days were asked for.
 */
export const keyVerdictOf = (key: string, { from, to, accounts, regions, lateDays }: EventScope): KeyVerdict => {
  const [, account, service, region, day] = LAYOUT.exec(key) ?? []
  if (account !== undefined && accounts && !accounts.includes(account)) return 'out'
  if (service !== undefined && !LOGS.test(service)) return { skipped: 'other file' }
  const other = notALog(key)
  if (other !== undefined) return { skipped: other }
  if (region === undefined) return 'log'
  if (regions && !regions.includes(region)) return 'out'
  if (day === undefined) return from === undefined && to === undefined ? 'log' : 'out'
  if (from !== undefined && day < dayFolder(from)) return 'out'
  return to !== undefined && day > lastDayFolder(to, lateDays) ? 'end' : 'log'
}
