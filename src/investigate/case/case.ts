/** Puts a Case together from what was reached. */
import type { Case, CaseEvent, Indicator, OptionalEvent } from '../../core/case.ts'
import type { Event } from '../../core/event.ts'
import type { Coverage } from '../../core/event-query.ts'
import { copiesAmong } from '../facts/copies.ts'
import type { LogEntry } from '../facts/ledger.ts'
import { plainAddress } from '../facts/links.ts'
import { lastName } from '../facts/names.ts'
import { errorText } from '../facts/observation.ts'
import { isNotable, isReadOnly, tacticsOf } from '../facts/tactics.ts'
import type { Closure } from '../reach/closure.ts'
import { edgesOf, entitiesOf, peopleOf } from './entities.ts'
import { gapsOf } from './gaps.ts'
import { movementOf } from './movement.ts'
import { accessOf, dataOf, quarantineOf } from './observations.ts'
import { refusalsOf } from './refusals.ts'
import { endedKeys, standingOf } from './standing.ts'

/** What other rooms know, handed in. */
export interface LookUps {
  readonly sentence: (event: Event) => string
  readonly who: (event: Event) => string
  readonly tool: (userAgent: string) => string
  /** The name of a network that an address belongs to. */
  readonly network: (address: string) => string | undefined
}

export interface CaseInput {
  readonly seed: Indicator
  readonly closure: Closure
  /** Everything that was fetched, in event time. */
  readonly all: readonly LogEntry[]
  readonly coverage: Coverage
  readonly rounds: number
  readonly cut: boolean
  /** Of Athena, for its statements. */
  readonly table?: string | undefined
  /** It was cut by a person. */
  readonly interrupted?: boolean
}

export const buildCase = (input: CaseInput, lookUps: LookUps): Case => {
  const { seed, closure, all, coverage, rounds, cut, interrupted, table } = input
  const scope = [...closure.scope.keys()]
  const ended = endedKeys(all)
  const entities = entitiesOf(closure, lookUps.tool).map((entity) =>
    entity.kind === 'key' && ended.has(entity.value) ? { ...entity, ended: true as const } : entity,
  )
  const edges = edgesOf(closure)
  const copies = copiesAmong(scope)
  const first = scope[0]?.event.time ?? ''
  const users = entities.flatMap(({ kind, value }) =>
    kind === 'user' && !value.endsWith(':root') ? [`user ${lastName(value)}`] : [],
  )
  return {
    id: idOf(seed, first),
    seed,
    searched: {
      records: coverage.records,
      files: coverage.files,
      periods: coverage.periods,
      failures: coverage.failures,
    },
    rounds,
    partial: cut || coverage.failures.length > 0,
    ended: cut ? (interrupted ? 'interrupted' : 'limit') : null,
    first,
    last: scope.at(-1)?.event.time ?? '',
    events: [...closure.scope].map(([entry, because]) => toCaseEvent(entry, because, copies.get(entry), lookUps)),
    optional: [...closure.optional].map(
      ([{ id, event, address, key }, reason]): OptionalEvent => ({
        id,
        time: event.time,
        name: event.name,
        address: plainAddress(address),
        key: key ?? null,
        reason,
      }),
    ),
    entities,
    edges,
    frontier: closure.frontier,
    people: peopleOf(entities, edges, closure.frontier),
    standing: standingOf(new Set(scope), all),
    refusals: refusalsOf(scope),
    movement: movementOf(scope),
    access: accessOf(scope, (address) => lookUps.network(plainAddress(address)) !== undefined),
    quarantine: quarantineOf(all, users),
    data: dataOf(scope, closure, seed, table),
    gaps: gapsOf(coverage.periods),
  }
}

const toCaseEvent = (entry: LogEntry, because: string, original: LogEntry | undefined, lookUps: LookUps): CaseEvent => {
  const { event } = entry
  return {
    id: entry.id,
    time: event.time,
    account: event.accountId,
    region: event.region,
    source: event.source,
    name: event.name,
    errorCode: errorText(event) ?? null,
    who: lookUps.who(event),
    arn: entry.arn ?? null,
    key: entry.key ?? null,
    address: plainAddress(entry.address),
    tool: lookUps.tool(event.userAgent),
    sentence: lookUps.sentence(event),
    tactics: tacticsOf(event),
    readOnly: isReadOnly(event),
    because,
    file: entry.file,
    notable: isNotable(event),
    ...(original === undefined ? {} : { copyOf: original.id }),
  }
}

/** The same seed and the same logs have the same name: `case-20260304-1a2b3c4d`. */
const idOf = ({ kind, value }: Indicator, first: string): string => {
  // FNV-1a.
  let hash = 0x811c9dc5
  for (const char of `${kind}:${value}`) hash = Math.imul(hash ^ (char.codePointAt(0) as number), 0x01000193) >>> 0
  return `case-${first.slice(0, 10).replaceAll('-', '') || 'empty'}-${hash.toString(16).padStart(8, '0')}`
}
