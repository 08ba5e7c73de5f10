/** Fault: one thing wrong in a Sigma document, addressed by its path; and the suggestions that go with it. */
import type { Problem } from '../../../core/problem.ts'
import { suggest } from '../../../notation/suggest.ts'

/** No field of a log has a longer name, and a walk is as deep as the name. */
export const MAX_FIELD = 512

export type Path = readonly (string | number)[]

export interface Fault {
  readonly message: string
  /** Leads from the list of documents to the culprit; the first part is the document's index. */
  readonly path: Path
  /** The fault lies in the key that ends the path, not in its value. */
  readonly inKey?: true
  /** A part of the key or text at the path, in UTF-16 units. */
  readonly part?: { readonly start: number; readonly length: number }
  readonly hint?: string | undefined
  readonly warning?: true
  /** A warning that nobody means. */
  readonly mistake?: true | undefined
}

/** Turns the place of a fault into what the author of the body can find again: offsets in a text, or a path. */
export type Locate = (fault: Fault) => Pick<Problem, 'offset' | 'length' | 'path'>

/** Where the faults of one compilation collect. */
export type Faults = Fault[]

export const toProblem = (fault: Fault, locate: Locate): Problem => ({
  message: fault.message,
  ...locate(fault),
  hint: fault.hint,
  warning: fault.warning,
  mistake: fault.mistake,
})

export const didYouMean = (word: string, candidates: Iterable<string>): { hint?: string } => {
  const best = suggest(word, candidates)
  return best === undefined ? {} : { hint: `did you mean "${best}"?` }
}

/** One error for every key of `object` that is not in `known`. */
export const refuseUnknownKeys = (object: object, known: readonly string[], path: Path, faults: Faults): void => {
  for (const key of Object.keys(object)) {
    if (known.includes(key)) continue
    const { hint = `known here: ${known.join(', ')}` } = didYouMean(key, known)
    faults.push({ message: `unknown key "${key}" in ${path.at(-1)}`, path: [...path, key], inKey: true, hint })
  }
}
