/** Hours for which there should be logs and are none. */
import type { Gap } from '../core/case.ts'
import type { CoveredPeriod } from '../core/event-query.ts'

const HOUR = 3_600_000
/** A Region that is quieter than this has hours without events by itself. */
const BUSY = 0.75
const LISTED = 200

const toTime = (hour: string): number => Date.parse(`${hour}:00:00Z`)
const toHour = (time: number): string => new Date(time).toISOString().slice(0, 13)

/** Between the first and the last hour of a Region that logs in most hours. What was never logged cannot be told here. */
export const gapsOf = (periods: readonly CoveredPeriod[]): readonly Gap[] => {
  const gaps: Gap[] = []
  for (const { account, region, hours } of periods) {
    const times = hours.map(toTime).filter((time) => !Number.isNaN(time))
    const [first, last] = [times[0], times.at(-1)]
    if (first === undefined || last === undefined) continue
    const span = (last - first) / HOUR + 1
    if (times.length < BUSY * span) continue
    times.forEach((time, index) => {
      const before = times[index - 1]
      if (before === undefined || time - before <= HOUR || gaps.length >= LISTED) return
      gaps.push({
        account,
        region,
        from: `${toHour(before + HOUR)}:00:00Z`,
        to: `${toHour(time)}:00:00Z`,
        reason: 'no log file of a Region that has logs in most hours: not delivered, deleted, or not collected',
      })
    })
  }
  return gaps
}
