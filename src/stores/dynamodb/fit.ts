/** Bodies of items: JSON, deflated when that pays, and cut down when a hostile record made them too large. */
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { isObject } from '../../core/json.ts'
import { cut } from '../keys.ts'

/**
 * An item has at most 400 KB, and a transaction at most 4 MB in 100 actions (DynamoDB Developer Guide, "Constraints"). With
 * these budgets in bytes the largest change fits: one alert, 50 findings and 49 notifications.
 */
export const BUDGET = { alert: 128_000, notification: 60_000, finding: 16_000, other: 300_000 } as const

/** Below this, deflate gains little. */
const WORTH_DEFLATING = 1_000
/** A text so many times its budget is cut at once: to deflate it costs a record's sender less than us. */
const HOPELESS = 10

/** `nested`: levels kept of the free JSON inside a known shape; `depth`: of a body that is free JSON as a whole. */
interface Cut {
  readonly chars: number
  readonly items: number
  readonly nested: number
  readonly depth: number
}
const CUTS: readonly Cut[] = [
  { chars: 4_000, items: 200, nested: 12, depth: 12 },
  { chars: 1_000, items: 50, nested: 6, depth: 6 },
  { chars: 128, items: 4, nested: 0, depth: 3 },
]

/** The parts of a finding whose shape a rule or a record decides. */
const FREE = new Set(['annotation', 'group', 'record'])

/** @param shape `known`: an alert, a notification or a finding, whose keys all stay */
export const pack = (value: unknown, budget: number, shape: 'known' | 'free'): AttributeValue => {
  let text = JSON.stringify(value)
  for (const level of CUTS) {
    const packed = text.length <= budget * HOPELESS ? toAttribute(text) : undefined
    if (packed && sizeOf(packed) <= budget) return packed
    text = JSON.stringify(shape === 'known' ? cutKnown(value, level, true) : cutFree(value, level, level.depth))
  }
  return toAttribute(text)
}

export const unpack = <T>(attribute: AttributeValue | undefined): T => {
  const text = attribute?.B ? inflateRawSync(attribute.B).toString() : attribute?.S
  if (text === undefined) throw new Error('the table holds an item without a body')
  return JSON.parse(text) as T
}

const toAttribute = (text: string): AttributeValue =>
  text.length < WORTH_DEFLATING ? { S: text } : { B: deflateRawSync(text) }

const sizeOf = (attribute: AttributeValue): number => attribute.B?.length ?? Buffer.byteLength(attribute.S ?? '')

const cutText = (text: string, { chars }: Cut): string => (text.length > chars ? `${cut(text, chars)}…` : text)

/** The ids of the row itself stay whole: they are keys, and not from records. */
const cutKnown = (value: unknown, level: Cut, isRow = false): unknown => {
  if (typeof value === 'string') return cutText(value, level)
  if (Array.isArray(value)) return value.slice(0, level.items).map((item) => cutKnown(item, level))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      FREE.has(key)
        ? cutFree(item, level, level.nested)
        : isRow && (key === 'id' || key === 'destination')
          ? item
          : cutKnown(item, level),
    ]),
  )
}

const cutFree = (value: unknown, level: Cut, depth: number): unknown => {
  if (typeof value === 'string') return depth > 0 ? cutText(value, level) : null
  if (typeof value !== 'object' || value === null) return value
  if (depth <= 0) return null
  if (Array.isArray(value)) return value.slice(0, level.items).map((item) => cutFree(item, level, depth - 1))
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, level.items)
      .map(([key, item]) => [cutText(key, level), cutFree(item, level, depth - 1)]),
  )
}
