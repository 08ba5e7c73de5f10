/** What the case rests on, and where it ends: files with their hashes, what was not followed, and hours without logs. */
import type { OptionalEvent } from '../../core/case.ts'
import { block, type Child, h, section } from './dom.ts'
import type { Proofs } from './event-dialog.ts'
import type { Model } from './model.ts'
import { clockOf, number, plural, short, size } from './words.ts'

const MAX_ROWS = 1000

export const evidence = (model: Model): HTMLElement => {
  const { evidence: files } = model
  const { searched } = model.case
  const count = (state: string): number => files.filter((file) => file.state === state).length
  return section(
    'evidence',
    'Evidence',
    h(
      'p',
      {},
      `${plural(searched.records, 'record')} in ${plural(searched.files, 'file')} were searched.`,
      files.length === 0
        ? undefined
        : ` ${number(count('verified'))} proven unchanged, ${number(count('wrong'))} wrong, ${number(count('unknown'))} not proven either way.`,
    ),
    list(
      'table-files',
      ['File', 'SHA-256 as stored', 'Size', 'Events', 'State'],
      files,
      ({ file, sha256, bytes, events, state, detail }) => [
        h('code', {}, short(file)),
        h('code', { class: 'hash' }, sha256 ?? 'not computed'),
        bytes === null ? '' : size(bytes),
        number(events),
        h(
          'span',
          { class: `state ${state}`, title: detail },
          `${WORDS[state] ?? state}`,
          h('small', {}, short(detail)),
        ),
      ],
      'no list of files was handed over',
    ),
    rest(files.slice(MAX_ROWS)),
    searched.failures.length === 0
      ? undefined
      : h(
          'div',
          { class: 'failures' },
          h('h3', {}, 'Could not be read'),
          list(
            'table-failures',
            ['File', 'Why'],
            searched.failures,
            ({ file, reason }) => [h('code', {}, short(file)), reason],
            '',
          ),
        ),
  )
}

/** Each hash is somewhere in the file, for whoever checks them: in the form that `sha256sum --check` reads. */
const rest = (files: Model['evidence']): HTMLElement | undefined => {
  if (files.length === 0) return undefined
  const shown = h('details', {}, h('summary', {}, `${number(files.length)} more files, without events in scope`))
  shown.addEventListener(
    'toggle',
    () => {
      const lines = files.map(({ file, sha256 }) => `${sha256 ?? 'not computed'}  ${file}`)
      shown.append(block(lines, { class: 'list' }))
    },
    { once: true },
  )
  return shown
}

const WORDS: Readonly<Record<string, string>> = { verified: 'verified', wrong: 'wrong', unknown: 'not proven' }

export const limits = (model: Model, proofs: Proofs): HTMLElement => {
  const { frontier, gaps, optional } = model.case
  return section(
    'limits',
    'Where it ends',
    h('h3', {}, 'Not followed'),
    list(
      'table-frontier',
      ['Entity', 'Why', 'Events left out', 'Met in'],
      frontier,
      ({ entity, reason, events, proof }) => [
        `${entity.kind} ${short(entity.label)}`,
        short(reason),
        events === null ? 'not counted' : number(events),
        proofs.button(proof, `${entity.label}: ${reason}`) ?? '',
      ],
      'everything that was met was followed',
    ),
    h('h3', {}, 'Hours without logs'),
    list(
      'table-gaps',
      ['Account', 'Region', 'From', 'To', 'Why it matters'],
      gaps,
      ({ account, region, from, to, reason }) => [
        account,
        region,
        h('span', { class: 'whole' }, clockOf(from)),
        h('span', { class: 'whole' }, clockOf(to)),
        reason,
      ],
      'no gap was found in the logs that were searched',
    ),
    h('h3', {}, 'May belong to it, and is not counted'),
    list(
      'table-optional',
      ['Call', 'Events', 'First', 'Address', 'Key', 'Why'],
      alike(optional),
      ({ first: { name, time, address, key, reason }, count }) => [
        name,
        number(count),
        h('span', { class: 'whole' }, clockOf(time)),
        address,
        h('span', { class: 'whole' }, short(key ?? '', 40)),
        short(reason),
      ],
      'nothing',
    ),
  )
}

interface Alike {
  readonly first: OptionalEvent
  count: number
}

/** The same call by the same means for the same reason is one line. */
const alike = (events: readonly OptionalEvent[]): readonly Alike[] => {
  const found = new Map<string, Alike>()
  for (const event of events) {
    const id = JSON.stringify([event.name, event.address, event.key, event.reason])
    const known = found.get(id)
    if (known) known.count++
    else found.set(id, { first: event, count: 1 })
  }
  return [...found.values()]
}

const list = <T>(
  id: string,
  heads: readonly string[],
  rows: readonly T[],
  cells: (row: T) => readonly Child[],
  none: string,
): HTMLElement => {
  if (rows.length === 0) return h('p', { class: 'dim' }, none)
  const scope = { scope: 'col' }
  return h(
    'div',
    { class: 'list', tabindex: 0, role: 'region', 'aria-label': heads.join(', ') },
    h(
      'table',
      { id },
      h('thead', {}, h('tr', {}, ...heads.map((head) => h('th', scope, head)))),
      h(
        'tbody',
        {},
        ...rows
          .slice(0, MAX_ROWS)
          .map((row) =>
            h('tr', {}, ...cells(row).map((cell, index) => h('td', { 'data-label': heads[index] ?? '' }, cell))),
          ),
      ),
    ),
    rows.length > MAX_ROWS
      ? h('p', { class: 'dim' }, `and ${number(rows.length - MAX_ROWS)} more; the JSON of the case has all`)
      : undefined,
  )
}
