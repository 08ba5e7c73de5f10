/** What an event in scope leads on to: credentials, users, roles, machines, and doors that it opened. */
import { errorOf } from '../../core/failure.ts'
import { child, text } from '../../core/json.ts'
import { countBefore, countUntil, type Kept } from '../facts/ledger.ts'
import { sessionsOfRole } from '../facts/links.ts'
import { iamArn, kindOfArn, labelOf } from '../facts/names.ts'
import type { Board } from './board.ts'
import { inScope } from './scope.ts'
import { followDoors } from './trusts.ts'
import { followGroup, followStack } from './works.ts'

export const consequences = (board: Board, kept: Kept): void => {
  const { name } = kept.event
  for (const { key, to } of kept.issued) {
    board.follow('key', key, true, `${name} handed it out`, [kept.id])
    if (to?.includes(':assumed-role/') || to?.includes(':federated-user/'))
      board.follow('session', to, false, `${name} opened it`, [kept.id])
    // Another user's key: what the user does with other keys is not the case's.
    else if (to !== undefined) board.follow('user', to, false, `a key was made for it (${name})`, [kept.id])
  }
  for (const { kind, value, role } of kept.made) {
    if (kind === 'user' || kind === 'role') {
      board.follow(kind, value, true, `${name} made it`, [kept.id])
      continue
    }
    board.machines.add(value)
    board.follow('resource', value, true, `${name} made it`, [kept.id])
    const sessions = role === undefined ? undefined : sessionsOfRole(role)
    if (sessions !== undefined)
      board.follow('session', `${sessions}${value}`, true, `${name} gave it the role`, [kept.id])
    else if (kind !== 'function') board.wanted.mentions.add(value)
  }
  followPassword(board, kept)
  followSignIn(board, kept)
  followTwin(board, kept)
  followDoors(board, kept)
  followStack(board, kept)
  followGroup(board, kept)
}

/** Only who set a password knows it, so that the next sign-in is theirs; not from where the user signed in before. */
const followPassword = (board: Board, kept: Kept): void => {
  const { event } = kept
  const name = text(child(event.raw, 'requestParameters'), 'userName')
  if (event.errorCode !== undefined || !/^(?:Create|Update)LoginProfile$/.test(event.name)) return
  if (name === undefined || event.accountId === '') return
  const user = iamArn(event, 'user', name)
  board.wanted.principals.add(user)
  const { succeeded, firstAt } = board.ledger.loginsOf(user)
  const next = succeeded[countUntil(succeeded, event.time)]
  if (!next || (firstAt.get(next.address) ?? next.event.time) < event.time) return
  const reason = `${labelOf('user', user)} signed in from it with the password that ${event.name} set`
  if (board.followAddress(next.address, reason, [kept.id, next.id]) === 'followed')
    board.followCaller(next, `its password was set by ${event.name}`)
}

/** "Enabling custom identity broker access to the AWS console": a link made of GetSigninToken must be used within 15 minutes. */
const LINK = 15 * 60_000

/** A session takes its credentials into a browser, which may be elsewhere and gets other keys: who did the one did the other. */
const followSignIn = (board: Board, kept: Kept): void => {
  const { event, arn } = kept
  const isLink = event.name === 'GetSigninToken'
  if (arn === undefined || kindOfArn(arn) !== 'session' || errorOf(event) !== undefined) return
  if (!isLink && event.name !== 'ConsoleLogin') return
  board.wanted.principals.add(arn)
  const { links, succeeded } = board.ledger.loginsOf(arn)
  const other = isLink ? succeeded[countBefore(succeeded, event.time)] : links[countUntil(links, event.time) - 1]
  if (!other || Math.abs(Date.parse(other.event.time) - Date.parse(event.time)) > LINK) return
  const reason = `${labelOf('session', arn)} was taken into a browser: ${kept.event.name}, ${other.event.name}`
  if (board.followAddress(other.address, reason, [kept.id, other.id]) !== 'waiting') board.followCaller(other, reason)
}

/** A role that is assumed across accounts is told in both ("sharedEventID", CloudTrail record contents). */
const followTwin = (board: Board, kept: Kept): void => {
  const shared = text(kept.event.raw, 'sharedEventID')
  if (shared === undefined || kept.assumes === undefined || board.twins.has(shared)) return
  board.twins.add(shared)
  board.wanted.events.add(shared)
  const because = inScope(board, kept)
  for (const twin of board.ledger.bySharedId.get(shared) ?? [])
    if (twin !== kept && !twin.byService && because !== undefined) board.bringIn(twin, because)
}
