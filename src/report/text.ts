/** Findings and the summary of a scan as text for people. */
import type pc from 'picocolors'
import type { Finding } from '../core/finding.ts'
import { LEVELS, type Level } from '../core/rule.ts'
import type { ScanSummary } from '../core/scan.ts'
import { oneLine } from './terminal.ts'

type Colors = ReturnType<typeof pc.createColors>

const INDENT = ' '.repeat(10)
const MAX_FAILURES = 20

/** The same rule, account and principal told once. */
export interface Story {
  readonly last: Finding
  readonly firstTime: string
  readonly count: number
}

/**
 * Folds findings of one rule by one principal in one account into one story each; the newest story comes last. What only
 * informs comes before all else, one story a rule.
 */
export const foldStories = (findings: Iterable<Finding>): readonly Story[] => {
  const stories = new Map<string, Story>()
  for (const finding of findings) {
    const { rule, event, principal } = finding
    const actor = [event.accountId, family(principal.arn ?? finding.who), finding.group]
    const key = JSON.stringify(rule.level === 'informational' ? [rule.id] : [rule.id, ...actor])
    const known = stories.get(key)
    stories.delete(key)
    stories.set(key, { last: finding, firstTime: known?.firstTime ?? event.time, count: (known?.count ?? 0) + 1 })
  }
  const all = [...stories.values()]
  return [...all.filter(onlyInforms), ...all.filter((story) => !onlyInforms(story))]
}

const onlyInforms = ({ last }: Story): boolean => last.rule.level === 'informational'

/** Sessions that differ only in a number or an instance id are one principal to a reader: build 4711 and build 4712. */
const family = (principal: string): string => principal.replace(/\/i-[0-9a-f]+$/, '/i-').replace(/\d+(?=[^/]*$)/g, '#')

export const renderStory = (story: Story, colors: Colors, width: number): string => {
  const { last, firstTime, count } = story
  const { rule, event } = last
  const title = oneLine(rule.title, 120) + (count > 1 ? `  ×${count}` : '')
  const when = `${firstTime === event.time ? '' : `${clock(firstTime)} – `}${clock(event.time, firstTime)} UTC`
  const gap = ' '.repeat(Math.max(2, width - INDENT.length - title.length - when.length))
  const isSaid = event.errorCode === null || last.message.includes(event.errorCode)
  const outcome = isSaid ? '' : `  ${oneLine(event.errorCode ?? '', 60)}`
  const isAnnotated = last.annotation !== null && last.annotation !== true
  const details = [
    ...wrap(`${count > 1 && onlyInforms(story) ? 'last: ' : ''}${oneLine(last.message)}${outcome}`, width),
    ...(isAnnotated ? wrap(oneLine(asText(last.annotation)), width) : []),
    ...(onlyInforms(story) ? [] : [...wrap(where(last), width), ...wrap(proof(last), width)].map(colors.dim)),
  ]
  const head = `${paintLevel(rule.level, colors)}${colors.bold(title)}${gap}${colors.dim(when)}`
  return `${[head, ...details.map((line) => INDENT + line)].join('\n')}\n`
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
  const counts = [...LEVELS].reverse().filter((level) => summary.levels[level] > 0)
  const lines = [
    colors.dim('─'.repeat(width)),
    `  ${
      counts.length > 0
        ? `${counts.map((level) => paintCount(level, summary.levels[level], colors)).join('  ')}        in ${plural(summary.principals, 'principal')}, ${plural(summary.accounts, 'account')}`
        : summary.files + summary.failures.length === 0 && !summary.interrupted
          ? 'no logs there: nothing is named like one (.json, .jsonl, .ndjson, .gz)'
          : `nothing matched: ${plural(summary.rules, 'rule')} looked at ${plural(summary.evaluated, 'record')} in ${plural(summary.files, 'file')}`
    }`,
    `  records ${number(summary.records)} = evaluated ${number(summary.evaluated)} + skipped ${number(total(summary.skipped))}${kinds(summary.skipped)} + failed ${number(summary.failed)}`,
    `  ${performance}          rules that read every record: ${nameSome(summary.readEverything)}`,
  ]
  for (const { rule, count, example } of summary.ruleErrors)
    lines.push(
      colors.yellow(`  rule "${oneLine(rule, 80)}" failed on ${plural(count, 'record')}: ${oneLine(example, 160)}`),
    )
  for (const { file, reason } of summary.failures.slice(0, MAX_FAILURES))
    lines.push(colors.red(`  failed  ${oneLine(file, 200)}: ${oneLine(reason, 200)}`))
  if (summary.failures.length > MAX_FAILURES)
    lines.push(
      colors.red(
        `  ... and ${number(summary.failures.length - MAX_FAILURES)} more failures (--format jsonl shows findings only)`,
      ),
    )
  if (summary.interrupted) lines.push(colors.yellow(`  interrupted: ${plural(summary.filesLeft, 'file')} not read`))
  return `${lines.join('\n')}\n`
}

/** `1,234,567`; by hand, because asking the locale costs 12 ms at start. */
export const number = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',')

export const plural = (count: number, noun: string): string => `${number(count)} ${noun}${count === 1 ? '' : 's'}`

const where = ({ event, sourceIp, tool }: Finding): string =>
  [
    `in ${oneLine(event.accountId || 'an unknown account', 40)} ${oneLine(event.region, 40)}`.trimEnd(),
    ...(sourceIp ? [`from ${oneLine(sourceIp, 80)}`] : []),
    ...(tool ? [oneLine(tool, 80)] : []),
  ].join(', ')

const proof = ({ rule, eventIds, group }: Finding): string =>
  [
    ...techniques(rule.tags),
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

const techniques = (tags: readonly string[]): readonly string[] => {
  const ids = tags.flatMap((tag) => (/^attack\.t\d/.test(tag) ? [tag.slice('attack.'.length).toUpperCase()] : []))
  return ids.length > 0 ? [`ATT&CK ${ids.join(' ')}`] : []
}

const LEVEL_NAMES: Readonly<Record<Level, string>> = {
  critical: 'CRITICAL',
  high: 'HIGH',
  medium: 'MEDIUM',
  low: 'LOW',
  informational: 'INFO',
}

const paint = (level: Level, colors: Colors): ((text: string) => string) =>
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
const clock = (time: string, after = ''): string => {
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
