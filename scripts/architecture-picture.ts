/** The table of the architecture test -> a picture of the house: its bands from the top down, a card for each room. */
import { type Band, ROOMS, type Room } from '../test/architecture/table.ts'

const TITLES: Readonly<Record<Band, readonly [string, string]>> = {
  entry: ['ways in', 'thin: options and events in, words and exit codes out'],
  app: ['app', 'the composition root, in wings: it alone picks plug-ins, and joins them with the logic'],
  flow: ['flows', 'one function for each sentence of the product, over logic and the ports of core'],
  edge: ['edges', 'the world, behind ports'],
  logic: ['logic', 'pure functions: no clock, no chance, no process, no files, no network'],
  core: ['core', 'the vocabulary: types, ports, the contract of each kind of plug-in'],
}

/** What of the world a room touches, as the Node modules, packages and globals of its row tell. */
const WORLD: Readonly<Record<string, RegExp>> = {
  files: /^node:fs/,
  network: /^(?:node:(?:https?|net)$|@aws-sdk\/|nodemailer$)/,
  clock: /^(?:Date\.now|new Date\(\)|performance\.now|AbortSignal\.timeout|setTimeout|node:timers\/promises)$/,
  chance: /^(?:Math\.random|node:crypto|node:crypto\.randomBytes)$/,
  process: /^(?:process|node:child_process|node:os)/,
  threads: /^node:worker_threads$/,
  browser: /^document$/,
}

const WIDTH = 880
const EDGE = 20
const GAP = 20
const SIDE = 258
const STYLE = `
  svg { --page: #ffffff; --ink: #1c2430; --soft: #5d6876; --card: #ffffff; --line: #d4dae2; --arrow: #8b97a6;
    --entry: #eef1f5; --app: #eceefb; --flow: #e3f3f3; --logic: #e6f4ea; --edge: #fdf1e0; --core: #eef1f5; --tag: #a4590a; --tagged: #fff7ec; }
  @media (prefers-color-scheme: dark) { svg { --page: #0f141b; --ink: #e4e9f0; --soft: #98a5b5; --card: #171e28; --line: #323d4c; --arrow: #66758a;
    --entry: #1b222d; --app: #1e2240; --flow: #123033; --logic: #14301f; --edge: #35260f; --core: #1b222d; --tag: #f0b768; --tagged: #2b2113; } }
  text { font: 12px ui-sans-serif, -apple-system, 'Segoe UI', 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif; fill: var(--ink) }
  .name { font: 700 13.5px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace }
  .from { font: 11px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; fill: var(--soft) }
  .band { font-size: 15px; font-weight: 700 }
  .soft { fill: var(--soft) }
  .tag { font-size: 10.5px; fill: var(--tag) }
  .card { fill: var(--card); stroke: var(--line) }
  .pill { fill: var(--tagged); stroke: var(--tag); stroke-opacity: .45 }
  .arrow { fill: none; stroke: var(--arrow); stroke-width: 2 }
`

/** Something of a height that is known before it has a place. */
interface Block {
  readonly height: number
  readonly draw: (x: number, y: number, height?: number) => string
}

/** @returns SVG, the same for the same table; light or dark as the system of the reader is */
export const architecturePicture = (): string => {
  const full = WIDTH - 2 * EDGE
  const wide = full - SIDE - GAP
  const [entry, app, core] = [bandOf('entry', full, 3), bandOf('app', full, 4), bandOf('core', full, 1)]
  const [flow, logic, edge] = [bandOf('flow', wide, 1), bandOf('logic', wide, 3), bandOf('edge', SIDE, 1)]
  const right = EDGE + wide + GAP
  const tops = { entry: EDGE, app: 0, flow: 0, logic: 0, core: 0, end: 0 }
  tops.app = tops.entry + entry.height + GAP
  tops.flow = tops.app + app.height + GAP
  tops.logic = tops.flow + flow.height + GAP
  const middle = Math.max(flow.height + GAP + logic.height, edge.height)
  tops.core = tops.flow + middle + GAP
  tops.end = tops.core + core.height + 14
  const height = tops.end + 44
  const leftMiddle = EDGE + wide / 2
  const rightMiddle = right + SIDE / 2
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title">
<title id="title">The rooms of the house and what each may import</title>
<style>${STYLE}</style>
<defs><marker id="head" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="5" markerHeight="5" orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="var(--arrow)"/></marker></defs>
<rect width="${WIDTH}" height="${height}" rx="12" fill="var(--page)"/>
${[
  entry.draw(EDGE, tops.entry),
  app.draw(EDGE, tops.app),
  flow.draw(EDGE, tops.flow),
  logic.draw(EDGE, tops.logic, middle - flow.height - GAP),
  edge.draw(right, tops.flow, middle),
  core.draw(EDGE, tops.core),
  down('entry', 'app', WIDTH / 2, tops.app),
  down('app', 'flow', leftMiddle, tops.flow),
  down('app', 'edge', rightMiddle, tops.flow),
  down('flow', 'logic', leftMiddle, tops.logic),
  down('logic', 'core', leftMiddle, tops.core),
  down('edge', 'core', rightMiddle, tops.core),
  arrow('edge', 'logic', `M${right - 2} ${tops.logic + 60} h${4 - GAP}`),
  ...legend(tops.end),
].join('\n')}
</svg>
`
}

const roomsOf = (band: Band): readonly (readonly [string, Room])[] =>
  Object.entries(ROOMS).filter(([, room]) => room.band === band)

/** A band: its title, and its rooms in rows; the only room of a band needs no card. */
const bandOf = (band: Band, width: number, columns: number): Block => {
  const [title, says] = TITLES[band]
  const rooms = roomsOf(band)
  const rows = inRows(rooms, columns).map((row) => rowOf(row, width - 28, rooms.length > 1))
  const own = rows.reduce((all, row) => all + row.height, 42)
  return {
    height: own,
    draw: (x, y, height = own) => {
      let top = y + 38
      const drawn = rows.map((row) => {
        // What is left over is shared among the rows.
        const rowHeight = row.height + (height - own) / rows.length
        top += rowHeight
        return row.draw(x + 14, top - rowHeight, rowHeight)
      })
      return [
        `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="10" fill="var(--${band})"/>`,
        `<text x="${x + 14}" y="${y + 25}"><tspan class="band">${title}</tspan><tspan class="soft" dx="10">${says}</tspan></text>`,
        ...drawn,
      ].join('\n')
    },
  }
}

/** As even as they come. */
const inRows = <Of>(all: readonly Of[], most: number): readonly (readonly Of[])[] => {
  const each = all.length / Math.ceil(all.length / most)
  return Array.from({ length: Math.ceil(all.length / most) }, (_, row) =>
    all.slice(Math.round(row * each), Math.round((row + 1) * each)),
  )
}

/** Cards side by side, and the gap below them. */
const rowOf = (rooms: ReturnType<typeof roomsOf>, width: number, isBoxed: boolean): Block => {
  const cardWidth = (width + 10) / rooms.length - 10
  const cards = rooms.map(([name, room]) => cardOf(name, room, cardWidth, isBoxed))
  const height = Math.max(...cards.map((card) => card.height))
  return {
    height: height > 0 ? height + 10 : 0,
    draw: (x, y, given = height + 10) =>
      cards.map((card, column) => card.draw(x + column * (cardWidth + 10), y, given - 10)).join('\n'),
  }
}

const cardOf = (name: string, room: Room, width: number, isBoxed: boolean): Block => {
  const inset = isBoxed ? 10 : 0
  const inner = width - 2 * inset
  const names = room.rooms.filter((other) => other !== 'core').map((other) => shortened(name, other))
  const from = names.length > 0 ? wrapped(['→', ...names], inner, (word) => word.length * 6.7) : []
  const says = isBoxed ? wrapped(room.holds.split(' '), inner, (word) => word.length * 6) : []
  const title = isBoxed ? 25 : 0
  const middle = title + 15.5 * says.length
  const end = middle + 14.5 * from.length
  const tags = pills(tagsOf(room), inner)
  return {
    height: end + tags.height + (isBoxed ? 9 : 0),
    draw: (x, y, height = 0) =>
      [
        ...(isBoxed
          ? [
              `<rect class="card" x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/>`,
              `<text class="name" x="${x + inset}" y="${y + 21}">${name}</text>`,
            ]
          : []),
        ...says.map((text, index) => `<text x="${x + inset}" y="${y + title + 15.5 * index + 12}">${text}</text>`),
        ...from.map(
          (text, index) => `<text class="from" x="${x + inset}" y="${y + middle + 14.5 * index + 11}">${text}</text>`,
        ),
        tags.draw(x + inset, y + end),
      ].join('\n'),
  }
}

const tagsOf = ({ node, globals, packages }: Room): readonly string[] =>
  Object.keys(WORLD).filter((tag) => [...node, ...globals, ...packages].some((used) => WORLD[tag]?.test(used)))

/** In a card of a wing, its sisters lose what they share with it. */
const shortened = (name: string, other: string): string => {
  const [wing] = name.split('/')
  return other.startsWith(`${wing}/`) ? other.slice(wing?.length) : other
}

/** Words in lines of a width, as far as they go. */
const wrapped = (words: readonly string[], width: number, widthOf: (line: string) => number): readonly string[] => {
  const lines: string[] = []
  for (const word of words) {
    const longer = `${lines.at(-1) ?? ''} ${word}`.trim()
    if (lines.length > 0 && widthOf(longer) <= width) lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return lines
}

const pillWidth = (tag: string): number => tag.length * 5.9 + 13

const pills = (tags: readonly string[], width: number): Block => {
  const widthOf = (line: string) => line.split(' ').reduce((all, tag) => all + pillWidth(tag) + 5, -5)
  const lines = wrapped(tags, width, widthOf).map((line) => line.split(' '))
  return {
    height: lines.length > 0 ? 4 + 20 * lines.length : 0,
    draw: (x, y) =>
      lines
        .flatMap((line, row) =>
          line.map((tag, index) => {
            const left = x + (index > 0 ? widthOf(line.slice(0, index).join(' ')) + 5 : 0)
            const top = y + 5 + 20 * row
            return `<rect class="pill" x="${left}" y="${top}" width="${pillWidth(tag)}" height="16" rx="8"/><text class="tag" x="${left + pillWidth(tag) / 2}" y="${top + 11.5}" text-anchor="middle">${tag}</text>`
          }),
        )
        .join('\n'),
  }
}

/** An arrow from a band to the one it may import from; none where no row says so. */
const arrow = (from: Band, to: Band, path: string): string =>
  roomsOf(from).some(([, { rooms }]) => rooms.some((other) => ROOMS[other]?.band === to))
    ? `<path class="arrow" d="${path}" marker-end="url(#head)"/>`
    : ''

const down = (from: Band, to: Band, x: number, y: number): string => arrow(from, to, `M${x} ${y - GAP + 2} v${GAP - 4}`)

const legend = (y: number): readonly string[] => [
  `<text class="soft" x="${EDGE}" y="${y + 12}">A room imports what its → names, and core. Imports go down, or sideways within a band, never in a circle.</text>`,
  pills(['tags'], 100).draw(EDGE, y + 14),
  `<text class="soft" x="${EDGE + 46}" y="${y + 31}">say what of the world a room touches; without one it is pure.</text>`,
]
