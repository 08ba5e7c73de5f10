/** Claim: what a rule asks of a record, as far as it can be read off its text. For those who judge a rule, whatever its language; never for running it. */
import type { Json, JsonObject } from '../core/json.ts'
import type { Compiled } from '../core/language.ts'
import type { Problem } from '../core/problem.ts'

export type Place = Pick<Problem, 'offset' | 'length' | 'path'>

/** A value that stands in the text of the rule. */
export interface WrittenValue {
  readonly value: Json
  readonly place: Place
}

export interface FieldClaim {
  readonly kind: 'field'
  /** Keys joined by dots; lists on the way have no key. Fields of the envelope of EventBridge begin with `envelope.`. */
  readonly field: string
  /** Whether a field with this value, or without any, meets it; absent when nobody knows. */
  readonly holds?: ((value: Json | undefined) => boolean) | undefined
  readonly values: readonly WrittenValue[]
  /** Nothing but these values meets it. */
  readonly exact: boolean
  /** Where the field is named. */
  readonly place: Place
}

/** Compares a value that is made of fields first: an hour, a length. */
export interface MadeClaim {
  readonly kind: 'made'
  /** How it is made. Where two say the same, they compare the same value; it is one. */
  readonly what: string
  readonly holds: (made: Json) => boolean
  /** Between two of these, all values fare alike. */
  readonly values: readonly WrittenValue[]
  readonly of: readonly FieldClaim[]
}

export type Claim =
  | FieldClaim
  | MadeClaim
  | { readonly kind: 'not'; readonly of: Claim }
  /** At least so many of them: all is AND, one is OR. */
  | { readonly kind: 'of'; readonly least: number; readonly of: readonly Claim[] }
  /** Asks for these fields in a way that cannot be read off. */
  | { readonly kind: 'unclear'; readonly of: readonly Claim[] }

/** A rule that says what it asks; without `asks` nothing of it can be read off. */
export interface Legible extends Compiled {
  readonly asks?: (() => Claim) | undefined
  /** The event pattern that it is, as the event bus takes it. */
  readonly pattern?: JsonObject | undefined
}

export const claimOf = (compiled: Compiled): Claim | undefined =>
  'asks' in compiled ? (compiled as Legible).asks?.() : undefined

export const patternOf = (compiled: Compiled): JsonObject | undefined => (compiled as Legible).pattern

export const allOf = (of: readonly Claim[]): Claim => ({ kind: 'of', least: of.length, of })
export const anyOf = (of: readonly Claim[]): Claim => ({ kind: 'of', least: 1, of })

/** A record that has this one field; none when the value is undefined. */
export const recordWith = (field: string, value: Json | undefined): JsonObject =>
  value === undefined
    ? {}
    : !field.includes('.')
      ? { [field]: value }
      : (field.split('.').reduceRight<Json>((inner, key) => ({ [key]: inner }), value) as JsonObject)
