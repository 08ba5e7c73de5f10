/** A message -> the parts that every layout shows, in plain words, not escaped; and the same fitted to a medium. */
import type { NotifyReason } from '../core/alert.ts'
import type { Message } from '../core/destination.ts'
import type { Finding } from '../core/finding.ts'
import type { Level } from '../core/rule.ts'
import { type Escape, fit } from './escape.ts'
import { eventLink, investigation } from './next-step.ts'

export interface Fact {
  readonly name: string
  readonly text: string
}
export interface Link {
  readonly label: string
  readonly url: string
}

/** Only `level`, `reason`, `mark`, the names of facts and the addresses of links are ours; the rest may hold anything. */
export interface Layout {
  readonly reason: NotifyReason
  readonly level: Level
  /** One emoji: the level, or what became of the alert. */
  readonly mark: string
  /** `CRITICAL`, `RESOLVED`, `STORM`, `TEST`. */
  readonly label: string
  /** The title of the rule. */
  readonly title: string
  /** What happened. */
  readonly sentence: string
  /** In reading order: account, region, from, with, why, event. Those without a value are left out. */
  readonly facts: readonly Fact[]
  /** What else happened: the latest findings, newest last; in a storm one line for each alert that was folded. */
  readonly more: readonly string[]
  /** What to do, step by step, without numbers. */
  readonly steps: readonly string[]
  /** The command that looks further; safe to paste into a shell. */
  readonly command: string
  /** https only, made of checked parts. */
  readonly links: readonly Link[]
}

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

export const layout = (message: Message): Layout => {
  const { alert, reason } = message
  const latest = alert.findings.at(-1)
  const event = reason === 'storm' ? undefined : eventLink(latest)
  return {
    reason,
    level: alert.level,
    mark: reason === 'test' ? '🧪' : reason === 'resolved' ? '✅' : MARKS[alert.level],
    label: label(reason, alert.level),
    title: alert.rule.title,
    sentence:
      reason === 'storm'
        ? `${number(alert.findings.length)} alerts at once: they are told in this one message`
        : latest?.message || alert.rule.title || 'something happened that has no description',
    facts: latest && reason !== 'storm' ? facts(message, latest) : [{ name: 'why', text: why(message) }],
    more: more(message),
    steps: steps(message),
    command: investigation(latest),
    links: event ? [{ label: 'Event in console', url: event }] : [],
  }
}

/** `🔴 CRITICAL  dana stopped logging on trail org-trail`. */
export const headline = ({ mark, label, sentence }: Layout): string => `${mark} ${label}  ${sentence}`

/** The whole message as lines of text, for mail and for media without fields. */
export const asLines = (parts: Layout): readonly string[] => {
  const width = Math.max(0, ...parts.facts.map(({ name }) => name.length))
  const section = (heading: string, lines: readonly string[]): readonly string[] =>
    lines.length > 0 ? ['', heading, ...lines] : []
  return [
    headline(parts),
    parts.title,
    '',
    ...parts.facts.map(({ name, text }) => `${name.padEnd(width)}  ${text}`),
    ...section(
      parts.reason === 'storm' ? 'Folded into this message' : 'Also',
      parts.more.map((line) => `- ${line}`),
    ),
    ...section(
      'What to do',
      parts.steps.map((step, at) => `${at + 1}. ${step}`),
    ),
    ...section('Look further', [parts.command, ...parts.links.map(({ label: name, url }) => `${name}: ${url}`)]),
  ]
}

/** How many characters of each part a medium has room for, after escaping. */
export interface Room {
  readonly sentence: number
  readonly fact: number
  readonly line: number
  /** At most so many lines of `more`, and so many steps. */
  readonly lines: number
}

/** For media with limits of about 28 KB: no layout in it takes more than 8,000 characters. */
export const ROOMY: Room = { sentence: 1000, fact: 300, line: 200, lines: 10 }

/** The same layout, every text made inert for a medium and cut to fit; how many lines were left out is said. */
export const fitted = (parts: Layout, inert: Escape, room: Room): Layout => {
  const lines = (all: readonly string[]): readonly string[] => {
    const left = all.length - room.lines
    const shown = left > 0 ? [...all.slice(0, room.lines - 1), `and ${left + 1} more`] : all
    return shown.map((line) => fit(line, room.line, inert))
  }
  return {
    ...parts,
    title: fit(parts.title, room.line, inert),
    sentence: fit(parts.sentence, room.sentence, inert),
    facts: parts.facts.map(({ name, text }) => ({ name, text: fit(text, room.fact, inert) })),
    more: lines(parts.more),
    steps: lines(parts.steps),
    command: fit(parts.command, room.fact, inert),
    links: parts.links.slice(0, 5).map(({ label: name, url }) => ({ label: fit(name, 40, inert), url })),
  }
}

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
    { name: 'account', text: joined(account.name, event.accountId, account.environment, owner, account.contact) },
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
  const seen =
    alert.count > 1
      ? `×${number(alert.count)} since ${clock(alert.first)}, last ${clock(alert.last)}`
      : clock(alert.last)
  const reasons: Readonly<Record<NotifyReason, string>> = {
    first: alert.episode > 1 ? 'it was resolved and fires again' : '',
    'new-findings': 'new findings',
    'level-raised': `raised to ${alert.level}`,
    resolved: 'nothing new for a while',
    storm: 'more alerts than the storm cap of this destination',
    test: 'a test of this destination',
  }
  return joined(alert.rule.title, reasons[reason], seen)
}

/** Sentences of the findings before the latest, newest last; in a storm those of every folded alert. */
const more = ({ alert, reason }: Message): readonly string[] => {
  if (reason === 'storm')
    return alert.findings.map(({ level, message, event }) =>
      joined(LABELS[level], message, event.accountId, clock(event.time)),
    )
  const latest = alert.findings.at(-1)?.message
  const others = alert.findings.slice(0, -1).filter(({ message }) => message !== latest)
  return [...new Set(others.map(({ message, event }) => joined(clock(event.time), message)))]
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

const number = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',')

/** `2026-03-04 02:14:09 UTC`; a time in another form as it is. */
const clock = (time: string): string => {
  const [, day, hour] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)/.exec(time) ?? []
  return day === undefined ? time : `${day} ${hour} UTC`
}
