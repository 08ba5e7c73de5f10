/** Where to look next: the event in the AWS console, and the command that investigates. Made of checked parts only. */
import type { Finding } from '../core/finding.ts'

/** Partition -> the console's domain (AWS General Reference, "AWS Management Console" endpoints by partition). */
const CONSOLES: readonly (readonly [RegExp, string])[] = [
  [/^cn-/, 'console.amazonaws.cn'],
  [/^us-gov-/, 'console.amazonaws-us-gov.com'],
  [/^/, 'console.aws.amazon.com'],
]

/** The page of one event in CloudTrail's event history, which holds management events for 90 days. */
export const eventLink = (finding: Finding | undefined): string | undefined => {
  const { id = '', region = '', source = '' } = finding?.event ?? {}
  if (!isCall(source)) return undefined
  if (!/^[a-z]{2}(?:-[a-z]{2,12}){1,3}-\d{1,2}$/.test(region)) return undefined
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) return undefined
  const domain = CONSOLES.find(([regions]) => regions.test(region))?.[1]
  return `https://${region}.${domain}/cloudtrailv2/home?region=${region}#/events/${id}`
}

/** CloudTrail names services by their host; other events of the bus, which it does not know, come from `aws.ecs` and the like. */
const isCall = (source: string): boolean => source.endsWith('.amazonaws.com') || source.endsWith('.amazonaws.com.cn')

/** Letters that no shell and no medium gives a meaning, and no leading dash that would make it an option. */
const PASTABLE = /^[A-Za-z0-9][\w.:/+=,@-]{2,250}$/

/** From the surest lead to the widest: the address, the key, the principal, the event. */
export const investigation = (finding: Finding | undefined): string => {
  const { sourceIp = '', principal, event } = finding ?? {}
  const address = /^[\da-f.:]+$/i.test(sourceIp) ? sourceIp : ''
  const leads = [address, principal?.accessKeyId, principal?.arn, isCall(event?.source ?? '') ? event?.id : '']
  const lead = leads.find((text) => text && PASTABLE.test(text))
  return `tattletrail investigate${lead === undefined ? '' : ` ${lead}`}`
}
