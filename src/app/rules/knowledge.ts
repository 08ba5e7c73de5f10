/** What is known of records, for `rules lint`: the tables of calls and of what they take, and the events that the built-in rules are tested with. */
import { readFileSync } from 'node:fs'
import { type JsonObject, text } from '../../core/json.ts'
import type { Knowledge } from '../../lint/judge.ts'
import { HOST, readNames } from '../../lint/names.ts'
import { wordsOf } from '../../lint/parameters.ts'
import { pathsOf } from '../../lint/samples.ts'
import { CALLS, PARAMETERS } from '../../outside/built.ts'
import { builtinRules } from './pack.ts'

export interface KnownRecords extends Knowledge {
  readonly samples: readonly JsonObject[]
}

/** Half of the records, as the events of the pack are of one night, one Region and one account, nearly all of them change something, and a rule may be about just these. */
const ELSEWHERE = {
  eventVersion: '1.03',
  eventTime: '2016-06-15T12:34:56Z',
  awsRegion: 'sa-east-1',
  recipientAccountId: '111122223333',
  readOnly: true,
}

export const readKnowledge = (): KnownRecords => {
  const samples = builtinRules(true)
    .rules.flatMap(({ tests }) => tests.map(({ event }) => event))
    .map((event, index) => (index % 2 === 0 ? event : { ...event, ...ELSEWHERE }))
  const seen = samples.map((record) => [text(record, 'eventSource') ?? '', text(record, 'eventName') ?? ''] as const)
  const fields = new Set(samples.flatMap((record) => pathsOf(record)))
  const parameters = new Map(
    (JSON.parse(readFileSync(PARAMETERS, 'utf8')) as [string, ...string[]][]).map(([service, ...names]) => [
      `${service}${HOST}`,
      new Set(names),
    ]),
  )
  return {
    samples,
    names: readNames(JSON.parse(readFileSync(CALLS, 'utf8')), seen),
    ...{ fields, parameters, words: wordsOf({ fields, parameters }) },
  }
}
