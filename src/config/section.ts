/** A section: one top-level table of a configuration, how it is written and how it is read. */
import type { z } from 'zod'
import type { Path } from '../notation/tree.ts'
import type { Document } from './document.ts'
import type { LocatedProblem } from './located.ts'

export interface Section<Value> {
  /** `[key]`, or `[[key]]`. */
  readonly key: string
  /** As it is written: for editors. */
  readonly schema: z.ZodType
  /** What of it is valid; what is not is among the problems. */
  readonly read: (documents: Documents, problems: LocatedProblem[]) => Value
}

/** What is read at once. */
export interface Documents {
  /** The configuration; of the other documents only the rules count. */
  readonly config: Document
  /** All of them, in the order in which their rules stand. */
  readonly all: readonly Document[]
  /** Id of a destination in any of them -> where it is first. A faulty one counts too: a rule may name it. */
  readonly destinations: ReadonlyMap<string, DocumentPlace>
}

export interface DocumentPlace {
  readonly document: Document
  readonly path: Path
}

/** What each section makes of the configuration. */
export type ValuesOf<Sections> = {
  readonly [Name in keyof Sections]: Sections[Name] extends Section<infer Value> ? Value : never
}

/** Faults of every document are told; the value is that of the configuration. */
export const ofConfig =
  <Value>(read: (document: Document, documents: Documents, problems: LocatedProblem[]) => Value) =>
  (documents: Documents, problems: LocatedProblem[]): Value => {
    for (const other of documents.all) if (other !== documents.config) read(other, documents, problems)
    return read(documents.config, documents, problems)
  }
