/** RuleSet: the rules, indexed by event name, so that a record meets only the rules that could match it. */
import { type JsonObject, own } from '../core/json.ts'
import type { Compiled, Verdict } from '../core/language.ts'
import type { Rule } from '../core/rule.ts'
import { claimOf, patternOf } from '../notation/claim.ts'
import { speaksOfBus, speaksOfBusAlone } from '../notation/could.ts'

/** Distinct names come from hostile input too: beyond this many, the index forgets and starts again. */
const MAX_NAMES = 20_000

export interface RuleSet {
  readonly rules: readonly Rule[]
  /** Rules whose requirement never rules a name out: each makes the engine read every record. */
  readonly readEverything: readonly Rule[]
  /** Could any rule match a record with this `eventName`, or without one? False lets a reader skip the record unparsed. */
  wants(eventName: string | undefined): boolean
  /**
   * A second look at a record of a wanted name: false for its bytes means that no rule can match it. Holds when no escape in
   * them stands for printable ASCII. Undefined when every record of the name may match.
   */
  prefilter(eventName: string): ((record: Buffer) => boolean) | undefined
  /** Runs every rule that could match; calls back for each that did match or that failed while running. */
  match(record: JsonObject, onVerdict: OnVerdict): void
  /** The same for an event of the bus that is no record, by the rules that speak of such; absent: those are of no interest. */
  matchBusEvent?(envelope: JsonObject, onVerdict: OnVerdict): void
}

export type OnVerdict = (rule: Rule, verdict: Verdict) => void

export const createRuleSet = (rules: readonly Rule[]): RuleSet => {
  const index = new Map<string | undefined, readonly Rule[]>()
  const ofRecords = rules.filter(isOfRecords)
  let ofBus: readonly Rule[] | undefined
  const prefilters = new Map<string, ReturnType<RuleSet['prefilter']>>()

  const candidates = (eventName: string | undefined): readonly Rule[] => {
    const known = index.get(eventName)
    if (known) return known
    if (index.size >= MAX_NAMES) index.clear()
    const found = ofRecords.filter(({ compiled }) => compiled.couldMatch?.(eventName) ?? true)
    index.set(eventName, found)
    return found
  }

  return {
    rules,
    readEverything: ofRecords.filter(({ compiled }) => !compiled.couldMatch),
    wants: (eventName) => candidates(eventName).length > 0,
    prefilter: (eventName) => {
      const known = prefilters.get(eventName)
      if (known || prefilters.has(eventName)) return known
      if (prefilters.size >= MAX_NAMES) prefilters.clear()
      const made = prefilterFor(candidates(eventName))
      prefilters.set(eventName, made)
      return made
    },
    match: (record, onVerdict) => {
      const name = own(record, 'eventName')
      // A name that is no text is outside what `couldMatch` promises.
      ask(name === undefined || typeof name === 'string' ? candidates(name) : ofRecords, record, onVerdict)
    },
    matchBusEvent: (envelope, onVerdict) => {
      ofBus ??= rules.filter(({ compiled }) => isOfBus(compiled))
      ask(ofBus, envelope, onVerdict)
    },
  }
}

/** An event pattern, or a rule that names what only the envelope of an event has. */
export const isOfBus = (compiled: Compiled): boolean => {
  const claim = claimOf(compiled)
  return patternOf(compiled) !== undefined || (claim !== undefined && speaksOfBus(claim))
}

/** Rules that the name alone never rules out are few: of these it is worth to ask what they ask. */
const isOfRecords = ({ compiled }: Rule): boolean => {
  const claim = compiled.couldMatch ? undefined : claimOf(compiled)
  return claim === undefined || !speaksOfBusAlone(claim)
}

const ask = (rules: readonly Rule[], event: JsonObject, onVerdict: OnVerdict): void => {
  for (const rule of rules) {
    const verdict = rule.compiled.evaluate(event)
    if (verdict.matched || verdict.error !== undefined) onVerdict(rule, verdict)
  }
}

/** Rules that need the same are asked for once, those that need the fewest texts first. */
const prefilterFor = (rules: readonly Rule[]): ((record: Buffer) => boolean) | undefined => {
  const all = rules.map(({ compiled }) => compiled.needs ?? [])
  if (all.some((needs) => needs.length === 0)) return undefined
  const distinct = [...new Map(all.map((needs) => [JSON.stringify(needs), needs])).values()]
  const holds = distinct
    .sort((a, b) => a.flat().length - b.flat().length)
    .map((needs) => needs.map((texts) => texts.map((text) => Buffer.from(text))))
  return (record) => holds.some((needs) => needs.every((texts) => texts.some((text) => record.includes(text))))
}
