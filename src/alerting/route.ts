/** Route: which destinations an alert goes to, and why; Alertmanager's tree. */
import type { Alert, Route, SuppressedReason } from '../core/alert.ts'
import { matches, subjectOf } from './match.ts'

/** Where an alert goes; each with the names of the routes that led there, for people. */
export interface Routed {
  readonly destinations: ReadonlyMap<string, string>
  /** Why there is none. */
  readonly reason?: SuppressedReason
}

/** The way of an alert whose rule names its destinations. */
export const NAMED = 'named by the rule'

/** A rule that names destinations goes to those, whatever the tree says. */
export const route = (root: Route, alert: Alert, named: readonly string[]): Routed => {
  if (named.length > 0) return { destinations: new Map(named.map((id) => [id, NAMED])) }
  const destinations = new Map<string, string>()
  const walk = (node: Route, path: readonly string[]): boolean => {
    const subject = subjectOf(alert)
    if (!subject || !matches(node.match, subject)) return false
    const names = [...path, node.name]
    const taken = takenBy(node, names)
    if (!taken) for (const id of node.destinations) destinations.set(id, names.join(' > '))
    return true
  }
  const takenBy = (node: Route, names: readonly string[]): boolean => {
    let taken = false
    for (const child of node.routes) {
      if (!walk(child, names)) continue
      taken = true
      if (!child.continue) break
    }
    return taken
  }
  const reached = walk(root, [])
  if (destinations.size > 0) return { destinations }
  return { destinations, reason: reached || !isBelowLevel(root, alert) ? 'no-route' : 'below-route-level' }
}

/** Would the alert go anywhere if its level were no matter? */
const isBelowLevel = (root: Route, alert: Alert): boolean => {
  const { level: _, ...match } = root.match
  const subject = subjectOf(alert)
  return subject !== undefined && matches(match, subject)
}
