/** A message -> the parts that every layout shows, in plain words, not escaped; and the same fitted to a medium. */
import type { Alert, NotifyReason } from '../core/alert.ts'
import type { Message } from '../core/destination.ts'
import type { Finding } from '../core/finding.ts'
import type { Level } from '../core/rule.ts'
import { number, plural } from '../notation/number.ts'
import { byLine, type Escape, fit } from './escape.ts'
import { eventLink, investigation } from './next-step.ts'
import { recordOf } from './record.ts'

export interface Fact {
  readonly name: string
  readonly text: string
}
export interface Link {
  readonly label: string
  readonly url: string
}

/** A line of a list, and how many findings (in a storm: alerts) it stands for. */
export interface Line {
  readonly text: string
  readonly count: number
}

/** Only `level`, `reason`, `mark`, numbers, the names of facts and the addresses of links are ours; the rest may hold anything. */
export interface Layout {
  readonly reason: NotifyReason
  readonly level: Level
  /** One emoji: the level, or what became of the alert. */
  readonly mark: string
  /** `CRITICAL`, `RESOLVED`, `STORM`, `TEST`. */
  readonly label: string
  /** The title of the rule. */
  readonly title: string
  /** What the rule says of itself; empty when that is nothing, or the alert has ended. */
  readonly description: string
  /** The name of the latest event. */
  readonly event: string
  /** What happened; of a storm how many alerts it holds. */
  readonly sentence: string
  /** Of several findings or events how many they are; empty for one. Of a storm how many findings it has in all. */
  readonly seen: string
  /** In reading order: account, region, from, with, why, event. Those without a value are left out. */
  readonly facts: readonly Fact[]
  /** What else happened: the first and the latest findings, newest last; in a storm a line for each alert. */
  readonly more: readonly Line[]
  /** How many others are known by their number alone. */
  readonly unlisted: number
  /** What to do, step by step, without numbers. */
  readonly steps: readonly string[]
  /** The command that looks further; safe to paste into a shell. */
  readonly command: string
  /** https only, made of checked parts. */
  readonly links: readonly Link[]
  /** The JSON of the latest event, on lines; empty unless it is asked for. */
  readonly record: string
}

/** What a message may show beyond that, when a destination asks for it. */
export type Shown = 'event'

const MARKS: Readonly<Record<Level, string>> = {
  critical: '🔴',
  high: '🟠',
  medium: '🟡',
  low: '🔵',
  informational: '⚪',
}
const LABELS: Readonly<Record<Level, string>> = {
  critical: 'CRITICAL',
  high: 'HIGH',
  medium: 'MEDIUM',
  low: 'LOW',
  informational: 'INFO',
}

export const layout = (message: Message, show: readonly Shown[] = []): Layout => {
  const { alert, reason } = message
  const isStorm = reason === 'storm'
  const latest = alert.findings.at(-1)
  const event = isStorm ? undefined : eventLink(latest)
  return {
    reason,
    level: alert.level,
    mark: reason === 'test' ? '🧪' : reason === 'resolved' ? '✅' : MARKS[alert.level],
    label: label(reason, alert.level),
    title: alert.rule.title,
    description: reason === 'resolved' ? '' : alert.description.trim().replace(/\s+/g, ' '),
    event: latest?.event.name.trim() || 'UNKNOWN EVENT',
    sentence: isStorm
      ? `${plural(alert.count, 'alert')} at once`
      : latest?.message || alert.rule.title || 'something happened that has no description',
    seen: isStorm ? alert.rule.title : joined(times(alert), behind(alert)),
    facts: latest && !isStorm ? facts(message, latest) : [{ name: 'why', text: why(message) }],
    more: isStorm ? alert.findings.map(folded) : others(alert.findings),
    unlisted: Math.max(0, alert.count - alert.findings.length),
    steps: steps(message),
    command: investigation(latest),
    links: event ? [{ label: 'Event in console', url: event }] : [],
    record: show.includes('event') && latest && !isStorm ? JSON.stringify(recordOf(latest), null, 2) : '',
  }
}

/** Whether it tells of what happens now: neither that it is over, nor of many alerts, nor only a test. */
export const isFiring = ({ reason }: Pick<Layout, 'reason'>): boolean =>
  reason === 'first' || reason === 'new-findings' || reason === 'level-raised'

/** `🔴 CRITICAL  dana stopped logging on trail org-trail`. */
export const headline = ({ mark, label, sentence }: Pick<Layout, 'mark' | 'label' | 'sentence'>): string =>
  `${mark} ${label}  ${sentence}`

/** The message in few lines: what happened, how often, what else, and where to see it. */
export const inShort = (parts: Fitted, first: string): readonly string[] =>
  [first, parts.seen, ...parts.more.map(bullet), ...parts.links.map(({ url }) => url), parts.record].filter(
    (line) => line !== '',
  )

/** The whole message as lines of text, for mail and for media without fields. */
export const asLines = (parts: Fitted): readonly string[] => {
  const width = Math.max(0, ...parts.facts.map(({ name }) => name.length))
  const section = (heading: string, lines: readonly string[]): readonly string[] =>
    lines.length > 0 ? ['', heading, ...lines] : []
  return [
    headline(parts),
    parts.title,
    ...(parts.description === '' ? [] : ['', parts.description]),
    '',
    ...parts.facts.map(({ name, text }) => `${name.padEnd(width)}  ${text}`),
    ...section(parts.reason === 'storm' ? 'Folded into this message' : 'Also', parts.more.map(bullet)),
    ...section(
      'What to do',
      parts.steps.map((step, at) => `${at + 1}. ${step}`),
    ),
    ...section('Look further', [parts.command, ...parts.links.map(({ label: name, url }) => `${name}: ${url}`)]),
    ...section('Event', parts.record === '' ? [] : [parts.record]),
  ]
}

/** A line of a list. */
export const bullet = (line: string): string => `- ${line}`

/** How many characters of each part a medium has room for, after escaping. */
export interface Room {
  readonly sentence: number
  readonly fact: number
  readonly line: number
  /** At most so many lines of `more`, and so many steps. */
  readonly lines: number
  readonly record: number
}

/** For media with limits of about 28 KB: no layout in it takes more than 9,000 characters, and the record. */
export const ROOMY: Room = { sentence: 1000, fact: 300, line: 200, lines: 10, record: 2000 }

/** A layout that fits. */
export interface Fitted extends Omit<Layout, 'more' | 'unlisted'> {
  /** What is left out is counted in the last line. */
  readonly more: readonly string[]
}

/** The same layout, every text made inert for a medium and cut to fit; how many findings were left out is said. */
export const fitted = (parts: Layout, inert: Escape, room: Room): Fitted => {
  const { unlisted, ...rest } = parts
  const list = (all: readonly Line[], beyond: number): readonly string[] => {
    const isWhole = all.length + Math.sign(beyond) <= room.lines
    const shown = isWhole ? all : all.slice(0, room.lines - 1)
    const left = all.slice(shown.length).reduce((sum, { count }) => sum + count, beyond)
    return [
      ...shown.map(({ text, count }) =>
        count === 1 ? fit(text, room.line, inert) : `${fit(text, room.line - COUNT, inert)} ×${number(count)}`,
      ),
      ...(left > 0 ? [`and ${number(left)} more`] : []),
    ]
  }
  return {
    ...rest,
    title: fit(parts.title, room.line, inert),
    description: fit(parts.description, room.sentence, inert),
    event: fit(parts.event, room.line, inert),
    sentence: fit(parts.sentence, room.sentence, inert),
    seen: fit(parts.seen, room.fact, inert),
    facts: parts.facts.map(({ name, text }) => ({ name, text: fit(text, room.fact, inert) })),
    more: list(parts.more, unlisted),
    steps: list(
      parts.steps.map((text) => ({ text, count: 1 })),
      0,
    ),
    command: fit(parts.command, room.fact, inert),
    links: parts.links.slice(0, 5).map(({ label: name, url }) => ({ label: fit(name, 40, inert), url })),
    record: fit(parts.record, room.record, byLine(inert)),
  }
}

/** Characters of a count at the end of a line. */
const COUNT = 12

const label = (reason: NotifyReason, level: Level): string =>
  reason === 'test'
    ? 'TEST'
    : reason === 'resolved'
      ? `RESOLVED ${LABELS[level]}`
      : reason === 'storm'
        ? `STORM ${LABELS[level]}`
        : LABELS[level]

const joined = (...words: readonly (string | null)[]): string => words.filter((word) => word).join(' · ')

const facts = (message: Message, finding: Finding): readonly Fact[] => {
  const { event, context, sourceIp, tool } = finding
  const { account, network, place } = context
  const owner = account.owner === null ? null : `owner ${account.owner}`
  const where = [place.city, place.country].filter((word) => word !== null).join(', ')
  const operator = place.org ?? (place.asn === null ? null : `AS${place.asn}`)
  return [
    { name: 'who', text: finding.who },
    {
      name: 'account',
      text: joined(account.name, event.accountId, account.environment, account.application, owner, account.contact),
    },
    { name: 'region', text: event.region },
    { name: 'from', text: joined(sourceIp, where, operator, network.name ?? network.kind) },
    { name: 'with', text: tool },
    { name: 'why', text: why(message) },
    { name: 'match', text: matched(finding) },
    { name: 'technique', text: techniques(message.alert.rule.tags) },
    { name: 'event', text: joined(event.name, event.errorCode, event.id) },
  ].filter(({ text }) => text !== '')
}

/** What a jq rule made of the record, when that is more than the record itself. */
const matched = ({ annotation }: Finding): string =>
  annotation === null ? '' : typeof annotation === 'string' ? annotation : JSON.stringify(annotation)

/** Why it fired, why it is sent now, and how often it was seen. */
const why = ({ alert, reason }: Message): string => {
  const reasons: Readonly<Record<NotifyReason, string>> = {
    first: alert.episode > 1 ? 'it was resolved and fires again' : '',
    'new-findings': 'new findings',
    'level-raised': `raised to ${alert.level}`,
    resolved: 'nothing new for a while',
    storm: 'more alerts than the storm cap of this destination',
    test: 'a test of this destination',
  }
  return joined(
    alert.rule.title,
    reasons[reason],
    times(alert) || clock(alert.last),
    reason === 'storm' ? '' : behind(alert),
  )
}

const times = ({ count, first, last }: Alert): string =>
  count > 1 ? `×${number(count)} since ${clock(first)}, last ${clock(last)}` : ''

/** Of how many events a behavioural rule made the latest finding. */
const behind = ({ findings }: Alert): string => {
  const events = findings.at(-1)?.eventIds.length ?? 0
  return events > 1 ? `${plural(events, 'event')} behind it` : ''
}

const folded = ({ level, message, event }: Finding): Line => ({
  text: joined(LABELS[level], message, event.accountId, clock(event.time)),
  count: 1,
})

/** The findings before the latest: those with the same sentence on one line, with the time of the first. */
const others = (findings: readonly Finding[]): readonly Line[] => {
  const latest = findings.at(-1)?.message
  const lines = new Map<string, Line>()
  for (const { message, event } of findings.slice(0, -1)) {
    const known = lines.get(message)
    const text = known?.text ?? joined(clock(event.time), message === latest ? 'the same' : message)
    lines.set(message, { text, count: (known?.count ?? 0) + 1 })
  }
  return [...lines.values()]
}

/** Nothing is left to do about an alert that has ended. */
const steps = ({ alert, reason }: Message): readonly string[] => {
  if (reason === 'resolved') return []
  const own = reason === 'test' ? ['Nothing happened: this tests the destination.'] : []
  return [...own, ...alert.respond].filter((step) => step !== '')
}

/** Sigma tags like `attack.t1562.008`. */
const techniques = (tags: readonly string[]): string => {
  const ids = tags.flatMap((tag) => (/^attack\.t\d/i.test(tag) ? [tag.slice('attack.'.length).toUpperCase()] : []))
  return ids.length > 0 ? `ATT&CK ${ids.join(', ')}` : ''
}

/** `2026-03-04 02:14:09 UTC`; a time in another form as it is. */
const clock = (time: string): string => {
  const [, day, hour] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)/.exec(time) ?? []
  return day === undefined ? time : `${day} ${hour} UTC`
}
