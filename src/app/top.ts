/** Wires `top`: every record of the logs, counted by the fields that a person asked for. */
import type { Event } from '../core/event.ts'
import { NO_CONTEXT } from '../core/finding.ts'
import type { EventScope, ScanSummary } from '../core/scan.ts'
import { UsageError } from '../core/usage-error.ts'
import { CONTEXT_FIELDS, type EnrichedEvent, errorOf, FIELDS, OVERVIEW, PLACE_FIELDS } from '../count/fields.ts'
import { createTable } from '../count/table.ts'
import { type ScanProgress, scan } from '../flows/scan.ts'
import { wildcardTest } from '../languages/event-pattern/wildcard.ts'
import { suggest } from '../notation/suggest.ts'
import type { TopTable } from '../report/top.ts'
import { openConfig } from './config/open-config.ts'
import { renderEach } from './config/refusal.ts'
import { loadContext } from './context/load-context.ts'
import { useRules } from './rules/load.ts'
import { createEngine } from './scan/engine.ts'
import { everyRecord } from './scan/every-record.ts'
import { findInputs, ownSlots } from './scan/inputs.ts'

export interface TopSettings {
  /** The tables, each by one field or by several together; none means one by each field. */
  readonly by: readonly (readonly string[])[]
  readonly scope: EventScope
  readonly errorsOnly: boolean
  /** Event names; `*` stands for any text. None means all. */
  readonly events: readonly string[]
  /** Only from a known country that is none of the home countries. */
  readonly abroad: boolean
  readonly commonFirst: boolean
  readonly config?: string
}

export interface TopResult {
  readonly tables: readonly TopTable[]
  readonly summary: ScanSummary
  /** Of the evaluated records, those that the person asked about. */
  readonly counted: number
}

export interface PreparedTop {
  readonly files: number
  /** Size on disk. */
  readonly bytes: number
  /** About the configuration, drawn for a terminal; empty when there are none. */
  readonly warnings: string
  /** Whom the licence of a database wants named. */
  readonly attributions: readonly string[]
  run(onProgress: (done: ScanProgress) => void, signal: AbortSignal): Promise<TopResult>
}

/** Of all tables together, so that an overview takes no more memory than one table. */
const CAPACITY = 240_000
const NO_DATABASE =
  'no geo database is configured: name one as city_mmdb or country_mmdb under [context], and the file with --config'

/** What events can be counted by. */
export const fields: readonly string[] = Object.keys(FIELDS)

/** @throws UsageError */
export const prepareTop = async (paths: readonly string[], settings: TopSettings): Promise<PreparedTop> => {
  checkFields(settings.by)
  const opened = await openConfig({ config: settings.config })
  // Its rules are not run, but a file with mistakes is not half believed.
  await useRules(opened, false)
  const context = await loadContext(opened.config)
  const home = new Set(context.spec.homeCountries)
  if (settings.abroad && home.size === 0)
    throw new UsageError(
      '--abroad: say what home is: home_countries = ["NL"] in [context] of the configuration that --config reads',
    )
  if (settings.abroad && context.spec.databases.length === 0) throw new UsageError(`--abroad: ${NO_DATABASE}`)
  const engine = createEngine(
    { rules: [], correlations: [], problems: [] },
    { scope: settings.scope, context: context.spec },
  )

  const input = await findInputs(paths, settings.scope)
  const asked = settings.by.length > 0 ? settings.by : OVERVIEW.map((name) => [name])
  const tables = asked.map((by) => ({
    by,
    reads: by.map((name) => FIELDS[name] as (facts: EnrichedEvent) => string | null),
    counter: createTable(Math.floor(CAPACITY / asked.length), settings.commonFirst),
  }))
  const asksContext = settings.abroad || asked.some((by) => by.some((name) => CONTEXT_FIELDS.has(name)))
  const isNamed = nameTest(settings.events)
  let counted = 0
  const count = (event: Event): void => {
    if (!isNamed(event.name) || (settings.errorsOnly && errorOf(event) === undefined) || !engine.inScope(event)) return
    const facts = { event, context: asksContext ? engine.enrichment.context(event) : NO_CONTEXT }
    const { country } = facts.context.place
    if (settings.abroad && (country === null || home.has(country))) return
    counted++
    for (const { reads, counter } of tables)
      counter.add(
        reads.map((read) => read(facts)),
        event,
      )
  }
  return {
    files: input.files.length,
    bytes: input.bytes,
    warnings: renderEach(context) + input.warnings.map((warning) => `warning: ${warning}\n`).join(''),
    attributions: context.attributions,
    run: async (onProgress, signal) => {
      const counting = { ...engine, ruleSet: everyRecord(count) }
      const { summary } = await scan(input, ownSlots(input, counting, signal), counting, onProgress, signal)
      input.close()
      const noPlaces = context.spec.databases.length === 0
      return {
        tables: tables.map(({ by, counter }) => ({
          by,
          ...counter.result(),
          ...(noPlaces && by.every((name) => PLACE_FIELDS.has(name)) ? { unknown: NO_DATABASE } : {}),
        })),
        summary,
        counted,
      }
    },
  }
}

const nameTest = (patterns: readonly string[]): ((name: string) => boolean) => {
  const tests = patterns.map((pattern) => wildcardTest(pattern.toLowerCase().split('*')))
  return (name) => tests.length === 0 || tests.some((test) => test(name.toLowerCase()))
}

const checkFields = (tables: readonly (readonly string[])[]): void => {
  for (const by of tables)
    for (const [at, name] of by.entries()) {
      const meant = suggest(name, fields)
      if (!fields.includes(name))
        throw new UsageError(
          `--by ${name}: no such field${meant === undefined ? '' : `: did you mean "${meant}"?`} There are ${fields.join(', ')}`,
        )
      if (by.indexOf(name) < at) throw new UsageError(`--by ${by.join(',')}: ${name} is named twice`)
    }
}
