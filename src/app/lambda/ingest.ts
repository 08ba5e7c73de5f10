/** The function that reads: a configuration, opened, and each event through it. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Ingester } from '../../flows/ingest.ts'
import { readRuleFiles } from '../../sources/rule-files.ts'
import { openIntake } from '../alerting/intake.ts'
import { renewed } from '../alerting/renewed.ts'
import { openSources } from '../config/open-config.ts'
import { type Ingested, ingestEvent } from './batch.ts'
import { type FunctionOptions, type Handler, openFunction } from './function.ts'
import { problemLine, short, warningLine } from './log.ts'

const KEPT = 'the canaries of the store cannot be used: those from before go on'

/** As many failures as a line of the log shows. */
const SHOWN = 20

export const createIngest = (options: FunctionOptions): Handler<Ingested['response']> =>
  openFunction<() => Promise<Ingester>, Ingested['response']>(
    {
      message: 'ingested',
      make: async (config, { environment, folder, store, write, now }) => {
        const own = join(folder, 'rules')
        const rules = existsSync(own) ? readRuleFiles([own]) : []
        const sources = await openSources(config, rules)
        return renewed({
          ...{ store, now },
          make: async (canaries) => {
            const intake = await openIntake({ ...sources, canaries }, environment.BUILTIN_RULES !== 'false')
            if (intake.warnings.problems.length > 0) write(warningLine(intake.warnings.problems))
            return intake.ingester(store, now)
          },
          onProblem: (error) => write(problemLine(KEPT, error)),
        })
      },
      handle: async (ingester, event, context, { clients, environment }) => {
        const { DLQ_URL, MAX_RECEIVES } = environment
        const { response, counts, failures } = await ingestEvent(event, context.awsRequestId, {
          ingester: await ingester(),
          clients,
          deadLetters: DLQ_URL && MAX_RECEIVES ? { queueUrl: DLQ_URL, maxReceives: Number(MAX_RECEIVES) } : undefined,
          remaining: () => context.getRemainingTimeInMillis(),
          sleep: (milliseconds) => setTimeout(milliseconds, undefined, { ref: false }),
        })
        const shown = failures.slice(0, SHOWN).map((one) => ({ ...one, reason: short(one.reason) }))
        const failed = failures.find(({ became }) => became === 'failed')
        return {
          result: response,
          counts,
          details: shown.length > 0 ? { failures: shown } : {},
          failure: failed && new Error(failed.reason),
        }
      },
    },
    options,
  )
