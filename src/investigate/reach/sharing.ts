/** Whether an address is one person's, or one of many who have nothing to do with each other. */
import type { LogEntry } from '../facts/ledger.ts'
import { idOfEntity } from '../facts/names.ts'
import type { Blackboard } from './blackboard.ts'

/** So long somebody must have been at an address before it is called theirs. */
const SETTLED = 12 * 3_600_000

/** A key is handed out once; a role that is assumed across accounts is logged twice. */
const ISSUERS = 8

/**
 * @param minds whether somebody who was there before and after the case counts: not where the seed itself is the address
 * @returns why it is shared
 */
export const sharedBy = (board: Blackboard, address: string, minds: boolean): string | undefined => {
  const others = new Map<string, { first: string; last: string }>()
  let first = ''
  let last = ''
  for (const caller of board.ledger.callersAt(address)) {
    if (isTied(board, caller.entry)) {
      if (first === '') first = caller.first
      if (caller.last > last) last = caller.last
      continue
    }
    const who = caller.entry.arn ?? caller.entry.event.principal.name
    const span = others.get(who)
    if (!span) others.set(who, { first: caller.first, last: caller.last })
    else if (caller.last > span.last) span.last = caller.last
  }
  const { bound } = board.rules
  if (others.size > bound) return `${others.size} other principals use it: more than ${bound} make it a shared address`
  const resident = [...others].find(
    ([, span]) => Date.parse(span.last) - Date.parse(span.first) > SETTLED && span.first < first && span.last > last,
  )
  return resident && minds ? `${resident[0]} used it before and after` : undefined
}

/** Who called belongs to the case already. */
export const isTied = ({ nodes, ledger }: Blackboard, { key, arn, behind }: LogEntry): boolean =>
  (arn !== undefined &&
    (nodes.get(idOfEntity('user', arn))?.whole === true || nodes.has(idOfEntity('session', arn)))) ||
  (behind !== undefined && nodes.get(idOfEntity('role', behind))?.whole === true) ||
  (key !== undefined &&
    (nodes.has(idOfEntity('key', key)) ||
      (ledger.byIssued.get(key) ?? [])
        .slice(0, ISSUERS)
        .some((by) => by.key !== undefined && nodes.has(idOfEntity('key', by.key)))))
