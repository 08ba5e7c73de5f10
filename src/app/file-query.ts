/** A hunt straight over log files: each round inflates every file once, searches its bytes, and parses only what it finds. */
import { readFileSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { newByteSearch } from '../cloudtrail/byte-search.ts'
import { findRecords } from '../cloudtrail/find-records.ts'
import type { Coverage, CoveredPeriod, EventQuery, Filter, FoundRecord } from '../core/event-query.ts'
import type { Failure } from '../core/scan.ts'
import { reasonOf } from '../sources/files.ts'

export interface QueryFiles {
  readonly files: readonly string[]
  /** What went wrong while the files were looked for. */
  readonly failures: readonly Failure[]
  /** As stored. @throws Error with a reason for people. */
  read(file: string): Promise<Buffer>
}

export const readLocal = async (file: string): Promise<Buffer> => readFileSync(file)

export const fileQuery = (inputs: QueryFiles, onFile: (files: number, bytes: number) => void): EventQuery => {
  const hours = new Set<string>()
  const failures = new Map<string, string>(inputs.failures.map(({ file, reason }) => [file, reason]))
  let records = 0
  let looked = false
  return {
    async *query(filter, signal) {
      const patterns = patternsOf(filter)
      const search = patterns && newByteSearch(patterns)
      const first = !looked
      looked = true
      let done = 0
      for (const file of inputs.files) {
        await setImmediate()
        if (signal?.aborted) return
        const batch: FoundRecord[] = []
        try {
          const bytes = await inputs.read(file)
          const hour = first ? hourOfName(file) : undefined
          if (hour !== undefined) hours.add(hour)
          const found = findRecords(bytes, search, first && hour === undefined, (record) =>
            batch.push({ record, file }),
          )
          if (first) {
            records += found.records
            for (const seen of found.hours) hours.add(seen)
            for (const reason of found.failures) failures.set(file, reason)
          }
          onFile(++done, bytes.length)
        } catch (error) {
          failures.set(file, reasonOf(error))
        }
        if (batch.length > 0) yield batch
      }
    },
    coverage: async (): Promise<Coverage> => ({
      records,
      files: inputs.files.length,
      failures: [...failures].map(([file, reason]) => ({ file, reason })),
      periods: periodsOf(hours),
    }),
  }
}

/** `<account>_CloudTrail_<Region>_<YYYYMMDDTHHmmZ>_<random>.json.gz` (CloudTrail user guide, "CloudTrail log file name format"). */
const hourOfName = (file: string): string | undefined => {
  const found = /(\d{12})_CloudTrail_([\w-]+)_(\d{4})(\d\d)(\d\d)T(\d\d)\d\dZ_[^/\\]*$/.exec(file)
  return found ? `${found[1]} ${found[2]} ${found[3]}-${found[4]}-${found[5]}T${found[6]}` : undefined
}

const periodsOf = (hours: ReadonlySet<string>): readonly CoveredPeriod[] => {
  const periods = new Map<string, string[]>()
  for (const entry of [...hours].sort()) {
    const cut = entry.lastIndexOf(' ')
    const place = entry.slice(0, cut)
    periods.set(place, [...(periods.get(place) ?? []), entry.slice(cut + 1)])
  }
  return [...periods].map(([place, list]) => {
    const [account = '', region = ''] = place.split(' ')
    return { account, region, hours: list }
  })
}

/** Texts of which every matching record holds one; undefined when there are no such texts. */
const patternsOf = ({ any }: Filter): readonly Buffer[] | undefined => {
  const networks = any.networks.map(beginningOf)
  if (networks.includes(undefined)) return undefined
  const whole = (value: string): string => `"${inJson(value)}"`
  const texts = [
    ...any.keys.map(inJson),
    ...any.addresses.map(whole),
    ...(networks as string[]),
    ...any.principals.map((arn) => inJson(arn.endsWith('*') ? arn.slice(0, -1) : arn)),
    ...any.users.map(whole),
    // The role stands by itself, or in the ARN of its session.
    ...any.roles.flatMap((role) => [whole(role), `/${inJson(role)}/`]),
    ...any.callers.map(whole),
    ...any.aboutUsers.map(whole),
    ...any.aboutRoles.map(whole),
    ...any.events.map(inJson),
    ...any.mentions.map(inJson),
  ]
  // One byte or none would be found everywhere.
  if (texts.some((text) => Buffer.byteLength(text) < 2)) return undefined
  return [...new Set(texts)].map((text) => Buffer.from(text))
}

const inJson = (value: string): string => JSON.stringify(value).slice(1, -1)

/** What the addresses of a range begin with, as far as its octets are whole. */
const beginningOf = (range: string): string | undefined => {
  const [address = '', length = '32'] = range.split('/')
  const octets = address.split('.')
  const whole = Math.floor(Number(length) / 8)
  if (octets.length !== 4 || !(whole >= 1)) return undefined
  return whole === 4 ? `"${address}"` : `"${octets.slice(0, whole).join('.')}.`
}
