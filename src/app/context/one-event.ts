/** One event out of a file that a person names. */
import { toEvent } from '../../cloudtrail/event.ts'
import { busEventOf } from '../../cloudtrail/kinds.ts'
import { readLog } from '../../cloudtrail/read-log.ts'
import type { Event } from '../../core/event.ts'
import { isObject, type Json } from '../../core/json.ts'
import { reasonOf } from '../../core/reason.ts'
import { UsageError } from '../../core/usage-error.ts'
import { busEvent } from '../../detect/bus-event.ts'
import { readWhole } from '../../sources/files.ts'

export { rulesFromEvent } from '../../languages/from-event/index.ts'

/**
 * Reads `path` (`-`: standard input) and returns the event with this `eventID`, or the first.
 * @param ofBus whether it may be an event of the bus that is no record
 * @throws UsageError in words
 */
export const readOneEvent = (path: string, eventId?: string, ofBus = false): Event => {
  const events: Event[] = []
  let bytes: Buffer
  try {
    bytes = readWhole(path === '-' ? 0 : path)
  } catch (error) {
    throw new UsageError(`${path}: ${reasonOf(error)}`, { cause: error })
  }
  const { failed, skipped } = readLog(bytes, {}, (record) => events.push(toEvent(record)))
  const found = eventId === undefined ? events[0] : events.find(({ id }) => id === eventId)
  if (found) return found
  const other = ofBus && events.length === 0 ? busEventIn(bytes) : undefined
  if (other) return other
  const why = [...failed.map(({ reason }) => reason), ...Object.keys(skipped).map((kind) => `skipped as ${kind}`)].join(
    '; ',
  )
  const message =
    events.length > 0
      ? `${path}: none of its ${events.length} events has the id ${eventId}`
      : `${path}: holds no CloudTrail event${why ? ` (${why})` : ''}`
  throw new UsageError(message)
}

const busEventIn = (bytes: Buffer): Event | undefined => {
  try {
    const value = JSON.parse(bytes.toString()) as Json
    const envelope = isObject(value) ? busEventOf(value) : undefined
    return envelope && busEvent(envelope)
  } catch {
    return undefined
  }
}
