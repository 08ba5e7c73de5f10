/** The fields by which events can be counted. */
import { readUserAgent } from '../cloudtrail/user-agent.ts'
import type { Event } from '../core/event.ts'
import type { FindingContext } from '../core/finding.ts'
import { text } from '../core/json.ts'
import { describeActor } from '../detect/message/index.ts'

/** An event and what is known about it. */
export interface EnrichedEvent {
  readonly event: Event
  readonly context: FindingContext
}

type Read = (facts: EnrichedEvent) => string | null

const orNull = (value: string | undefined): string | null => (value === undefined || value === '' ? null : value)

/** Why it failed: some failures (a sign-in with a wrong password) have a message and no code. */
export const errorOf = ({ errorCode, raw }: Event): string | undefined => errorCode ?? text(raw, 'errorMessage')

/** Names of sessions that a machine made up differ in numbers only: build-4711 and build-4712 are one principal to a reader. */
const principalOf: Read = ({ event }) => {
  const who = describeActor(event)
  const { session } = event.principal
  if (session === undefined) return who
  const family = session.replace(/^i-[0-9a-f]{8,17}$/, 'i-#').replace(/[0-9a-f]{16,}|\d{3,}/g, '#')
  return who.replace(session, () => family)
}

/** The tool and its system, without versions: they differ everywhere and say little. */
const toolOf: Read = ({ event: { userAgent } }) => {
  const known = tools.get(userAgent)
  if (known !== undefined) return known
  const { tool, os } = readUserAgent(userAgent)
  const said = orNull(`${tool}${tool !== '' && os ? ` on ${os}` : ''}`)
  if (userAgent.length > MAX_AGENT) return said
  if (tools.size >= MAX_AGENTS) tools.clear()
  tools.set(userAgent, said)
  return said
}
const tools = new Map<string, string | null>()
const MAX_AGENTS = 5000
const MAX_AGENT = 1000

const asnOf: Read = ({ context: { place } }) =>
  place.asn === null ? place.org : `AS${place.asn}${place.org === null ? '' : ` ${place.org}`}`

const accountOf: Read = ({ event: { accountId }, context: { account } }) =>
  account.name === null ? orNull(accountId) : `${account.name} (${accountId})`

/** In the order of the overview. */
export const FIELDS: Readonly<Record<string, Read>> = {
  country: ({ context }) => context.place.country,
  city: ({ context }) => context.place.city,
  asn: asnOf,
  network: ({ context }) => context.network.name ?? context.network.kind,
  principal: principalOf,
  tool: toolOf,
  error: ({ event }) => orNull(errorOf(event)),
  event: ({ event }) => orNull(event.name),
  source: ({ event }) => orNull(event.source),
  account: accountOf,
  region: ({ event }) => orNull(event.region),
  ip: ({ event }) => orNull(event.sourceIp),
  key: ({ event }) => event.principal.accessKeyId ?? null,
}

/** Those that a database of places answers. */
export const PLACE_FIELDS: ReadonlySet<string> = new Set(['country', 'city', 'asn'])
/** Those for which an event has to be looked up. */
export const CONTEXT_FIELDS: ReadonlySet<string> = new Set([...PLACE_FIELDS, 'network', 'account'])
/** Asked for by name only: nearly every key is as common as its principal. */
export const OVERVIEW: readonly string[] = Object.keys(FIELDS).filter((name) => name !== 'key')
