/** Where the addresses are, by country. */
import type { WorldMap } from '../case/report.ts'
import { button, h, s, section } from './dom.ts'
import type { Model } from './model.ts'
import type { State } from './state.ts'
import { plural, short } from './words.ts'

const MAX_ROWS = 100
/** A country smaller than this is seen only with a ring around it. */
const SMALL = 24
/** Shades of a country, by the logarithm of its events. */
const SHADES = 4

export const map = (model: Model, state: State, world: WorldMap): HTMLElement => {
  const perAddress = new Map<string, number>()
  for (const { address } of model.events) perAddress.set(address, (perAddress.get(address) ?? 0) + 1)
  const rows = model.places
    .map((place) => ({ ...place, events: perAddress.get(place.address) ?? 0 }))
    .sort((a, b) => b.events - a.events)
  const perCountry = new Map<string, number>()
  for (const { country, events } of rows) perCountry.set(country, (perCountry.get(country) ?? 0) + events)
  const most = Math.max(1, ...perCountry.values())
  const shade = (events: number): number => Math.max(1, Math.ceil((SHADES * Math.log1p(events)) / Math.log1p(most)))
  const shapes = world.countries.map(([country, path]) => {
    const events = perCountry.get(country)
    if (country === '' || events === undefined) return s('path', { class: 'land', d: path })
    const shape = s('path', { class: `land shade-${shade(events)}`, d: path, 'data-country': country })
    shape.append(s('title', {}, `${nameOf(country)}: ${plural(events, 'event')}`))
    return shape
  })
  const rings = world.countries.flatMap(([country, path]) => {
    const [x, y, size] = extentOf(path)
    return country !== '' && perCountry.has(country) && size < SMALL
      ? s('circle', { class: 'ring', cx: x, cy: y, r: SMALL / 2 })
      : []
  })
  const drawn = new Set(world.countries.map(([country]) => country))
  return section(
    'map',
    'Places',
    h(
      'div',
      { class: 'map' },
      s(
        'svg',
        {
          viewBox: `0 0 ${world.width} ${world.height}`,
          role: 'img',
          'aria-label': 'The countries of the addresses; the list names them',
        },
        ...shapes,
        ...rings,
      ),
      h(
        'ul',
        { class: 'places' },
        ...rows.slice(0, MAX_ROWS).map(({ address, country, city, events }) =>
          h(
            'li',
            {},
            button(address, () => state.set({ text: address }), {
              class: 'link',
              'aria-label': `Show the events of ${address}`,
            }),
            ` ${[short(city ?? '', 60), nameOf(country)].filter(Boolean).join(', ')}${drawn.has(country) ? '' : ' (too small for the map)'}`,
            h('small', {}, plural(events, 'event')),
          ),
        ),
        rows.length > MAX_ROWS ? h('li', { class: 'dim' }, `and ${rows.length - MAX_ROWS} more`) : undefined,
      ),
    ),
  )
}

/** The middle and the greater side of a path of absolute points, which is how d3-geo writes them. */
const extentOf = (path: string): readonly [x: number, y: number, size: number] => {
  const points = [...path.matchAll(/(-?[\d.]+),(-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)] as const)
  const ends = (values: readonly number[]): readonly [number, number] => [Math.min(...values), Math.max(...values)]
  const [left, right] = ends(points.map(([x]) => x))
  const [top, bottom] = ends(points.map(([, y]) => y))
  return [(left + right) / 2, (top + bottom) / 2, Math.max(right - left, bottom - top)]
}

/** Codes that are none stay as they are. */
const nameOf = (country: string): string =>
  /^[A-Z]{2}$/.test(country) ? (new Intl.DisplayNames(['en'], { type: 'region' }).of(country) ?? country) : country
