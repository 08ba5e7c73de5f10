/** Hours for which there should be logs and are none. */
import type { Gap } from '../../core/case.ts'
import type { CoveredPeriod } from '../../core/event-query.ts'

const HOUR = 3_600_000
/** Holes that come by chance in fewer cases than this, over all Regions together, are listed. */
const CHANCE = 0.05
const LISTED = 200

const toTime = (hour: string): number => Date.parse(`${hour}:00:00Z`)
const toHour = (time: number): string => new Date(time).toISOString().slice(0, 13)

/**
 * Holes between the first and the last hour of a Region that are too long for how often it is quiet elsewhere: with `q` of
 * its other hours empty, a run of `n` empty hours is expected `hours * q^n` times. What was never logged does not show here.
 */
export const gapsOf = (periods: readonly CoveredPeriod[]): readonly Gap[] => {
  const gaps: Gap[] = []
  for (const { account, region, hours } of periods) {
    const times = hours.map(toTime).filter((time) => !Number.isNaN(time))
    const [first, last] = [times[0], times.at(-1)]
    if (first === undefined || last === undefined) continue
    const span = (last - first) / HOUR + 1
    const missing = span - times.length
    times.forEach((time, index) => {
      const before = times[index - 1]
      const length = before === undefined ? 0 : (time - before) / HOUR - 1
      if (before === undefined || length < 1 || gaps.length >= LISTED) return
      const quiet = (missing - length + 1) / (span - length + 1)
      if (span * quiet ** length >= CHANCE / periods.length) return
      gaps.push({
        account,
        region,
        from: `${toHour(before + HOUR)}:00:00Z`,
        to: `${toHour(time)}:00:00Z`,
        reason: 'no log of a Region that has logs in most other hours: not delivered, deleted, or not collected',
      })
    })
  }
  return gaps
}
