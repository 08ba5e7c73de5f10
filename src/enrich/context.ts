/** Enrichment: what the user's tables and databases know about an event. Every distinct address is looked up once. */
import type { Event } from '../core/event.ts'
import type { FindingContext } from '../core/finding.ts'
import { parseAddress } from '../notation/address.ts'
import type { Account } from './accounts.ts'
import { createGeo, type GeoDatabase, type Place } from './geo.ts'
import { createNetworks, type NamedNetwork, type Network } from './networks.ts'
import { personBehind } from './person.ts'

/** As rules read it, under `tattletrail`; what is not known is absent. */
export interface EventContext {
  readonly place: Place & {
    /** Whether the country is one of the home countries; absent when there are none, or the country is not known. */
    readonly home?: boolean
  }
  readonly network: Network
  readonly account: AccountFacts
  readonly principal: {
    /** Made of what only AWS sets; the same for all sessions of a role. */
    readonly identity: string
    readonly person?: string
    /** The account of the caller. */
    readonly account: AccountFacts
  }
  readonly tool?: string
}

export type AccountFacts = Partial<Omit<Account, 'id'>>

export interface ContextParts {
  readonly accounts: readonly Account[]
  readonly networks: readonly NamedNetwork[]
  /** Those that somebody publishes, such as AWS. */
  readonly published: readonly NamedNetwork[]
  readonly geo: readonly GeoDatabase[]
  readonly homeCountries: readonly string[]
  /** What the caller used. */
  readonly tool: (event: Event) => string
}

/** Addresses come from hostile input: beyond this many, the memory forgets and starts again. */
const MAX_ADDRESSES = 20_000
/** Longer than the name of any service: not worth the memory. */
const MAX_REMEMBERED = 200

const NOTHING: AccountFacts = Object.freeze({})

export const createContext = (parts: ContextParts): { readonly lookup: (event: Event) => EventContext } => {
  const accounts = new Map(parts.accounts.map(({ id, ...facts }) => [id, Object.freeze(facts) as AccountFacts]))
  const networkOf = createNetworks(parts.networks, parts.published)
  const placeOf = createGeo(parts.geo)
  const home = new Set(parts.homeCountries)
  const addresses = new Map<string, Pick<EventContext, 'place' | 'network'>>()

  const lookUpAddress = (sourceIp: string): Pick<EventContext, 'place' | 'network'> => {
    const address = parseAddress(sourceIp)
    const place: Place = address ? placeOf(address) : {}
    const isHome = home.size > 0 && place.country !== undefined ? { home: home.has(place.country) } : {}
    return { place: Object.freeze({ ...place, ...isHome }), network: networkOf(sourceIp, address) }
  }
  const whence = (sourceIp: string): Pick<EventContext, 'place' | 'network'> => {
    const known = addresses.get(sourceIp)
    if (known) return known
    const found = lookUpAddress(sourceIp)
    if (sourceIp.length > MAX_REMEMBERED) return found
    if (addresses.size >= MAX_ADDRESSES) addresses.clear()
    addresses.set(sourceIp, found)
    return found
  }
  const accountOf = (id: string | undefined): AccountFacts => accounts.get(id ?? '') ?? NOTHING

  return {
    lookup: (event) => {
      const person = personBehind(event)
      const tool = parts.tool(event)
      return {
        ...whence(event.sourceIp),
        account: accountOf(event.accountId),
        principal: {
          identity: event.principal.identity,
          ...(person !== undefined && { person }),
          account: accountOf(event.principal.accountId),
        },
        ...(tool !== '' && { tool }),
      }
    },
  }
}

/** The same for a finding; what is not known is null. Findings from one address in one account share what is said about them. */
export const createFindingContexts = (): ((context: EventContext) => FindingContext) => {
  const known = new WeakMap<object, WeakMap<object, FindingContext>>()
  return (context) => {
    const byAccount = known.get(context.place) ?? new WeakMap<object, FindingContext>()
    known.set(context.place, byAccount)
    const found = byAccount.get(context.account) ?? toFindingContext(context)
    byAccount.set(context.account, found)
    return found
  }
}

const toFindingContext = ({ place, network, account }: EventContext): FindingContext => ({
  place: {
    country: place.country ?? null,
    city: place.city ?? null,
    asn: place.asn ?? null,
    org: place.org ?? null,
  },
  network: { name: network.name ?? null, kind: network.kind ?? null },
  account: {
    name: account.name ?? null,
    environment: account.environment ?? null,
    application: account.application ?? null,
    owner: account.owner ?? null,
    contact: account.contact ?? null,
    dataClasses: account.data_classes ?? [],
  },
})
