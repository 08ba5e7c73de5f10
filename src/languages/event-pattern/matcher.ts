/** What a compiled pattern asks of an event. */

/** A leaf of an event. */
export type Scalar = string | number | boolean | null

/** What one field of a pattern asks of the values at its path. */
export interface FieldMatcher {
  readonly test: (value: Scalar) => boolean
  /** Whether the field matches when the event has no value at its path (`"exists": false`). */
  readonly absent: boolean
  /** For people: `is "CreateUser" or starts with "Delete"`. */
  readonly text: string
  /** All values that match, when the field lists plain values only. */
  readonly exact: ReadonlySet<Scalar> | undefined
}
