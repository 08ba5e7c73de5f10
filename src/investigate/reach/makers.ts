/** The way back from a user or role: who made it, who set its password, who changed it. */
import { changedName, countUntil, type LogEntry } from '../facts/ledger.ts'
import { isAgent, isKey } from '../facts/links.ts'
import { idOfEntity, kindOfArn, labelOf, lastName } from '../facts/names.ts'
import { groupBy, proofOf } from '../facts/proof.ts'
import { isNotable } from '../facts/tactics.ts'
import { type Blackboard, eventsOf, type Node } from './blackboard.ts'
import { placeOfCaller } from './habits.ts'
import { inScope } from './scope.ts'

export const byHand = (entry: LogEntry): boolean => !entry.byService && !isAgent(entry)

/** Somebody who may be the intruder, or an administrator at work: listed, and followed only when the person says so. */
export const stopAtCaller = (board: Blackboard, entry: LogEntry, reason: string, proof: readonly string[]): void => {
  const [kind, value] =
    entry.key !== undefined && isKey(entry.key)
      ? (['key', entry.key] as const)
      : entry.arn === undefined
        ? (['address', entry.address] as const)
        : ([kindOfArn(entry.arn), entry.arn] as const)
  if (isForcedCaller(board, entry)) board.followCaller(entry, reason)
  else if (value !== '') board.stop(kind, value, reason, proof)
}

const isForcedCaller = ({ isForced }: Blackboard, { key = '', arn = '', address }: LogEntry): boolean =>
  isForced(key) || isForced(arn) || isForced(address)

/** A user or role that was made within the logs leads to who made it, when all that it did is the case's. */
export const traceMaker = (board: Blackboard, node: Node): void => {
  const { ledger, wanted } = board
  const label = labelOf(node.kind, node.value)
  const about = node.kind === 'role' ? wanted.aboutRoles : wanted.aboutUsers
  about.add(lastName(node.value))
  const acted = eventsOf(ledger, node).filter(byHand)
  const makers = (ledger.byMade.get(node.value) ?? []).filter((entry) => !entry.byService)
  const isOurs = acted.every((entry) => inScope(board, entry) !== undefined)
  for (const maker of makers) {
    if (isOurs) followMaker(board, node, label, maker, acted)
    else if (maker.key !== undefined) stopAtCaller(board, maker, `it made ${label}, which others use too`, [maker.id])
  }
  const changers = changersOf(board, node)
  // A name that nobody acts as: who worked on it is all there is.
  if (board.isStart(node) && acted.length === 0)
    for (const entry of changers) board.followCaller(entry, `it changed ${label}`)
  else {
    const others = changers.filter(({ arn, event }) => arn !== node.value && event.errorCode === undefined)
    if (node.kind === 'user') stopAtPasswordSetter(board, node, label, others)
    stopAtChangers(board, node, label, others)
  }
}

/** So near to what the case did with it: one piece of work. */
const ONE_WORK = 12 * 3_600_000

/** Who made what the case took over later may be anybody: the maker is followed when something says that it is one hand. */
const followMaker = (
  board: Blackboard,
  node: Node,
  label: string,
  maker: LogEntry,
  acted: readonly LogEntry[],
): void => {
  const isOurs =
    inScope(board, maker) !== undefined ||
    board.nodes.has(idOfEntity('address', maker.address)) ||
    (board.isStart(node) && acted.length === 0)
  const standing = isOurs ? 'away' : placeOfCaller(board, maker)
  if (standing === 'waiting') return
  if (standing === 'away' || (standing === 'unknown' && (board.isStart(node) || isOneWork(board, node, maker, acted))))
    board.followCaller(maker, `it made ${label}`)
  else if (maker.key !== undefined || maker.arn !== undefined) {
    const why = standing === 'home' ? 'from where it always works' : 'at another time'
    stopAtCaller(board, maker, `it made ${label}, ${why}: the case came to use it later`, [maker.id])
  }
}

/** Whether the case worked with a user or role about when it was made. */
const isOneWork = (board: Blackboard, node: Node, maker: LogEntry, acted: readonly LogEntry[]): boolean => {
  const made = Date.parse(maker.event.time)
  const isNear = ({ event }: LogEntry): boolean => Math.abs(Date.parse(event.time) - made) <= ONE_WORK
  const isOurs = (entry: LogEntry): boolean => isNear(entry) && inScope(board, entry) !== undefined
  return (
    acted.some(isNear) ||
    (board.ledger.byAssumed.get(node.value) ?? []).some(isOurs) ||
    changersOf(board, node).some(isOurs)
  )
}

/** Who worked on a user or role. */
const changersOf = ({ ledger }: Blackboard, { kind, value }: Node): readonly LogEntry[] => {
  const [, , , , account = ''] = value.split(':', 5)
  return ledger.byChanged.get(changedName(account, kind === 'role', lastName(value))) ?? []
}

/** Of what the investigation starts with, who gave it power or let others in; of a role on the way, who opened it to others. */
const stopAtChangers = (board: Blackboard, node: Node, label: string, changers: readonly LogEntry[]): void => {
  const isStart = board.isStart(node)
  const others = changers.filter(
    (entry) =>
      (isStart ? isNotable(entry.event) : entry.event.name === 'UpdateAssumeRolePolicy') &&
      inScope(board, entry) === undefined,
  )
  const groups = groupBy(others, (entry) => entry.key ?? entry.arn ?? entry.address)
  const isCrowd = groups.size > board.rules.bound
  for (const list of groups.values()) {
    const names = [...new Set(list.map(({ event }) => event.name))].join(', ')
    const [entry] = list
    if (entry && (!isCrowd || isForcedCaller(board, entry)))
      stopAtCaller(board, entry, `it changed ${label} (${names}), and may be whose work this is`, proofOf(list))
  }
  if (isCrowd)
    board.stop('account', `others who changed ${label}`, `${groups.size} principals changed it`, proofOf(others))
}

/** Who set the password that somebody of the case signed in with. */
const stopAtPasswordSetter = (
  board: Blackboard,
  { value }: Node,
  label: string,
  changers: readonly LogEntry[],
): void => {
  const set = changers.filter(({ event }) => /^(?:Create|Update)LoginProfile$/.test(event.name))
  if (set.length === 0) return
  for (const login of board.ledger.loginsOf(value).succeeded) {
    const setter = set[countUntil(set, login.event.time) - 1]
    if (!setter || inScope(board, login) === undefined || inScope(board, setter) !== undefined) continue
    const reason = `it set the password of ${label} (${setter.event.name}) before the sign-in from ${login.address}`
    stopAtCaller(board, setter, reason, [setter.id, login.id])
  }
}
