/** An event of the bus that is no record of CloudTrail: as an Event, and the finding of one that nobody understands. */
import { type Event, withoutArn } from '../core/event.ts'
import type { Finding } from '../core/finding.ts'
import { type JsonObject, text } from '../core/json.ts'
import { type Enrichment, factsOf } from './finding.ts'

/** The envelope's own fields ("Event structure", EventBridge events reference); what it is about stays in `raw`. */
export const busEvent = (envelope: JsonObject): Event => {
  const source = text(envelope, 'source') ?? ''
  const accountId = text(envelope, 'account') ?? ''
  // Only AWS services put events whose source begins so (EventBridge API reference, "PutEventsRequestEntry").
  const isService = source.startsWith('aws.')
  return {
    id: text(envelope, 'id') ?? '',
    time: text(envelope, 'time') ?? '',
    accountId,
    region: text(envelope, 'region') ?? '',
    source,
    name: text(envelope, 'detail-type') ?? '',
    principal: {
      kind: isService ? 'AWSService' : 'Unknown',
      identity: isService ? withoutArn('AWSService', source) : withoutArn('Unknown', accountId, source),
      name: source.replace(/^aws\./, ''),
    },
    sourceIp: '',
    userAgent: '',
    raw: envelope,
  }
}

/** Of a message: characters. */
const MOST = 10_000

/** Never lost: whoever is sent alerts is sent the event as it came. */
export const unknownEvent = (envelope: JsonObject, written: string, file: string, enrichment: Enrichment): Finding => {
  const event: Event = { ...busEvent(envelope), name: 'UNKNOWN EVENT' }
  const context = enrichment.context(event)
  const rule = { id: 'tattletrail-unknown-event', title: 'Unknown event', level: 'medium', tags: [] } as const
  return {
    rule: { ...rule, status: 'stable', language: 'event-pattern' },
    level: enrichment.level(rule, context),
    ...factsOf(event),
    who: event.principal.name || 'someone',
    sourceIp: '',
    tool: '',
    context,
    message: written.length > MOST ? `${written.slice(0, MOST)}…` : written,
    annotation: null,
    eventIds: event.id === '' ? [] : [event.id],
    group: null,
    file,
    ...(enrichment.keepsRecord && { record: envelope }),
  }
}
