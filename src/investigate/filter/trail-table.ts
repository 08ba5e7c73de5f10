/** The table of a trail in Athena, as statements name it, and the partitions of it that they read. */
import type { EventScope } from '../../core/scan.ts'
import { UsageError } from '../../core/usage-error.ts'
import { dayFolder, lastDayFolder, regionFolders } from '../../notation/log-folder.ts'
import { quote } from './sql.ts'

/** What `athena ddl` makes when nobody names it. */
export const TRAIL_TABLE = 'cloudtrail_logs'

/**
 * Names are quoted with backticks in statements that define, and with quotes in those that ask.
 * @param name `table` or `database.table` @throws UsageError for a name that Athena would not take
 */
export const tableName = (name: string, mark: '`' | '"'): string => {
  const parts = name.split('.')
  if (parts.length > 2 || parts.some((part) => !/^\w{1,128}$/.test(part)))
    throw new UsageError(`${name}: expected table or database.table, of letters, digits and _`)
  return parts.map((part) => `${mark}${part}${mark}`).join('.')
}

/** Conditions that hold for the partitions that can hold what is asked for. What is no time narrows nothing. */
export const partitionSql = ({
  from = '',
  to = '',
  accounts,
  regions,
  lateDays,
}: EventScope<string>): readonly string[] => {
  const [start, end] = [Date.parse(from), Date.parse(to)]
  const folders = regionFolders(regions)
  return [
    ...(Number.isNaN(start) ? [] : [`"timestamp" >= ${quote(dayFolder(start))}`]),
    ...(Number.isNaN(end) ? [] : [`"timestamp" <= ${quote(lastDayFolder(end, lateDays))}`]),
    ...(accounts ? [`account IN (${accounts.map(quote).join(', ')})`] : []),
    ...(folders ? [`region IN (${folders.map(quote).join(', ')})`] : []),
  ]
}
