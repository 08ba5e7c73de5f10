/** Long work in steps: whoever waits for it decides after each step whether others get their turn first. */
export type Steps<Result> = Generator<void, Result, void>

/** All of it at once. */
export const allSteps = <Result>(steps: Steps<Result>): Result => {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}
