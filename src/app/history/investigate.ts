/** Wires an investigation: log files as what is asked, messages as its sentences, the user's networks as what is not followed. */
import { createClients } from '../../aws/clients.ts'
import { readDigestName } from '../../cloudtrail/digest.ts'
import { readUserAgent } from '../../cloudtrail/user-agent.ts'
import type { Case, Indicator, IndicatorKind } from '../../core/case.ts'
import type { EventQuery } from '../../core/event-query.ts'
import type { EventScope } from '../../core/scan.ts'
import { UsageError } from '../../core/usage-error.ts'
import { describeActor } from '../../detect/message/index.ts'
import { createNetworks } from '../../enrich/networks.ts'
import { showAlert } from '../../flows/desk.ts'
import { findSeed, investigate } from '../../flows/investigate.ts'
import type { ScanProgress } from '../../flows/scan.ts'
import { buildCase } from '../../investigate/case/case.ts'
import { guessIndicator } from '../../investigate/facts/indicator.ts'
import { TRAIL_TABLE, tableName } from '../../investigate/filter/trail-table.ts'
import type { ReachSettings } from '../../investigate/reach/settings.ts'
import { fileQuery } from '../../lake/file-query.ts'
import { parseAddress } from '../../notation/address.ts'
import { suggest } from '../../notation/suggest.ts'
import { readLocal } from '../../sources/files.ts'
import { isLookup } from '../../sources/lookup.ts'
import { isS3 } from '../../sources/s3/listing.ts'
import { openChecked } from '../config/open-config.ts'
import { joined, renderEach } from '../config/refusal.ts'
import type { Config } from '../config/sections.ts'
import { loadContext } from '../context/load-context.ts'
import type { ContextSpec } from '../context/spec.ts'
import { messageRenderer } from '../rules/message.ts'
import { fetchObject, findInputs } from '../scan/inputs.ts'
import { readRemote } from '../scan/remote-logs.ts'
import { STDIN } from '../scan/slots.ts'
import { namesIn } from './names-in.ts'
import { isoOf, retimed } from './scope-times.ts'

export interface InvestigateSettings {
  readonly indicator: string
  readonly kind?: IndicatorKind
  readonly follow: readonly string[]
  readonly bound: number
  readonly scope: EventScope
  /** Of Athena, for the statement of the report. */
  readonly table?: string
  readonly config?: string
}

/** The same with the configuration open. */
export type Question = Omit<InvestigateSettings, 'config'> & { readonly config?: Config | undefined }

export interface PreparedInvestigation {
  readonly files: number
  /** As they were named. */
  readonly names: readonly string[]
  readonly bytes: number
  /** What is known of accounts and networks. */
  readonly context: ContextSpec
  readonly warnings: string
  run(onProgress: (done: ScanProgress) => void, signal: AbortSignal): Promise<Case>
}

/** @throws UsageError for what cannot be investigated */
export const prepareInvestigation = async (
  paths: readonly string[],
  settings: InvestigateSettings,
): Promise<PreparedInvestigation> => {
  const impossible = paths.find((path) => path === STDIN || isLookup(path))
  if (impossible !== undefined)
    throw new UsageError(
      `${impossible}: an investigation reads its logs several times: name files, folders or s3://bucket/prefix`,
    )
  const opened = await openChecked(settings.config)
  const context = await loadContext(opened.config)
  const inputs = await findInputs(paths, settings.scope)
  const logs = inputs.files.filter((file) => !readDigestName(file))
  const pipe = logs.find(inputs.isPipe)
  if (pipe !== undefined)
    throw new UsageError(`${pipe}: an investigation reads its logs several times: a pipe can be read only once`)
  if (logs.length + inputs.failures.length === 0) {
    const isNarrow = Object.keys(settings.scope).length > 0
    throw new UsageError(
      `${paths.join(', ')}: no logs lie there${isNarrow ? ' that --from, --to, --account and --region let through' : ''}`,
    )
  }
  const network = networkNames(createNetworks(context.spec.networks, context.spec.published))
  const question = { ...settings, config: opened.config }
  return {
    files: logs.length,
    names: logs,
    bytes: inputs.bytes,
    context: context.spec,
    warnings: renderEach(joined(opened, context)),
    run: async (onProgress, signal) => {
      const remote = logs.filter(isS3)
      const clients = remote.length > 0 ? createClients() : undefined
      const readObject = clients && readRemote(remote, (name) => fetchObject(name, clients, signal))
      const read = (file: string): Promise<Buffer> => (readObject && isS3(file) ? readObject(file) : readLocal(file))
      let bytes = 0
      const files = { files: logs, failures: inputs.failures, read }
      const query = fileQuery(files, (done, more) => {
        bytes = done === 1 ? more : bytes + more
        onProgress({ files: done, bytes })
      })
      try {
        return await runCase(query, question, network, signal, () => namesIn(files, signal))
      } finally {
        clients?.close()
        inputs.close()
      }
    },
  }
}

/** Networks that strangers share, or that are the user's own: addresses there say little about who calls. */
export const networkNames =
  (networks: ReturnType<typeof createNetworks>) =>
  (address: string): string | undefined => {
    const { name, kind } = networks(address, parseAddress(address))
    return name === undefined || kind === 'aws' ? undefined : `the network ${name}`
  }

/** @throws UsageError when nothing in the data is called so */
export const runCase = async (
  query: EventQuery,
  settings: Question,
  network: (address: string) => string | undefined,
  signal: AbortSignal,
  names: () => Promise<ReadonlySet<string>>,
): Promise<Case> => {
  const { table = TRAIL_TABLE } = settings
  // A wrong name is said before the search.
  tableName(table, '"')
  const within = retimed(settings.scope, isoOf)
  const alert = await alertSeed(settings)
  const seeds = alert
    ? [alert]
    : await findSeed(query, guessIndicator(settings.indicator, settings.kind), within, signal)
  const [seed] = seeds
  if (seed === undefined) throw await unknown(settings.indicator, names, query)
  if (seeds.length > 1)
    throw new UsageError(
      `${settings.indicator}: there are ${seeds.length} of that name; say which:\n${seeds
        .slice(0, 10)
        .map(({ value }) => `  ${value}`)
        .join('\n')}`,
    )
  const tool = (userAgent: string): string => (userAgent === '' ? '' : readUserAgent(userAgent).tool)
  const reach: ReachSettings = { seed, follow: settings.follow, bound: settings.bound, network, within }
  const done = await investigate(query, reach, signal)
  if (done.closure.scope.size === 0 && !signal.aborted && !isMet(done.all.length, seed))
    throw await unknown(settings.indicator, names, query)
  const sentence = messageRenderer(undefined)
  const input = { seed, ...done, table, interrupted: signal.aborted, coverage: await query.coverage() }
  return buildCase(input, { sentence, who: describeActor, tool, network })
}

/** The events of an alert, when the configured store knows one by that id. @throws UsageError when `--kind alert` names none */
const alertSeed = async ({ indicator, kind, config }: Question): Promise<Indicator | undefined> => {
  if (kind !== 'alert' && (config === undefined || kind !== undefined || !/^[0-9a-f]{8,64}$/.test(indicator)))
    return undefined
  const { atDeskOf } = await import('../alerting/desk.ts')
  const look = atDeskOf(config, (desk) => showAlert(desk, indicator))
  const story = await (kind === 'alert' ? look : look.catch(() => undefined))
  const ids = story?.findings.flatMap(({ eventIds }) => eventIds) ?? []
  return ids.length === 0 ? undefined : { kind: 'alert', value: [...new Set(ids)].join(',') }
}

/** A seed that something mentions is known, although nothing of it may be in scope. */
const isMet = (fetched: number, { kind }: Indicator): boolean => fetched > 0 && kind !== 'event'

/** What could not be read may hold it. */
const unknown = async (
  written: string,
  names: () => Promise<ReadonlySet<string>>,
  query: EventQuery,
): Promise<Error> => {
  const { failures } = await query.coverage()
  const near = nearest(written, await names())
  const meant = near.length > 0 ? `: did you mean ${near.map((name) => JSON.stringify(name)).join(' or ')}?` : ''
  const [nothing, unread] =
    failures.length === 0
      ? ['nothing in these logs is called so', []]
      : [
          'nothing in what could be read is called so',
          [
            `${failures.length === 1 ? '1 input' : `${failures.length} inputs`} could not be read:`,
            ...failures.slice(0, NAMED).map(({ file, reason }) => `  ${file}: ${reason}`),
            ...(failures.length > NAMED ? [`  and ${failures.length - NAMED} more`] : []),
          ],
        ]
  return new UsageError([`${written}: ${nothing}${meant}`, ...unread].join('\n'))
}

/** Inputs that are named in a message. */
const NAMED = 3
const NEAR = 3
const nearest = (written: string, known: ReadonlySet<string>): readonly string[] => {
  const left = new Set(known)
  const found: string[] = []
  for (const name of left) if (found.length < NEAR && name.toLowerCase() === written.toLowerCase()) found.push(name)
  while (found.length < NEAR) {
    for (const name of found) left.delete(name)
    const near = suggest(written, left)
    if (near === undefined) break
    found.push(near)
  }
  return found
}
