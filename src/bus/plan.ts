/** Rules -> rules of the event bus that bring what they could match, and the reasons of those that it cannot bring. */
import type { JsonObject } from '../core/json.ts'
import type { Claim } from '../notation/claim.ts'
import { type Branch, type BusCondition, conditionOf, isAnything } from './condition.ts'
import { fitsBranch, fitsPattern, LONGEST_PATTERN, MOST_RULES, patternsOf } from './pattern.ts'

export { MOST_RULES } from './pattern.ts'

/** What is asked on behalf of one rule. */
export interface AskedRule {
  readonly title: string
  /** A person wrote it, and is brought whatever it asks for; of the pack only what is rare. */
  readonly isOwn: boolean
  /** The event pattern that it is, as the bus takes it. */
  readonly pattern?: JsonObject | undefined
  /** Absent: nothing can be read off it. */
  readonly claim?: Claim | undefined
}

export interface BusRule {
  readonly description: string
  readonly pattern: JsonObject
  /** Events of CloudTrail may be among what it asks for, and those that only read with them. */
  readonly ofCloudTrail: boolean
}

export interface BusPlan {
  readonly rules: readonly BusRule[]
  /** Of these an event is known when its log file comes, if it ever does. */
  readonly left: readonly { readonly title: string; readonly reason: string }[]
}

/** A pattern of a person's is a rule by itself, under its own name; the others share as few as there can be. */
export const planBus = (asked: readonly AskedRule[]): BusPlan => {
  const rules: BusRule[] = []
  const left: { title: string; reason: string }[] = []
  const shared: BusCondition[] = []
  for (const { title, isOwn, pattern, claim } of asked) {
    if (pattern && fitsPattern(pattern)) {
      rules.push({ description: title, pattern, ofCloudTrail: mayBeOfCloudTrail(pattern) })
      continue
    }
    const condition = claim ? conditionOf(claim) : []
    const reason = whyNot(condition, claim !== undefined, isOwn)
    if (reason === undefined) shared.push(isOwn ? condition : condition.map(coarse))
    else left.push({ title, reason: pattern ? `${TOO_LONG}, and ${reason}` : reason })
  }
  const packed = patternsOf(shared)
  const ofCloudTrail = true
  packed.forEach((pattern, at) => {
    const which = packed.length > 1 ? ` (${at + 1} of ${packed.length})` : ''
    rules.push({ description: `What the other rules could match${which}`, pattern, ofCloudTrail })
  })
  return { rules, left }
}

const TOO_LONG = `its pattern is longer than ${LONGEST_PATTERN} characters`

/** More rules than a bus takes. @param others that are on the bus already */
export const exceedsQuota = (rules: number, others = 0): boolean => rules + others > MOST_RULES

const whyNot = (condition: BusCondition, isLegible: boolean, isOwn: boolean): string | undefined => {
  if (!isLegible) return 'what it asks for cannot be read off its text'
  if (isAnything(condition)) return 'it names no exact value that every match has: the bus would bring every event'
  if (condition.some((branch) => !fitsBranch(branch))) return 'one of its values is too long for a pattern'
  if (!isOwn && condition.some(isFrequent)) return 'the calls it looks at are made all day'
  return undefined
}

/** Paths that say where something happened and not what. */
const WHERE = new Set([
  'detail.eventSource',
  'detail.awsRegion',
  'detail.eventType',
  'detail.readOnly',
  'source',
  'detail-type',
])
/** Calls that only read, and those that every session begins with: by the verb, whoever writes them. */
const ALL_DAY =
  /^(?:get|list|describe|head|batchget|search|lookup|query|scan|select|check|decrypt|encrypt|generatedatakey|assumerole|invoke|put(?:object|item|record|logevents|metricdata)|copyobject|deleteobject|upload|send|receive|publish)/i

const isFrequent = (branch: Branch): boolean => {
  const { 'detail.eventName': names, ...others } = branch
  if (Object.keys(others).some((path) => !WHERE.has(path))) return false
  return names === undefined || names.some((name) => ALL_DAY.test(textOf(name)))
}

/** What the pack shares a rule by: the calls, and not what is in them, as long as they are rare. */
const CALL = ['detail.eventName', 'detail.eventSource', 'detail.userIdentity.type']

const coarse = (branch: Branch): Branch => {
  const call = Object.fromEntries(Object.entries(branch).filter(([path]) => CALL.includes(path)))
  return isFrequent(call) ? branch : call
}

const textOf = (matcher: Branch[string][number]): string =>
  typeof matcher === 'string' ? matcher : String((matcher as JsonObject | null)?.['equals-ignore-case'] ?? '')

const mayBeOfCloudTrail = (pattern: JsonObject): boolean => {
  const types = pattern['detail-type']
  return !(Array.isArray(types) && types.every((type) => typeof type === 'string' && !type.endsWith(' via CloudTrail')))
}
