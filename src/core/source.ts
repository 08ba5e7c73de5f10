/** The port of a source: where logs come from. */

/** Bytes: what is larger, packed or unpacked, is refused. */
export const MAX_INPUT = 256 * 2 ** 20

/** One input that can be read, and must be acknowledged once everything that it caused is durable. */
export interface Input {
  /** `nothing` is only acknowledged and counted, under its name. */
  readonly kind: 'log' | 'bus-event' | 'nothing'
  /** For people and for findings: a path, `s3://bucket/key`, a message id; of nothing: what it is. */
  readonly name: string
  /** As stored: gzipped or not. @throws Error with a reason for people. */
  read(): Promise<Buffer>
  ack(): Promise<void>
  /** It could not be handled now; the source may offer it again. */
  fail(reason: string): Promise<void>
}

export interface Source {
  readonly type: string
  /** Ends when the source is exhausted, or the signal is aborted. */
  inputs(signal: AbortSignal): AsyncIterable<Input>
}
