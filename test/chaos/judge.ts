/** What must hold after the chaos, in figures. */
import type { Alert, Notification } from '../../src/core/alert.ts'
import type { ChaosDestination } from './destination.ts'
import type { createProcesses } from './processes.ts'

export interface Aftermath {
  readonly findings: number
  readonly principals: number
  readonly slack: number
  readonly destinations: readonly ChaosDestination[]
  readonly processes: Pick<ReturnType<typeof createProcesses>, 'counts' | 'obeyed'>
  /** How often the secret changed. */
  readonly rotated: number
  readonly ways: Readonly<Record<string, number>>
  readonly seconds: number
  readonly alerts: readonly Alert[]
  readonly rows: readonly Notification[]
}

/** Milliseconds. */
const MOST_DELAY = 3_000
const MOST_STOPPING = 2_000

export const judge = (after: Aftermath) => {
  const { findings, principals, slack, destinations, processes, rotated, alerts, rows } = after
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
  const { kills, complaints } = processes.counts
  const inFlight = kills * answering.length
  const delay = (id: string): number => Math.max(0, ...(destinations.find((one) => one.id === id)?.delays ?? []))
  const worst = Math.max(delay('sound'), delay('rotating'))
  const stopping = Math.max(0, ...processes.obeyed)
  const twice = sum(({ counts }) => counts.twice)
  const refused = sum(({ counts }) => counts.refused)
  const unsigned = sum(({ counts }) => counts.unsigned)
  const lines = [
    `chaos: ${findings} findings, ${alerts.length} alerts, 2 processes on one store, ${kills} times ended (${processes.obeyed.length} by SIGTERM, the last two with them), ${after.seconds.toFixed(0)} s`,
    `  files                  ${Object.entries(after.ways)
      .map(([way, count]) => `${count} ${way}`)
      .join(', ')}`,
    `  findings in the store  ${counted} of ${findings}`,
    `  notifications          ${rows.length}: ${sum(({ counts }) => counts.accepted) - twice} taken, ${refused} tries refused, ${unsigned} signed with an old secret (${rotated} secrets), dead: ${destinations.map(({ id }) => `${id} ${dead(id)}`).join(', ')}`,
    `  lost                   ${lost.length}`,
    `  taken twice            ${twice} (at most ${inFlight}: one a destination and end)`,
    `  critical, first        at most ${worst} ms from the store to the sound and the rotating destination`,
    `  SIGTERM                at most ${stopping.toFixed(0)} ms to the end`,
  ]
  const failures = [
    ...(counted === findings ? [] : ['findings are missing or counted twice']),
    ...(lost.length === 0 ? [] : ['alerts were lost']),
    ...(twice <= inFlight ? [] : ['too many were taken twice']),
    ...(alerts.length === principals ? [] : [`${alerts.length} alerts of ${principals} principals`]),
    ...(dead('sound') + dead('rotating') === 0 ? [] : ['a sound destination has dead letters']),
    ...(refused > rows.length / 40 ? [] : ['the destinations hardly failed: nothing was shown']),
    ...(worst <= MOST_DELAY * slack ? [] : ['a destination that hangs or fails made others wait']),
    ...(stopping <= MOST_STOPPING * slack ? [] : ['SIGTERM was not obeyed in time']),
    ...(complaints === '' ? [] : [`the processes complained: ${complaints.slice(0, 500)}`]),
  ]
  return { lines, failures }
}
