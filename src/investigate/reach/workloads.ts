/** Workloads, which call by themselves: who set machines, tasks, builds, functions and stacks to work, and what the case's own do. */
import { child, text } from '../../core/json.ts'
import { changedFunction, countBefore, countUntil, groupName, type LogEntry } from '../facts/ledger.ts'
import {
  groupOf,
  isServiceAddress,
  STACKS,
  sessionNameOf,
  sessionsIn,
  sessionsOfRole,
  stackRoleOf,
  workloadOf,
} from '../facts/links.ts'
import { labelOf } from '../facts/names.ts'
import { groupBy, proofOf } from '../facts/proof.ts'
import type { Blackboard, Node } from './blackboard.ts'
import { byHand, stopAtCaller } from './makers.ts'
import { inScope } from './scope.ts'

/** Who sets a workload to work does so for what it does next; what works for longer has its own cause. */
const SOON = 86_400_000
/** So much earlier than what caused it may a call of a service be logged: `eventTime` is when a call was completed. */
const EARLY = 5_000
/** A stack's operation takes its role at once ("AWS CloudFormation service role"), and its first call follows. */
const AT_ONCE = 60_000
const FIRST_CALL = 15 * 60_000

const timeOf = ({ event }: LogEntry): number => Date.parse(event.time)
const later = (time: number): string => {
  const date = new Date(time)
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().replace('.000Z', 'Z')
}

/** A session of a machine, task, build, function or stack leads back to who set it to work. */
export const traceWorkload = (board: Blackboard, node: Node): void => {
  const { ledger, wanted } = board
  const events = (ledger.byArn.get(node.value) ?? []).filter((entry) => byHand(entry) || entry.key !== undefined)
  const [first] = events
  const name = sessionNameOf(node.value)
  if (!first || name === undefined) return
  if (name === STACKS) traceStack(board, events, first)
  const work = events.slice(0, 20).map(workloadOf).find(Boolean) ?? (isOfLambda(board, events) ? name : undefined)
  if (work === undefined) return
  wanted.mentions.add(work)
  const account = first.event.accountId
  const makers = (ledger.byMade.get(name) ?? []).filter(
    ({ event, made }) =>
      event.accountId === account &&
      made.every(({ role }) => role === undefined || sessionsOfRole(role) === sessionsIn(node.value)),
  )
  const maker = makers[countUntil(makers, first.event.time) - 1]
  const label = labelOf('session', node.value)
  const changes = ledger.byChanged.get(changedFunction(account, name)) ?? []
  const changed = work === name ? changes[countUntil(changes, first.event.time) - 1] : undefined
  if (changed && changed !== maker && changed.arn !== maker?.arn)
    stopAtCaller(board, changed, `it changed what ${label} runs (${changed.event.name})`, [changed.id])
  else if (maker) traceStarter(board, maker, first, events, label)
}

const traceStarter = (
  board: Blackboard,
  maker: LogEntry,
  first: LogEntry,
  events: readonly LogEntry[],
  label: string,
): void => {
  const isOurs = events.every((entry) => inScope(board, entry) !== undefined)
  const isNext = timeOf(first) - timeOf(maker) < SOON
  const because = inScope(board, first)
  if (!isServiceAddress(maker.address)) {
    if (isOurs && isNext) board.followCaller(maker, `it set ${label} to work`)
    else stopAtCaller(board, maker, `it set ${label} to work, which does other work too`, [maker.id])
    return
  }
  if (isOurs && isNext && because !== undefined) board.bringIn(maker, because)
  const group = groupOf(maker)
  if (group === undefined) return
  board.wanted.mentions.add(group)
  const made = board.ledger.byGroup.get(groupName(maker.event, group))?.find(({ event }) => isOfGroup(event.name))
  const reason = `it has ${group} launch machines, ${label} among them`
  if (made && inScope(board, made) === undefined) stopAtCaller(board, made, reason, [made.id, maker.id])
}

const isOfGroup = (name: string): boolean => name === 'CreateAutoScalingGroup'

/** The service takes a function's role under the name of the function ("Lambda execution role"). */
const isOfLambda = ({ ledger }: Blackboard, events: readonly LogEntry[]): boolean =>
  events
    .slice(0, 20)
    .some(({ key = '' }) =>
      (ledger.byIssued.get(key) ?? [])
        .slice(0, 2)
        .some(({ event }) => text(child(event.raw, 'userIdentity'), 'invokedBy') === 'lambda.amazonaws.com'),
    )

/** When a session began, where it says so. */
const begun = ({ event }: LogEntry): number => {
  const attributes = child(child(child(event.raw, 'userIdentity'), 'sessionContext'), 'attributes')
  return Date.parse(text(attributes, 'creationDate') ?? event.time)
}

const isAtOnce = (operation: LogEntry, first: LogEntry): boolean => {
  const after = begun(first) - timeOf(operation)
  return after >= -EARLY && after <= AT_ONCE
}

const traceStack = (board: Blackboard, events: readonly LogEntry[], { behind }: LogEntry): void => {
  const { ledger, wanted } = board
  if (behind === undefined || behind === '') return
  const operations = ledger.byStacks.get(behind) ?? []
  for (const [, list] of groupBy(events, ({ key }) => key)) {
    const [first] = list
    if (!first || !list.some((entry) => inScope(board, entry) !== undefined)) continue
    wanted.mentions.add(behind)
    const operation = operations[countUntil(operations, later(begun(first) + EARLY)) - 1]
    if (!operation || !isAtOnce(operation, first) || inScope(board, operation) !== undefined) continue
    const reason = `it had CloudFormation take ${labelOf('role', behind)} (${operation.event.name})`
    if (list.every((entry) => inScope(board, entry) !== undefined)) board.followCaller(operation, reason)
    else stopAtCaller(board, operation, reason, [operation.id, ...proofOf(list).slice(0, 2)])
  }
}

/** What CloudFormation did with the role that it was given: each operation has a session of its own. */
export const followStack = (board: Blackboard, entry: LogEntry): void => {
  const { ledger, wanted } = board
  const role = stackRoleOf(entry)
  const sessions = role === undefined ? undefined : sessionsOfRole(role)
  if (role === undefined || sessions === undefined) return
  wanted.mentions.add(role)
  const firsts = ledger.firstsOf(`${sessions}${STACKS}`)
  const from = countBefore(firsts, later(timeOf(entry) - EARLY))
  const until = countUntil(firsts, later(timeOf(entry) + FIRST_CALL))
  for (const first of firsts.slice(from, until)) {
    if (!isAtOnce(entry, first)) continue
    const reason = `${entry.event.name} had CloudFormation take ${labelOf('role', role)}`
    const operations = ledger.byStacks.get(role) ?? []
    const last = operations[countUntil(operations, later(begun(first) + EARLY)) - 1]
    // Of operations at the same time nothing shows which began the session.
    if (last === undefined || last === entry || last.arn === entry.arn)
      board.follow('key', first.key, true, reason, [entry.id, first.id])
    else board.stop('key', first.key ?? '', `${reason}, and so did ${last.event.name} of another`, [entry.id, last.id])
  }
}

/** Machines that Amazon EC2 Auto Scaling launches for a group of the case. */
export const followGroup = (board: Blackboard, entry: LogEntry): void => {
  const group = isOfGroup(entry.event.name) && entry.event.errorCode === undefined ? groupOf(entry) : undefined
  const because = group === undefined ? undefined : inScope(board, entry)
  if (group === undefined || because === undefined) return
  board.wanted.mentions.add(group)
  const place = groupName(entry.event, group)
  const all = board.ledger.byGroup.get(place) ?? []
  const until = board.followedFrom.get(place) ?? all.length
  const from = Math.min(until, countBefore(all, later(timeOf(entry) - AT_ONCE)))
  board.followedFrom.set(place, from)
  for (const launch of all.slice(from, until)) if (launch.event.name === 'RunInstances') board.bringIn(launch, because)
}
