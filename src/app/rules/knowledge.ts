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

/** Half of the records, as the events of the pack are of one night, one Region and one account, and a rule may be about just these. */
const ELSEWHERE = {
  eventVersion: '1.03',
  eventTime: '2016-06-15T12:34:56Z',
  awsRegion: 'sa-east-1',
  recipientAccountId: '111122223333',
}

export const readKnowledge = (): KnownRecords => {
  const samples = builtinRules(true)
    .rules.flatMap(({ tests }) => tests.map(({ event }) => event))
    .map((event, index) => (index % 2 === 0 ? event : { ...event, ...ELSEWHERE }))
  const seen = samples.map((record) => [text(record, 'eventSource') ?? '', text(record, 'eventName') ?? ''] as const)
  return {
    samples,
    names: readNames(JSON.parse(readFileSync(CALLS, 'utf8')), seen),
    fields: new Set(samples.flatMap((record) => pathsOf(record))),
  }
}
