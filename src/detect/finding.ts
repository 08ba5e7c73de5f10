/** Event + rule -> Finding. */
import type { Event } from '../core/event.ts'
import type { Finding } from '../core/finding.ts'
import type { Json } from '../core/json.ts'
import type { Rule } from '../core/rule.ts'

/** What only other rooms can say of an event. */
export interface Words {
  readonly who: (event: Event) => string
  readonly tool: (event: Event) => string
}

export const toFinding = (rule: Rule, event: Event, annotation: Json, file: string, words: Words): Finding => ({
  rule: { id: rule.id, title: rule.title, level: rule.level, tags: rule.tags, language: rule.language },
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
    name: event.principal.name,
    arn: event.principal.arn ?? null,
    accountId: event.principal.accountId ?? null,
    accessKeyId: event.principal.accessKeyId ?? null,
    session: event.principal.session ?? null,
  },
  who: words.who(event),
  sourceIp: event.sourceIp,
  tool: words.tool(event),
  message: rule.say(event),
  annotation,
  eventIds: event.id === '' ? [] : [event.id],
  group: null,
  file,
})
