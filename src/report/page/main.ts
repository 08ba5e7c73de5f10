/** Draws the report from the data in the file. */

import type { WorldMap } from '../case/report.ts'
import type { PageData } from '../html/data.ts'
import { h } from './dom.ts'
import { createProofs } from './event-dialog.ts'
import { evidence, limits } from './evidence.ts'
import { filterBar } from './filters.ts'
import { graph } from './graph.ts'
import { map } from './map.ts'
import { toModel } from './model.ts'
import { createState } from './state.ts'
import { header, summary } from './summary.ts'
import { eventTable } from './table.ts'
import { tacticStrip } from './tactics.ts'
import { timeline } from './timeline.ts'
import { clockOf } from './words.ts'

const embedded = (id: string): unknown => {
  const text = document.getElementById(id)?.textContent
  return text ? JSON.parse(text) : undefined
}

const model = toModel(embedded('data') as PageData)
const world = embedded('world') as WorldMap | undefined
const state = createState(model)
const proofs = createProofs(model)
const sections = [
  summary(model, state, proofs),
  tacticStrip(model, state),
  timeline(model, state, filterBar(model, state)),
  eventTable(model, state, proofs),
  graph(model, state, proofs),
  ...(world ? [map(model, state, world)] : []),
  limits(model, proofs),
  evidence(model),
]
const links = sections.map((part) =>
  h('li', {}, h('a', { href: `#${part.id}` }, part.querySelector('h2')?.textContent ?? '')),
)
document.body.append(
  h('a', { class: 'skip', href: '#timeline' }, 'Skip to the timeline'),
  header(model),
  h('nav', { 'aria-label': 'Sections' }, h('ul', {}, ...links)),
  h('main', {}, ...sections),
  h(
    'footer',
    {},
    `Made by tattletrail ${model.version} at ${clockOf(model.made)} UTC. This file loads and sends nothing.`,
  ),
  proofs.element,
)
document.documentElement.dataset.ready = 'true'
