/** The entities and what ties them: a tie or an entity that is chosen shows its proof. */
import { select } from 'd3-selection'
import { zoom as createZoom, type ZoomTransform, zoomIdentity, zoomTransform } from 'd3-zoom'
import type { Edge, Entity } from '../../core/case.ts'
import { button, h, s, section } from './dom.ts'
import type { Proofs } from './event-dialog.ts'
import {
  type Box,
  beside,
  boxAt,
  type GraphNode,
  lanesOf,
  placed,
  RADIUS,
  shortened,
  sizeFor,
  takes,
} from './graph-layout.ts'
import { edgesAmong, type Model } from './model.ts'
import type { State } from './state.ts'
import { clockOf, middle, number, plural, short } from './words.ts'

const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }

/** More is a ball of wool. */
const MAX_NODES = 120
/** Their names are written however narrow it is: the seed, and who did most. */
const NAMED = 4

const MARKS: Readonly<Record<Entity['kind'], string>> = {
  user: 'U',
  role: 'R',
  session: 'S',
  key: 'K',
  address: 'IP',
  account: 'A',
  resource: '◆',
}

export const graph = (model: Model, state: State, proofs: Proofs): HTMLElement => {
  const { entities, edges, seed } = model.case
  const ranked = [...entities].sort((a, b) => b.acted + b.named - a.acted - a.named)
  const isSeed = ({ value }: Entity): boolean => value === seed.value || value.endsWith(`/${seed.value}`)
  const drawn = [...ranked.filter(isSeed), ...ranked.filter((entity) => !isSeed(entity))].slice(0, MAX_NODES)
  const [width, height] = sizeFor(window.innerWidth, drawn.length)
  const nodes = placed(drawn, edges, width, height)
  const byId = new Map(nodes.map((node) => [node.entity.id, node]))
  const panel = h('aside', { class: 'panel', 'aria-live': 'polite' })
  const rest = entities.length - drawn.length
  const intro = (): void =>
    panel.replaceChildren(
      h(
        'p',
        { class: 'dim' },
        'Choose a line to see the events that prove it, or an entity to see why it belongs to the case.',
      ),
      h('p', { class: 'dim' }, legend(drawn)),
      ...(rest > 0 ? [h('p', { class: 'dim' }, `${number(rest)} more, with fewer events, are not drawn.`)] : []),
    )
  const chooseEdge = (edge: Edge): void => {
    const [from, to] = [edge.from, edge.to].map((id) => model.entityById.get(id)?.label ?? id)
    panel.replaceChildren(
      h('h3', {}, `${short(from ?? '', 80)} → ${short(to ?? '', 80)}`),
      h('p', {}, `${edge.kind}: ${short(edge.reason)}`),
      h('p', { class: 'dim' }, `${plural(edge.count, 'event')}, proven by`),
      proofs.list(edge.proof),
    )
  }
  const chooseNode = (entity: Entity): void =>
    panel.replaceChildren(
      h('h3', {}, short(entity.label)),
      h('p', { class: 'value' }, `${entity.kind} ${entity.value}`),
      h('p', {}, short(entity.reason)),
      h(
        'p',
        { class: 'dim' },
        [
          `acted in ${plural(entity.acted, 'event')}, named in ${number(entity.named)}`,
          ...(entity.first === '' ? [] : [`${clockOf(entity.first)} to ${clockOf(entity.last)}`]),
          ...(entity.whole ? [] : ['only a part of what it did is in scope']),
          ...(entity.places.length > 0 ? [entity.places.slice(0, 8).join(', ')] : []),
          ...(entity.tools.length > 0 ? [entity.tools.slice(0, 5).join(', ')] : []),
        ].join(' · '),
      ),
      button('Show its events', () => {
        state.set({ entity: entity.id })
        document.getElementById('timeline')?.scrollIntoView()
      }),
      proofs.list(entity.proof),
    )

  const marked: Element[] = []
  const stops: SVGGElement[] = []
  const pick = (element: SVGGElement, show: () => void): void => {
    const choose = (): void => {
      for (const other of marked.splice(0)) other.classList.remove('chosen')
      element.classList.add('chosen')
      marked.push(element)
      show()
    }
    element.addEventListener('click', choose)
    element.addEventListener('keydown', (pressed) => {
      const { key } = pressed
      const step = STEPS[key]
      if (step !== undefined) stops.at((stops.indexOf(element) + step) % stops.length)?.focus()
      else if (key === 'Enter' || key === ' ') choose()
      else return
      pressed.preventDefault()
    })
    // One stop for who goes by Tab, wherever they were last.
    element.addEventListener('focus', () => {
      for (const other of stops) other.setAttribute('tabindex', other === element ? '0' : '-1')
    })
  }
  const ties = edgesAmong(edges, new Set(byId.keys()))
  const lanes = lanesOf(ties)
  const lines = ties.map((edge, place) => {
    const [from, to] = [byId.get(edge.from), byId.get(edge.to)] as [GraphNode, GraphNode]
    const label = `${from.entity.label} ${edge.kind} ${to.entity.label}, ${plural(edge.count, 'event')}`
    const [hit, stroke] = [s('line', { class: 'hit' }), s('line', { class: 'stroke', 'marker-end': 'url(#arrow)' })]
    const kind = s('text', { 'text-anchor': 'middle' }, edge.kind)
    const element = s(
      'g',
      { class: 'edge', tabindex: -1, role: 'button', 'aria-label': label, 'data-kind': edge.kind },
      s('title', {}, label),
      hit,
      stroke,
      kind,
    )
    pick(element, () => chooseEdge(edge))
    return { from, to, element, hit, stroke, kind, lane: lanes[place] ?? 0 }
  })
  const circles = nodes.map((node) => {
    const { entity } = node
    const name = entity.label.startsWith(`${entity.kind} `) ? entity.label.slice(entity.kind.length + 1) : entity.label
    const shown = middle(name, width < 500 ? 14 : 22)
    const element = s(
      'g',
      {
        class: `node ${entity.kind}${isSeed(entity) ? ' seed' : ''}`,
        tabindex: -1,
        role: 'button',
        'aria-label': `${entity.kind} ${name}`,
      },
      s('title', {}, `${entity.kind} ${entity.value}`),
      s('circle', { r: RADIUS }),
      s('text', { class: 'mark', 'text-anchor': 'middle', dy: '0.35em' }, MARKS[entity.kind] ?? '?'),
      s('text', { class: 'label', 'text-anchor': 'middle', y: 26 }, shown),
    )
    pick(element, () => chooseNode(entity))
    return { node, element, half: shown.length * 3.2 }
  })
  stops.push(...circles.map(({ element }) => element), ...lines.map(({ element }) => element))
  stops[0]?.setAttribute('tabindex', '0')
  // Who did most lies on top, so that no mark covers its name.
  const layer = s('g', {}, ...lines.map(({ element }) => element), ...circles.map(({ element }) => element).reverse())
  /** Zooming in spreads things and keeps their size; names that would cover each other wait for more room. */
  const arrange = (transform: ZoomTransform): void => {
    const at = ({ x, y }: GraphNode): readonly [number, number] => transform.apply([x, y])
    const taken: Box[] = nodes.map((node) => boxAt(at(node), RADIUS, RADIUS))
    circles.forEach(({ node, element, half }, place) => {
      const [x, y] = at(node)
      element.style.setProperty('transform', `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`)
      const box = boxAt([x, y + 22], half, 6)
      if (place < NAMED) taken.push(box)
      else element.classList.toggle('crowded', !takes(taken, box))
    })
    for (const { from, to, element, hit, stroke, kind, lane } of lines) {
      const [x1, y1, x2, y2] = beside(shortened(at(from), at(to)), lane)
      for (const line of [hit, stroke])
        for (const [name, value] of Object.entries({ x1, y1, x2, y2 })) line.setAttribute(name, value.toFixed(1))
      const [x, y] = [(x1 + x2) / 2, (y1 + y2) / 2]
      kind.setAttribute('x', x.toFixed(1))
      kind.setAttribute('y', y.toFixed(1))
      element.classList.toggle('crowded', !takes(taken, boxAt([x, y - 3], 20, 5)))
    }
  }
  const arrow = s('path', { d: 'M0,-4L8,0L0,4Z' })
  const picture = s(
    'svg',
    {
      viewBox: `0 0 ${width} ${height}`,
      role: 'group',
      'aria-label': 'Entities and their ties. Arrow keys go from one to the next, Enter shows the proof.',
    },
    s(
      'defs',
      {},
      s(
        'marker',
        {
          id: 'arrow',
          viewBox: '0 -4 8 8',
          refX: 8,
          refY: 0,
          markerWidth: 8,
          markerHeight: 8,
          markerUnits: 'userSpaceOnUse',
          orient: 'auto',
        },
        arrow,
      ),
    ),
    layer,
  )
  const isWhole = (): boolean => zoomTransform(picture).k === 1
  // A wheel alone scrolls the page, and so does one finger until the picture is larger than its frame.
  const zoom = createZoom<SVGSVGElement, unknown>()
    .scaleExtent([0.2, 6])
    .filter((event: Event) => {
      if (event instanceof WheelEvent) return event.ctrlKey || event.metaKey
      return 'touches' in event ? (event as TouchEvent).touches.length > 1 || !isWhole() : true
    })
    .on('zoom', ({ transform }: { readonly transform: ZoomTransform }) => arrange(transform))
  const on = select(picture).call(zoom)
  arrange(zoomIdentity)
  intro()
  if (entities.length === 0) return section('graph', 'Entities', h('p', { class: 'dim' }, 'no entity in scope'))
  return section(
    'graph',
    'Entities',
    h(
      'div',
      { class: 'graph' },
      h(
        'div',
        { class: 'picture' },
        picture,
        h(
          'div',
          { class: 'tools' },
          button('Zoom in', () => zoom.scaleBy(on, 1.4)),
          button('Zoom out', () => zoom.scaleBy(on, 1 / 1.4)),
          button('All', () => zoom.transform(on, zoomIdentity)),
        ),
      ),
      panel,
    ),
  )
}

const NAMES: Readonly<Partial<Record<Entity['kind'], string>>> = { key: 'access key' }

const legend = (drawn: readonly Entity[]): string =>
  [
    'Thick rim: what was asked for',
    ...Object.entries(MARKS)
      .filter(([kind]) => drawn.some((entity) => entity.kind === kind))
      .map(([kind, mark]) => `${mark}: ${NAMES[kind as Entity['kind']] ?? kind}`),
  ].join(' · ')
