/** The case as the page works with it: events unpacked, indexed, and asked which entity or filter they fit. */
import type { Edge, Entity } from '../../core/case.ts'
import { SIGN_IN } from '../../core/failure.ts'
import { type PackedEvents, type PageData, TEXT_FIELDS } from '../html/data.ts'

type Texts = Readonly<Record<Exclude<(typeof TEXT_FIELDS)[number], 'errorCode' | 'arn' | 'key'>, string>>

export interface PageEvent extends Texts {
  readonly errorCode: string | null
  readonly arn: string | null
  readonly key: string | null
  readonly tactics: readonly string[]
  /** Milliseconds; the time of the event before it when it states none. */
  readonly at: number
  /** Place in the order of the matrix; the last one is for what has none. */
  readonly lane: number
  readonly outcome: 'ok' | 'denied' | 'failed'
  readonly readOnly: boolean
  readonly notable: boolean
  /** What a search looks in. */
  readonly haystack: string
}

export interface Model extends Omit<PageData, 'events'> {
  readonly events: readonly PageEvent[]
  readonly byId: ReadonlyMap<string, PageEvent>
  readonly entityById: ReadonlyMap<string, Entity>
}

export interface View {
  /** Milliseconds, both included. */
  readonly window: readonly [from: number, to: number] | null
  readonly entity: string
  readonly tactic: string
  readonly outcome: '' | PageEvent['outcome']
  readonly text: string
  readonly notable: boolean
}

export const EVERYTHING: View = { window: null, entity: '', tactic: '', outcome: '', text: '', notable: false }

/** Stands for what is only a call, in filters. */
export const NO_TACTIC = 'none'

const DENIED = /denied|unauthori[sz]ed|forbidden/i

export const toModel = (data: PageData): Model => {
  const events = unpack(
    data.events,
    data.tactics.map(({ id }) => id),
  )
  return {
    ...data,
    events,
    byId: new Map(events.map((event) => [event.id, event])),
    entityById: new Map(data.case.entities.map((entity) => [entity.id, entity])),
  }
}

const unpack = (packed: PackedEvents, tactics: readonly string[]): readonly PageEvent[] => {
  const lanes = new Map(tactics.map((id, lane) => [id, lane]))
  const text = (at: number): string => packed.texts[at] ?? ''
  let last = 0
  return packed.flags.map((flags, row) => {
    const fields = Object.fromEntries(
      TEXT_FIELDS.map((field) => {
        const at = packed.columns[field][row] ?? -1
        return [field, at === -1 ? null : text(at)]
      }),
    ) as unknown as Texts & Pick<PageEvent, 'errorCode' | 'arn' | 'key'>
    const parsed = Date.parse(fields.time)
    if (!Number.isNaN(parsed)) last = parsed
    const named = (packed.tactics[row] ?? []).map(text)
    const { errorCode } = fields
    return {
      ...fields,
      tactics: named,
      at: last,
      lane: Math.min(...named.map((tactic) => lanes.get(tactic) ?? tactics.length), tactics.length),
      outcome: errorCode === null ? 'ok' : DENIED.test(errorCode) || fields.source === SIGN_IN ? 'denied' : 'failed',
      readOnly: (flags & 1) !== 0,
      notable: (flags & 2) !== 0,
      haystack: Object.values(fields).join('\n').toLowerCase(),
    }
  })
}

/** Whether an event is by an entity or names it in a proof. */
export const entityTest = (model: Model, id: string): ((event: PageEvent) => boolean) => {
  const entity = model.entityById.get(id)
  if (!entity) return () => true
  const ties = model.case.edges.filter(({ from, to }) => from === id || to === id)
  const proof = new Set([...entity.proof, ...ties.flatMap((edge) => edge.proof)])
  const acts = actorTest(entity)
  return (event) => event.because === id || acts(event) || proof.has(event.id)
}

const actorTest = ({ kind, value }: Entity): ((event: PageEvent) => boolean) => {
  if (kind === 'address') return ({ address }) => address === value
  if (kind === 'key') return ({ key }) => key === value
  if (kind === 'account') return ({ account, arn }) => account === value || arn?.split(':')[4] === value
  const name = value.slice(Math.max(value.lastIndexOf('/'), value.lastIndexOf(':')) + 1)
  if (kind === 'role') return ({ arn }) => arn === value || arn?.split(':assumed-role/')[1]?.split('/')[0] === name
  if (kind === 'user') return ({ arn, who }) => arn === value || (!value.includes(':') && who === value)
  return ({ arn }) => arn === value
}

/** What a view shows, but for its window in time. */
export const viewTest = (model: Model, view: View): ((event: PageEvent) => boolean) => {
  const words = view.text.toLowerCase().split(/\s+/).filter(Boolean)
  const isEntity = view.entity === '' ? () => true : entityTest(model, view.entity)
  return (event) =>
    (view.outcome === '' || event.outcome === view.outcome) &&
    (!view.notable || event.notable) &&
    (view.tactic === '' ||
      (view.tactic === NO_TACTIC ? event.tactics.length === 0 : event.tactics.includes(view.tactic))) &&
    words.every((word) => event.haystack.includes(word)) &&
    isEntity(event)
}

export const inWindow = ({ at }: PageEvent, window: View['window']): boolean =>
  window === null || (window[0] <= at && at <= window[1])

/** The ties between entities that are drawn. */
export const edgesAmong = (edges: readonly Edge[], ids: ReadonlySet<string>): readonly Edge[] =>
  edges.filter(({ from, to }) => ids.has(from) && ids.has(to) && from !== to)
