/** The entities of a case and the edges between them, counted over the events in scope. */
import type { Edge, Entity, Frontier, PersonInCase } from '../../core/case.ts'
import type { LogEntry } from '../facts/ledger.ts'
import { sessionNameOf } from '../facts/links.ts'
import { everyoneAt, idOfEntity, kindOfArn, labelOf } from '../facts/names.ts'
import { PROOFS } from '../facts/proof.ts'
import type { Closure } from '../reach/closure.ts'

/** How many places and tools are listed. */
const LISTED = 8

interface Count {
  first: string
  last: string
  acted: number
  named: number
  readonly proof: string[]
  readonly places: Map<string, number>
  readonly tools: Map<string, number>
}

/** The entities that an event was made by: its identity, key, address, and the role behind a session. */
export const actorsOf = (entry: LogEntry): readonly string[] => {
  const session = sessionNameOf(entry.arn)
  return [
    ...(entry.arn === undefined ? [] : [idOfEntity(kindOfArn(entry.arn), entry.arn)]),
    ...(entry.key === undefined ? [] : [idOfEntity('key', entry.key)]),
    idOfEntity('address', entry.address),
    ...(entry.behind === undefined ? [] : [idOfEntity('role', entry.behind)]),
    ...(session === undefined ? [] : [idOfEntity('resource', session)]),
  ]
}

const namedBy = (entry: LogEntry): readonly string[] => [
  ...entry.issued.flatMap(({ key, to }) => [
    idOfEntity('key', key),
    ...(to === undefined ? [] : [idOfEntity(kindOfArn(to), to)]),
  ]),
  ...entry.made.map(({ kind, value }) => idOfEntity(kind === 'user' || kind === 'role' ? kind : 'resource', value)),
  ...(entry.assumes === undefined ? [] : [idOfEntity('role', entry.assumes)]),
]

export const entitiesOf = ({ nodes, scope }: Closure, toolOf: (userAgent: string) => string): readonly Entity[] => {
  const counts = new Map<string, Count>()
  const see = (id: string, entry: LogEntry): Count | undefined => {
    if (!nodes.has(id)) return undefined
    let count = counts.get(id)
    if (!count) {
      count = { first: entry.event.time, last: '', acted: 0, named: 0, proof: [], places: new Map(), tools: new Map() }
      counts.set(id, count)
    }
    count.last = entry.event.time
    if (count.proof.length < PROOFS) count.proof.push(entry.id)
    return count
  }
  for (const entry of scope.keys()) {
    for (const id of actorsOf(entry)) {
      const count = see(id, entry)
      if (!count) continue
      count.acted++
      const at = id.startsWith('address:') ? entry.event.region : entry.address
      bump(count.places, at)
      bump(count.tools, toolOf(entry.event.userAgent))
    }
    for (const id of new Set(namedBy(entry))) {
      const count = see(id, entry)
      if (count) count.named++
    }
  }
  return [...nodes.values()]
    .map((node): Entity => {
      const count = counts.get(node.id)
      return {
        id: node.id,
        kind: node.kind,
        value: node.value,
        label: labelOf(node.kind, node.value),
        first: count?.first ?? '',
        last: count?.last ?? '',
        acted: count?.acted ?? 0,
        named: count?.named ?? 0,
        places: mostUsed(count?.places),
        tools: mostUsed(count?.tools),
        reason: node.reason,
        proof: node.proof.length > 0 ? node.proof : (count?.proof ?? []),
        whole: node.whole,
      }
    })
    .sort((a, b) => b.acted - a.acted || (a.id < b.id ? -1 : 1))
}

const bump = (counts: Map<string, number>, value: string): void => {
  if (value !== '') counts.set(value, (counts.get(value) ?? 0) + 1)
}

const mostUsed = (counts: ReadonlyMap<string, number> | undefined): readonly string[] =>
  [...(counts ?? [])]
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, LISTED)
    .map(([value]) => value)

const REASONS: Readonly<Record<Edge['kind'], string>> = {
  used: 'called with the key',
  from: 'called from the address',
  issued: 'was handed the key',
  created: 'made it',
  changed: 'changed it',
  assumed: 'took the role',
  is: 'belongs to it',
}

export const edgesOf = ({ nodes, scope }: Closure): readonly Edge[] => {
  const edges = new Map<string, { from: string; to: string; kind: Edge['kind']; proof: string[]; count: number }>()
  const tie = (from: string | undefined, to: string, kind: Edge['kind'], entry: LogEntry): void => {
    if (from === undefined || from === to || !nodes.has(from) || !nodes.has(to)) return
    const name = `${from} ${kind} ${to}`
    const edge = edges.get(name) ?? { from, to, kind, proof: [], count: 0 }
    edges.set(name, edge)
    edge.count++
    if (edge.proof.length < PROOFS) edge.proof.push(entry.id)
  }
  for (const entry of scope.keys()) {
    const identity = entry.arn === undefined ? undefined : idOfEntity(kindOfArn(entry.arn), entry.arn)
    const key = entry.key === undefined ? undefined : idOfEntity('key', entry.key)
    const session = sessionNameOf(entry.arn)
    const machine = session === undefined ? undefined : idOfEntity('resource', session)
    // A machine of the case is known before its sessions and their keys are.
    const actor = [key, identity, machine].find((id) => id !== undefined && nodes.has(id))
    if (key !== undefined) tie(identity, key, 'used', entry)
    tie(actor, idOfEntity('address', entry.address), 'from', entry)
    if (entry.behind !== undefined) tie(identity, idOfEntity('role', entry.behind), 'is', entry)
    if (machine !== undefined) tie(identity, machine, 'is', entry)
    for (const { key: issued, to } of entry.issued) {
      tie(actor, idOfEntity('key', issued), 'issued', entry)
      if (to !== undefined) tie(idOfEntity('key', issued), idOfEntity(kindOfArn(to), to), 'is', entry)
    }
    for (const { kind, value } of entry.made)
      tie(actor, idOfEntity(kind === 'user' || kind === 'role' ? kind : 'resource', value), 'created', entry)
    if (entry.assumes !== undefined) tie(actor, idOfEntity('role', entry.assumes), 'assumed', entry)
  }
  return [...edges.values()].map((edge) => ({ ...edge, reason: REASONS[edge.kind] }))
}

/**
 * Keys, sessions, users and machines that lead to one another by handing out, using, making and belonging: one pair of hands,
 * as far as the logs show. A shared address ties nobody to anybody, nor does a role that the case did not make: it is of one
 * person only when all who took it are.
 */
export const peopleOf = (
  entities: readonly Entity[],
  edges: readonly Edge[],
  frontier: readonly Frontier[],
): readonly PersonInCase[] => {
  const stops = new Set(frontier.map(({ entity }) => entity.value))
  const shared = new Set(
    entities.flatMap(({ id, kind, value }) => (kind === 'address' && stops.has(everyoneAt(value)) ? [id] : [])),
  )
  const made = new Set(edges.flatMap(({ to, kind }) => (kind === 'created' ? [to] : [])))
  const parent = new Map<string, string>()
  const root = (id: string): string => {
    let at = id
    for (let up = parent.get(at); up !== undefined; up = parent.get(at)) {
      // Halves the way for who comes next.
      const above = parent.get(up)
      if (above !== undefined) parent.set(at, above)
      at = above ?? up
    }
    return at
  }
  const join = (from: string, to: string): void => {
    const [a, b] = [root(from), root(to)]
    if (a !== b) parent.set(b, a)
  }
  const roles = new Map<string, string[]>()
  const places = new Map<string, Set<string>>()
  for (const { from, to, kind } of edges) {
    if (kind === 'from') places.set(from, (places.get(from) ?? new Set()).add(to.slice('address:'.length)))
    if (kind === 'changed' || (kind === 'from' && shared.has(to))) continue
    if (!to.startsWith('role:') || made.has(to)) join(from, to)
    else roles.set(to, [...(roles.get(to) ?? []), from])
  }
  for (const [role, takers] of roles) if (new Set(takers.map(root)).size === 1) join(takers[0] as string, role)
  const groups = new Map<string, Entity[]>()
  for (const entity of entities) {
    if (entity.acted === 0) continue
    const id = root(entity.id)
    const group = groups.get(id)
    if (group) group.push(entity)
    else groups.set(id, [entity])
  }
  return [...groups.values()].flatMap((members): PersonInCase[] => {
    // Who was there first made the others, or handed them out.
    const [first] = members
      .filter(({ kind }) => kind === 'user' || kind === 'session')
      .sort((a, b) =>
        a.first < b.first ? -1 : a.first > b.first ? 1 : Number(a.kind !== 'user') - Number(b.kind !== 'user'),
      )
    if (!first) return []
    return [
      {
        name: first.label,
        entities: members.map(({ id }) => id),
        keys: members.filter(({ kind }) => kind === 'key').length,
        addresses: [...new Set(members.flatMap(({ id }) => [...(places.get(id) ?? [])]))],
      },
    ]
  })
}
