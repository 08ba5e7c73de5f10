/** The filters over timeline and table. */
import { button, h, setText } from './dom.ts'
import { EVERYTHING, type Model, NO_TACTIC, type View } from './model.ts'
import type { State } from './state.ts'
import { clock, middle, number } from './words.ts'

/** A list that people still look through. */
const MAX_ENTITIES = 500

export const filterBar = (model: Model, state: State): HTMLElement => {
  const entities = [...model.case.entities].sort((a, b) => b.acted + b.named - a.acted - a.named).slice(0, MAX_ENTITIES)
  const text = h('input', { type: 'search', id: 'search', placeholder: 'name, call, address, key' })
  const entity = select('entity', 'everyone', [
    ...entities.map(({ kind, label }, place) => [String(place), `${kind} ${middle(label, 48)}`] as const),
  ])
  const tactic = select('tactic', 'any', [
    ...model.tactics.map(({ id, name }) => [id, name] as const),
    [NO_TACTIC, 'No tactic'],
  ])
  const outcome = select('outcome', 'any', [
    ['ok', 'succeeded'],
    ['denied', 'denied'],
    ['failed', 'failed otherwise'],
  ])
  const notable = h('input', { type: 'checkbox', id: 'notable' })
  const from = h('input', { type: 'datetime-local', id: 'from', step: 1 })
  const to = h('input', { type: 'datetime-local', id: 'to', step: 1 })
  const status = h('p', { class: 'status', role: 'status' })
  const clear = button('Clear filters', () => state.set(EVERYTHING), { class: 'clear' })

  text.addEventListener('input', () => state.set({ text: text.value }))
  entity.addEventListener('change', () => state.set({ entity: entities[Number(entity.value || -1)]?.id ?? '' }))
  tactic.addEventListener('change', () => state.set({ tactic: tactic.value }))
  outcome.addEventListener('change', () => state.set({ outcome: outcome.value as View['outcome'] }))
  notable.addEventListener('change', () => state.set({ notable: notable.checked }))
  const readWindow = (): void => {
    const [start, end] = [Date.parse(`${from.value}Z`), Date.parse(`${to.value}Z`) + 999]
    const isOpen = Number.isNaN(start) && Number.isNaN(end)
    state.set({
      window: isOpen ? null : [Number.isNaN(start) ? -Infinity : start, Number.isNaN(end) ? Infinity : end],
    })
  }
  for (const input of [from, to]) input.addEventListener('change', readWindow)

  state.follow(() => {
    const view = state.view()
    if (text.value !== view.text) text.value = view.text
    entity.value = view.entity === '' ? '' : String(entities.findIndex(({ id }) => id === view.entity))
    tactic.value = view.tactic
    outcome.value = view.outcome
    notable.checked = view.notable
    from.value = asInput(view.window?.[0])
    to.value = asInput(view.window?.[1])
    const shown = state.shown().length
    const all = model.events.length
    setText(
      status,
      `${shown === all ? `all ${number(all)}` : `${number(shown)} of ${number(all)}`} ${all === 1 ? 'event' : 'events'}${
        model.total > all ? ` (the page carries the first ${number(all)} of ${number(model.total)})` : ''
      }`,
    )
    clear.hidden = shown === all && view.window === null
  })
  return h(
    'form',
    { class: 'filters', role: 'search', 'aria-label': 'Filter events' },
    field('Search', text, 'wide'),
    field('Entity', entity, 'wide'),
    field('Tactic', tactic),
    field('Outcome', outcome),
    field('From (UTC)', from, 'time'),
    field('To (UTC)', to, 'time'),
    h('label', { class: 'check' }, notable, ' only what matters most'),
    clear,
    status,
  )
}

const asInput = (at: number | undefined): string =>
  at === undefined || !Number.isFinite(at) ? '' : clock(at).replace(' ', 'T')

const field = (label: string, input: HTMLElement, kind = ''): HTMLElement =>
  h('label', { class: `field ${kind}` }, h('span', {}, label), input)

const select = (id: string, all: string, options: readonly (readonly [string, string])[]): HTMLSelectElement =>
  h(
    'select',
    { id },
    h('option', { value: '' }, all),
    ...options.map(([value, label]) => {
      const option = h('option', {}, label)
      option.value = value
      return option
    }),
  )
