/** One record as an Event: the few fields that everything else asks for, beside the untouched record. */
import type { Event } from '../core/event.ts'
import { type JsonObject, own, text } from '../core/json.ts'
import { toPrincipal } from './principal.ts'

export const toEvent = (raw: JsonObject): Event => {
  const principal = toPrincipal(own(raw, 'userIdentity'), raw)
  return {
    id: text(raw, 'eventID') ?? '',
    time: text(raw, 'eventTime') ?? '',
    accountId: text(raw, 'recipientAccountId') ?? principal.accountId ?? '',
    region: text(raw, 'awsRegion') ?? '',
    source: text(raw, 'eventSource') ?? '',
    name: text(raw, 'eventName') ?? '',
    errorCode: text(raw, 'errorCode'),
    principal,
    sourceIp: text(raw, 'sourceIPAddress') ?? '',
    userAgent: text(raw, 'userAgent') ?? '',
    raw,
  }
}
