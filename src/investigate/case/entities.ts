/** The entities of a case and the edges between them, counted over the events in scope. */
import type { Edge, Entity, Frontier, PersonInCase } from '../../core/case.ts'
import type { Kept } from '../facts/ledger.ts'
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
export const actorsOf = (kept: Kept): readonly string[] => {
  const session = sessionNameOf(kept.arn)
  return [
    ...(kept.arn === undefined ? [] : [idOfEntity(kindOfArn(kept.arn), kept.arn)]),
    ...(kept.key === undefined ? [] : [idOfEntity('key', kept.key)]),
    idOfEntity('address', kept.address),
    ...(kept.behind === undefined ? [] : [idOfEntity('role', kept.behind)]),
    ...(session === undefined ? [] : [idOfEntity('resource', session)]),
  ]
}

const namedBy = (kept: Kept): readonly string[] => [
  ...kept.issued.flatMap(({ key, to }) => [
    idOfEntity('key', key),
    ...(to === undefined ? [] : [idOfEntity(kindOfArn(to), to)]),
  ]),
  ...kept.made.map(({ kind, value }) => idOfEntity(kind === 'user' || kind === 'role' ? kind : 'resource', value)),
  ...(kept.assumes === undefined ? [] : [idOfEntity('role', kept.assumes)]),
]

export const entitiesOf = ({ nodes, scope }: Closure, toolOf: (userAgent: string) => string): readonly Entity[] => {
  const counts = new Map<string, Count>()
  const see = (id: string, kept: Kept): Count | undefined => {
    if (!nodes.has(id)) return undefined
    let count = counts.get(id)
    if (!count) {
      count = { first: kept.event.time, last: '', acted: 0, named: 0, proof: [], places: new Map(), tools: new Map() }
      counts.set(id, count)
    }
    count.last = kept.event.time
    if (count.proof.length < PROOFS) count.proof.push(kept.id)
    return count
  }
  for (const kept of scope.keys()) {
    for (const id of actorsOf(kept)) {
      const count = see(id, kept)
      if (!count) continue
      count.acted++
      const at = id.startsWith('address:') ? kept.event.region : kept.address
      bump(count.places, at)
      bump(count.tools, toolOf(kept.event.userAgent))
    }
    for (const id of new Set(namedBy(kept))) {
      const count = see(id, kept)
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
  const tie = (from: string | undefined, to: string, kind: Edge['kind'], kept: Kept): void => {
    if (from === undefined || from === to || !nodes.has(from) || !nodes.has(to)) return
    const name = `${from} ${kind} ${to}`
    const edge = edges.get(name) ?? { from, to, kind, proof: [], count: 0 }
    edges.set(name, edge)
    edge.count++
    if (edge.proof.length < PROOFS) edge.proof.push(kept.id)
  }
  for (const kept of scope.keys()) {
    const identity = kept.arn === undefined ? undefined : idOfEntity(kindOfArn(kept.arn), kept.arn)
    const key = kept.key === undefined ? undefined : idOfEntity('key', kept.key)
    const session = sessionNameOf(kept.arn)
    const machine = session === undefined ? undefined : idOfEntity('resource', session)
    // A machine of the case is known before its sessions and their keys are.
    const actor = [key, identity, machine].find((id) => id !== undefined && nodes.has(id))
    if (key !== undefined) tie(identity, key, 'used', kept)
    tie(actor, idOfEntity('address', kept.address), 'from', kept)
    if (kept.behind !== undefined) tie(identity, idOfEntity('role', kept.behind), 'is', kept)
    if (machine !== undefined) tie(identity, machine, 'is', kept)
    for (const { key: issued, to } of kept.issued) {
      tie(actor, idOfEntity('key', issued), 'issued', kept)
      if (to !== undefined) tie(idOfEntity('key', issued), idOfEntity(kindOfArn(to), to), 'is', kept)
    }
    for (const { kind, value } of kept.made)
      tie(actor, idOfEntity(kind === 'user' || kind === 'role' ? kind : 'resource', value), 'created', kept)
    if (kept.assumes !== undefined) tie(actor, idOfEntity('role', kept.assumes), 'assumed', kept)
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
