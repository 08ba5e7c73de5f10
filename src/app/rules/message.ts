/** A rule's message -> the sentence for an event. */
import type { Event } from '../../core/event.ts'
import type { Finding } from '../../core/finding.ts'
import type { JsonObject } from '../../core/json.ts'
import { describeAccount, genericSentence, helperNames, messageHelpers } from '../../detect/message/index.ts'
import { compileMessage } from '../../languages/jq/message.ts'

/** Without a message every event gets the generic sentence. @throws CompileError when the message is not a jq string. */
export const messageRenderer = (message: string | undefined): ((event: Event) => string) => {
  if (message === undefined) return genericSentence
  const render = compileMessage(message, helperNames)
  return (event) => render(event.raw, messageHelpers(event)) || genericSentence(event)
}

/** What the message of a correlation may call besides reading the finding (`.group`, `.event.name`, `.eventIds` ...). */
const CORRELATION_HELPERS = ['actor', 'count', 'account', 'region'] as const

/** The sentence of a correlation. @throws CompileError when the message is not a jq string. */
export const correlationMessageRenderer = (message: string): ((finding: Finding) => string) => {
  const render = compileMessage(message, CORRELATION_HELPERS)
  return (finding) =>
    render(finding as unknown as JsonObject, {
      actor: () => finding.who,
      count: () => String(finding.eventIds.length),
      account: () => describeAccount(finding.event.accountId, finding.context.account.name),
      region: () => finding.event.region || 'unknown',
    })
}

/** The same, compiled when it is first asked: for messages that are known to be good. */
export const lazyMessageRenderer = (message: string | undefined): ((event: Event) => string) => {
  let render: ((event: Event) => string) | undefined
  return (event) => {
    render ??= messageRenderer(message)
    return render(event)
  }
}
