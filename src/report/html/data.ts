/** PageData: the case as the page reads it, small enough to carry in a file. */
import type { Case, CaseEvent } from '../../core/case.ts'
import type { CaseContext } from '../case/report.ts'
import { cut } from '../terminal.ts'

export const TEXT_FIELDS = [
  'id',
  'time',
  'account',
  'region',
  'source',
  'name',
  'errorCode',
  'who',
  'arn',
  'key',
  'address',
  'tool',
  'sentence',
  'because',
  'file',
] as const satisfies readonly (keyof CaseEvent)[]
type TextField = (typeof TEXT_FIELDS)[number]

/** Every text once, and columns of places in that list; -1 stands for null. */
export interface PackedEvents {
  readonly texts: readonly string[]
  readonly columns: Readonly<Record<TextField, readonly number[]>>
  readonly tactics: readonly (readonly number[])[]
  /** 1: it only reads; 2: notable. */
  readonly flags: readonly number[]
}

export interface PageData extends CaseContext {
  readonly case: Omit<Case, 'events' | 'searched'> & { readonly searched: Omit<Case['searched'], 'periods'> }
  readonly events: PackedEvents
  /** How many events are in scope; the page carries the first ones. */
  readonly total: number
}

/** More than a browser scrolls through at ease; the JSON of the case holds all. */
const MAX_EVENTS = 100_000
/** Of one text; a record may hold megabytes in a name. */
const MAX_TEXT = 1000
const MAX_SQL = 20_000
const MAX_COMMAND = 4000

export const pageData = (found: Case, context: CaseContext): PageData => {
  const { events, searched, data, ...rest } = found
  return {
    ...shortened(context),
    contain: cut(context.contain, MAX_COMMAND),
    case: {
      ...shortened(rest),
      data: { ...shortened({ ...data, sql: [] }), sql: data.sql.map((sql) => cut(sql, MAX_SQL)) },
      searched: shortened({ records: searched.records, files: searched.files, failures: searched.failures }),
    },
    events: pack(events.slice(0, MAX_EVENTS)),
    total: events.length,
  }
}

const pack = (events: readonly CaseEvent[]): PackedEvents => {
  const known = new Map<string, number>()
  const place = (text: string): number => {
    const at = known.get(text) ?? known.size
    if (at === known.size) known.set(text, at)
    return at
  }
  const column = (field: TextField): readonly number[] =>
    events.map((event) => {
      const text = event[field]
      return text === null ? -1 : place(cut(text, MAX_TEXT))
    })
  const columns = Object.fromEntries(TEXT_FIELDS.map((field) => [field, column(field)])) as PackedEvents['columns']
  const tactics = events.map((event) => event.tactics.map(place))
  const flags = events.map(({ readOnly, notable }) => (readOnly ? 1 : 0) + (notable ? 2 : 0))
  return { texts: [...known.keys()], columns, tactics, flags }
}

/** Every text in it cut to what a page can show. */
const shortened = <T>(value: T): T => {
  if (typeof value === 'string') return cut(value, MAX_TEXT) as T
  if (Array.isArray(value)) return value.map(shortened) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shortened(inner)])) as T
}
