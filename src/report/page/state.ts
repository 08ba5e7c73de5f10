/** What the reader chose to see, and everything that follows it. */
import { EVERYTHING, inWindow, type Model, type PageEvent, type View, viewTest } from './model.ts'

export interface State {
  readonly view: () => View
  /** What fits the filters, at any time. */
  readonly matching: () => readonly PageEvent[]
  /** The same within the chosen window of time. */
  readonly shown: () => readonly PageEvent[]
  set(change: Partial<View>): void
  /** Called at once, and after each change. */
  follow(listener: () => void): void
}

export const createState = (model: Model): State => {
  let view = EVERYTHING
  let matching = model.events
  let shown = model.events
  const listeners: (() => void)[] = []
  return {
    view: () => view,
    matching: () => matching,
    shown: () => shown,
    set: (change) => {
      view = { ...view, ...change }
      const onlyTime = Object.keys(change).every((key) => key === 'window')
      if (!onlyTime) matching = model.events.filter(viewTest(model, view))
      shown = view.window === null ? matching : matching.filter((event) => inWindow(event, view.window))
      for (const listener of listeners) listener()
    },
    follow: (listener) => {
      listeners.push(listener)
      listener()
    },
  }
}
