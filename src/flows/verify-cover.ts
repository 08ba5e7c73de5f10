/** What digest files leave open: files that none of them lists, and times and places that none of them covers. */
import { readLogName } from '../cloudtrail/digest.ts'
import type { EventScope } from '../core/scan.ts'
import type { VerifyFault } from '../core/verify.ts'
import { MINUTE } from '../notation/duration.ts'
import { baseOf, type ChainResult } from './verify.ts'

/** The name of a log has the minute of its writing; the digest that lists it may be the next one. */
const MARGIN = 30 * MINUTE

/** Files that are there and that no digest lists: added, unless there is no proven digest for their time. */
export const unlisted = (results: readonly ChainResult[], logs: readonly string[], scope: EventScope) => {
  const listed = new Set(results.flatMap((result) => result.listed))
  const byPlace = new Map<string, ChainResult[]>()
  for (const result of results) {
    const id = `${result.chain.account} ${result.chain.region}`
    byPlace.set(id, [...(byPlace.get(id) ?? []), result])
  }
  const faults: VerifyFault[] = []
  const uncovered: string[] = []
  for (const file of logs) {
    if (listed.has(baseOf(file))) continue
    const says = readLogName(file)
    if (!says) {
      uncovered.push(file)
      continue
    }
    if (!isPlace(says, scope) || says.time < (scope.from ?? -Infinity) || says.time >= (scope.to ?? Infinity)) continue
    const chain = byPlace
      .get(`${says.account} ${says.region}`)
      ?.find(({ chain: { periods } }) =>
        periods.some(({ from, to }) => Date.parse(from) < says.time && says.time + MARGIN < Date.parse(to)),
      )
    if (!chain) uncovered.push(file)
    else {
      const time = isoOf(says.time)
      faults.push({
        ...placeOfChain(chain),
        kind: 'log-unlisted',
        checked: true,
        file,
        since: time,
        until: time,
        detail: 'no digest lists it: it was added, or another trail wrote it whose digests are not here',
      })
    }
  }
  return { faults, uncovered }
}

/** What was asked for, and no proven digest covers. */
export const uncoveredParts = (
  results: readonly ChainResult[],
  { from, to, accounts, regions }: EventScope,
): readonly VerifyFault[] => {
  const gap = (place: DigestChain, since: string, until: string, file: string): VerifyFault => ({
    ...place,
    kind: 'gap',
    checked: true,
    file,
    since,
    until,
    detail: 'no proven digest covers this part of what was asked for',
  })
  const of = (name: 'account' | 'region', asked: readonly string[] = []) =>
    asked
      .filter((one) => !results.some(({ chain }) => chain[name] === one))
      .map((one) => gap({ account: '', region: '', trail: '', [name]: one }, '', '', `no digest of ${one}`))
  return [
    ...of('account', accounts),
    ...of('region', regions),
    ...results.flatMap((result) => {
      const [first, last] = [result.chain.periods[0], result.chain.periods.at(-1)]
      if (!first || !last || result.chain.backfill) return []
      const place = placeOfChain(result)
      return [
        ...(from !== undefined && Date.parse(first.from) > from
          ? [gap(place, isoOf(from), first.from, 'before the oldest digest')]
          : []),
        ...(to !== undefined && Date.parse(last.to) < to
          ? [gap(place, last.to, isoOf(to), 'after the newest digest')]
          : []),
      ]
    }),
  ]
}

type DigestChain = Pick<VerifyFault, 'account' | 'region' | 'trail'>
const placeOfChain = ({ chain: { account, region, trail } }: ChainResult): DigestChain => ({ account, region, trail })
const isoOf = (time: number): string => new Date(time).toISOString().replace('.000', '')

export const isPlace = (
  { account, region }: { account: string; region: string },
  { accounts, regions }: EventScope,
): boolean => (accounts?.includes(account) ?? true) && (regions?.includes(region) ?? true)
