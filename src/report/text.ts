/** Findings and the summary of a scan as text for people. */

import type { Finding } from '../core/finding.ts'
import { isStaged, LEVELS, type Level } from '../core/rule.ts'
import type { ScanSummary } from '../core/scan.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../notation/duration.ts'
import type { Colors } from './colors.ts'
import { defineFormat } from './format.ts'
import { jsonLine, oneLine } from './terminal.ts'

const INDENT = ' '.repeat(10)
const MAX_FAILURES = 20

export interface FindingsReport {
  /** By time. */
  readonly findings: readonly Finding[]
  readonly techniqueName: TechniqueName
}

export const findingsText = defineFormat({
  name: 'text',
  title: 'a few lines each: the same rule, account and principal once',
  render: function* ({ findings, techniqueName }: FindingsReport, { colors, width }) {
    for (const one of foldFindings(findings)) yield renderFinding(one, colors, width, techniqueName)
  },
})

export const findingsJsonl = defineFormat({
  name: 'jsonl',
  title: 'one finding a line, as JSON',
  render: function* ({ findings }: FindingsReport) {
    for (const finding of findings) yield jsonLine(finding)
  },
})

/** The same rule, account and principal told once. */
export interface FoldedFinding {
  readonly last: Finding
  readonly firstTime: string
  readonly count: number
}

/**
 * Folds findings of one rule by one principal in one account into one; the newest comes last. What only informs comes
 * before all else, one for each rule.
 */
export const foldFindings = (findings: Iterable<Finding>): readonly FoldedFinding[] => {
  const folded = new Map<string, FoldedFinding>()
  for (const finding of findings) {
    const { rule, level, event, principal } = finding
    const actor = [event.accountId, principal.kind, principal.identity, family(principal.session), finding.group]
    const key = JSON.stringify(level === 'informational' ? [rule.id] : [rule.id, ...actor])
    const known = folded.get(key)
    folded.delete(key)
    folded.set(key, { last: finding, firstTime: known?.firstTime ?? event.time, count: (known?.count ?? 0) + 1 })
  }
  const all = [...folded.values()]
  return [...all.filter(onlyInforms), ...all.filter((one) => !onlyInforms(one))]
}

const onlyInforms = ({ last }: FoldedFinding): boolean => last.level === 'informational'

/** Sessions that differ only in a number or an instance id are one principal to a reader: build 4711 and build 4712. */
const family = (session: string | null): string | undefined =>
  session?.replace(/^i-[0-9a-f]+$/, 'i-').replace(/\d+/g, '#')

/** What a technique of ATT&CK is called. */
export type TechniqueName = (id: string) => string | undefined

export const renderFinding = (
  folded: FoldedFinding,
  colors: Colors,
  width: number,
  techniqueName: TechniqueName = () => undefined,
): string => {
  const { last, firstTime, count } = folded
  const { rule, event } = last
  const staged = isStaged(rule)
  const title = oneLine(rule.title, 120) + (count > 1 ? `  ×${count}` : '') + (staged ? '  staged' : '')
  const when = `${firstTime === event.time ? '' : `${clock(firstTime)} – `}${clock(event.time, firstTime)} UTC`
  const gap = ' '.repeat(Math.max(2, width - INDENT.length - title.length - when.length))
  const isSaid = event.errorCode === null || last.message.includes(event.errorCode)
  const outcome = isSaid ? '' : `  ${oneLine(event.errorCode ?? '', 60)}`
  const isAnnotated = last.annotation !== null && last.annotation !== true
  const details = [
    ...wrap(`${count > 1 && onlyInforms(folded) ? 'last: ' : ''}${oneLine(last.message)}${outcome}`, width),
    ...(isAnnotated ? wrap(oneLine(asText(last.annotation)), width) : []),
    ...(onlyInforms(folded)
      ? []
      : [...wrap(where(last), width), ...wrap(proof(last, techniqueName), width)].map(colors.dim)),
  ]
  const head = `${paintLevel(last.level, colors)}${staged ? title : colors.bold(title)}${gap}${colors.dim(when)}`
  const lines = [head, ...details.map((line) => INDENT + line)]
  return `${(staged ? lines.map(colors.dim) : lines).join('\n')}\n`
}

/** Lines that fit beside the indent; a word that is longer than a line stays whole, so that it can be copied. */
const wrap = (text: string, width: number): readonly string[] => {
  const room = width - INDENT.length
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= room) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}

export const renderSummary = (summary: ScanSummary, colors: Colors, width: number, performance: string): string => {
  const counts = [...LEVELS]
    .reverse()
    .filter((level) => summary.levels[level] > 0)
    .map((level) => paintCount(level, summary.levels[level], colors))
  if (summary.staged > 0) counts.push(colors.dim(`${number(summary.staged)} staged`))
  const lines = [
    colors.dim('─'.repeat(width)),
    `  ${
      counts.length > 0
        ? `${counts.join('  ')}        in ${plural(summary.principals, 'principal')}, ${plural(summary.accounts, 'account')}`
        : summary.files + summary.failures.length === 0 && !summary.interrupted
          ? 'no logs there: nothing is named like one (.json, .jsonl, .ndjson, .gz)'
          : `nothing matched: ${plural(summary.rules, 'rule')} looked at ${plural(summary.evaluated, 'record')} in ${plural(summary.files, 'file')}`
    }`,
    reconciliation(summary),
    `  ${performance}          rules that read every record: ${nameSome(summary.readEverything)}`,
  ]
  lines.push(...troubles(summary, colors))
  return `${lines.join('\n')}\n`
}

/** Where every record is: the counts of a scan add up. */
export const reconciliation = ({ records, evaluated, skipped, failed }: ScanSummary): string =>
  `  records ${number(records)} = evaluated ${number(evaluated)} + skipped ${number(total(skipped))}${kinds(skipped)} + failed ${number(failed)}`

/** What went wrong, and what was not read. */
export const troubles = (summary: ScanSummary, colors: Colors): readonly string[] => {
  const lines: string[] = []
  for (const { rule, count, example } of summary.ruleErrors)
    lines.push(
      colors.yellow(`  rule "${oneLine(rule, 80)}" failed on ${plural(count, 'record')}: ${oneLine(example, 160)}`),
    )
  for (const { file, reason } of summary.failures.slice(0, MAX_FAILURES))
    lines.push(colors.red(`  failed  ${oneLine(file, 200)}: ${oneLine(reason, 200)}`))
  if (summary.failures.length > MAX_FAILURES)
    lines.push(colors.red(`  ... and ${number(summary.failures.length - MAX_FAILURES)} more failures`))
  if (summary.interrupted) lines.push(colors.yellow(`  interrupted: ${plural(summary.filesLeft, 'file')} not read`))
  return lines
}

/** `1,234,567`; by hand, because asking the locale costs 12 ms at start. */
export const number = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',')

export const plural = (count: number, noun: string): string => `${number(count)} ${noun}${count === 1 ? '' : 's'}`

/** `2 h`, `3 d`: the largest unit that is whole at least once. */
export const span = (milliseconds: number): string => {
  const [unit, size] = (
    [
      ['d', DAY],
      ['h', HOUR],
      ['min', MINUTE],
    ] as const
  ).find(([, length]) => milliseconds >= length) ?? ['s', SECOND]
  return `${Math.max(1, Math.round(milliseconds / size))} ${unit}`
}

const where = ({ event, sourceIp, tool, context: { account, network, place } }: Finding): string => {
  const id = oneLine(event.accountId || 'an unknown account', 40)
  const known = [network.name, place.city, place.country].filter((word) => word !== null)
  const from = known.length > 0 ? ` (${known.map((word) => oneLine(word, 60)).join(', ')})` : ''
  return [
    `in ${account.name === null ? id : `${oneLine(account.name, 60)} (${id})`} ${oneLine(event.region, 40)}`.trimEnd(),
    ...(sourceIp ? [`from ${oneLine(sourceIp, 80)}${from}`] : []),
    ...(tool ? [oneLine(tool, 80)] : []),
  ].join(', ')
}

const proof = ({ rule, level, eventIds, group, context }: Finding, techniqueName: TechniqueName): string =>
  [
    ...(level === rule.level ? [] : [`${rule.level} by the rule, ${level} in ${context.account.environment}`]),
    ...techniques(rule.tags, techniqueName),
    ...(group
      ? [
          Object.entries(group)
            .map(([field, value]) => `${field} ${asText(value)}`)
            .join(', '),
        ]
      : []),
    eventIds.length === 0
      ? 'an event without an id'
      : eventIds.length === 1
        ? `event ${eventIds[0]}`
        : `${plural(eventIds.length, 'event')}, first ${eventIds[0]}`,
  ]
    .map((part) => oneLine(part, 200))
    .join(' · ')

const techniques = (tags: readonly string[], nameOf: TechniqueName): readonly string[] => {
  const ids = tags.flatMap((tag) => (/^attack\.t\d/i.test(tag) ? [tag.slice('attack.'.length).toUpperCase()] : []))
  const named = ids.map((id) => `${id} ${nameOf(id) ?? ''}`.trimEnd())
  return ids.length > 0 ? [`ATT&CK ${named.join(', ')}`] : []
}

const LEVEL_NAMES: Readonly<Record<Level, string>> = {
  critical: 'CRITICAL',
  high: 'HIGH',
  medium: 'MEDIUM',
  low: 'LOW',
  informational: 'INFO',
}

export const paint = (level: Level, colors: Colors): ((text: string) => string) =>
  ({
    critical: (text: string) => colors.bold(colors.red(text)),
    high: colors.red,
    medium: colors.yellow,
    low: colors.cyan,
    informational: colors.dim,
  })[level]

export const paintLevel = (level: Level, colors: Colors): string =>
  paint(level, colors)(LEVEL_NAMES[level].padEnd(INDENT.length))

const paintCount = (level: Level, count: number, colors: Colors): string =>
  paint(level, colors)(`${number(count)} ${level === 'informational' ? 'info' : level}`)

/** `2026-03-04 02:14:09`, or the time of day alone when it is a later time of the same day as `after`. */
export const clock = (time: string, after = ''): string => {
  const [, day = '', hour = ''] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)/.exec(time) ?? []
  if (day === '') return oneLine(time, 40) || 'no time'
  return after !== time && after.startsWith(day) ? hour : `${day} ${hour}`
}

const total = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0)

const kinds = (counts: Readonly<Record<string, number>>): string => {
  const named = Object.entries(counts)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([kind, count]) => `${kind} ${number(count)}`)
  return named.length > 0 ? ` (${named.join(', ')})` : ''
}

const nameSome = (titles: readonly string[]): string =>
  titles.length === 0
    ? 'none'
    : titles.length <= 3
      ? titles.map((title) => oneLine(title, 60)).join(', ')
      : `${titles.length} (tattletrail rules lint names them)`

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
