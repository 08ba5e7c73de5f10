/** The rules of each kind of entity: where it leads. */
import type { LogEntry } from '../facts/ledger.ts'
import { isKey, isPooled, plainAddress, sessionNameOf, sessionsOfRole } from '../facts/links.ts'
import { everyoneAt, idOfEntity, kindOfArn, labelOf } from '../facts/names.ts'
import { groupBy, proofOf } from '../facts/proof.ts'
import { judge } from '../owner-or-intruder/habit.ts'
import { type Blackboard, eventsOf, type Node } from './blackboard.ts'
import { habitsOf, placeOfCaller } from './habits.ts'
import { byHand, stopAtCaller, traceMaker } from './makers.ts'
import { isTied, sharedBy } from './sharing.ts'
import { traceWorkload } from './workloads.ts'

export const expand = (board: Blackboard, node: Node): void => {
  if (node.kind === 'key') expandKey(board, node)
  else if (node.kind === 'address') expandAddress(board, node)
  else if (node.kind === 'user' || node.kind === 'session') expandIdentity(board, node)
  else if (node.kind === 'role') expandRole(board, node)
  else if (node.kind === 'resource' && !board.machines.has(node.value) && !isOwnWork(board, node)) {
    board.machines.add(node.value)
    board.changed = true
  }
}

/** A machine that the investigation starts with has work of its own: its sessions are looked at address by address. */
const isOwnWork = (board: Blackboard, { value }: Node): boolean =>
  value === board.rules.seed.value && !board.isForced(value) && !board.ledger.byMade.has(value)

/** Functions and tasks call from addresses that they share with others ("Networking and VPC configurations", Lambda). */
const ownPlace =
  ({ machines }: Blackboard) =>
  (entry: LogEntry): boolean => {
    const session = sessionNameOf(entry.arn) ?? ''
    return byHand(entry) && (!machines.has(session) || session.startsWith('i-'))
  }

/** Looks at all uses of a key or an identity, and goes where the intruder went. */
const split = (board: Blackboard, node: Node, events: readonly LogEntry[]): void => {
  const label = labelOf(node.kind, node.value)
  const { compared, proofs } = habitsOf(board, node.id, events)
  const isCase = (address: string): boolean =>
    board.nodes.has(idOfEntity('address', address)) || board.isForced(address)
  const known = new Set([
    ...(board.parts.get(node.id) ?? []),
    ...compared.uses.flatMap(({ address }) => (isCase(address) ? [address] : [])),
  ])
  const lasts = node.kind === 'user' || node.value.startsWith('AKIA')
  const judged = judge(compared, known, lasts)
  const isUnsure = board.isStart(node) && !judged.some(({ verdict }) => verdict === 'anomalous')
  const taken: string[] = []
  const shared: string[] = []
  for (const { use, verdict, reason } of judged) {
    const proof = proofs.get(use.address) ?? []
    if (verdict === 'anomalous' || (isUnsure && verdict === 'unsure')) {
      const first = board.ledger.byId.get(proof[0] ?? '')
      if (first && isPooled(first) && !board.isForced(use.address)) {
        taken.push(use.address)
        continue
      }
      const outcome = board.followAddress(use.address, `${label} was used from it: ${reason}`, proof)
      if (known.has(use.address) || outcome === 'followed') taken.push(use.address)
      else if (outcome === 'stopped') shared.push(use.address)
      continue
    }
    const habit = verdict === 'usual' ? ' as ever' : ''
    if (verdict === 'usual') board.usual.add(use.address)
    board.stop('address', use.address, `${label} was used from it${habit}: ${reason}`, proof, use.events)
  }
  // What was done from an address of many is the intruder's only when there is no address of the intruder's own.
  const others = board.isStart(node) || node.kind === 'key' ? shared : []
  for (const address of taken.length > 0 ? taken : others) board.partOf(node.id, address)
}

const expandKey = (board: Blackboard, node: Node): void => {
  const { ledger, wanted } = board
  wanted.keys.add(node.value)
  const events = ledger.byKey.get(node.value) ?? []
  if (node.whole) {
    for (const [address, list] of groupBy(events.filter(ownPlace(board)), ({ address }) => address))
      board.followAddress(address, `${node.value} was used from it`, proofOf(list))
  } else split(board, node, events)
  const issuers = ledger.byIssued.get(node.value) ?? []
  if (issuers.length === 0) wanted.mentions.add(node.value)
  for (const issuer of issuers) traceBack(board, node, issuer, events.length > 0)
  const owner = events.find((entry) => entry.arn !== undefined)
  if (owner?.arn !== undefined)
    board.follow(kindOfArn(owner.arn), owner.arn, false, `it acted with ${node.value} from ${owner.address}`, [
      owner.id,
    ])
}

const isOpened = ({ event }: LogEntry): boolean =>
  /^(?:AssumeRo(?:le|ot)|GetSessionToken|GetFederationToken)/.test(event.name)

/** Who handed a key out. */
const traceBack = (board: Blackboard, { value }: Node, issuer: LogEntry, isUsed: boolean): void => {
  if (issuer.byService) return
  const sameHands = board.nodes.has(idOfEntity('address', issuer.address))
  // A session that its opener never used is one person's next step; one that was used there too may have been taken.
  const isStep = isOpened(issuer) && issuer.key !== undefined && !board.ledger.addressesOf(value).has(issuer.address)
  const isOwn =
    isStep &&
    board.followAddress(issuer.address, `the session with ${value} was opened from it`, [issuer.id]) === 'followed'
  if (sameHands || isOwn || !isUsed) {
    board.followCaller(issuer, `it handed out ${value}`)
    return
  }
  const standing = placeOfCaller(board, issuer)
  if (standing === 'away') board.followCaller(issuer, `it handed out ${value}, from where it never works`)
  else if (standing !== 'waiting' && (issuer.key !== undefined || issuer.arn !== undefined))
    stopAtCaller(
      board,
      issuer,
      `it handed out ${value}, which was then used from elsewhere: it may be the intruder's, or abused by the intruder`,
      [issuer.id],
    )
}

const expandAddress = (board: Blackboard, { value: address }: Node): void => {
  board.wanted.addresses.add(plainAddress(address))
  const events = (board.ledger.byAddress.get(address) ?? []).filter((entry) => !entry.byService)
  const sharing = board.isForced(address) ? undefined : sharedBy(board, address, false)
  const take = (kind: 'key' | 'user' | 'session', value: string, list: readonly LogEntry[], reason: string): void => {
    if (sharing !== undefined && !isTied(board, list[0] as LogEntry)) return
    board.partOf(idOfEntity(kind, value), address)
    board.follow(kind, value, false, reason, proofOf(list))
  }
  for (const [key, list] of groupBy(events, (entry) => entry.key))
    if (isKey(key)) take('key', key, list, `it was used from ${address}`)
  for (const [arn, list] of groupBy(events, (entry) => entry.arn))
    take(kindOfArn(arn), arn, list, `it acted from ${address}`)
  if (sharing !== undefined)
    board.stop(
      'account',
      everyoneAt(address),
      `the address is in scope, the principals behind it are not followed: ${sharing}`,
      proofOf(events),
    )
}

const expandIdentity = (board: Blackboard, node: Node): void => {
  const { ledger, wanted } = board
  const { value: arn } = node
  const isStart = board.isStart(node)
  const label = labelOf(node.kind, arn)
  if (node.whole) {
    wanted.principals.add(arn)
    const events = arn.endsWith('*')
      ? ledger.all().filter((entry) => entry.arn?.startsWith(arn.slice(0, -1)))
      : (ledger.byArn.get(arn) ?? [])
    for (const [address, list] of groupBy(events.filter(ownPlace(board)), (entry) => entry.address))
      board.followAddress(address, `${label} acted from it`, proofOf(list))
    for (const [key, list] of groupBy(events.filter(byHand), (entry) => entry.key))
      if (isKey(key)) board.follow('key', key, true, `${label} used it`, proofOf(list))
  } else {
    // Root and the people behind a role share an identity: what they did from elsewhere is not asked for.
    if (isStart || (node.kind === 'user' && !arn.endsWith(':root'))) wanted.principals.add(arn)
    if (isStart) splitIdentity(board, node, label)
  }
  if (node.kind === 'user') traceMaker(board, node)
  if (node.kind === 'session') traceWorkload(board, node)
  const session =
    node.kind === 'session' ? ledger.byArn.get(arn)?.find((entry) => entry.behind !== undefined) : undefined
  if (session?.behind !== undefined)
    board.follow('role', session.behind, false, `${label} is a session of it`, [session.id])
}

const splitIdentity = (board: Blackboard, node: Node, label: string): void => {
  const events = board.ledger.byArn.get(node.value) ?? []
  split(board, node, events)
  const addresses = board.parts.get(node.id)
  for (const entry of events) {
    if (!addresses?.has(entry.address) || entry.key === undefined || !isKey(entry.key)) continue
    board.partOf(idOfEntity('key', entry.key), entry.address)
    board.follow('key', entry.key, false, `${label} used it from ${entry.address}`, [entry.id])
  }
}

const expandRole = (board: Blackboard, node: Node): void => {
  const { ledger, wanted } = board
  if (node.whole) {
    const label = labelOf('role', node.value)
    const sessions = sessionsOfRole(node.value)
    if (sessions !== undefined) wanted.principals.add(`${sessions}*`)
    wanted.mentions.add(node.value)
    for (const [arn, list] of groupBy(eventsOf(ledger, node).filter(byHand), (entry) => entry.arn))
      board.follow('session', arn, true, `it is a session of ${label}`, proofOf(list))
    // Anybody may take a role that was there before; one that the case made is for the case.
    if (!board.isStart(node) || ledger.byMade.has(node.value))
      for (const entry of ledger.byAssumed.get(node.value) ?? []) board.followCaller(entry, `it assumed ${label}`)
  }
  traceMaker(board, node)
}
