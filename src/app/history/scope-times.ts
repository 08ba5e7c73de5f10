/** The times of a scope: milliseconds where we count, ISO 8601 where records and statements are asked. */
import type { EventScope } from '../../core/scan.ts'

/** The same events, with other words for the times. */
export const retimed = <From, To>(scope: EventScope<From>, say: (time: From) => To): EventScope<To> => ({
  ...scope,
  from: scope.from === undefined ? undefined : say(scope.from),
  to: scope.to === undefined ? undefined : say(scope.to),
})

/** ISO 8601 of milliseconds, UTC, as CloudTrail writes it: without those that are none. */
export const isoOf = (time: number): string => new Date(time).toISOString().replace('.000Z', 'Z')
