/** With whom a policy of a thing shares it, however it is spelled. */
import { isObject, type Json, type JsonObject, own, text } from '../core/json.ts'
import { conditionsOf, type Statement, statementsIn, textsOf } from './policies.ts'

/** `everybody`: whoever has an account, or none. `stranger`: another account, or its identities, or an identity provider for all that it knows. */
export const SHARES = ['everybody', 'stranger'] as const
export type Share = (typeof SHARES)[number]

export interface Shared {
  readonly kinds: readonly Share[]
  /** Accounts, ARNs and providers, as they are named. */
  readonly names: readonly string[]
}

const NOBODY: Shared = { kinds: [], names: [] }

/** @param isOwn whether an account is one of theirs, besides that of the record */
export const sharesIn = (record: JsonObject, isOwn: (account: string) => boolean): Shared => {
  const here = text(record, 'recipientAccountId') ?? accountOf(record)
  const isForeign = (account: string): boolean => account !== here && !isOwn(account)
  const found = statementsIn(record)
    .filter(
      ({ isAllow, principal, notPrincipal }) => isAllow && (principal !== undefined || notPrincipal !== undefined),
    )
    .map((statement) => sharedBy(statement, isForeign))
  if (found.length === 0) return NOBODY
  return {
    kinds: SHARES.filter((kind) => found.some(({ kinds }) => kinds.includes(kind))),
    names: [...new Set(found.flatMap(({ names }) => names))],
  }
}

const accountOf = (record: JsonObject): string | undefined => {
  const identity = own(record, 'userIdentity')
  return isObject(identity) ? text(identity, 'accountId') : undefined
}

const sharedBy = (statement: Statement, isForeign: (account: string) => boolean): Shared => {
  const narrowed = narrowedTo(statement)
  if (narrowed === 'own') return NOBODY
  const { principal, notPrincipal } = statement
  const all = notPrincipal !== undefined ? ['*'] : principalsIn(principal)
  const foreign = all.filter((one) => one === '*' || isForeign(accountIn(one)))
  if (foreign.length === 0) return NOBODY
  if (!foreign.includes('*')) return { kinds: ['stranger'], names: foreign }
  if (narrowed === undefined) return { kinds: ['everybody'], names: ['*'] }
  const strangers = narrowed.filter((one) => isForeign(accountIn(one)))
  return strangers.length > 0 ? { kinds: ['stranger'], names: strangers } : NOBODY
}

/** AWS principals, canonical users and `*`; services act for whoever asks them, and identity providers are judged by their conditions. */
const principalsIn = (principal: Json | undefined): readonly string[] => {
  if (principal === '*') return ['*']
  if (!isObject(principal)) return []
  return [...textsOf(own(principal, 'AWS')), ...textsOf(own(principal, 'CanonicalUser'))]
}

/** The account of an ARN, or an account; a canonical id is nobody's that is known. */
const accountIn = (principal: string): string =>
  /^(\d{12})$|^arn:[\w-]+:[\w-]*:[\w-]*:(\d{12})/.exec(principal)?.slice(1).find(Boolean) ?? principal

/** Keys that say who calls, by accounts ("AWS global condition context keys", "Properties of the principal", "of the network"). */
const BY_ACCOUNT =
  /^(?:aws:(?:principalaccount|sourceaccount|principalarn|sourcearn|userid|sourceowner)|kms:calleraccount)$/
/** Who is in the organization, or comes through an endpoint of a VPC, is no stranger. */
const BY_NETWORK =
  /^aws:(?:principalorgid|principalorgpaths|sourceorgid|sourceorgpaths|resourceorgid|sourcevpce|sourcevpc|principalserviceme?name|viaawsservice|calledvia)/

/**
 * What the conditions leave of everybody: `own`, accounts and addresses, or nothing that counts (undefined). A negated operator, and
 * one that a missing key fulfils, leave nearly all.
 */
const narrowedTo = (statement: Statement): 'own' | readonly string[] | undefined => {
  const holding = conditionsOf(statement).filter(
    ({ operator }) =>
      !/not(?:equals|like|ipaddress)|^null$|ifexists$/.test(operator) && !operator.startsWith('foranyvalue:stringnot'),
  )
  if (holding.some(({ key, values }) => BY_NETWORK.test(key) && !values.includes('*'))) return 'own'
  const accounts = holding.filter(({ key, values }) => BY_ACCOUNT.test(key) && !values.includes('*'))
  if (accounts.length > 0) return accounts.flatMap(({ values }) => values)
  const addresses = holding.filter(({ operator, key }) => operator.endsWith('ipaddress') && key === 'aws:sourceip')
  const narrow = addresses.flatMap(({ values }) => values).filter((range) => !/\/[0-7]$/.test(range))
  return narrow.length > 0 ? narrow : undefined
}
