/** `tattletrail destinations list|test`. */
import {
  chooseDestinations,
  describeDestination,
  readDestinations,
  testDestination,
  testPayload,
} from '../app/alerting/destinations.ts'
import { UsageError } from '../core/usage-error.ts'
import { visible } from '../core/visible.ts'
import { createOutside } from '../outside/outside.ts'
import { jsonLine, oneLine } from '../report/terminal.ts'
import { configOf } from './job.ts'
import { colorsFor, writeLines } from './output.ts'

export interface DestinationOptions {
  readonly config?: string
  readonly format?: 'text' | 'jsonl'
}

const isText = ({ format }: DestinationOptions): boolean =>
  (format ?? (process.stdout.isTTY ? 'text' : 'jsonl')) === 'text'

const entriesOf = (options: DestinationOptions): ReturnType<typeof readDestinations> => {
  const { config } = configOf(options)
  if (config === undefined)
    throw new UsageError('say which configuration: --config tattletrail.toml, or set TATTLETRAIL_CONFIG')
  return readDestinations(config)
}

export const listDestinationsCommand = async (options: DestinationOptions): Promise<number> => {
  const rows = entriesOf(options).map(describeDestination)
  if (!isText(options)) await writeLines(rows.map(jsonLine))
  else if (rows.length === 0) process.stdout.write('no destinations\n')
  else {
    const colors = colorsFor(process.stdout)
    const widest = widestOf(rows)
    await writeLines(
      rows.map(({ id, type, settings }) => {
        const all = Object.entries(settings).map(([key, value]) => `${key} ${[value].flat().join(', ')}`)
        return `${nameOf(id).padEnd(widest)}  ${type.padEnd(13)}  ${colors.dim(oneLine(all.join(' · '), 200))}`
      }),
    )
  }
  return 0
}

export interface TestDestinationsOptions extends DestinationOptions {
  readonly print?: boolean
}

/** Returns the exit code: 1 when a destination did not take its test. */
export const testDestinationsCommand = async (
  ids: readonly string[],
  options: TestDestinationsOptions,
): Promise<number> => {
  const chosen = chooseDestinations(entriesOf(options), ids)
  const colors = colorsFor(process.stdout)
  if (options.print) {
    const payloads = chosen.map((entry) => ({
      id: entry.id,
      type: entry.type,
      payload: testPayload(entry, Date.now()),
    }))
    await writeLines(
      isText(options)
        ? payloads.flatMap(({ id, type, payload }) => [
            colors.bold(`# ${oneLine(id, 80)} (${type})`),
            ...JSON.stringify(payload, null, 2).split('\n').map(visible),
            '',
          ])
        : payloads.map(jsonLine),
    )
    return 0
  }
  const outside = createOutside()
  const results = await Promise.all(
    chosen.map(async (entry) => {
      const started = performance.now()
      const result = await testDestination(entry, outside)
      return { id: entry.id, type: entry.type, result, milliseconds: Math.round(performance.now() - started) }
    }),
  )
  outside.close()
  const widest = widestOf(results)
  await writeLines(
    results.map(({ id, type, result, milliseconds }) => {
      if (!isText(options)) return jsonLine({ id, type, ...told(result), milliseconds })
      const name = `${nameOf(id).padEnd(widest)}  ${type.padEnd(13)}`
      return result.ok
        ? `${colors.green('ok  ')}  ${name}  ${colors.dim(`${milliseconds} ms`)}`
        : `${colors.red('FAIL')}  ${name}  ${oneLine(result.reason, 500)}`
    }),
  )
  return results.every(({ result }) => result.ok) ? 0 : 1
}

const nameOf = (id: string): string => oneLine(id, 40)
const widestOf = (rows: readonly { readonly id: string }[]): number =>
  Math.max(...rows.map(({ id }) => nameOf(id).length))

/** What a destination answered for its threads is of no use here. */
const told = (result: Awaited<ReturnType<typeof testDestination>>): object =>
  result.ok ? { ok: true } : { ok: false, reason: result.reason, retry: result.retry }
