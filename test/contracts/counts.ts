/** What a message says of how many findings it stands for, and of which: every number must agree. */
import type { Message } from '../../src/core/destination.ts'
import type { Json } from '../../src/core/json.ts'
import { alertOf, MARK, stormOf } from './messages.ts'

/** What an alert may stand for: nobody needs to count, a handful, more than is listed, more than the alert keeps. */
export const SIZES: readonly (readonly [string, Message])[] = [1, 3, 30, 3_000].flatMap((count) => [
  ...(['first', 'new-findings', 'level-raised', 'resolved'] as const).map(
    (reason) => [`${reason}, of ${count}`, alertOf(count, reason)] as const,
  ),
  [`storm of ${count}`, stormOf(count)] as const,
])

/** How often it was seen, alerts of a storm, the count in JSON. */
const COUNTS = /×([\d,]+) since|\b([\d,]+) alerts? at once|"count":\s?"?(\d+)/g
const LEFT_OUT = /\band ([\d,]+) more\b/g

/** What is wrong with the numbers in a message, and with what it lists. */
export const countFaults = (part: Json, { alert, reason }: Message): readonly string[] => {
  // JSON inside JSON reads as it does outside, and a line break is a space.
  const text = JSON.stringify(part).replace(/\\+n/g, ' ').replaceAll('\\', '')
  const numbersOf = (pattern: RegExp): readonly number[] => [
    ...new Set([...text.matchAll(pattern)].map((found) => Number(found.slice(1).find(Boolean)?.replaceAll(',', '')))),
  ]
  const said = numbersOf(COUNTS)
  const listed = numbersOf(MARK)
  const left = numbersOf(LEFT_OUT)
  const last = Number([...(alert.findings.at(-1)?.message ?? '').matchAll(MARK)][0]?.[1])
  const isForPrograms = /"(?:findings|events)":\s?\[/.test(text)
  return [
    ...said.filter((count) => count !== alert.count).map((count) => `says ${count} of ${alert.count}`),
    ...(said.length > 0 || (alert.count === 1 && reason !== 'storm') ? [] : ['does not say how many']),
    ...(reason !== 'storm' || text.includes(alert.rule.title)
      ? []
      : ['does not say how many findings its alerts have']),
    ...(left.length > 1 ? [`leaves out ${left.join(' and ')}`] : []),
    ...(isForPrograms || listed.length + (left[0] ?? 0) === alert.count
      ? []
      : [`lists ${listed.length}, leaves out ${left[0] ?? 0} of ${alert.count}`]),
    ...(listed.includes(0) && (listed.includes(last) || reason === 'storm')
      ? []
      : ['neither first nor latest is listed']),
  ]
}
