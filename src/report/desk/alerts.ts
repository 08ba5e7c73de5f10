/** Alerts and their decisions as text for people. */
import type { Alert, Decision, Notification } from '../../core/alert.ts'
import type { Finding } from '../../core/finding.ts'
import { MINUTE } from '../../notation/duration.ts'
import type { Colors } from '../colors.ts'
import { defineFormat } from '../format.ts'
import { oneLine } from '../terminal.ts'
import { number, paintLevel, plural, span } from '../text.ts'

const INDENT = ' '.repeat(10)

export const alertsText = defineFormat({
  name: 'text',
  title: 'two lines an alert',
  render: (alerts: readonly Alert[], { colors, now }) =>
    orNone(alerts, 'no alerts', (alert) => renderAlert(alert, colors, now)),
})

export const alertText = defineFormat({
  name: 'text',
  title: 'the alert, its findings, decisions and notifications',
  render: (stories: readonly AlertStory[], { colors, now }) =>
    stories.map((story) => renderAlertStory(story, colors, now)),
})

export const deadLettersText = defineFormat({
  name: 'text',
  title: 'one notification a line',
  render: (dead: readonly Notification[], { now }) =>
    orNone(dead, 'no dead letters', (one) => renderNotification(one, now)),
})

export interface DoneAtDesk {
  /** The id of the alert, the silence ... */
  readonly id: string
  /** What was done, as a sentence. */
  readonly message: string
}

export const doneText = defineFormat({
  name: 'text',
  title: 'a sentence',
  render: (done: readonly DoneAtDesk[]) => done.map(({ message }) => oneLine(message)),
})

export const orNone = <Of>(things: readonly Of[], none: string, render: (thing: Of) => string): readonly string[] =>
  things.length === 0 ? [none] : things.map(render)

/** Two lines an alert: what and where it stands, then the sentence. */
const renderAlert = (alert: Alert, colors: Colors, now: number): string => {
  const last = alert.findings.at(-1)
  const state = [alert.status === 'resolved' ? colors.green('resolved') : colors.yellow('firing'), ...inHands(alert)]
  const count = alert.count > 1 ? `  ×${number(alert.count)}` : ''
  return [
    `${paintLevel(alert.level, colors)}${colors.bold(oneLine(alert.rule.title, 100))}${count}  ${state.join(', ')}  ${colors.dim(`${ago(now - alert.changed)} · ${alert.id}`)}`,
    `${INDENT}${oneLine(last?.message ?? '', 300)}`,
    '',
  ].join('\n')
}

/** Who acknowledged it, and who else looks after it. */
const inHands = ({ acknowledged, assignee }: Alert): readonly string[] => [
  ...(acknowledged ? [`acknowledged by ${oneLine(acknowledged.by, 80)}`] : []),
  ...(assignee !== null && assignee !== acknowledged?.by ? [`assigned to ${oneLine(assignee, 80)}`] : []),
]

interface AlertStory {
  readonly alert: Alert
  readonly findings: readonly Finding[]
  readonly notifications: readonly Notification[]
}

const renderAlertStory = ({ alert, findings, notifications }: AlertStory, colors: Colors, now: number): string => {
  const section = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length > 0 ? [colors.bold(title), ...lines.map((line) => `  ${line}`), ''] : []
  const names = [...alert.decisions, ...notifications].map(({ destination = '' }) => nameOf(destination).length)
  const width = Math.max(8, ...names)
  return [
    renderAlert(alert, colors, now),
    ...section('by', identitiesOf(findings)),
    ...section('why and what to do', [
      ...(alert.description ? [oneLine(alert.description, 600)] : []),
      ...alert.respond.map((step, index) => `${index + 1} ${oneLine(step, 300)}`),
    ]),
    ...section(
      `${plural(findings.length, 'finding')}, episode ${alert.episode}`,
      findings.map(
        ({ event, message }) =>
          `${oneLine(clock(event.time), 40)}  ${oneLine(message, 200)}  ${colors.dim(oneLine(event.id, 100))}`,
      ),
    ),
    ...section(
      'decisions',
      alert.decisions.map((one) => renderDecision(one, width)),
    ),
    ...section(
      'notifications, latest first',
      notifications.map((one) => renderNotification(one, now, width)),
    ),
  ].join('\n')
}

/** As a silence names them. */
const identitiesOf = (findings: readonly Finding[]): readonly string[] =>
  [...new Set(findings.flatMap(({ principal }) => principal.identity ?? []))].map((identity) => oneLine(identity, 200))

const nameOf = (destination: string): string => oneLine(destination, 40)

const renderDecision = ({ at, destination, reason, detail, revision }: Decision, width: number): string =>
  `${clock(new Date(at).toISOString())}  revision ${revision}  ${nameOf(destination ?? 'all').padEnd(width)}  ${reason}${detail ? `  ${oneLine(detail, 160)}` : ''}`

/** @param width of the names of destinations */
const renderNotification = (one: Notification, now: number, width = 16): string =>
  [
    one.status.padEnd(10),
    nameOf(one.destination).padEnd(width),
    one.reason.padEnd(12),
    one.status === 'due' ? (one.due > now ? `in ${span(one.due - now)}` : 'now') : '',
    one.attempts - one.postponed > 1 ? `${one.attempts - one.postponed} tries` : '',
    oneLine(one.note ?? '', 200),
    oneLine(one.id, 200),
  ]
    .filter((part) => part !== '')
    .join('  ')

/** What a scan with `--deliver` did, and what is left to do. */
export const renderDelivered = (
  delivered: Readonly<
    Record<'findings' | 'duplicates' | 'sent' | 'dead' | 'folded' | 'toRetry' | 'waiting', number>
  > & {
    readonly refusals: Readonly<Record<string, string>>
  },
  colors: Colors,
): string => {
  const { findings, duplicates, sent, dead, folded, toRetry, waiting, refusals } = delivered
  const counts = [
    `${plural(findings, 'new finding')}${duplicates > 0 ? ` (${number(duplicates)} known already)` : ''}`,
    `${number(sent)} sent`,
    ...(folded > 0 ? [`${number(folded)} folded into a storm`] : []),
    ...(toRetry > 0 ? [colors.yellow(`${number(toRetry)} failed, to be tried again`)] : []),
    ...(waiting > 0 ? [`${number(waiting)} waiting for their time`] : []),
    ...(dead > 0 ? [colors.red(`${number(dead)} dead`)] : []),
  ]
  const hints = [
    ...Object.entries(refusals).map(([destination, reason]) => `${oneLine(destination, 60)}: ${oneLine(reason, 300)}`),
    ...(toRetry + waiting > 0
      ? ['what is left is sent by tattletrail run, or by this command when you repeat it']
      : []),
    ...(dead > 0 ? ['why they are dead: tattletrail alerts replay --list'] : []),
  ]
  return [`  delivered ${counts.join(' · ')}`, ...hints.map((hint) => `  ${colors.dim(hint)}`), ''].join('\n')
}

const clock = (iso: string): string => iso.replace('T', ' ').replace(/(?:\.\d+)?Z$/, '')
const ago = (milliseconds: number): string => (milliseconds < MINUTE ? 'just now' : `${span(milliseconds)} ago`)
