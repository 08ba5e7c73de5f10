/** The budget of one run, so that no program takes long or much memory, whatever it does. A run is synchronous: one set of counters serves all. */
import { Exhausted } from './failure.ts'

/** Tenths of a second, for nearly all programs. */
export const MAX_STEPS = 1_000_000
/** Roughly bytes, of everything that is built or read through. */
export const MAX_SIZE = 64_000_000

/** A share: what looks at a name is short, and what is longer is run for every record anyway. */
export const GLANCE = 0.01

let steps = 0
let size = 0

/** @param share of the whole budget, more than 0 and at most 1 */
export const startBudget = (share = 1): void => {
  steps = MAX_STEPS * share
  size = MAX_SIZE * share
}

/** One turn of a loop or one call. */
export const step = (): void => {
  if (--steps < 0) throw new Exhausted(`the program used up its budget of ${MAX_STEPS.toLocaleString('en')} steps`)
}

/** Builds or reads through `bytes` of data. */
export const grow = (bytes: number): void => {
  size -= bytes
  if (!(size >= 0)) throw new Exhausted(`the program used up its budget of ${MAX_SIZE / 1_000_000} MB of data`)
}

export const CELL = 8
/** As slow as it is large: a name is looked up, and thousands of names make a table. */
export const ENTRY = 128
/** A name that the program computed: V8 makes a shape for each object that has it first. */
export const NEW_NAME = 512
export const CONTAINER = 40
