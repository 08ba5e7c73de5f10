/** What two older tools publish to a topic: the JSON of cloudtrail-tattletail, and the four lines of the AWS Security Blog. */
import type { Message } from '../core/destination.ts'
import { type JsonObject, own } from '../core/json.ts'
import { AWS_LIMIT, jsonText, shrink } from './alert-json.ts'
import { fit, plain } from './escape.ts'
import { bullet, type Fitted } from './layout.ts'
import { recordOf } from './record.ts'

/**
 * `{name, description, record, match}`: `match` is what the rule's jq program made, `record` that of the latest finding. An alert
 * of several says besides how many they are, in `count`, and which, in `events`: the first and the latest.
 */
export const tattletail = ({ alert, reason }: Message): JsonObject => {
  const { rule, description, findings, count } = alert
  const latest = findings.at(-1)
  const record = latest ? recordOf(latest) : null
  const events = findings.map(({ event: { id, time, name }, message }) => {
    return { eventID: id, eventTime: time, eventName: name, message }
  })
  const match = latest?.annotation ?? null
  return shrink(
    { name: rule.title, description, record, match, ...((count > 1 || reason === 'storm') && { count, events }) },
    AWS_LIMIT,
  )
}

/** Three bytes a character at most: with all that goes around it, it stays below 256 KiB. */
const PARAMS = 60_000
const FIELD = 1_000

/**
 * `Event / Source / Params / Region`, the parameters as compact JSON (AWS Security Blog, "How to Receive Alerts When Specific
 * APIs Are Called by Using AWS CloudTrail, Amazon SNS, and AWS Lambda"). Undefined for what is not one call.
 */
export const eventLines = ({ alert, reason }: Message, parts: Fitted): string | undefined => {
  const latest = alert.findings.at(-1)
  if (!latest || reason === 'storm' || reason === 'test') return undefined
  const { name, source, region } = latest.event
  // What is no call is said whole.
  const isCall = latest.record && Object.hasOwn(latest.record, 'eventName')
  const params = (isCall ? own(latest.record ?? {}, 'requestParameters') : latest.record) ?? null
  return [
    `Event  : ${fit(name, FIELD, plain)}`,
    `Source : ${fit(source, FIELD, plain)}`,
    `Params : ${fit(jsonText(params), PARAMS, plain)}`,
    `Region : ${fit(region, FIELD, plain)}`,
    ...(parts.seen === '' ? [] : ['', parts.seen, ...parts.more.map(bullet)]),
  ].join('\n')
}
