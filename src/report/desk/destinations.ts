/** The destinations of a configuration: what they are, whether they take a test, and what would be sent. */
import type { SendResult } from '../../core/destination.ts'
import type { Json, JsonObject } from '../../core/json.ts'
import { visible } from '../../notation/visible.ts'
import { defineFormat } from '../format.ts'
import { jsonLine, oneLine } from '../terminal.ts'

interface NamedDestination {
  readonly id: string
  readonly type: string
}

export interface ListedDestination extends NamedDestination {
  /** Without secrets. */
  readonly settings: JsonObject
}

export interface TestedDestination extends NamedDestination {
  readonly result: SendResult
  readonly milliseconds: number
}

export interface TestPayload extends NamedDestination {
  readonly payload: Json
}

export const destinationsText = defineFormat({
  name: 'text',
  title: 'one a line, with its settings',
  render: (rows: readonly ListedDestination[], { colors }) =>
    rows.length === 0
      ? ['no destinations']
      : rows.map((row) => {
          const all = Object.entries(row.settings).map(([key, value]) => `${key} ${[value].flat().join(', ')}`)
          return `${nameIn(rows, row)}  ${colors.dim(oneLine(all.join(' · '), 200))}`
        }),
})

export const testedText = defineFormat({
  name: 'text',
  title: 'one a line: what came of it',
  render: (rows: readonly TestedDestination[], { colors }) =>
    rows.map((row) =>
      row.result.ok
        ? `${colors.green('ok  ')}  ${nameIn(rows, row)}  ${colors.dim(`${row.milliseconds} ms`)}`
        : `${colors.red('FAIL')}  ${nameIn(rows, row)}  ${oneLine(row.result.reason, 500)}`,
    ),
})

/** What a destination answered for its threads is of no use here. */
export const testedJsonl = defineFormat({
  name: 'jsonl',
  title: 'one a line, as JSON',
  render: (rows: readonly TestedDestination[]) =>
    rows.map(({ id, type, result, milliseconds }) =>
      jsonLine({
        id,
        type,
        ...(result.ok ? { ok: true } : { ok: false, reason: result.reason, retry: result.retry }),
        milliseconds,
      }),
    ),
})

export const payloadsText = defineFormat({
  name: 'text',
  title: 'each payload over many lines',
  render: (rows: readonly TestPayload[], { colors }) =>
    rows.flatMap(({ id, type, payload }) => [
      colors.bold(`# ${oneLine(id, 80)} (${type})`),
      ...JSON.stringify(payload, null, 2).split('\n').map(visible),
      '',
    ]),
})

/** As wide as the widest of them. */
const nameIn = (rows: readonly NamedDestination[], { id, type }: NamedDestination): string =>
  `${nameOf(id).padEnd(Math.max(...rows.map((row) => nameOf(row.id).length)))}  ${type.padEnd(13)}`

const nameOf = (id: string): string => oneLine(id, 40)
