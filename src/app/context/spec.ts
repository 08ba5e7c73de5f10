/** What is known about accounts and networks, as plain data, and the look-ups made of it: the same in every worker. */
import { Reader } from 'mmdb-lib'
import { toEvent } from '../../cloudtrail/event.ts'
import { readUserAgent } from '../../cloudtrail/user-agent.ts'
import type { Event } from '../../core/event.ts'
import type { FindingContext } from '../../core/finding.ts'
import { child, isObject, type JsonObject, own } from '../../core/json.ts'
import type { Level } from '../../core/rule.ts'
import type { LevelIn } from '../../detect/finding.ts'
import { effectsOf } from '../../effects/index.ts'
import type { Account } from '../../enrich/accounts.ts'
import { CONTEXT_KEY, createAttach } from '../../enrich/attach.ts'
import { createContext, createFindingContexts } from '../../enrich/context.ts'
import { DEFAULT_CHANGES, highestLevel, type LevelChanges, levelIn } from '../../enrich/levels.ts'
import type { NamedNetwork } from '../../enrich/networks.ts'

/** Plain data. The databases are memory that all threads share, so each is held once. */
export interface ContextSpec {
  readonly accounts: readonly Account[]
  readonly networks: readonly NamedNetwork[]
  /** Those that somebody publishes, such as AWS. */
  readonly published: readonly NamedNetwork[]
  /** MaxMind DB files that open; an earlier one is believed first. */
  readonly databases: readonly SharedArrayBuffer[]
  readonly homeCountries: readonly string[]
  readonly levels: LevelChanges
}

/** Nothing but what the record itself says. */
export const EMPTY_CONTEXT: ContextSpec = {
  accounts: [],
  networks: [],
  published: [],
  databases: [],
  homeCountries: [],
  levels: DEFAULT_CHANGES,
}

export interface OpenContext {
  /** Gives the record its field `tattletrail`. */
  readonly attach: (record: JsonObject) => void
  readonly of: (event: Event) => FindingContext
  readonly level: LevelIn
  /** The highest level that a finding of the rule can have in any account. */
  readonly highest: (rule: { readonly level: Level; readonly tags: readonly string[] }) => Level
}

export const openContext = (spec: ContextSpec): OpenContext => {
  const { lookup } = createContext({ ...spec, geo: spec.databases.map(openDatabase), tool: toolOf })
  const contextOf = createFindingContexts()
  const accounts = new Set(spec.accounts.map(({ id }) => id))
  const isOwn = (account: string): boolean => accounts.has(account)
  const environments = new Set(spec.accounts.flatMap(({ environment }) => environment ?? []))
  return {
    attach: createAttach((record) => ({ ...lookup(toEvent(record)), effect: effectsOf(record, isOwn) })),
    of: (event) => contextOf(lookup(event)),
    level: (rule, { account }) => levelIn(rule, account.environment ?? undefined, spec.levels),
    highest: (rule) => highestLevel(rule, environments, spec.levels),
  }
}

/** For an event of a test: what is known about it is what the test says under `tattletrail`, and what follows from its record. */
export const attachAsSaid = (record: JsonObject): void => {
  const found = own(record, CONTEXT_KEY)
  const said = isObject(found) ? found : {}
  const principal = { identity: toEvent(record).principal.identity, ...child(said, 'principal') }
  const value = { ...said, principal, effect: effectsOf(record, () => false) }
  Reflect.defineProperty(record, CONTEXT_KEY, { value, configurable: true, enumerable: false, writable: true })
}

/** @throws Error when the bytes are no MaxMind DB file */
export const openDatabase = (bytes: SharedArrayBuffer) => {
  const reader = new Reader(Buffer.from(bytes))
  return {
    ipVersion: reader.metadata.ipVersion,
    type: reader.metadata.databaseType,
    get: (address: string): unknown => reader.get(address),
  }
}

const toolOf = ({ userAgent }: Event): string => (userAgent === '' ? '' : readUserAgent(userAgent).tool)
