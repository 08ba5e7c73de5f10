/** An alert as JSON for programs: one shape for every destination that machines read. */
import type { Message } from '../core/destination.ts'
import { isObject, type Json, type JsonObject } from '../core/json.ts'
import { visible } from '../notation/visible.ts'
import { fit } from './escape.ts'
import { eventLink } from './next-step.ts'

/**
 * 256 KiB with room for what goes around it. SQS and EventBridge take 1 MiB today, but a queue or a topic may be set lower,
 * and SNS begins at 256 KiB, attributes included (SNS, SQS and EventBridge API references: Publish, SendMessage, PutEvents).
 */
export const AWS_LIMIT = 250_000

const INTERNAL = new Set(['groupKey', 'acknowledged', 'assignee', 'notified', 'decisions'])

/** The message, less what only the store and the desk need; at most `limit` bytes of UTF-8 when written by `jsonText`. */
export const alertJson = ({ id, reason, alert }: Message, limit = AWS_LIMIT): JsonObject => {
  // The same whether or not another destination sends records.
  const whole = { ...alert, findings: alert.findings.map(({ record: _, ...finding }) => finding) }
  const sent = Object.fromEntries(Object.entries(whole).filter(([key]) => !INTERNAL.has(key)))
  const event = reason === 'storm' ? undefined : eventLink(alert.findings.at(-1))
  const links = event === undefined ? {} : { event }
  return shrink({ id, reason, alert: sent as unknown as JsonObject, links }, limit)
}

/** On one line, with nothing in it that a terminal would obey or AWS would refuse; it parses to the same value. */
export const jsonText = (value: Json): string => visible(JSON.stringify(value))

export const bytes = (text: string): number => Buffer.byteLength(text)

/** Characters of a text and elements of a list that are kept, from the gentlest to the hardest cut. */
const CUTS = [
  { text: 10_000, elements: 100 },
  { text: 1_000, elements: 20 },
  { text: 200, elements: 5 },
  { text: 100, elements: 3 },
] as const
/** More keys than any object of ours has. */
const MAX_KEYS = 30
/** What comes out of a record as it was and may have any shape. */
const FOREIGN = new Set(['annotation', 'group', 'match', 'record'])

/** The same value when it fits; else with long parts cut and `truncated` set. */
export const shrink = (value: JsonObject, limit: number): JsonObject => {
  const fits = (one: Json): boolean => bytes(jsonText(one)) <= limit
  if (fits(value)) return value
  const smaller = CUTS.map((cut) => () => ({ ...(cutTo(value, cut) as JsonObject), truncated: true }))
  for (const make of smaller) {
    const made = make()
    if (fits(made)) return made
  }
  return { ...(cutTo(value, { text: 100, elements: 3, isForeignLeftOut: true }) as JsonObject), truncated: true }
}

interface Cut {
  readonly text: number
  readonly elements: number
  readonly isForeignLeftOut?: boolean
}

const cutTo = (value: Json, cut: Cut): Json => {
  if (typeof value === 'string') return fit(value, cut.text, (text) => text)
  if (Array.isArray(value)) return ends(value, cut.elements).map((one) => cutTo(one, cut))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, MAX_KEYS)
      .map(([key, one]) => [
        fit(key, cut.text, (text) => text),
        cut.isForeignLeftOut && FOREIGN.has(key) ? null : cutTo(one, cut),
      ]),
  )
}

/** The first and the last: of findings, how it began and where it stands. */
const ends = (list: readonly Json[], count: number): readonly Json[] =>
  list.length <= count ? list : [...list.slice(0, 1), ...list.slice(1 - count)]
