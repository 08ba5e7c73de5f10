/** Where an alert goes, and why. */
import { defineFormat } from '../format.ts'
import { jsonLine, oneLine } from '../terminal.ts'

export interface ExplainedRoutes {
  /** The id of the alert. */
  readonly alert: string
  /** By the id of each destination, the route that leads there. */
  readonly destinations: ReadonlyMap<string, string>
  /** Why it goes nowhere, when it does. */
  readonly reason?: string | undefined
}

export const routesText = defineFormat({
  name: 'text',
  title: 'one destination a line, and the route',
  render: ({ alert, destinations, reason }: ExplainedRoutes) =>
    destinations.size === 0
      ? [`alert ${alert} goes nowhere: ${reason}`]
      : [...destinations].map(([id, via]) => `${oneLine(id, 80).padEnd(20)}  by ${oneLine(via, 200)}`),
})

export const routesJsonl = defineFormat({
  name: 'jsonl',
  title: 'one destination a line, as JSON',
  render: ({ destinations }: ExplainedRoutes) =>
    [...destinations].map(([destination, via]) => jsonLine({ destination, via })),
})
