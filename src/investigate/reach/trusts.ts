/** Trust: whom a policy lets assume a role, and who assumed one that the case opened to them. */
import { child, isObject, type Json, own, text } from '../../core/json.ts'
import { changedName, countBefore, type LogEntry, trustOf } from '../facts/ledger.ts'
import { ANYBODY, sessionsOfRole } from '../facts/links.ts'
import { iamArn, labelOf, lastName } from '../facts/names.ts'
import { groupBy, PROOFS, proofOf } from '../facts/proof.ts'
import type { Blackboard } from './blackboard.ts'
import { stopAtCaller } from './makers.ts'
import { inScope } from './scope.ts'

/** "IAM and AWS STS quotas": a trust policy has at most 8,192 characters. */
const MAX_POLICY = 100_000

/** Those to whom the change opened the role: not who could assume it, or did, before. */
export const followTrusts = (board: Blackboard, entry: LogEntry): void => {
  const { event } = entry
  const name = text(child(event.raw, 'requestParameters'), 'roleName')
  if (event.name !== 'UpdateAssumeRolePolicy' || event.errorCode !== undefined || name === undefined) return
  const role = iamArn(event, 'role', name)
  board.wanted.aboutRoles.add(name)
  const policies = board.ledger.byTrustPolicy.get(changedName(event.accountId, true, name)) ?? []
  const before = policies[countBefore(policies, event.time) - 1]
  const known = before === undefined ? undefined : trustedBy(before)
  for (const principal of trustedBy(entry))
    if (known?.has(principal) !== true) followTrust(board, entry, role, principal)
}

const followTrust = (board: Blackboard, entry: LogEntry, role: string, principal: string): void => {
  const { ledger, wanted } = board
  const { accountId: account, time } = entry.event
  const theirs = accountOf(principal)
  const isForeign = theirs !== undefined && theirs !== account
  if (isForeign) wanted.callers.add(theirs)
  else if (theirs === undefined || principal === theirs || principal.includes('-provider/')) wanted.mentions.add(role)
  else wanted.principals.add(principal.includes(':role/') ? `${sessionsOfRole(principal) ?? principal}*` : principal)
  const trust = trustOf(account, lastName(role), isForeign ? theirs : principal)
  const calls = ledger.byTrust.get(trust) ?? []
  // Each call once, however often the role is opened.
  const until = board.followedFrom.get(trust) ?? calls.length
  const from = Math.min(until, countBefore(calls, time))
  board.followedFrom.set(trust, from)
  const opened = `${labelOf('role', role)}, which was opened to ${principal === ANYBODY ? 'anybody' : 'it'}`
  const colleagues: LogEntry[] = []
  for (const call of calls.slice(from, until)) {
    const who = principalOf(call, account)
    const first = ledger.firstAssumed.get(trustOf(account, lastName(role), who))
    if (first !== undefined && first < time) continue
    // Colleagues have other reasons to assume a role for the first time.
    if ((principal === ANYBODY || principal === account) && !isForeign && who.includes(`::${account}:`))
      colleagues.push(call)
    else board.followCaller(call, `${who.startsWith('arn:') ? lastName(who) : who} assumed ${opened}`)
  }
  stopAtColleagues(board, entry, role, colleagues)
}

const stopAtColleagues = (board: Blackboard, entry: LogEntry, role: string, calls: readonly LogEntry[]): void => {
  const others = calls.filter((call) => inScope(board, call) === undefined)
  const groups = groupBy(others, ({ key, arn }) => key ?? arn)
  const reason = `first took ${labelOf('role', role)} after it was opened to the whole account`
  if (groups.size > board.rules.bound)
    board.stop('account', `those who took ${role}`, `${groups.size} principals ${reason}`, [
      entry.id,
      ...proofOf(others),
    ])
  else
    for (const [, list] of groups)
      stopAtCaller(board, list[0] as LogEntry, `it ${reason}`, [entry.id, ...proofOf(list)].slice(0, PROOFS))
}

/** "AWS JSON policy elements: Principal": an account may be written as its number or as its root. */
const accountOf = (principal: string): string | undefined =>
  /^\d{12}$/.test(principal) ? principal : /^arn:[^:]*:(?:iam|sts)::(\d{12}):/.exec(principal)?.[1]

/** Who assumes a role, as a policy of the role's account can name them. */
const principalOf = ({ event, arn, behind }: LogEntry, account: string): string => {
  const identity = child(event.raw, 'userIdentity')
  const theirs = text(identity, 'accountId')
  if (theirs !== undefined && theirs !== account) return theirs
  return behind ?? arn ?? text(identity, 'identityProvider') ?? theirs ?? ''
}

/** Whom the policy lets assume the role; services are left out, and an account's root stands for the account. */
const trustedBy = ({ event }: LogEntry): ReadonlySet<string> => {
  const request = child(event.raw, 'requestParameters')
  const policy = text(request, 'policyDocument') ?? text(request, 'assumeRolePolicyDocument') ?? ''
  const found = new Set<string>()
  if (policy.length > MAX_POLICY) return found
  for (const principal of principalsIn(policy)) {
    // Part of a name with a wildcard names nobody ("AWS JSON policy elements: Principal").
    if (principal !== ANYBODY && principal.includes(ANYBODY)) continue
    const account = principal.endsWith(':root') ? accountOf(principal) : undefined
    if (principal === ANYBODY || accountOf(principal) !== undefined) found.add(account ?? principal)
  }
  return found
}

const principalsIn = (policy: string): readonly string[] => {
  let document: Json
  try {
    document = JSON.parse(policy) as Json
  } catch {
    return []
  }
  const found: string[] = []
  const open: { readonly value: Json; readonly isPrincipal: boolean }[] = [{ value: document, isPrincipal: false }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, isPrincipal } = next
    if (typeof value === 'string') {
      if (isPrincipal) found.push(value)
    } else if (Array.isArray(value))
      for (const item of value as readonly Json[]) open.push({ value: item, isPrincipal })
    else if (isObject(value) && own(value, 'Effect') !== 'Deny')
      for (const key of Object.keys(value))
        if (key !== 'Condition' && key !== 'Service')
          open.push({ value: own(value, key) as Json, isPrincipal: isPrincipal || key === 'Principal' })
  }
  return found
}
