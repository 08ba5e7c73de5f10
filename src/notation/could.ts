/** What a rule could still come to when only some fields of a record are known. */

import type { Json } from '../core/json.ts'
import type { Claim, FieldClaim } from './claim.ts'

/** Kleene's three values. */
export const NO = 0
export const MAYBE = 1
export const YES = 2
export type Could = typeof NO | typeof MAYBE | typeof YES

/** Fields, or what is made of them, and their values; a field that is named without a value is known to be absent. */
export type Known = ReadonlyMap<string, Json | undefined>

export const could = (claim: Claim, known: Known): Could => {
  switch (claim.kind) {
    case 'field':
      return !claim.holds || !known.has(claim.field) ? MAYBE : claim.holds(known.get(claim.field)) ? YES : NO
    case 'made':
      return !known.has(claim.what) ? MAYBE : claim.holds(known.get(claim.what) ?? null) ? YES : NO
    case 'not':
      return (YES - could(claim.of, known)) as Could
    case 'unclear':
      return MAYBE
    case 'of': {
      let [yes, maybe] = [0, 0]
      for (const inner of claim.of) {
        const answer = could(inner, known)
        if (answer === YES) yes++
        else if (answer === MAYBE) maybe++
      }
      return yes >= claim.least ? YES : yes + maybe >= claim.least ? MAYBE : NO
    }
  }
}

/** Every field that a claim names, in the order of the text. */
export const fieldsOf = (claim: Claim): readonly FieldClaim[] =>
  claim.kind === 'field' ? [claim] : claim.kind === 'not' ? fieldsOf(claim.of) : claim.of.flatMap(fieldsOf)

/** A key that only the envelope of an event has ("Event structure", EventBridge events reference): no record has it. */
const OF_ENVELOPE = /^detail(?:-type$|\.|$)/

/** Whether it may match an event of the bus that is no record: other rules are made for records. */
export const speaksOfBus = (claim: Claim): boolean => fieldsOf(claim).some(({ field }) => OF_ENVELOPE.test(field))

/** Whether nothing else can match it. */
export const speaksOfBusAlone = (claim: Claim): boolean => {
  const absent = fieldsOf(claim).filter(({ field }) => OF_ENVELOPE.test(field))
  return absent.length > 0 && could(claim, new Map(absent.map(({ field }) => [field, undefined]))) === NO
}
