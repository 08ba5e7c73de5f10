/** Folds the events of a case into the lines of its timeline. */
import type { CaseEvent } from '../../core/case.ts'

export interface CaseLine {
  readonly event: CaseEvent
  readonly last: CaseEvent
  readonly count: number
  /** Calls that only read; of several names, in one line. */
  readonly reads: boolean
  readonly mixed: boolean
  /** The sentence of the first is that of all. */
  readonly alike: boolean
}

export const lineOf = (event: CaseEvent): CaseLine => ({
  event,
  last: event,
  count: 1,
  reads: false,
  mixed: false,
  alike: true,
})

/** A call that two accounts log is one step. */
export const withoutCopies = (events: readonly CaseEvent[]): readonly CaseEvent[] =>
  events.filter(({ copyOf }) => copyOf === undefined)

/**
 * What ended otherwise is another line: failed sign-ins never hide the one that worked. The same call in a row is one line. What
 * only reads is one line for each caller until somebody does something: callers that read at the same time take turns by the second.
 */
export const foldCase = (events: readonly CaseEvent[]): readonly CaseLine[] => {
  const lines: { -readonly [K in keyof CaseLine]: CaseLine[K] }[] = []
  const open = new Map<string, (typeof lines)[number]>()
  for (const event of events) {
    const { arn, who, address, errorCode, name, tactics } = event
    const reads = !event.notable && event.readOnly
    const id = JSON.stringify([arn ?? who, address, errorCode, reads ? tactics[0] : name])
    const known = open.get(id)
    if (known) {
      known.count++
      known.last = event
      known.mixed ||= known.event.name !== name
      known.alike &&= known.event.sentence === event.sentence
      continue
    }
    // Who does something ends what was read before it, and what was done before it.
    const before = lines.at(-1)
    if (!reads || (before && !before.reads)) open.clear()
    const line = { ...lineOf(event), reads }
    lines.push(line)
    open.set(id, line)
  }
  return lines
}
