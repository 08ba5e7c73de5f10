/** What a person can put right: a wrong option, a missing file, a faulty configuration. Its message says all; no trace is told. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
