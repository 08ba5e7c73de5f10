/** A rule's message -> the sentence for an event. */
import type { Event } from '../../core/event.ts'
import type { Finding } from '../../core/finding.ts'
import type { JsonObject } from '../../core/json.ts'
import { describeAccount, genericSentence, helperNames, voice } from '../../detect/message/index.ts'
import { compileMessage } from '../../languages/jq/message.ts'

/** Without a message every event gets the generic sentence. @throws CompileError when the message is not a jq string. */
export const speaker = (message: string | undefined): ((event: Event) => string) => {
  if (message === undefined) return genericSentence
  const render = compileMessage(message, helperNames)
  return (event) => render(event.raw, voice(event)) || genericSentence(event)
}

/** What the message of a correlation may call besides reading the finding (`.group`, `.event.name`, `.eventIds` ...). */
const CORRELATION_HELPERS = ['actor', 'count', 'account', 'region'] as const

/** The sentence of a correlation. @throws CompileError when the message is not a jq string. */
export const correlationSpeaker = (message: string): ((finding: Finding) => string) => {
  const render = compileMessage(message, CORRELATION_HELPERS)
  return (finding) =>
    render(finding as unknown as JsonObject, {
      actor: () => finding.who,
      count: () => String(finding.eventIds.length),
      account: () => describeAccount(finding.event.accountId, finding.context.account.name),
      region: () => finding.event.region || 'unknown',
    })
}

/** The same, compiled when it first speaks: for messages that are known to be good. */
export const lazySpeaker = (message: string | undefined): ((event: Event) => string) => {
  let say: ((event: Event) => string) | undefined
  return (event) => {
    say ??= speaker(message)
    return say(event)
  }
}
