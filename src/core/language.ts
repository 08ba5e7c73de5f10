/** The port of a rule language: a text or structure goes in, a compiled rule comes out. */
import type { Json, JsonObject } from './json.ts'

/** What one rule says of one record. */
export interface Verdict {
  readonly matched: boolean
  /** What the rule computed besides yes (jq only). */
  readonly annotation?: Json
  /** The rule failed while running; it then does not match. Counted and shown per rule. */
  readonly error?: string
}

export const YES: Verdict = Object.freeze({ matched: true })
export const NO: Verdict = Object.freeze({ matched: false })

/** One line of an explanation, in reading order; `depth` indents. */
export interface Condition {
  readonly text: string
  readonly outcome: 'yes' | 'no' | 'error' | 'not-reached'
  readonly depth: number
  /** The value that the condition looked at; absent when the field is missing. */
  readonly saw?: Json | undefined
  /** Joins other lines and looks at no value itself. */
  readonly heading?: true
}

/** Lists of texts: of each list, one at least. */
export type Needs = readonly (readonly string[])[]

export interface Compiled {
  /** Never throws; runs in bounded time. */
  evaluate(record: JsonObject): Verdict
  /** The same as `evaluate(record).matched`. */
  matches(record: JsonObject): boolean
  /**
   * The index key: false means that no record with this `eventName` (`undefined`: without one) can match, whatever else it
   * holds. Absent when the name alone can never rule a record out, which makes the engine read every record.
   */
  readonly couldMatch?: ((eventName: string | undefined) => boolean) | undefined
  /**
   * What the bytes of a matching record hold, unless an escape stands for printable ASCII. Lets a reader pass over a record of a wanted
   * name; absent when nothing is known.
   */
  readonly needs?: Needs | undefined
  /** Each condition of the rule, what it came to for this record, and the value it saw. */
  explain(record: JsonObject): readonly Condition[]
  /** What is odd but not wrong. */
  readonly warnings: readonly import('./problem.ts').Problem[]
}

export interface Language<Body = never, Result extends Compiled = Compiled> {
  readonly type: string
  readonly title: string
  /** The key of a rule in the configuration that holds a body in this language. */
  readonly configKey: string
  /** @throws CompileError with every problem found; nothing else. */
  compile(body: Body): Result
}

/** An identity function: the type of a language is inferred from its value. */
export const defineLanguage = <Body, Result extends Compiled>(language: Language<Body, Result>) => language
