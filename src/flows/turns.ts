/** Turns: long work lets others run (timers, signals, deliveries) every few milliseconds, and ends soon when it is told to. */
import type { Steps } from '../cloudtrail/steps.ts'

/** So long one piece of work runs before others get their turn; milliseconds. */
const SLICE = 25

/** It was told to stop before it was done: what it did stays done, and the rest must be offered again. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError'
}

export interface Turns {
  /** To be awaited when it is not undefined. @throws StoppedError */
  readonly next: () => Promise<void> | undefined
}

/** For work that nobody waits beside: it is done in one go. */
export const ONE_TURN: Turns = { next: () => undefined }

/**
 * @param rest resolves when the others had their turn
 * @param now milliseconds
 */
export const createTurns = (rest: () => Promise<void>, now: () => number, signal: AbortSignal): Turns => {
  let began = now()
  const check = (): void => {
    if (signal.aborted) throw new StoppedError('stopped')
  }
  return {
    next: () => {
      if (now() - began < SLICE) return undefined
      check()
      return rest().then(() => {
        began = now()
        check()
      })
    },
  }
}

/** @throws StoppedError */
export const inTurns = async <Result>(steps: Steps<Result>, turns: Turns): Promise<Result> => {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
    const wait = turns.next()
    if (wait) await wait
  }
}
