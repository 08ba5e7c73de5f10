/** A hunt straight over log files: each round inflates every file once, searches its bytes, and parses only what it finds. */
import { setImmediate } from 'node:timers/promises'
import { newByteSearch } from '../cloudtrail/byte-search.ts'
import { findRecords } from '../cloudtrail/find-records.ts'
import type { Coverage, CoveredPeriod, EventQuery, Filter, FoundRecord } from '../core/event-query.ts'
import { reasonOf } from '../core/reason.ts'
import type { FailedInput } from '../core/scan.ts'

export interface QueryFiles {
  readonly files: readonly string[]
  /** What went wrong while the files were looked for. */
  readonly failures: readonly FailedInput[]
  /** As stored. @throws Error with a reason for people. */
  read(file: string): Promise<Buffer>
}

export const fileQuery = (inputs: QueryFiles, onFile: (files: number, bytes: number) => void): EventQuery => {
  const hours = new Set<string>()
  /** Each once, though a file is read in each round. */
  const failures = new Map<string, Set<string>>()
  const fail = (file: string, reason: string): void => {
    failures.set(file, (failures.get(file) ?? new Set()).add(reason))
  }
  for (const { file, reason } of inputs.failures) fail(file, reason)
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
          const found = findRecords(bytes, search, first, (record) => batch.push({ record, file }))
          if (first) {
            records += found.records
            for (const seen of found.hours) hours.add(seen)
            for (const reason of found.failures) fail(file, reason)
          }
          onFile(++done, bytes.length)
        } catch (error) {
          fail(file, reasonOf(error))
        }
        if (batch.length > 0) yield batch
      }
    },
    coverage: async (): Promise<Coverage> => ({
      records,
      files: inputs.files.length,
      failures: [...failures].flatMap(([file, reasons]) => [...reasons].map((reason) => ({ file, reason }))),
      periods: periodsOf(hours),
    }),
  }
}

const periodsOf = (hours: ReadonlySet<string>): readonly CoveredPeriod[] => {
  const places = new Map<string, string[]>()
  for (const entry of [...hours].sort()) {
    const cut = entry.lastIndexOf(' ')
    const place = entry.slice(0, cut)
    const list = places.get(place)
    if (list) list.push(entry.slice(cut + 1))
    else places.set(place, [entry.slice(cut + 1)])
  }
  return [...places].map(([place, list]) => {
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
