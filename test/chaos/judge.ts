/** What must hold after the chaos, in figures. */
import type { Alert, Notification } from '../../src/core/alert.ts'
import type { ChaosDestination } from './destination.ts'

export interface Aftermath {
  readonly findings: number
  readonly principals: number
  readonly slack: number
  readonly destinations: readonly ChaosDestination[]
  /** What was disturbed how, for people. */
  readonly what: string
  /** From the store to a destination that answers, for a first message; milliseconds. */
  readonly mostDelay: number
  /** How many messages may have come twice. */
  readonly mayBeTwice: number
  /** Of processes: milliseconds from SIGTERM to the end, each. */
  readonly obeyed?: readonly number[]
  /** What processes said that was not expected. */
  readonly complaints?: string
  /** How often the secret changed. */
  readonly rotated: number
  readonly ways: Readonly<Record<string, number>>
  readonly seconds: number
  readonly alerts: readonly Alert[]
  readonly rows: readonly Notification[]
}

/** Milliseconds. */
const MOST_STOPPING = 2_000

export const judge = (after: Aftermath) => {
  const {
    findings,
    principals,
    slack,
    destinations,
    rotated,
    alerts,
    rows,
    mayBeTwice,
    mostDelay,
    obeyed = [],
    complaints = '',
  } = after
  const answering = destinations.filter(({ temper }) => !temper.hangs)
  const counted = alerts.reduce((sum, { count }) => sum + count, 0)
  const sum = (of: (one: ChaosDestination) => number): number => answering.reduce((all, one) => all + of(one), 0)
  const buried = new Set(
    rows.filter(({ status }) => status === 'dead').map(({ alert, destination }) => `${destination} ${alert.id}`),
  )
  const kept = new Set(rows.map(({ alert, destination }) => `${destination} ${alert.id}`))
  const isLost = ({ id, temper, revisions }: ChaosDestination, alert: Alert): boolean => {
    if (temper.hangs) return !kept.has(`${id} ${alert.id}`)
    const notified = alert.notified[id]?.revision ?? Number.POSITIVE_INFINITY
    return (revisions.get(alert.id) ?? -1) < notified && !buried.has(`${id} ${alert.id}`)
  }
  const lost = destinations.flatMap((one) => alerts.filter((alert) => isLost(one, alert)))
  const dead = (id: string): number => rows.filter((row) => row.destination === id && row.status === 'dead').length
  const delays = destinations
    .filter(({ id }) => id === 'sound' || id === 'rotating')
    .flatMap((one) => one.delays)
    .sort((a, b) => a - b)
  const worst = delays.at(-1) ?? 0
  const middle = delays[Math.floor(delays.length / 2)] ?? 0
  const stopping = Math.max(0, ...obeyed)
  const twice = sum(({ counts }) => counts.twice)
  const refused = sum(({ counts }) => counts.refused)
  const unsigned = sum(({ counts }) => counts.unsigned)
  const lines = [
    `chaos: ${findings} findings, ${alerts.length} alerts, ${after.what}, ${after.seconds.toFixed(0)} s`,
    `  inputs                 ${Object.entries(after.ways)
      .map(([way, count]) => `${count} ${way}`)
      .join(', ')}`,
    `  findings in the store  ${counted} of ${findings}`,
    `  notifications          ${rows.length}: ${sum(({ counts }) => counts.accepted) - twice} taken, ${refused} tries refused, ${unsigned} signed with an old secret (${rotated} secrets), dead: ${destinations.map(({ id }) => `${id} ${dead(id)}`).join(', ')}`,
    `  lost                   ${lost.length}`,
    `  taken twice            ${twice} (at most ${mayBeTwice})`,
    `  critical, first        in the middle ${middle} ms, at most ${worst} ms from the store to the sound and the rotating destination`,
    ...(obeyed.length > 0 ? [`  SIGTERM                at most ${stopping.toFixed(0)} ms to the end`] : []),
  ]
  const failures = [
    ...(counted === findings ? [] : ['findings are missing or counted twice']),
    ...(lost.length === 0 ? [] : ['alerts were lost']),
    ...(twice <= mayBeTwice ? [] : ['too many were taken twice']),
    ...(alerts.length === principals ? [] : [`${alerts.length} alerts of ${principals} principals`]),
    ...(dead('sound') + dead('rotating') === 0 ? [] : ['a sound destination has dead letters']),
    ...(refused > rows.length / 40 ? [] : ['the destinations hardly failed: nothing was shown']),
    ...(worst <= mostDelay * slack ? [] : ['a destination that hangs or fails made others wait']),
    ...(stopping <= MOST_STOPPING * slack ? [] : ['SIGTERM was not obeyed in time']),
    ...(complaints === '' ? [] : [`the processes complained: ${complaints.slice(0, 500)}`]),
  ]
  return { lines, failures }
}
