/** How long a store waits before it tries again. */

/**
 * A random part of a wait that doubles with each try, so that those who met do not meet again ("full jitter": AWS Architecture
 * Blog, "Exponential Backoff And Jitter"). Milliseconds.
 */
export const backoff = (tries: number, first: number, longest: number): number =>
  Math.random() * Math.min(longest, first * 2 ** tries)
