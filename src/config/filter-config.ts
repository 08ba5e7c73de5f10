/** The AWS blog's `filter_config.json`: `{source, regexp, sns}`, which makes one rule and one destination, and our `alerting`. */
import { z } from 'zod'
import { child, type JsonObject, text } from '../core/json.ts'
import { TOPIC_ARN, TOPIC_EXPECTED } from '../notation/arn.ts'
import type { Document } from './document.ts'
import { problemAt, toProblems } from './issues.ts'
import type { LocatedProblem } from './located.ts'
import { filterSchema } from './schema.ts'

/** AWS Security Blog, "Receive alerts when specific APIs are called". */
const filterConfigSchema = filterSchema.extend({
  sns: z
    .strictObject({
      region: z.string().min(1).optional(),
      topicARN: z.string().regex(TOPIC_ARN, { error: TOPIC_EXPECTED }),
    })
    .optional(),
  // Its faults are told where the table is read.
  alerting: z.unknown().optional(),
})

/** Its keys are regular enough to be told from ours even when one of them is missing or misspelt. */
export const isFilterConfig = (value: JsonObject): boolean => {
  const has = (key: string): boolean => Object.hasOwn(value, key)
  return !has('rule') && !has('destination') && [has('source'), has('regexp'), has('sns')].filter(Boolean).length >= 2
}

/** What it looks for: undefined when one of the two is missing. */
export const filterIn = ({ value }: Document): JsonObject | undefined => {
  const [source, regexp] = [text(value, 'source'), text(value, 'regexp')]
  return source === undefined || regexp === undefined ? undefined : { source, regexp }
}

/** The topic to tell. */
export const topicIn = ({ value }: Document): string | undefined => text(child(value, 'sns'), 'topicARN')

export const filterConfigProblems = (document: Document): readonly LocatedProblem[] => {
  const parsed = filterConfigSchema.safeParse(document.value)
  const problems = toProblems(parsed.error?.issues ?? [], { document, path: [], schema: filterConfigSchema })
  const region = text(child(document.value, 'sns'), 'region')
  const topicRegion = topicIn(document)?.split(':')[3]
  if (region !== undefined && topicRegion && region !== topicRegion) {
    const message = `the topic is in ${topicRegion}: that region is used`
    problems.push(problemAt(document, ['sns', 'region'], message, { severity: 'warning' }))
  }
  return problems
}
