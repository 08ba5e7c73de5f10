/** Where an investigation starts, by the kind of its seed. */
import { child, own, text } from '../../core/json.ts'
import type { LogEntry } from '../facts/ledger.ts'
import { isAgent, plainAddress } from '../facts/links.ts'
import { idOfEntity } from '../facts/names.ts'
import { groupBy, proofOf } from '../facts/proof.ts'
import { aboutTest, functionIn, isSessionOf, namedBy } from '../facts/resource.ts'
import type { Blackboard } from './blackboard.ts'

const HERE = 'the investigation starts here'

export const start = (board: Blackboard): void => {
  const { ledger, wanted, rules } = board
  const { kind, value } = rules.seed
  switch (kind) {
    case 'address':
      startAtAddress(board, value)
      return
    case 'network':
      wanted.networks.add(value)
      for (const [address, events] of ledger.byAddress)
        if (rules.inSeedNetwork(plainAddress(address)))
          board.follow('address', address, true, `it is in ${value}`, proofOf(events))
      return
    case 'key':
      wanted.mentions.add(value)
      board.follow('key', value, false, HERE, [])
      return
    case 'user':
    case 'session':
      if (value.endsWith('*')) board.wildcards.push(idOfEntity(kind, value))
      board.follow(kind, value, value.endsWith('*'), HERE, [])
      return
    case 'role':
      board.follow('role', value, true, HERE, [])
      return
    case 'account':
      wanted.callers.add(value)
      for (const entry of ledger.all())
        if (text(child(entry.event.raw, 'userIdentity'), 'accountId') === value)
          board.followCaller(entry, `${value} called`)
      return
    case 'event':
    case 'alert':
      for (const id of value.split(',')) {
        wanted.events.add(id)
        const entry = ledger.byId.get(id)
        if (entry) board.followCaller(entry, 'the investigation starts with this event')
      }
      return
    case 'resource':
      wanted.mentions.add(value)
      for (const name of namedBy(value)?.names ?? []) wanted.mentions.add(name)
      if (board.asked.mentions.has(value)) startAtResource(board, value)
  }
}

/** A private address may be one of several machines, in as many accounts: nothing says which is meant. */
const startAtAddress = (board: Blackboard, value: string): void => {
  const { ledger, wanted } = board
  wanted.addresses.add(value)
  const places = [...ledger.byAddress.keys()].filter((address) => plainAddress(address) === value)
  for (const address of places.length > 0 ? places : [value])
    board.follow('address', address, true, HERE, address === value ? [] : proofOf(ledger.byAddress.get(address) ?? []))
}

/** Who made it and who changed it; who only looked at it is not followed. */
const startAtResource = (board: Blackboard, value: string): void => {
  board.follow('resource', value, true, HERE, [])
  const { ledger, rules } = board
  const isAbout = aboutTest(value)
  const touched = ledger
    .all()
    .filter((entry) => isChange(entry) && !isSessionOf(entry.arn, value) && isAbout(entry.event.raw))
  // A function that was changed goes on with its work: its sessions are the case's only where nothing else is.
  if (functionIn(value) === undefined || touched.length === 0) followSessions(board, value)
  const callers = new Set(touched.map((entry) => entry.arn ?? entry.event.principal.name))
  if (callers.size <= rules.bound) {
    for (const entry of touched) board.followCaller(entry, `it changed ${value}`)
    return
  }
  const maker = touched.find(({ event }) => MAKES.test(event.name))
  if (maker) board.followCaller(maker, `it made ${value}`)
  const reason = `${callers.size} principals changed it: only its maker is followed`
  board.stop('account', `others who changed ${value}`, reason, proofOf(touched))
}

/** A machine calls with sessions that carry its name. */
const followSessions = (board: Blackboard, value: string): void => {
  const sessions = groupBy(board.ledger.all(), ({ arn }) => (isSessionOf(arn, value) ? arn : undefined))
  for (const [arn, list] of sessions) board.follow('session', arn, false, `a session of ${value}`, proofOf(list))
}

const MAKES = /^(?:Create|Run|Allocate|Import|Register|Copy|Restore|Request|Start|Put)/

const isChange = (entry: LogEntry): boolean => {
  const readOnly = own(entry.event.raw, 'readOnly')
  return !entry.byService && !isAgent(entry) && readOnly !== true && readOnly !== 'true'
}
