/** What a `[[rule]]` may hold. */
import { z } from 'zod'
import { LEVELS, STATUSES } from '../core/rule.ts'

const text = z.string().min(1)
const texts = z.array(text)
const structure = z.looseObject({})

export const filterSchema = z.strictObject({
  source: text.meta({ description: 'regular expression that the eventSource must contain a match of' }),
  regexp: text.meta({ description: 'regular expression that the eventName must contain a match of' }),
})

const testSchema = z.strictObject({
  name: text,
  match: z.boolean(),
  event: structure.meta({ description: 'a CloudTrail record, or the part of one that the rule reads' }),
  message: text.optional().meta({ description: 'the sentence that the finding must carry' }),
})

export const ruleSchema = z.strictObject({
  name: text.optional().meta({ description: 'the title that people see' }),
  id: text.optional().meta({ description: 'a name for programs; by default made from the name' }),
  level: z.enum(LEVELS).default('medium'),
  status: z
    .enum(STATUSES)
    .optional()
    .meta({ description: 'findings of an experimental rule are kept, but alert nobody' }),
  description: z.string().optional(),
  tags: texts.default([]).meta({ description: 'for example attack.t1685.002' }),
  message: text.optional().meta({ description: 'the sentence of a finding: a jq string without its quotes' }),
  group_by: texts.optional().meta({ description: 'fields whose values make one alert of several findings' }),
  respond: texts.default([]).meta({ description: 'what to do about it, step by step' }),
  falsepositives: texts.default([]),
  destinations: texts.default([]).meta({ description: 'ids of the destinations to tell' }),
  tests: z.array(testSchema).default([]),
  jq_match: text.optional().meta({ description: 'a jq program; any output but null and false is a match' }),
  event_pattern: z
    .union([text, structure], { error: 'expected an EventBridge pattern: a table, or its JSON as a text' })
    .optional()
    .meta({ description: 'an EventBridge event pattern, as a table or as its JSON' }),
  sigma: z
    .union([text, structure], { error: 'expected a Sigma rule: its YAML as a text, or a table' })
    .optional()
    .meta({ description: 'a Sigma rule, as a table or as its YAML' }),
  filter: filterSchema.optional().meta({ description: 'the filter of the AWS blog: two regular expressions' }),
})

export type RuleSettings = z.infer<typeof ruleSchema>

/** The keys of which a rule has exactly one, and the language that each is written in. */
export const BODIES = [
  { key: 'jq_match', language: 'jq' },
  { key: 'event_pattern', language: 'event-pattern' },
  { key: 'sigma', language: 'sigma' },
  { key: 'filter', language: 'filter-config' },
] as const
