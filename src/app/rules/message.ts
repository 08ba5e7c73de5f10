/** A rule's message -> the sentence for an event. */
import type { Event } from '../../core/event.ts'
import type { Finding } from '../../core/finding.ts'
import { isObject, type Json, type JsonObject, own } from '../../core/json.ts'
import { describeAccount, genericSentence, helperNames, messageHelpers } from '../../detect/message/index.ts'
import { compileMessage } from '../../languages/jq/message.ts'

/** Without a message every event gets the generic sentence. @throws CompileError when the message is not a jq string. */
export const messageRenderer = (message: string | undefined): ((event: Event) => string) => {
  if (message === undefined) return genericSentence
  const render = compileMessage(message, helperNames)
  return (event) => render(event.raw, messageHelpers(event)) || genericSentence(event)
}

/** What the message of a correlation may call besides reading the finding (`.group`, `.event.name`, `.eventIds` ...) and its context. */
const CORRELATION_HELPERS = ['actor', 'count', 'value', 'account', 'region'] as const

/** The sentence of a correlation. @throws CompileError when the message is not a jq string. */
export const correlationMessageRenderer = (message: string): ((finding: Finding) => string) => {
  const render = compileMessage(message, CORRELATION_HELPERS)
  return (finding) =>
    render({ ...finding, tattletrail: contextOf(finding) } as unknown as JsonObject, {
      actor: () => finding.who,
      count: () => String(finding.eventIds.length),
      value: () => newValueOf(finding),
      account: () => describeAccount(finding.event.accountId, finding.context.account.name),
      region: () => finding.event.region || 'unknown',
    })
}

/** What was new, of a correlation that looks for that. */
const newValueOf = ({ annotation }: Finding): string => {
  const values = Object.values(isObject(annotation) ? annotation : {})
  if (values.length === 0) return 'unknown'
  return values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join(' and ')
}

/** What rules read as `tattletrail`, as far as a finding has it: its context, and what it was grouped by or was new. */
const contextOf = ({ context, tool, group, annotation }: Finding): JsonObject => {
  const { dataClasses, ...account } = context.account
  let known: JsonObject = { ...context, account: { ...account, data_classes: dataClasses }, tool }
  for (const [field, value] of Object.entries({ ...group, ...(isObject(annotation) && annotation) })) {
    const [top, ...path] = field.split('.')
    if (top === 'tattletrail') known = withValue(known, path, value)
  }
  return known
}

const withValue = (object: JsonObject, [key = '', ...rest]: readonly string[], value: Json): JsonObject => {
  const inner = own(object, key)
  return { ...object, [key]: rest.length === 0 ? value : withValue(isObject(inner) ? inner : {}, rest, value) }
}

/** The same, compiled when it is first asked: for messages that are known to be good. */
export const lazyMessageRenderer = (message: string | undefined): ((event: Event) => string) => {
  let render: ((event: Event) => string) | undefined
  return (event) => {
    render ??= messageRenderer(message)
    return render(event)
  }
}
