/** The table of events: only the rows in sight exist, so that a hundred thousand events scroll. */
import { button, type Child, h, section, setText } from './dom.ts'
import type { Proofs } from './event-dialog.ts'
import type { Model, PageEvent } from './model.ts'
import type { State } from './state.ts'
import { clock, number, short } from './words.ts'

interface Column {
  readonly id: string
  readonly title: string
  readonly of: (event: PageEvent, model: Model) => string
  /** What it sorts by, when not by its text. */
  readonly by?: (event: PageEvent) => number
}

const COLUMNS: readonly Column[] = [
  { id: 'time', title: 'Time (UTC)', of: ({ at }) => clock(at), by: ({ at }) => at },
  { id: 'tactic', title: 'Tactic', of: ({ lane }, { tactics }) => tactics[lane]?.name ?? '', by: ({ lane }) => lane },
  { id: 'who', title: 'Who', of: ({ who }) => who },
  { id: 'what', title: 'What', of: ({ sentence, name }) => sentence || name },
  { id: 'address', title: 'Address', of: ({ address }) => address },
  { id: 'result', title: 'Result', of: ({ errorCode }) => errorCode ?? '' },
]

/** The row of headings. */
const HEAD = 36
/** Rows above and below those in sight. */
const SPARE = 12
/** What every column has room for. */
const SHORT = 12
/** What a printer gets. */
const MAX_PRINTED = 500

export const eventTable = (model: Model, state: State, proofs: Proofs): HTMLElement => {
  let sort = { column: COLUMNS[0] as Column, down: false }
  let rows: readonly PageEvent[] = []
  let active = 0
  let isPrinting = false
  let queued = false

  const body = h('div', { class: 'rows', role: 'rowgroup' })
  const scroller = h('div', {
    class: 'scroller',
    tabindex: 0,
    role: 'grid',
    'aria-label': 'Events',
    'aria-colcount': COLUMNS.length,
  })
  const printed = h('p', { class: 'print-only' })
  const heads = COLUMNS.map((column) => {
    const sortBy = (): void => {
      sort = { column, down: sort.column === column ? !sort.down : false }
      renew()
    }
    return {
      column,
      element: h('div', { role: 'columnheader', class: `cell ${column.id}` }, button(column.title, sortBy)),
    }
  })
  scroller.append(
    h(
      'div',
      { class: 'head', role: 'rowgroup' },
      h('div', { class: 'row', role: 'row' }, ...heads.map(({ element }) => element)),
    ),
    body,
  )

  const rowHeight = (): number => (scroller.clientWidth < 700 ? 64 : 32)
  const rowOf = (event: PageEvent, place: number, top: number): HTMLElement => {
    const element = h(
      'div',
      {
        class: `row t${event.lane}${event.notable ? ' notable' : ''}${place === active ? ' active' : ''}`,
        role: 'row',
        id: `row-${place}`,
        'aria-rowindex': place + 2,
        'aria-selected': String(place === active),
      },
      ...COLUMNS.map((column) => {
        const text = column.of(event, model)
        const outcome = column.id === 'result' ? ` outcome ${event.outcome}` : ''
        return h(
          'div',
          { role: 'gridcell', class: `cell ${column.id}${outcome}`, title: text.length > SHORT && short(text, 400) },
          ...(column.id === 'what' ? withoutWho(event) : [text]),
        )
      }),
    )
    if (!isPrinting) element.style.setProperty('transform', `translateY(${top}px)`)
    element.addEventListener('click', () => {
      active = place
      draw()
      proofs.show(event)
    })
    return element
  }
  const draw = (): void => {
    queued = false
    const height = rowHeight()
    const room = Math.max(scroller.clientHeight, 200)
    const from = isPrinting ? 0 : Math.max(0, Math.floor(scroller.scrollTop / height) - SPARE)
    const to = isPrinting ? MAX_PRINTED : from + Math.ceil(room / height) + 2 * SPARE
    body.style.setProperty('height', isPrinting ? 'auto' : `${Math.max(1, rows.length) * height}px`)
    // As high as all events at most, and so that filters do not move the page.
    scroller.style.setProperty(
      'max-height',
      isPrinting ? 'none' : `${HEAD + Math.max(2, model.events.length) * height}px`,
    )
    body.replaceChildren(
      ...rows.slice(from, to).map((event, index) => rowOf(event, from + index, (from + index) * height)),
    )
    if (rows.length === 0)
      body.append(
        h('p', { class: 'dim none' }, model.events.length === 0 ? 'no event in scope' : 'No event fits these filters.'),
      )
  }
  const redraw = (): void => {
    if (queued) return
    queued = true
    requestAnimationFrame(draw)
  }
  const renew = (): void => {
    rows = sorted(state.shown(), sort, model)
    active = Math.min(active, Math.max(0, rows.length - 1))
    scroller.scrollTop = 0
    scroller.setAttribute('aria-rowcount', String(rows.length + 1))
    for (const { column, element } of heads)
      element.setAttribute('aria-sort', column !== sort.column ? 'none' : sort.down ? 'descending' : 'ascending')
    setText(printed, rows.length > MAX_PRINTED ? `The first ${MAX_PRINTED} of ${number(rows.length)} events.` : '')
    draw()
  }
  const go = (to: number): void => {
    active = Math.max(0, Math.min(rows.length - 1, to))
    const height = rowHeight()
    const top = active * height
    const room = scroller.clientHeight - 40
    if (top < scroller.scrollTop) scroller.scrollTop = top
    else if (top + height > scroller.scrollTop + room) scroller.scrollTop = top + height - room
    draw()
    scroller.setAttribute('aria-activedescendant', `row-${active}`)
  }
  scroller.addEventListener('keydown', (pressed) => {
    if (pressed.target !== scroller) return
    const page = Math.floor(scroller.clientHeight / rowHeight()) - 1
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: rows.length - 1,
    }
    const to = moves[pressed.key]
    const event = rows[active]
    if (to !== undefined) {
      pressed.preventDefault()
      go(to)
    } else if (pressed.key === 'Enter' && event) proofs.show(event)
  })
  scroller.addEventListener('scroll', redraw)
  new ResizeObserver(redraw).observe(scroller)
  matchMedia('print').addEventListener('change', ({ matches }) => {
    isPrinting = matches
    draw()
  })
  state.follow(renew)
  return section('events', 'Events', scroller, printed)
}

/** A sentence begins with who did it, which has a column of its own where there is room. */
const withoutWho = ({ sentence, name, who }: PageEvent): readonly Child[] =>
  who !== '' && sentence.startsWith(`${who} `)
    ? [h('span', { class: 'who-said' }, `${who} `), sentence.slice(who.length + 1)]
    : [sentence || name]

/** In event time unless another column is chosen; equal ones stay in event time. */
const sorted = (
  events: readonly PageEvent[],
  { column, down }: { readonly column: Column; readonly down: boolean },
  model: Model,
): readonly PageEvent[] => {
  const { by, of } = column
  const sign = down ? -1 : 1
  if (by) return [...events].sort((a, b) => sign * (by(a) - by(b)))
  const texts = new Map(events.map((event) => [event, of(event, model)]))
  const text = (event: PageEvent): string => texts.get(event) ?? ''
  return [...events].sort((a, b) => sign * (text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0))
}
