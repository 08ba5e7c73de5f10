/** The stream of a correlation's test, written short -> its events, one by one. */
import type { StreamPart } from '../../core/correlation.ts'
import { isObject, type Json, type JsonObject } from '../../core/json.ts'

/** Each event with a time and an id of its own. */
export const streamOf = (parts: readonly StreamPart[]): readonly JsonObject[] => {
  const first = parts[0]?.event ?? {}
  let time = Date.parse(String(first.eventTime))
  const events: JsonObject[] = []
  for (const { event, times, after } of parts)
    for (let number = 1; number <= times; number++) {
      if (events.length > 0) time += after
      const whole = numbered(merged(first, event), number) as JsonObject
      const eventID = `00000000-0000-4000-8000-${String(events.length + 1).padStart(12, '0')}`
      events.push({ ...whole, eventTime: new Date(time).toISOString().replace('.000Z', 'Z'), eventID })
    }
  return events
}

/** Maps join; anything else takes the place of what was there. */
const merged = (base: JsonObject, change: JsonObject): JsonObject =>
  Object.fromEntries([
    ...Object.entries(base),
    ...Object.entries(change).map(([key, value]) => {
      const before = Object.hasOwn(base, key) ? base[key] : undefined
      return [key, isObject(value) && isObject(before) ? merged(before, value) : value] as const
    }),
  ])

const numbered = (value: Json, number: number): Json => {
  if (typeof value === 'string') return value.replaceAll('{n}', String(number))
  if (Array.isArray(value)) return value.map((element) => numbered(element, number))
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, numbered(inner, number)]))
}
