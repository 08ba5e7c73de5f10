/** Shows one event whole, or the events that prove something. */
import { button, h } from './dom.ts'
import type { Model, PageEvent } from './model.ts'
import { clock, short } from './words.ts'

export interface Proofs {
  /** A button that shows the events; nothing when there are none. */
  button(ids: readonly string[], about: string, label?: string): HTMLElement | undefined
  list(ids: readonly string[]): HTMLElement
  show(event: PageEvent): void
  readonly element: HTMLDialogElement
}

/** More than anybody reads one after another. */
const MAX_LISTED = 200

export const createProofs = (model: Model): Proofs => {
  const body = h('div', { class: 'dialog-body' })
  const title = h('h2', { id: 'dialog-title' })
  const element = h('dialog', { 'aria-labelledby': 'dialog-title' })
  const close = button('Close', () => element.close(), { class: 'close' })
  let before: { readonly heading: string; readonly content: Element } | undefined
  const back = button('Back', () => {
    if (!before) return
    put(before.heading, before.content)
    close.focus()
  })
  element.append(h('div', { class: 'dialog-head' }, title, back, close), body)
  element.addEventListener('click', (click) => {
    if (click.target === element) element.close()
  })

  const put = (heading: string, content: Element): void => {
    title.textContent = heading
    body.replaceChildren(content)
    body.scrollTop = 0
    before = undefined
    back.hidden = true
  }
  /** From a list to one of its events, and back. */
  const open = (heading: string, content: HTMLElement): void => {
    const left = element.open && body.firstElementChild
    const list = left ? { heading: title.textContent ?? '', content: left } : undefined
    put(heading, content)
    before = list
    back.hidden = list === undefined
    if (!element.open) element.showModal()
  }
  const show = (event: PageEvent): void => open('Event', fields(model, event))
  const list = (ids: readonly string[]): HTMLElement =>
    h(
      'ol',
      { class: 'proof' },
      ...ids.slice(0, MAX_LISTED).map((id) => {
        const event = model.byId.get(id)
        if (!event) return h('li', {}, h('code', {}, id), ' (not in scope)')
        const row = button('', () => show(event), { class: 'proof-event' })
        row.append(h('time', {}, clock(event.at)), ' ', h('span', {}, short(event.sentence || event.name)))
        return h('li', {}, row)
      }),
      ids.length > MAX_LISTED ? h('li', { class: 'dim' }, `and ${ids.length - MAX_LISTED} more`) : undefined,
    )
  return {
    element,
    show,
    list,
    button: (ids, about, label = 'proof') =>
      ids.length === 0
        ? undefined
        : button(label, () => open('Proof', h('div', {}, h('p', {}, short(about)), list(ids))), {
            class: 'link proof-link',
            'aria-label': `${label}: ${short(about)}`,
          }),
  }
}

const fields = (model: Model, event: PageEvent): HTMLElement => {
  const names = new Map(model.tactics.map(({ id, name }) => [id, name]))
  const rows: readonly (readonly [string, string | null])[] = [
    ['Time', `${event.time} (UTC)`],
    ['Call', `${event.name} (${event.source})`],
    ['Result', event.errorCode ?? 'succeeded'],
    ['Who', event.who],
    ['Principal', event.arn],
    ['Access key', event.key],
    ['Address', event.address],
    ['Tool', event.tool],
    ['Account', event.account],
    ['Region', event.region],
    ['Tactics', event.tactics.map((tactic) => names.get(tactic) ?? tactic).join(', ')],
    ['In scope by', model.entityById.get(event.because)?.label ?? event.because],
    ['Event', event.id],
    ['File', event.file],
  ]
  return h(
    'div',
    {},
    h('p', { class: 'sentence' }, event.sentence || event.name),
    h(
      'dl',
      { class: 'fields' },
      ...rows
        .filter(([, value]) => value !== null && value !== '')
        .map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value ?? ''))),
    ),
  )
}
