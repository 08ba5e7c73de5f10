/** A function of a deployment: what is kept warm between its invocations, and the one line that each of them writes. */
import { type Clients, createClients } from '../../aws/clients.ts'
import type { Json } from '../../core/json.ts'
import type { Store } from '../../core/store.ts'
import { dynamodb } from '../../stores/dynamodb.ts'
import type { RuleSource } from '../config/refusal.ts'
import { keepUpToDate, LostConfigError, readerOf } from './config.ts'
import { type Counts, describe, invocationLine, problemLine } from './log.ts'

/** What Lambda hands over with an event (Lambda Developer Guide, "Using the Lambda context object"). */
export interface LambdaContext {
  readonly awsRequestId: string
  readonly functionName: string
  readonly getRemainingTimeInMillis: () => number
}

export interface FunctionOptions {
  /** Where the code lies: beside it a configuration, and a folder `rules`. */
  readonly folder: string
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Lambda leaves lines of standard output as they are, so that CloudWatch finds the metrics in them. */
  readonly write: (line: string) => void
  readonly now: () => number
}

/** What outlives a change of the configuration. */
export interface Tools extends FunctionOptions {
  readonly clients: Clients
  readonly store: Store
}

export interface Done<Result> {
  readonly result: Result
  readonly counts: Counts
  readonly details: Readonly<Record<string, unknown>>
  /** The invocation failed as a whole: Lambda tries again what comes without a queue. */
  readonly failure?: Error | undefined
}

export interface Work<Made, Result> {
  /** What was done, for the log. */
  readonly message: string
  /** @throws Error when the configuration cannot be used */
  readonly make: (config: RuleSource | undefined, tools: Tools) => Promise<Made>
  readonly handle: (made: Made, event: Json, context: LambdaContext, tools: Tools) => Promise<Done<Result>>
}

export type Handler<Result> = (event: Json, context: LambdaContext) => Promise<Result>

/** Whatever goes wrong is written with its trace and thrown, so that Lambda counts it and tries again. */
export const openFunction = <Made, Result>(
  { message, make, handle }: Work<Made, Result>,
  options: FunctionOptions,
): Handler<Result> => {
  const { write, now } = options
  let warm: { readonly tools: Tools; readonly made: ReturnType<typeof keepUpToDate<Made>> } | undefined
  let isCold = true
  return async (event, context) => {
    const started = now()
    const { awsRequestId: requestId, functionName } = context
    const line = (counts: Counts, details: Readonly<Record<string, unknown>>): void => {
      const all = { ...counts, ColdStart: Number(isCold), Duration: now() - started }
      write(invocationLine({ functionName, requestId, message, counts: all, details, now: now() }))
    }
    let failure: Error | undefined
    try {
      warm ??= await warmUp(make, options)
      const { made, isOld } = await warm.made()
      const done = await handle(made, event, context, warm.tools)
      failure = done.failure
      line({ ...done.counts, OldConfiguration: Number(isOld) }, { ...done.details, ...(failure && describe(failure)) })
      if (!failure) return done.result
    } catch (error) {
      line({}, describe(error))
      throw error
    } finally {
      isCold = false
    }
    throw failure
  }
}

const REFUSED = 'a newer configuration cannot be used: the one before it goes on'
const LOST = 'the configuration is gone or may not be read: the last good one goes on'

const warmUp = async <Made>(make: Work<Made, unknown>['make'], options: FunctionOptions) => {
  const { environment, folder, write, now } = options
  const { TABLE } = environment
  if (!TABLE) throw new Error('TABLE is not set: the name of the table that the template makes')
  const clients = createClients()
  const tools = { ...options, clients, store: await dynamodb.open({ table: TABLE }) }
  const made = keepUpToDate({
    read: readerOf(environment, folder, clients),
    make: (config) => make(config, tools),
    onRefused: (error) => write(problemLine(error instanceof LostConfigError ? LOST : REFUSED, error)),
    now,
  })
  return { tools, made }
}
