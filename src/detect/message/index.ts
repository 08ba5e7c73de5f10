/** What the message of a rule may call, and the sentence of an event without a message. */
import type { Event } from '../../core/event.ts'
import { child, text } from '../../core/json.ts'
import { describeActor, serviceName } from './actor.ts'
import { describeOutcome } from './outcome.ts'
import { plain } from './plain.ts'
import { describeActivity } from './sentence.ts'
import { somethingOf } from './something.ts'
import { describeTarget } from './target.ts'

export { describeActor } from './actor.ts'
export { genericSentence } from './sentence.ts'

/** What `\(...)` in a message may call without arguments. Each gives one short line, and `unknown` rather than nothing. */
const HELPERS = {
  /** `dana (role Developer)`, `user build-bot`, `root user`, `AWS service config`, `someone`. */
  actor: describeActor,
  /** `deleted bucket invoices`, `tried to delete bucket invoices: denied (AccessDenied)`. */
  activity: describeActivity,
  /** `bucket invoices`, `user dana`, `instance i-0abc and 2 more`; `a bucket` when the record names none. */
  target: (event: Event): string => describeTarget(event) ?? somethingOf(event),
  /** `from 198.51.100.7`, `from 198.51.100.7 (Minsk, BY)`, `from AWS service cloudformation`, `in eu-west-1` when the record has no address. */
  place: (event: Event): string => describePlace(event),
  /** `account 123456789012`, `account prod-payments (123456789012)`. */
  account: ({ accountId, raw }: Event): string =>
    describeAccount(accountId, text(child(child(raw, 'tattletrail'), 'account'), 'name')),
  /** `eu-west-1`. */
  region: ({ region }: Event): string => plain(region) ?? 'unknown',
  /** `succeeded`, `was denied (AccessDenied)`, `failed (NoSuchBucket)`. */
  outcome: describeOutcome,
  /** The first product of the user agent: `aws-cli 2.15.0`, `console.amazonaws.com`. */
  tool: ({ userAgent }: Event): string =>
    plain(/[^\s[]\S*/.exec(userAgent.slice(0, 400))?.[0].replace('/', ' ')) ?? 'unknown',
} as const

export type HelperName = keyof typeof HELPERS

export const helperNames = Object.keys(HELPERS) as readonly HelperName[]

export const messageHelpers = (event: Event): Readonly<Record<HelperName, () => string>> => {
  const helpers = {} as Record<HelperName, () => string>
  for (const name of helperNames) helpers[name] = () => HELPERS[name](event)
  return helpers
}

export const describeAccount = (accountId: string, name: string | null | undefined): string => {
  const [id, known] = [plain(accountId) ?? 'unknown', plain(name ?? undefined)]
  return known ? `account ${known} (${id})` : `account ${id}`
}

/** What enrichment knows of the address: ` (Berlin office, Berlin, DE)`, or nothing. */
const describeOrigin = ({ raw }: Event): string => {
  const context = child(raw, 'tattletrail')
  const place = child(context, 'place')
  const words = [text(child(context, 'network'), 'name'), text(place, 'city'), text(place, 'country')].flatMap(
    (word) => plain(word) ?? [],
  )
  return words.length > 0 ? ` (${words.join(', ')})` : ''
}

const describePlace = (event: Event): string => {
  const { sourceIp, principal, region } = event
  const address = plain(sourceIp)
  if (address === 'AWS Internal') return 'from inside AWS'
  if (address?.endsWith('.amazonaws.com')) return `from AWS service ${serviceName(address)}`
  if (address) return `from ${address}${describeOrigin(event)}`
  const service = plain(principal.invokedBy)
  if (service) return `from AWS service ${serviceName(service)}`
  const where = plain(region)
  return where ? `in ${where}` : 'from an unknown place'
}
