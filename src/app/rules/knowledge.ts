/** What is known of records, for `rules lint`: the table of calls, and the events that the built-in rules are tested with. */
import { readFileSync } from 'node:fs'
import { type JsonObject, text } from '../../core/json.ts'
import type { Knowledge } from '../../lint/judge.ts'
import { readNames } from '../../lint/names.ts'
import { pathsOf } from '../../lint/samples.ts'
import { CALLS } from '../../outside/built.ts'
import { builtinRules } from './pack.ts'

export interface KnownRecords extends Knowledge {
  readonly samples: readonly JsonObject[]
}

export const readKnowledge = (): KnownRecords => {
  const samples = builtinRules(true).rules.flatMap(({ tests }) => tests.map(({ event }) => event))
  const seen = samples.map((record) => [text(record, 'eventSource') ?? '', text(record, 'eventName') ?? ''] as const)
  return {
    samples,
    names: readNames(JSON.parse(readFileSync(CALLS, 'utf8')), seen),
    fields: new Set(samples.flatMap((record) => pathsOf(record))),
  }
}
