/** One pass of the rules over what is known: what is tied to the seed, what stops, and what has to be looked up before going on. */
import type { Frontier } from '../../core/case.ts'
import type { Ledger, LogEntry } from '../facts/ledger.ts'
import type { Asked } from './asked.ts'
import type { Node } from './blackboard.ts'
import { consequences } from './consequences.ts'
import { expand } from './expand.ts'
import { newBlackboard } from './new-blackboard.ts'
import { inScope, whyOptional } from './scope.ts'
import type { Rules } from './settings.ts'
import { start } from './start.ts'

export interface Closure {
  readonly nodes: ReadonlyMap<string, Node>
  readonly frontier: readonly Frontier[]
  /** Event -> the entity that brought it into scope; in event time. */
  readonly scope: ReadonlyMap<LogEntry, string>
  /** Event -> why it may belong. */
  readonly optional: ReadonlyMap<LogEntry, string>
  /** What has to be asked for, asked already or not. */
  readonly wanted: Asked
  /** The rules were still learning from each other when they were stopped. */
  readonly cut: boolean
}

/** Real cases take three to five; only records that were made for it, link after link against their order, take more. */
const MAX_PASSES = 100

/** Always from the beginning, so that the answer depends on what is known and not on the way there. */
export const closeOver = (ledger: Ledger, rules: Rules, asked: Asked): Closure => {
  const all = ledger.all()
  const board = newBlackboard(ledger, rules, asked)
  const done = new Set<LogEntry>()
  let passes = 0
  start(board)
  do {
    passes++
    board.changed = false
    for (let id = board.work.pop(); id !== undefined; id = board.work.pop()) {
      const node = board.nodes.get(id)
      if (node) expand(board, node)
    }
    for (const entry of all) {
      if (done.has(entry) || inScope(board, entry) === undefined) continue
      done.add(entry)
      consequences(board, entry)
    }
    // What is learned of one entity may change what holds of another.
    if (board.changed) for (const id of [...board.nodes.keys()].sort()) board.work.push(id)
    board.shared.clear()
  } while (board.work.length > 0 && passes < MAX_PASSES)

  const scope = new Map<LogEntry, string>()
  const optional = new Map<LogEntry, string>()
  for (const entry of all) {
    const because = inScope(board, entry)
    const why = because === undefined ? whyOptional(board, entry) : undefined
    if (because !== undefined) scope.set(entry, because)
    if (why !== undefined) optional.set(entry, why)
  }
  return {
    nodes: board.nodes,
    frontier: [...board.frontier.values()],
    scope,
    optional,
    wanted: board.wanted,
    cut: board.work.length > 0,
  }
}
