/** The AWS blog's `filter_config.json` (`{source, regexp, sns}`) -> one rule and its destination. */
import { child, type JsonObject, text } from '../core/json.ts'
import type { DestinationEntry, RuleDraft } from './config.ts'
import type { Document } from './document.ts'
import { slug } from './ids.ts'
import { problemAt, toProblems } from './issues.ts'
import type { LocatedProblem } from './located.ts'
import { filterConfigSchema } from './schema.ts'

/** Its keys are regular enough to be told from ours even when one of them is missing or misspelt. */
export const isFilterConfig = (value: JsonObject): boolean => {
  const has = (key: string): boolean => Object.hasOwn(value, key)
  return !has('rule') && !has('destination') && [has('source'), has('regexp'), has('sns')].filter(Boolean).length >= 2
}

export const readFilterConfig = (
  document: Document,
): { readonly rule?: RuleDraft; readonly destination?: DestinationEntry; readonly problems: LocatedProblem[] } => {
  const parsed = filterConfigSchema.safeParse(document.value)
  const problems = toProblems(parsed.error?.issues ?? [], { document, path: [], schema: filterConfigSchema })
  const source = text(document.value, 'source')
  const regexp = text(document.value, 'regexp')
  const sns = child(document.value, 'sns')
  const topic = text(sns, 'topicARN')
  const region = text(sns, 'region')
  const topicRegion = topic?.split(':')[3]
  if (region !== undefined && topicRegion && region !== topicRegion) {
    const message = `the topic is in ${topicRegion}: that region is used`
    problems.push(problemAt(document, ['sns', 'region'], message, { severity: 'warning' }))
  }
  const name = document.file.split(/[\\/]/).at(-1) as string
  const path = ['sns'] as const
  return {
    ...(source !== undefined &&
      regexp !== undefined && {
        rule: {
          title: `Call that ${name} asks for`,
          id: slug(name.replace(/\.[a-z]+$/i, '')),
          level: 'medium',
          tags: [],
          respond: [],
          falsepositives: [],
          tests: [],
          // The blog's function sends a message for each record that matches.
          groupBy: ['eventID'],
          destinations: topic === undefined ? [] : [topic],
          body: { language: 'filter-config', value: { source, regexp }, path: [] },
          document,
          path: [],
        },
      }),
    ...(topic !== undefined && {
      destination: { id: topic, type: 'sns', settings: { sns_arn: topic, shape: 'event' }, document, path },
    }),
    problems,
  }
}
