/** What a format is: a way to write one kind of thing, for people or for programs. */
import type { Colors } from './colors.ts'

/** Where it is written to. */
export interface Page {
  readonly colors: Colors
  /** Columns. */
  readonly width: number
  /** Milliseconds since 1970. */
  readonly now: number
}

/** Each without its line end; a piece may be several lines. */
export type Lines = Iterable<string> | AsyncIterable<string>

export interface Format<Of = never, Name extends string = string> {
  /** As `--format` takes it. */
  readonly name: Name
  /** What it is, in a few words. */
  readonly title: string
  /** Everything in `of` is hostile: see the contract of formats. */
  readonly render: (of: Of, page: Page) => Lines
}

/** What is rendered is inferred from `render`. */
export const defineFormat = <Of, const Name extends string>(format: Format<Of, Name>): Format<Of, Name> => format
