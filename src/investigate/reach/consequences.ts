/** What an event in scope leads on to: credentials, users, roles, machines, and roles that it opened. */
import { errorOf } from '../../core/failure.ts'
import { child, text } from '../../core/json.ts'
import { countBefore, countUntil, type LogEntry } from '../facts/ledger.ts'
import { sessionsOfRole } from '../facts/links.ts'
import { iamArn, kindOfArn, labelOf } from '../facts/names.ts'
import type { Blackboard } from './blackboard.ts'
import { inScope } from './scope.ts'
import { followTrusts } from './trusts.ts'
import { followGroup, followStack } from './workloads.ts'

export const consequences = (board: Blackboard, entry: LogEntry): void => {
  const { name } = entry.event
  for (const { key, to } of entry.issued) {
    board.follow('key', key, true, `${name} handed it out`, [entry.id])
    if (to?.includes(':assumed-role/') || to?.includes(':federated-user/'))
      board.follow('session', to, false, `${name} opened it`, [entry.id])
    // Another user's key: what the user does with other keys is not the case's.
    else if (to !== undefined) board.follow('user', to, false, `a key was made for it (${name})`, [entry.id])
  }
  for (const { kind, value, role } of entry.made) {
    if (kind === 'user' || kind === 'role') {
      board.follow(kind, value, true, `${name} made it`, [entry.id])
      continue
    }
    board.machines.add(value)
    board.follow('resource', value, true, `${name} made it`, [entry.id])
    const sessions = role === undefined ? undefined : sessionsOfRole(role)
    if (sessions !== undefined)
      board.follow('session', `${sessions}${value}`, true, `${name} gave it the role`, [entry.id])
    else if (kind !== 'function') board.wanted.mentions.add(value)
  }
  followPassword(board, entry)
  followSignIn(board, entry)
  followCopy(board, entry)
  followTrusts(board, entry)
  followStack(board, entry)
  followGroup(board, entry)
}

/** Only who set a password knows it, so that the next sign-in is theirs; not from where the user signed in before. */
const followPassword = (board: Blackboard, entry: LogEntry): void => {
  const { event } = entry
  const name = text(child(event.raw, 'requestParameters'), 'userName')
  if (event.errorCode !== undefined || !/^(?:Create|Update)LoginProfile$/.test(event.name)) return
  if (name === undefined || event.accountId === '') return
  const user = iamArn(event, 'user', name)
  board.wanted.principals.add(user)
  const { succeeded, firstAt } = board.ledger.loginsOf(user)
  const next = succeeded[countUntil(succeeded, event.time)]
  if (!next || (firstAt.get(next.address) ?? next.event.time) < event.time) return
  const reason = `${labelOf('user', user)} signed in from it with the password that ${event.name} set`
  if (board.followAddress(next.address, reason, [entry.id, next.id]) === 'followed')
    board.followCaller(next, `its password was set by ${event.name}`)
}

/** "Enabling custom identity broker access to the AWS console": a link made of GetSigninToken must be used within 15 minutes. */
const LINK = 15 * 60_000

/** A session takes its credentials into a browser, which may be elsewhere and gets other keys: who did the one did the other. */
const followSignIn = (board: Blackboard, entry: LogEntry): void => {
  const { event, arn } = entry
  const isLink = event.name === 'GetSigninToken'
  if (arn === undefined || kindOfArn(arn) !== 'session' || errorOf(event) !== undefined) return
  if (!isLink && event.name !== 'ConsoleLogin') return
  board.wanted.principals.add(arn)
  const { links, succeeded } = board.ledger.loginsOf(arn)
  const other = isLink ? succeeded[countBefore(succeeded, event.time)] : links[countUntil(links, event.time) - 1]
  if (!other || Math.abs(Date.parse(other.event.time) - Date.parse(event.time)) > LINK) return
  const reason = `${labelOf('session', arn)} was taken into a browser: ${entry.event.name}, ${other.event.name}`
  if (board.followAddress(other.address, reason, [entry.id, other.id]) !== 'waiting') board.followCaller(other, reason)
}

/** A role that is assumed across accounts is logged in both ("sharedEventID", CloudTrail record contents). */
const followCopy = (board: Blackboard, entry: LogEntry): void => {
  const shared = text(entry.event.raw, 'sharedEventID')
  if (shared === undefined || entry.assumes === undefined || board.copies.has(shared)) return
  board.copies.add(shared)
  board.wanted.events.add(shared)
  const because = inScope(board, entry)
  for (const copy of board.ledger.bySharedId.get(shared) ?? [])
    if (copy !== entry && !copy.byService && because !== undefined) board.bringIn(copy, because)
}
