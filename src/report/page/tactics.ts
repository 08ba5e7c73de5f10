/** The ATT&CK strip: every tactic in the order of the matrix with its events; a click filters by it. */
import { button, h, section } from './dom.ts'
import { type Model, NO_TACTIC } from './model.ts'
import type { State } from './state.ts'
import { number, plural } from './words.ts'

export const tacticStrip = (model: Model, state: State): HTMLElement => {
  const counts = new Map<string, number>()
  for (const { tactics } of model.events)
    for (const tactic of tactics.length > 0 ? tactics : [NO_TACTIC]) counts.set(tactic, (counts.get(tactic) ?? 0) + 1)
  const buttons = [...model.tactics, { id: NO_TACTIC, name: 'No tactic' }].map(({ id, name }, lane) => {
    const count = counts.get(id) ?? 0
    const choose = (): void => state.set({ tactic: state.view().tactic === id ? '' : id })
    const element = button('', choose, {
      class: `tactic-box t${lane}`,
      'aria-label': `${name}: ${plural(count, 'event')}`,
    })
    element.append(h('span', { class: 'count' }, number(count)), h('span', { class: 'name' }, name))
    element.disabled = count === 0
    return { id, element }
  })
  state.follow(() => {
    for (const { id, element } of buttons) element.setAttribute('aria-pressed', String(state.view().tactic === id))
  })
  return section(
    'attack',
    'ATT&CK',
    model.events.length === 0
      ? h('p', { class: 'dim' }, 'no event in scope')
      : h('div', { class: 'strip', role: 'group', 'aria-label': 'Tactics' }, ...buttons.map(({ element }) => element)),
  )
}
