/** Tests: the events that a Sigma document carries in its `tattletrail:` block to prove itself. */
import type { StreamPart, StreamTest } from '../../../core/correlation.ts'
import { isObject, own } from '../../../core/json.ts'
import type { RuleTest } from '../../../core/rule.ts'
import { refuseUnknownKeys } from './fault.ts'
import { OWN_BLOCK } from './info.ts'
import { type RuleBlock, readBlock, readText } from './read.ts'
import { readTimespan } from './timespan.ts'

/** Of one part of a stream: more would make a slow test, not a better one. */
const MAX_TIMES = 1000
const SECOND = 1000

export const readTests = (document: RuleBlock): readonly RuleTest[] =>
  entriesOf(document, 'tests', '{ name, match, event, message? }').flatMap((entry): RuleTest[] => {
    refuseUnknownKeys(entry.object, ['name', 'match', 'event', 'message'], entry.path, entry.faults)
    const event = readBlock(entry, 'event')
    const head = readHead(entry, !event && 'event')
    return head && event ? [{ ...head, event: event.object }] : []
  })

export const readStreamTests = (document: RuleBlock): readonly StreamTest[] =>
  entriesOf(document, 'tests', '{ name, match, events, message? }').flatMap((entry): StreamTest[] => {
    refuseUnknownKeys(entry.object, ['name', 'match', 'events', 'message'], entry.path, entry.faults)
    const parts = listOf(entry, 'events', '{ event, times?, after? }')
    const head = readHead(entry, parts.length === 0 && 'events')
    const events = parts.flatMap((part, at) => readPart(part, at === 0) ?? [])
    return head && events.length > 0 ? [{ ...head, events }] : []
  })

const readPart = (part: RuleBlock, isFirst: boolean): StreamPart | undefined => {
  refuseUnknownKeys(part.object, ['event', 'times', 'after'], part.path, part.faults)
  const event = readBlock(part, 'event')
  if (!event) {
    if ((own(part.object, 'event') ?? null) === null)
      part.faults.push({ message: 'this part of the stream has no event', path: part.path })
    return undefined
  }
  const time = own(event.object, 'eventTime')
  const path = [...event.path, 'eventTime']
  if (isFirst && !(typeof time === 'string' && Number.isFinite(Date.parse(time))))
    part.faults.push({
      message: 'the first event of a stream needs an eventTime',
      path: event.path,
      hint: "eventTime: '2026-03-04T02:14:09Z'; the times of the others are counted from it",
    })
  if (!isFirst && time !== undefined)
    part.faults.push({ message: 'only the first event of a stream has an eventTime', path, hint: 'after: 10s' })
  const times = own(part.object, 'times') ?? 1
  const isCount = typeof times === 'number' && Number.isInteger(times) && times >= 1 && times <= MAX_TIMES
  if (!isCount)
    part.faults.push({
      message: `"times" must be a whole number from 1 to ${MAX_TIMES}`,
      path: [...part.path, 'times'],
    })
  return { event: event.object, times: isCount ? times : 1, after: readTimespan(part, 'after') ?? SECOND }
}

/** Name, verdict and sentence, which both kinds of test have. Undefined after reporting what is missing. */
const readHead = (entry: RuleBlock, missingEvents: string | false): Omit<RuleTest, 'event'> | undefined => {
  const name = readText(entry, 'name')
  const message = readText(entry, 'message')
  const match = own(entry.object, 'match')
  const missing = [!name && 'name', typeof match !== 'boolean' && 'match: true or false', missingEvents].filter(Boolean)
  if (missing.length > 0) entry.faults.push({ message: `the test lacks ${missing.join(', ')}`, path: entry.path })
  if (!name || typeof match !== 'boolean') return undefined
  return { name, match, message }
}

const entriesOf = (document: RuleBlock, key: string, shape: string): readonly RuleBlock[] => {
  // A block of the wrong type was reported with the rest of it.
  const extra = own(document.object, OWN_BLOCK)
  if (!isObject(extra)) return []
  return listOf({ object: extra, path: [...document.path, OWN_BLOCK], faults: document.faults }, key, shape)
}

const listOf = ({ object, path, faults }: RuleBlock, key: string, shape: string): readonly RuleBlock[] => {
  const list = own(object, key) ?? []
  const here = [...path, key]
  if (!Array.isArray(list)) {
    faults.push({ message: `"${key}" must be a list`, path: here })
    return []
  }
  return list.flatMap((entry, at): RuleBlock[] => {
    if (isObject(entry)) return [{ object: entry, path: [...here, at], faults }]
    const what = key === 'tests' ? 'a test' : 'a part of a stream'
    faults.push({ message: `${what} must be a map`, path: [...here, at], hint: shape })
    return []
  })
}
