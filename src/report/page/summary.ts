/** What happened, for somebody who has a minute: who, what, when, what is left, what failed, and what about data. */
import type { Observation } from '../../core/case.ts'
import { countsOf, seedOf } from '../case/counts.ts'
import { partialOf } from '../case/partial.ts'
import { foldAlike } from '../fold.ts'
import { block, button, type Child, h, section } from './dom.ts'
import type { Proofs } from './event-dialog.ts'
import { EVERYTHING, type Model } from './model.ts'
import type { State } from './state.ts'
import { clock, clockOf, number, plural, short, span } from './words.ts'

/** What fits on the first screens. */
const MAX_NOTABLE = 15
const MAX_ROWS = 30
const NO_DATA = 'no access to data seen'

export const header = (model: Model): HTMLElement => {
  const { id, searched, people, first, last } = model.case
  const partial = partialOf(model.case)
  const { identities, keys, addresses } = countsOf(model.case)
  const period = first === '' ? '' : `, ${clockOf(first)} to ${clockOf(last)} UTC`
  const found =
    model.total === 0
      ? 'Nothing in these logs belongs to it.'
      : `${plural(model.total, 'event')} in scope out of ${number(searched.records)}${period}: ${[
          ...(people.length > 0 ? [`${people.length === 1 ? '1 person' : `${number(people.length)} people`}`] : []),
          identities === 1 ? '1 identity' : `${number(identities)} identities`,
          plural(keys, 'key'),
          addresses === 1 ? '1 address' : `${number(addresses)} addresses`,
        ].join(', ')}.`
  return h(
    'header',
    {},
    h('p', { class: 'kicker' }, `Tattletrail · ${id}`),
    h('h1', {}, titleOf(model.case)),
    h('p', { class: 'lead' }, found),
    partial ? h('p', { class: 'warning', role: 'note' }, `This case is partial: ${partial}.`) : undefined,
  )
}

const titleOf = (found: Model['case']): string => {
  const { kind, value } = found.seed
  if (kind === 'event') return `What belongs to event ${short(value)}`
  const seed = short(seedOf(found))
  return kind === 'alert' || kind === 'resource' ? `What belongs to ${seed}` : `What ${seed} did`
}

export const summary = (model: Model, state: State, proofs: Proofs): HTMLElement => {
  const { standing, refusals, movement, access, quarantine, data, people, entities, first, last } = model.case
  const contain = standing.length > 0 ? [h('li', {}, 'What takes it away:', block([model.contain]))] : []
  const observed = (items: readonly Observation[]): readonly Child[] =>
    items.slice(0, MAX_ROWS).map(({ text, proof }) => line([short(text)], proofs.button(proof, text)))
  const labels = new Map(entities.map(({ id, label }) => [id, label]))
  const notable = foldAlike(model.events.filter((event) => event.notable))
  return section(
    'summary',
    'Summary',
    h(
      'div',
      { class: 'cards' },
      card(
        'Who',
        people
          .slice(0, MAX_ROWS)
          .map(({ name, entities: of, keys, addresses }) =>
            line(
              [
                h('b', {}, short(name)),
                ` · ${plural(keys, 'key')} · ${addresses.length === 1 ? '1 address' : `${number(addresses.length)} addresses`}`,
                h('small', {}, short(of.map((id) => short(labels.get(id) ?? id, 60)).join(', '), 400)),
              ],
              undefined,
            ),
          ),
        'nobody was named',
        people.length,
      ),
      card(
        'When, and how they came in',
        first === ''
          ? []
          : [
              line([`from ${clockOf(first)}`], undefined),
              line([`to ${clockOf(last)} UTC`], undefined),
              line([`${span(Date.parse(last) - Date.parse(first))} in all`], undefined),
              ...observed(access),
            ],
        'no event in scope',
      ),
      card(
        'Still standing',
        [
          ...standing
            .slice(0, MAX_ROWS)
            .map(({ what, value, account, region, proof }) =>
              line(
                [
                  h('span', { class: 'standing' }, short(what)),
                  what.includes(value) ? undefined : ` ${short(value)}`,
                  h('small', {}, `${account} ${region}`),
                ],
                proofs.button(proof, `${what}: ${value}`),
              ),
            ),
          ...contain,
        ],
        'nothing that was made or changed is left within these logs',
        standing.length,
      ),
      card(
        'Tried and refused',
        refusals
          .slice(0, MAX_ROWS)
          .map(({ call, errorCode, count, denied, proof }) =>
            line(
              [
                call,
                ' ',
                h('span', { class: denied ? 'outcome denied' : 'outcome failed' }, errorCode),
                count > 1 ? ` × ${number(count)}` : undefined,
              ],
              proofs.button(proof, `${call} failed: ${errorCode}`),
            ),
          ),
        'no call failed',
        refusals.length,
      ),
      card('Movement', observed(movement), 'none seen'),
      ...(quarantine.length > 0 ? [card('Quarantine', observed(quarantine), '')] : []),
      card(
        'Data',
        [
          ...observed(data.proven),
          ...data.unknown
            .slice(0, MAX_ROWS)
            .map(({ text, proof }) =>
              line([h('span', { class: 'standing' }, 'not logged'), ` ${short(text)}`], proofs.button(proof, text)),
            ),
          ...(data.proven.length + data.unknown.length === 0 && data.sql.length > 0
            ? [h('li', { class: 'dim' }, NO_DATA)]
            : []),
          ...data.sql.map((sql) =>
            h('li', {}, h('details', {}, h('summary', {}, 'SQL for Athena that would tell'), block(sql.split('\n')))),
          ),
        ],
        NO_DATA,
      ),
    ),
    notable.length === 0
      ? undefined
      : h(
          'div',
          { class: 'turning' },
          h(
            'h3',
            {},
            `What matters most${notable.length > MAX_NOTABLE ? `, the first ${MAX_NOTABLE} of ${number(notable.length)}` : ''}`,
          ),
          h(
            'ol',
            {},
            ...notable.slice(0, MAX_NOTABLE).map((alike) => {
              const [event] = alike
              return h(
                'li',
                { class: `t${event.lane}` },
                h('time', {}, clock(event.at)),
                h('span', { class: 'tactic' }, model.tactics[event.lane]?.name ?? ''),
                h('span', {}, short(event.sentence || event.name)),
                proofs.button(
                  alike.map(({ id }) => id),
                  event.sentence || event.name,
                  plural(alike.length, 'event'),
                ),
              )
            }),
          ),
          button('Show all of these in the table', () => {
            state.set({ ...EVERYTHING, notable: true })
            document.getElementById('events')?.scrollIntoView()
          }),
        ),
  )
}

const line = (content: readonly Child[], proof: HTMLElement | undefined): HTMLElement =>
  h('li', {}, h('span', {}, ...content), proof)

const card = (title: string, lines: readonly Child[], none: string, total = 0): HTMLElement =>
  h(
    'div',
    { class: 'card' },
    h('h3', {}, title),
    lines.length === 0
      ? h('p', { class: 'dim' }, none)
      : h(
          'ul',
          {},
          ...lines,
          total > MAX_ROWS ? h('li', { class: 'dim' }, `and ${number(total - MAX_ROWS)} more`) : undefined,
        ),
  )
