/** Fetches the next inputs while one is handled. */
import type { Input } from '../core/source.ts'

/** So many at once: what they hold is in memory. */
const AHEAD = 3

/** The same inputs in the same order. @param inputs ends by itself: what it waits for, the ones before wait for too */
export async function* fetchAhead(inputs: Iterable<Input> | AsyncIterable<Input>): AsyncGenerator<Input> {
  const waiting: Input[] = []
  for await (const input of inputs) {
    waiting.push(started(input))
    if (waiting.length > AHEAD) yield waiting.shift() as Input
  }
  yield* waiting
}

const started = (input: Input): Input => {
  const bytes = input.read()
  // Whoever reads it is told.
  bytes.catch(() => {})
  return { ...input, read: () => bytes }
}
