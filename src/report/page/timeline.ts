/** The timeline: a lane for each tactic, drawn in bins on a canvas; drag to choose a time, zoom with buttons, keys or the wheel. */
import { button, h, section, setText } from './dom.ts'
import type { Model } from './model.ts'
import type { State } from './state.ts'
import { type Bin, binEvents, moved, padded, type TimeSpan, ticks, zoomed } from './timeline-scale.ts'
import { clock, number, short } from './words.ts'

const LANE = 26
const AXIS = 22
const BIN = 4
/** A drag shorter than this is a click. */
const CLICK = 4

const KEYS_HELP =
  'Timeline of the events by tactic. Arrow keys move, plus and minus zoom, Home shows everything, Escape drops the chosen time.'

export const timeline = (model: Model, state: State, filters: HTMLElement): HTMLElement => {
  const times = model.events.map(({ at }) => at)
  const whole = padded(
    times.reduce((a, b) => Math.min(a, b), times[0] ?? 0),
    times.reduce((a, b) => Math.max(a, b), 0),
  )
  const lanes = [...new Set(model.events.map(({ lane }) => lane))].sort((a, b) => a - b)
  const canvas = h('canvas', { tabindex: 0, role: 'img', 'aria-label': KEYS_HELP })
  const readout = h('p', { class: 'readout', 'aria-hidden': true })
  const hint = 'Drag to choose a time · Ctrl + wheel zooms · hollow: every call failed'
  let view: TimeSpan = whole
  let bins: ReadonlyMap<number, readonly Bin[]> = new Map()
  let drag: readonly [start: number, now: number] | null = null
  let queued = false

  const gutter = (): number => (canvas.clientWidth < 600 ? 104 : 136)
  const room = (): number => Math.max(40, canvas.clientWidth - gutter() - 8)
  const xOf = (at: number): number => gutter() + ((at - view[0]) / (view[1] - view[0])) * room()
  const atOf = (x: number): number =>
    Math.max(view[0], Math.min(view[1], view[0] + ((x - gutter()) / room()) * (view[1] - view[0])))
  const chosen = (): TimeSpan | null => {
    if (drag) return [Math.min(...drag), Math.max(...drag)]
    return state.view().window
  }

  const draw = (): void => {
    queued = false
    const height = lanes.length * LANE + AXIS
    const ratio = window.devicePixelRatio || 1
    if (canvas.width !== Math.round(canvas.clientWidth * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.style.setProperty('height', `${height}px`)
      canvas.width = Math.round(canvas.clientWidth * ratio)
      canvas.height = Math.round(height * ratio)
    }
    const pen = canvas.getContext('2d')
    if (!pen) return
    const style = getComputedStyle(canvas)
    const colour = (name: string): string => style.getPropertyValue(name).trim()
    const font = `${canvas.clientWidth < 600 ? 10 : 12}px ${style.fontFamily}`
    pen.setTransform(ratio, 0, 0, ratio, 0, 0)
    pen.clearRect(0, 0, canvas.clientWidth, height)
    pen.font = font
    pen.textBaseline = 'middle'
    const columns = Math.max(1, Math.floor(room() / BIN))
    bins = binEvents(state.matching(), view, columns)
    const most = Math.max(1, ...[...bins.values()].flatMap((row) => row.map((bin) => bin?.count ?? 0)))

    const window_ = chosen()
    if (window_) {
      const [left, right] = [xOf(Math.max(window_[0], view[0])), xOf(Math.min(window_[1], view[1]))]
      pen.fillStyle = colour('--choice')
      if (right >= left) pen.fillRect(left, 0, Math.max(2, right - left), height - AXIS)
    }
    for (const { at, label } of ticks(view, Math.max(2, room() / 70))) {
      const x = Math.round(xOf(at)) + 0.5
      pen.strokeStyle = colour('--line')
      pen.beginPath()
      pen.moveTo(x, 0)
      pen.lineTo(x, height - AXIS)
      pen.stroke()
      pen.fillStyle = colour('--muted')
      const width = pen.measureText(label).width
      pen.fillText(label, Math.min(canvas.clientWidth - width, Math.max(0, x - width / 2)), height - AXIS / 2)
    }
    lanes.forEach((lane, index) => {
      const middle = index * LANE + LANE / 2
      pen.fillStyle = colour('--muted')
      pen.fillText(model.tactics[lane]?.name ?? 'No tactic', 0, middle)
      const tone = colour(`--t${Math.min(lane, model.tactics.length)}`)
      bins.get(lane)?.forEach((bin, column) => {
        const tall = 5 + (LANE - 9) * (Math.log1p(bin.count) / Math.log1p(most))
        const x = gutter() + column * BIN
        pen.fillStyle = tone
        pen.strokeStyle = tone
        // What only failed is drawn hollow.
        if (bin.failed === bin.count) pen.strokeRect(x + 0.5, middle - tall / 2 + 0.5, BIN - 2, tall - 1)
        else pen.fillRect(x, middle - tall / 2, BIN - 1, tall)
      })
    })
  }
  const redraw = (): void => {
    if (queued) return
    queued = true
    requestAnimationFrame(draw)
  }
  const look = (next: TimeSpan): void => {
    view = next
    redraw()
  }
  const zoom = (factor: number, about = (view[0] + view[1]) / 2): void => look(zoomed(view, factor, about, whole))
  const zoomIn = (): void => {
    const window_ = state.view().window
    if (window_ === null) zoom(0.5)
    else look([Math.max(whole[0], window_[0]), Math.min(whole[1], Math.max(window_[1], window_[0] + 1000))])
  }

  const binAt = (x: number, y: number): Bin | undefined => {
    const row = bins.get(lanes[Math.floor(y / LANE)] ?? -1)
    const column = Math.floor((x - gutter()) / BIN)
    return [0, -1, 1, -2, 2].map((near) => row?.[column + near]).find((bin) => bin !== undefined)
  }
  canvas.addEventListener('pointerdown', (pointer) => {
    if (pointer.button !== 0) return
    canvas.setPointerCapture(pointer.pointerId)
    const at = atOf(pointer.offsetX)
    drag = [at, at]
  })
  canvas.addEventListener('pointermove', (pointer) => {
    if (drag) {
      drag = [drag[0], atOf(pointer.offsetX)]
      redraw()
    }
    const bin = binAt(pointer.offsetX, pointer.offsetY)
    const event = bin && state.matching()[bin.first]
    const more = bin && bin.count > 1 ? ` (and ${number(bin.count - 1)} more)` : ''
    const [from, to] = chosen() ?? [0, 0]
    setText(
      readout,
      drag
        ? `${clock(from)} to ${clock(to)} UTC`
        : event
          ? `${clock(event.at)}  ${short(event.sentence || event.name)}${more}`
          : hint,
    )
  })
  canvas.addEventListener('pointerup', () => {
    if (!drag) return
    const [from, to] = [Math.min(...drag), Math.max(...drag)]
    drag = null
    const isClick = ((to - from) / (view[1] - view[0])) * room() < CLICK
    state.set({ window: isClick ? null : [from, to] })
  })
  canvas.addEventListener('pointercancel', () => {
    drag = null
    redraw()
  })
  canvas.addEventListener(
    'wheel',
    (wheel) => {
      if (!wheel.ctrlKey && !wheel.metaKey) return
      wheel.preventDefault()
      zoom(wheel.deltaY > 0 ? 1.25 : 0.8, atOf(wheel.offsetX))
    },
    { passive: false },
  )
  const move = (share: number): void => look(moved(view, (view[1] - view[0]) * share, whole))
  const keys: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => move(-0.2),
    ArrowRight: () => move(0.2),
    '+': zoomIn,
    '=': zoomIn,
    '-': () => zoom(2),
    Home: () => look(whole),
    Escape: () => state.set({ window: null }),
  }
  canvas.addEventListener('keydown', (pressed) => {
    const act = keys[pressed.key]
    // With these the keys are the browser's own.
    if (!act || pressed.ctrlKey || pressed.metaKey || pressed.altKey) return
    pressed.preventDefault()
    act()
  })
  new ResizeObserver(redraw).observe(canvas)
  // A printer does not wait for the next frame.
  for (const query of ['(prefers-color-scheme: dark)', 'print']) matchMedia(query).addEventListener('change', draw)
  state.follow(redraw)
  setText(readout, hint)
  const tools = h(
    'div',
    { class: 'tools' },
    button('Zoom in', zoomIn),
    button('Zoom out', () => zoom(2)),
    button('All', () => look(whole)),
  )
  return section(
    'timeline',
    'Timeline',
    filters,
    model.events.length === 0
      ? h('p', { class: 'dim' }, 'no event in scope')
      : h('div', { class: 'timeline' }, canvas, h('div', { class: 'under' }, readout, tools)),
  )
}
