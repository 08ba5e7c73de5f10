/** One pass of the rules over what is known: what is tied to the seed, what stops, and what has to be looked up before going on. */
import type { Entity, EntityKind, Frontier } from '../core/case.ts'
import { child, own, text } from '../core/json.ts'
import { type Judged, judge, type Use, usesOf } from './habit.ts'
import type { Kept, Ledger } from './ledger.ts'
import { isAgent, isKey, isServiceAddress, sessionNameOf, sessionsOfRole } from './links.ts'
import { type Asked, idOfEntity, newAsked, type ReachSettings } from './reach.ts'

export interface Rules extends ReachSettings {
  readonly followed: ReadonlySet<string>
  readonly inSeedNetwork: (address: string) => boolean
}

/** An entity of the case while it grows. */
export interface Node {
  readonly id: Entity['id']
  readonly kind: EntityKind
  readonly value: string
  readonly reason: string
  readonly proof: readonly string[]
  /** All that it did is in scope; else only what it did from addresses of the case. */
  readonly whole: boolean
}

export interface Closure {
  readonly nodes: ReadonlyMap<string, Node>
  readonly frontier: readonly Frontier[]
  /** Event -> the entity that brought it into scope; in event time. */
  readonly scope: ReadonlyMap<Kept, string>
  readonly optional: ReadonlyMap<Kept, string>
  /** What has to be asked for, asked already or not. */
  readonly wanted: Asked
}

/** Proofs of one step: the first few events show it. */
export const PROOFS = 3
export const proofOf = (events: readonly Kept[]): readonly string[] => events.slice(0, PROOFS).map(({ id }) => id)

/** A service acts for its caller at once; what a key does there later has another cause. */
const ON_BEHALF = 15 * 60_000

export const closeOver = (ledger: Ledger, rules: Rules, asked: Asked): Closure => {
  const all = ledger.all()
  const nodes = new Map<string, Node>()
  const frontier = new Map<string, Frontier>()
  const wanted = newAsked()
  const work: string[] = []
  /** Key or identity -> the addresses from which it was the intruder's. */
  const parts = new Map<string, Set<string>>()
  const single = new Map<string, string>()
  let changed = false

  const follow = (
    kind: EntityKind,
    value: string | undefined,
    whole: boolean,
    reason: string,
    proof: readonly string[],
  ): void => {
    if (value === undefined || value === '') return
    const id = idOfEntity(kind, value)
    const known = nodes.get(id)
    if (known && (known.whole || !whole)) return
    frontier.delete(id)
    nodes.set(id, { id, kind, value, whole, reason: known?.reason ?? reason, proof: known?.proof ?? proof })
    work.push(id)
    changed = true
  }
  const stop = (
    kind: EntityKind,
    value: string,
    reason: string,
    proof: readonly string[],
    events: number | null = null,
  ) => {
    const id = idOfEntity(kind, value)
    if (nodes.has(id) || frontier.has(id)) return
    frontier.set(id, { entity: { id, kind, value, label: labelOf(kind, value) }, reason, proof, events })
  }
  const isForced = (value: string): boolean => rules.followed.has(value)
  const isSeed = (kind: EntityKind, value: string): boolean => kind === rules.seed.kind && value === rules.seed.value

  /** The intruder was here with this key or identity. */
  const partOf = (id: string, address: string): void => {
    const addresses = parts.get(id) ?? new Set()
    parts.set(id, addresses)
    if (addresses.has(address)) return
    addresses.add(address)
    changed = true
  }
  /** `waiting`: whether it is shared is known when its events are here. */
  const followAddress = (
    address: string,
    reason: string,
    proof: readonly string[],
  ): 'followed' | 'stopped' | 'waiting' => {
    if (isServiceAddress(address)) return 'stopped'
    if (nodes.has(idOfEntity('address', address))) return 'followed'
    if (!isForced(address)) {
      const network = rules.network(address)
      if (network !== undefined) stop('address', address, `it belongs to ${network}: others use it too`, proof)
      if (network !== undefined) return 'stopped'
      wanted.addresses.add(address)
      if (!asked.addresses.has(address)) return 'waiting'
      const sharing = sharedBy(ledger.byAddress.get(address) ?? [], address)
      if (sharing !== undefined) stop('address', address, sharing, proof)
      if (sharing !== undefined) return 'stopped'
    }
    follow('address', address, true, reason, proof)
    return 'followed'
  }
  const isTied = (kept: Kept): boolean =>
    (kept.key !== undefined && nodes.has(idOfEntity('key', kept.key))) ||
    (kept.arn !== undefined &&
      (nodes.get(idOfEntity('user', kept.arn))?.whole || nodes.has(idOfEntity('session', kept.arn)))) ||
    (kept.behind !== undefined && nodes.get(idOfEntity('role', kept.behind))?.whole === true) ||
    (kept.key !== undefined &&
      (ledger.byIssued.get(kept.key) ?? []).some((by) => by.key !== undefined && nodes.has(idOfEntity('key', by.key))))
  /** Why an address is no single person's, when it is not. */
  const sharedBy = (events: readonly Kept[], address: string): string | undefined => {
    const strangers = new Map<string, { first: string; last: string }>()
    let first = ''
    let last = ''
    for (const kept of events) {
      if (kept.byService) continue
      const { time } = kept.event
      const who = kept.arn ?? kept.event.principal.name
      if (isTied(kept)) {
        if (first === '') first = time
        last = time
        continue
      }
      // Somebody who only tried a password there, or has no identity at all, shows nothing.
      if (kept.arn === undefined && kept.key === undefined) continue
      const span = strangers.get(who)
      if (span) span.last = time
      else strangers.set(who, { first: time, last: time })
    }
    if (strangers.size > rules.bound)
      return `${strangers.size} other principals use it: more than ${rules.bound} make it a shared address`
    const home = [...strangers].find(([, span]) => spanOf(span) > HOME && span.first < first && span.last > last)
    if (home && address !== '') return `${home[0]} used it before and after`
    return undefined
  }

  /** Looks at all uses of a key or an identity, and goes where the intruder went. */
  const split = (node: Node, events: readonly Kept[]): void => {
    const uses = usesOf(
      events.filter((kept) => !kept.byService),
      rules.toolOf,
    )
    const known = new Set([
      ...(parts.get(node.id) ?? []),
      ...uses.flatMap(({ address }) =>
        nodes.has(idOfEntity('address', address)) || isForced(address) ? [address] : [],
      ),
    ])
    const judged = judge(uses, known)
    const strange = judged.filter(({ verdict }) => verdict === 'strange')
    const unsure = strange.length === 0 && isStart(node)
    const taken: string[] = []
    const shared: string[] = []
    for (const { use, verdict, reason } of judged) {
      const proof = proofOf(ledgerOf(node, use.address))
      if (verdict === 'strange' || (unsure && verdict === 'unsure')) {
        const label = labelOf(node.kind, node.value)
        const outcome = followAddress(use.address, `${label} was used from it: ${reason}`, proof)
        if (known.has(use.address) || outcome === 'followed') taken.push(use.address)
        else if (outcome === 'stopped') shared.push(use.address)
      } else if (verdict === 'usual')
        stop(
          'address',
          use.address,
          `${labelOf(node.kind, node.value)} was used from it as ever: ${reason}`,
          proof,
          use.events,
        )
    }
    // What was done from an address of many is the intruder's only when there is no address of the intruder's own.
    for (const address of taken.length > 0 ? taken : isStart(node) || node.kind === 'key' ? shared : [])
      partOf(node.id, address)
  }
  const ledgerOf = (node: Node, address: string): readonly Kept[] =>
    eventsOf(ledger, node).filter((kept) => kept.address === address)
  const isStart = (node: Node): boolean =>
    isSeed(node.kind, node.value) ||
    isForced(node.value) ||
    (node.kind === 'session' && rules.seed.kind === 'resource' && sessionNameOf(node.value) === rules.seed.value)

  /** The caller of an event that belongs to the case. */
  const followCaller = (kept: Kept, reason: string): void => {
    if (kept.byService) return
    single.set(
      kept.id,
      rules.seed.kind === 'event' ? idOfEntity('resource', kept.id) : idOfEntity('key', kept.key ?? ''),
    )
    if (kept.key !== undefined && isKey(kept.key)) {
      partOf(idOfEntity('key', kept.key), kept.address)
      follow('key', kept.key, false, reason, [kept.id])
    }
    if (kept.arn !== undefined) partOf(idOfEntity(kindOfArn(kept.arn), kept.arn), kept.address)
    followAddress(kept.address, reason, [kept.id])
  }

  const expandKey = (node: Node): void => {
    wanted.keys.add(node.value)
    const events = ledger.byKey.get(node.value) ?? []
    if (node.whole)
      for (const [address, list] of groupBy(
        events.filter((kept) => !kept.byService && !isAgent(kept)),
        ({ address }) => address,
      ))
        followAddress(address, `${node.value} was used from it`, proofOf(list))
    else split(node, events)
    const issuers = ledger.byIssued.get(node.value) ?? []
    if (issuers.length === 0) wanted.mentions.add(node.value)
    for (const issuer of issuers) traceBack(node, issuer, events)
    const arn = events.find((kept) => kept.arn !== undefined)
    if (arn?.arn !== undefined)
      follow(kindOfArn(arn.arn), arn.arn, false, `it acted with ${node.value} from ${arn.address}`, [arn.id])
  }
  /** Who handed it out, or made it. */
  const traceBack = (node: Node, issuer: Kept, events: readonly Kept[]): void => {
    if (issuer.byService) return
    const sameHands = nodes.has(idOfEntity('address', issuer.address))
    // A session that its opener never used is a step of one person; one that was used there too may have been taken from its owner.
    const isStep = isOpened(issuer) && !events.some(({ address }) => address === issuer.address)
    const isOwn =
      isStep &&
      issuer.key !== undefined &&
      followAddress(issuer.address, `it opened the session with ${node.value}`, [issuer.id]) === 'followed'
    if (sameHands || isOwn || events.length === 0 || isForced(issuer.key ?? ''))
      followCaller(issuer, `it handed out ${node.value}`)
    else if (issuer.key !== undefined)
      stop(
        'key',
        issuer.key,
        `it handed out ${node.value}, which was then used from elsewhere: its owner may be the victim`,
        [issuer.id],
      )
  }

  const expandAddress = (node: Node): void => {
    wanted.addresses.add(node.value)
    const events = (ledger.byAddress.get(node.value) ?? []).filter((kept) => !kept.byService)
    const sharing = isForced(node.value) ? undefined : sharedBy(events, '')
    for (const [key, list] of groupBy(events, (kept) => kept.key)) {
      if (!isKey(key)) continue
      if (sharing !== undefined && !isTied(list[0] as Kept)) continue
      partOf(idOfEntity('key', key), node.value)
      follow('key', key, false, `it was used from ${node.value}`, proofOf(list))
    }
    for (const [arn, list] of groupBy(events, (kept) => kept.arn)) {
      if (sharing !== undefined && !isTied(list[0] as Kept)) continue
      partOf(idOfEntity(kindOfArn(arn), arn), node.value)
      follow(kindOfArn(arn), arn, false, `it acted from ${node.value}`, proofOf(list))
    }
    if (sharing !== undefined)
      stop(
        'account',
        `everyone at ${node.value}`,
        `the address is in scope, the principals behind it are not followed: ${sharing}`,
        proofOf(events),
      )
  }

  const expandIdentity = (node: Node): void => {
    const arn = node.value
    const isWild = arn.endsWith('*')
    if (!node.whole) {
      const owner = idOfEntity(node.kind, arn)
      // Root and people behind roles share one identity among many: what they did from elsewhere is not asked for.
      if (isStart(node) || (node.kind === 'user' && !arn.endsWith(':root'))) wanted.principals.add(arn)
      if (isStart(node)) {
        const events = ledger.byArn.get(arn) ?? []
        split(node, events)
        for (const [key, list] of groupBy(events, (kept) => kept.key))
          for (const kept of list)
            if (parts.get(owner)?.has(kept.address) && isKey(key)) {
              partOf(idOfEntity('key', key), kept.address)
              follow('key', key, false, `${labelOf(node.kind, arn)} used it from ${kept.address}`, [kept.id])
            }
      }
    } else {
      wanted.principals.add(arn)
      const events = isWild
        ? all.filter((kept) => kept.arn?.startsWith(arn.slice(0, -1)))
        : (ledger.byArn.get(arn) ?? [])
      const byHand = events.filter((kept) => !isAgent(kept) && !kept.byService)
      for (const [address, list] of groupBy(byHand, ({ address }) => address))
        followAddress(address, `${labelOf(node.kind, arn)} acted from it`, proofOf(list))
      for (const [key, list] of groupBy(byHand, ({ key }) => key))
        if (isKey(key)) follow('key', key, true, `${labelOf(node.kind, arn)} used it`, proofOf(list))
    }
    if (node.kind === 'user') traceMaker(node, wanted.aboutUsers)
    if (node.kind === 'session') {
      const behind = (ledger.byArn.get(arn) ?? []).find((kept) => kept.behind !== undefined)
      if (behind?.behind !== undefined)
        follow('role', behind.behind, false, `${labelOf('session', arn)} is a session of it`, [behind.id])
    }
  }
  /** A user or role that was made within the logs leads to who made it, when all that it did is the case's. */
  const traceMaker = (node: Node, about: Set<string>): void => {
    about.add(lastName(node.value))
    const makers = ledger.byMade.get(node.value) ?? []
    const acted = eventsOf(ledger, node).filter((kept) => !kept.byService && !isAgent(kept))
    const isOurs = acted.every((kept) => isInScope(kept) !== undefined)
    for (const maker of makers) {
      if (maker.byService) continue
      if (isOurs || isStart(node)) followCaller(maker, `it made ${labelOf(node.kind, node.value)}`)
      else if (maker.key !== undefined)
        stop('key', maker.key, `it made ${labelOf(node.kind, node.value)}, which others use too`, [maker.id])
    }
    if (isStart(node) && acted.length === 0)
      for (const kept of changersOf(node)) followCaller(kept, `it changed ${labelOf(node.kind, node.value)}`)
  }
  const changersOf = (node: Node): readonly Kept[] =>
    all.filter((kept) => {
      const request = child(kept.event.raw, 'requestParameters')
      const field = node.kind === 'role' ? 'roleName' : 'userName'
      return (
        own(kept.event.raw, 'readOnly') !== true &&
        kept.event.source === 'iam.amazonaws.com' &&
        !kept.byService &&
        text(request, field) === lastName(node.value)
      )
    })

  const expandRole = (node: Node): void => {
    const sessions = sessionsOfRole(node.value)
    if (node.whole) {
      if (sessions !== undefined) wanted.principals.add(`${sessions}*`)
      wanted.mentions.add(node.value)
      const acted = eventsOf(ledger, node).filter((kept) => !isAgent(kept) && !kept.byService)
      for (const [arn, list] of groupBy(acted, (kept) => kept.arn))
        follow('session', arn, true, `it is a session of ${labelOf('role', node.value)}`, proofOf(list))
      if (!isStart(node) || (ledger.byMade.get(node.value) ?? []).length > 0)
        for (const kept of ledger.byAssumed.get(node.value) ?? [])
          followCaller(kept, `it assumed ${labelOf('role', node.value)}`)
    }
    traceMaker(node, wanted.aboutRoles)
  }

  /** What an event in scope leads on to: credentials, users, roles, machines. */
  const consequences = (kept: Kept): void => {
    for (const { key, to } of kept.issued) {
      follow('key', key, true, `${kept.event.name} handed it out`, [kept.id])
      if (to?.includes(':assumed-role/') || to?.includes(':federated-user/'))
        follow('session', to, false, `${kept.event.name} opened it`, [kept.id])
      // Another user's key: the user itself is not the case's.
      else if (to !== undefined) follow('user', to, false, `a key was made for it (${kept.event.name})`, [kept.id])
    }
    for (const made of kept.made) {
      if (made.kind === 'user' || made.kind === 'role')
        follow(made.kind, made.value, true, `${kept.event.name} made it`, [kept.id])
      else {
        follow('resource', made.value, true, `${kept.event.name} made it`, [kept.id])
        const sessions = made.role === undefined ? undefined : sessionsOfRole(made.role)
        if (sessions !== undefined)
          follow('session', `${sessions}${made.value}`, true, `${kept.event.name} gave it the role`, [kept.id])
        else if (made.kind !== 'function') wanted.mentions.add(made.value)
      }
    }
    if (isPassword(kept)) {
      const user = userOf(kept)
      if (user !== undefined) {
        wanted.principals.add(user)
        const logins = (ledger.byArn.get(user) ?? []).filter(
          (login) => !login.byService && login.event.name === 'ConsoleLogin',
        )
        const before = new Set(
          logins.filter((login) => login.event.time < kept.event.time).map(({ address }) => address),
        )
        const next = logins.find((login) => login.event.time > kept.event.time && login.event.errorCode === undefined)
        // Only who set a password knows it; an address from which the user signed in before may be the owner's, who set another.
        if (
          next &&
          !before.has(next.address) &&
          followAddress(
            next.address,
            `${labelOf('user', user)} signed in from it with the password that ${kept.event.name} set`,
            [kept.id, next.id],
          ) === 'followed'
        )
          followCaller(next, `its password was set by ${kept.event.name}`)
      }
    }
    const shared = text(kept.event.raw, 'sharedEventID')
    if (shared !== undefined && kept.assumes !== undefined) {
      wanted.events.add(shared)
      for (const twin of ledger.bySharedId.get(shared) ?? [])
        if (twin !== kept && !twin.byService) {
          if (!single.has(twin.id)) changed = true
          single.set(twin.id, isInScope(kept) ?? '')
        }
    }
    for (const [role, account] of doorsOf(kept)) {
      wanted.callers.add(account)
      for (const taken of ledger.byAssumed.get(role) ?? [])
        if (
          text(child(taken.event.raw, 'userIdentity'), 'accountId') === account &&
          taken.event.time >= kept.event.time
        )
          followCaller(taken, `${account} came in through ${labelOf('role', role)}, which was opened to it`)
    }
  }

  const instances = new Set<string>()
  const isInScope = (kept: Kept): string | undefined => {
    const direct = single.get(kept.id)
    if (direct !== undefined) return direct
    if (kept.byService) return undefined
    const at = idOfEntity('address', kept.address)
    if (nodes.has(at)) return at
    if (rules.inSeedNetwork(kept.address)) return at
    if (isAgent(kept)) return undefined
    const { key, arn, behind } = kept
    for (const [kind, value] of [
      ['key', key],
      [arn === undefined ? 'user' : kindOfArn(arn), arn],
      ['role', behind],
    ] as const) {
      if (value === undefined || value === '') continue
      const id = idOfEntity(kind, value)
      const node = nodes.get(id)
      if (node?.whole) return id
      if (node && parts.get(id)?.has(kept.address)) return id
      if (node && kind === 'key' && isServiceAddress(kept.address) && isOnBehalf(kept, id)) return id
    }
    const session = sessionNameOf(arn)
    if (session !== undefined && instances.has(session)) return idOfEntity('resource', session)
    return wildcards.find((id) => arn?.startsWith(id.slice(id.indexOf(':') + 1, -1)))
  }
  const wildcards: string[] = []
  /** AWS called with the caller's key: as the intruder's when the key's last call before was the intruder's. */
  const isOnBehalf = (kept: Kept, id: string): boolean => {
    const events = ledger.byKey.get(kept.key ?? '') ?? []
    const addresses = parts.get(id)
    const direct = events.filter(({ address }) => !isServiceAddress(address))
    if (direct.length > 0 && direct.every(({ address }) => addresses?.has(address))) return true
    const at = Date.parse(kept.event.time)
    const near = direct
      .filter(({ event }) => Math.abs(Date.parse(event.time) - at) <= ON_BEHALF && event.time <= kept.event.time)
      .at(-1)
    return near !== undefined && addresses?.has(near.address) === true
  }

  const { seed } = rules
  switch (seed.kind) {
    case 'address':
      follow('address', seed.value, true, 'the investigation starts here', [])
      break
    case 'network':
      wanted.networks.add(seed.value)
      for (const [address, events] of ledger.byAddress)
        if (rules.inSeedNetwork(address)) follow('address', address, true, `it is in ${seed.value}`, proofOf(events))
      break
    case 'key':
      follow('key', seed.value, false, 'the investigation starts here', [])
      wanted.mentions.add(seed.value)
      break
    case 'user':
    case 'session':
      follow(seed.kind, seed.value, seed.value.endsWith('*'), 'the investigation starts here', [])
      if (seed.value.endsWith('*')) wildcards.push(idOfEntity(seed.kind, seed.value))
      break
    case 'role':
      follow('role', seed.value, true, 'the investigation starts here', [])
      break
    case 'account':
      wanted.callers.add(seed.value)
      for (const kept of all)
        if (text(child(kept.event.raw, 'userIdentity'), 'accountId') === seed.value)
          followCaller(kept, `${seed.value} called`)
      break
    case 'event':
    case 'alert':
      for (const id of seed.value.split(',')) {
        wanted.events.add(id)
        const kept = ledger.byId.get(id)
        if (kept) followCaller(kept, 'the investigation starts with this event')
      }
      break
    case 'resource': {
      wanted.mentions.add(seed.value)
      break
    }
  }
  if (seed.kind === 'resource' && asked.mentions.has(seed.value)) {
    follow('resource', seed.value, true, 'the investigation starts here', [])
    const touched = all.filter(
      (kept) =>
        !kept.byService &&
        !isAgent(kept) &&
        isChange(kept) &&
        sessionNameOf(kept.arn) !== seed.value &&
        mentions(kept, seed.value),
    )
    const makers = touched.filter((kept) =>
      /^(?:Create|Run|Allocate|Import|Register|Copy|Restore|Request|Start|Put)/.test(kept.event.name),
    )
    const first = makers.slice(0, 1)
    // A machine calls with sessions that carry its name.
    for (const [arn, list] of groupBy(all, (kept) => (sessionNameOf(kept.arn) === seed.value ? kept.arn : undefined)))
      follow('session', arn, false, `a session of ${seed.value}`, proofOf(list))
    const callers = new Set(touched.map((kept) => kept.arn ?? kept.event.principal.name))
    if (callers.size <= rules.bound) for (const kept of touched) followCaller(kept, `it changed ${seed.value}`)
    else {
      for (const kept of first) followCaller(kept, `it made ${seed.value}`)
      stop(
        'account',
        `others who changed ${seed.value}`,
        `${callers.size} principals changed it: only its maker is followed`,
        proofOf(touched),
      )
    }
  }

  const expand = (id: string): void => {
    const node = nodes.get(id)
    if (!node) return
    if (node.kind === 'key') expandKey(node)
    else if (node.kind === 'address') expandAddress(node)
    else if (node.kind === 'user' || node.kind === 'session') expandIdentity(node)
    else if (node.kind === 'role') expandRole(node)
    else if (node.kind === 'resource') {
      if (!instances.has(node.value)) changed = true
      instances.add(node.value)
    }
  }
  const seen = new Set<Kept>()
  do {
    changed = false
    while (work.length > 0) expand(work.pop() as string)
    for (const kept of all) {
      if (seen.has(kept) || isInScope(kept) === undefined) continue
      seen.add(kept)
      consequences(kept)
    }
    // What one part learns may change what another was told.
    if (changed) for (const id of [...nodes.keys()].sort()) work.push(id)
  } while (work.length > 0)

  const scope = new Map<Kept, string>()
  const optional = new Map<Kept, string>()
  for (const kept of all) {
    const because = isInScope(kept)
    if (because !== undefined) scope.set(kept, because)
    else {
      const why = optionalReason(kept, nodes, instances, frontier)
      if (why !== undefined) optional.set(kept, why)
    }
  }
  return { nodes, frontier: [...frontier.values()], scope, optional, wanted }
}

/** So long somebody must have been at an address before it is called theirs. */
const HOME = 12 * 3_600_000
const spanOf = ({ first, last }: { readonly first: string; readonly last: string }): number =>
  Date.parse(last) - Date.parse(first)

const optionalReason = (
  kept: Kept,
  nodes: ReadonlyMap<string, Node>,
  instances: ReadonlySet<string>,
  frontier: ReadonlyMap<string, Frontier>,
): string | undefined => {
  if (kept.byService) return undefined
  const session = sessionNameOf(kept.arn)
  if (
    isAgent(kept) &&
    ((session !== undefined && instances.has(session)) ||
      (kept.behind !== undefined && nodes.get(idOfEntity('role', kept.behind))?.whole))
  )
    return 'the agent of AWS on a machine of the case'
  if (frontier.has(idOfEntity('address', kept.address))) return undefined
  const user = kept.arn === undefined ? undefined : nodes.get(idOfEntity('user', kept.arn))
  if (!user || kept.arn?.endsWith(':root')) return undefined
  return isServiceAddress(kept.address)
    ? 'AWS acted for the same user, with other credentials'
    : 'the same user, from an address or with credentials that nothing else ties to the case'
}

export const eventsOf = (ledger: Ledger, node: Pick<Node, 'kind' | 'value'>): readonly Kept[] => {
  if (node.kind === 'key') return ledger.byKey.get(node.value) ?? []
  if (node.kind === 'address') return ledger.byAddress.get(node.value) ?? []
  if (node.kind === 'role') {
    const sessions = sessionsOfRole(node.value)
    return (
      ledger.byBehind.get(node.value) ??
      (sessions === undefined ? [] : ledger.all().filter((kept) => kept.arn?.startsWith(sessions)))
    )
  }
  return ledger.byArn.get(node.value) ?? []
}

const groupBy = (
  events: readonly Kept[],
  keyOf: (kept: Kept) => string | undefined,
): ReadonlyMap<string, readonly Kept[]> => {
  const groups = new Map<string, Kept[]>()
  for (const kept of events) {
    const key = keyOf(kept)
    if (key === undefined || key === '') continue
    const list = groups.get(key)
    if (list) list.push(kept)
    else groups.set(key, [kept])
  }
  return groups
}

const isChange = (kept: Kept): boolean =>
  own(kept.event.raw, 'readOnly') !== true && own(kept.event.raw, 'readOnly') !== 'true'

const mentions = (kept: Kept, value: string): boolean => JSON.stringify(kept.event.raw).includes(value)

export const kindOfArn = (arn: string): 'user' | 'session' =>
  arn.includes(':assumed-role/') || arn.includes(':federated-user/') ? 'session' : 'user'

export const lastName = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1)

export const labelOf = (kind: EntityKind, value: string): string => {
  if (kind === 'user') return value.endsWith(':root') ? 'the root user' : `user ${lastName(value)}`
  if (kind === 'role') return `role ${lastName(value)}`
  if (kind === 'session') {
    const [, role, name] = /:assumed-role\/([^/]+)\/(.+)$/.exec(value) ?? []
    return role === undefined ? `session ${lastName(value)}` : `session ${name} of ${role}`
  }
  return value
}

const isOpened = ({ event }: Kept): boolean => /^(?:AssumeRole|GetSessionToken|GetFederationToken)/.test(event.name)

const isPassword = ({ event }: Kept): boolean =>
  event.errorCode === undefined && /^(?:Create|Update)LoginProfile$/.test(event.name)

/** ARN of the user that a call of IAM is about. */
const userOf = ({ event }: Kept): string | undefined => {
  const name = text(child(event.raw, 'requestParameters'), 'userName')
  return name === undefined || event.accountId === '' ? undefined : `arn:aws:iam::${event.accountId}:user/${name}`
}

/** Roles that the event opened to an account that is not its own: [role, account]. */
const doorsOf = (kept: Kept): readonly (readonly [role: string, account: string])[] => {
  const { event } = kept
  if (event.name !== 'UpdateAssumeRolePolicy' || event.errorCode !== undefined) return []
  const request = child(event.raw, 'requestParameters')
  const name = text(request, 'roleName')
  const policy = text(request, 'policyDocument') ?? ''
  if (name === undefined || policy.length > 100_000) return []
  const role = `arn:aws:iam::${event.accountId}:role/${name}`
  const accounts = new Set([...policy.matchAll(/\b\d{12}\b/g)].map(([account]) => account))
  return [...accounts].filter((account) => account !== event.accountId).map((account) => [role, account] as const)
}

export type { Judged, Use }
