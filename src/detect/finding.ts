/** Event + rule -> Finding. */
import type { Event } from '../core/event.ts'
import type { Finding, FindingContext } from '../core/finding.ts'
import type { Json, JsonObject } from '../core/json.ts'
import type { Level, Rule } from '../core/rule.ts'
import { fieldValue } from './correlation/observe.ts'

/** What only other rooms can say of an event. */
export interface Enrichment {
  readonly who: (event: Event) => string
  readonly tool: (event: Event) => string
  readonly context: (event: Event) => FindingContext
  /** The level that a finding of the rule has there. */
  readonly level: LevelIn
  /** Somebody is told the record itself. */
  readonly keepsRecord: boolean
}

export type LevelIn = (
  rule: { readonly level: Level; readonly tags: readonly string[] },
  context: FindingContext,
) => Level

export const toFinding = (
  rule: Rule,
  event: Event,
  annotation: Json,
  file: string,
  enrichment: Enrichment,
): Finding => {
  const context = enrichment.context(event)
  return {
    rule: {
      id: rule.id,
      title: rule.title,
      level: rule.level,
      status: rule.status ?? 'stable',
      tags: rule.tags,
      language: rule.language,
    },
    level: enrichment.level(rule, context),
    ...factsOf(event),
    who: enrichment.who(event),
    sourceIp: event.sourceIp,
    tool: enrichment.tool(event),
    context,
    message: rule.renderMessage(event),
    annotation,
    eventIds: event.id === '' ? [] : [event.id],
    group: rule.groupBy ? groupOf(rule.groupBy, event.raw) : null,
    file,
    ...(enrichment.keepsRecord && { record: event.raw }),
  }
}

/** What a finding keeps of its event as it is. */
export const factsOf = (event: Event): Pick<Finding, 'event' | 'principal'> => ({
  event: {
    id: event.id,
    time: event.time,
    accountId: event.accountId,
    region: event.region,
    source: event.source,
    name: event.name,
    errorCode: event.errorCode ?? null,
  },
  principal: {
    kind: event.principal.kind,
    identity: event.principal.identity,
    name: event.principal.name,
    arn: event.principal.arn ?? null,
    principalId: event.principal.principalId ?? null,
    accountId: event.principal.accountId ?? null,
    accessKeyId: event.principal.accessKeyId ?? null,
    session: event.principal.session ?? null,
  },
})

const groupOf = (fields: readonly string[], record: JsonObject): { readonly [field: string]: Json } =>
  Object.fromEntries(fields.map((field) => [field, fieldValue(record, field) ?? null]))
