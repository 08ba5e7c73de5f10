/** The folders of a trail's bucket: which of them may hold the events of some Regions and of some time. */
import { DAY } from './duration.ts'

/**
 * The day in a key is the day "the log file was published" (user guide, "Finding your CloudTrail log files"), and "a log file
 * delivered at a specific time can contain records written at any point before that time" ("CloudTrail log file name format").
 * "Typically within an average of about 5 minutes", so a day more is looked at than was asked for. What a trail that could not
 * write delivered later still ("for 30 days") is found when more days are named, or no end.
 */
export const LATE_DAYS = 1

/** The first and the last day that S3's folders and Athena's dates can name. */
const [FIRST, LAST] = [Date.parse('0001-01-01T00:00:00Z'), Date.parse('9999-12-31T00:00:00Z')]

/** @param time milliseconds @returns `2026/03/04` */
export const dayFolder = (time: number): string =>
  new Date(Math.min(Math.max(time, FIRST), LAST)).toISOString().slice(0, 10).replaceAll('-', '/')

/** The last folder that may hold an event from before `to` (milliseconds). */
export const lastDayFolder = (to: number, lateDays = LATE_DAYS): string => dayFolder(to - 1 + lateDays * DAY)

/**
 * Where events of global services are said to have happened, in each partition. Since November 22, 2021 those of IAM, STS and
 * CloudFront "are recorded in the Region in which they were created", us-east-1 (user guide, "Global service events"); older ones,
 * and those of a trail of one Region, may lie in the folder of any other.
 */
const GLOBAL = new Set(['us-east-1', 'us-gov-west-1', 'cn-north-1', 'cn-northwest-1'])

/** The Regions whose folders hold all events of these; undefined when any folder may, as when an event names no Region. */
export const regionFolders = (regions: readonly string[] | undefined): readonly string[] | undefined =>
  regions?.some((region) => region === '' || GLOBAL.has(region)) ? undefined : regions
